#!/usr/bin/env bash
# test-deps.sh: what the tests need besides Go, Node and npm, on Debian: PostgreSQL's programs (the tests start
# a cluster of their own in a temporary folder), Chromium and a Chinese font for the browser tests, a C compiler for the
# race detector, and a PKCS#11 token in software for the key command.
#
#   tools/test-deps.sh           installs what is missing, as root; does nothing when all is there
#   tools/test-deps.sh --check   says what is missing and how to get it; exit 1 if anything is
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
command -v chromium >/dev/null || packages+=(chromium)
command -v gcc >/dev/null || packages+=(gcc libc6-dev) # for the race detector, and the key command of PKCS#11 tokens
command -v softhsm2-util >/dev/null || packages+=(softhsm2 libsofthsm2) # a token in software
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || packages+=(fonts-noto-cjk)

if [ ${#packages[@]} -eq 0 ]; then
	exit 0
fi
if [ "${1:-}" = --check ]; then
	echo "The tests need Debian packages that are not here: ${packages[*]}" >&2
	echo "Get them with: sudo tools/test-deps.sh   (or run: GUITU_INSTALL=1 make test)" >&2
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	echo "tools/test-deps.sh installs Debian packages (${packages[*]}): run it as root" >&2
	exit 1
fi

# Debian starts a PostgreSQL of its own on installing; nobody here wants it.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi

echo "installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
tools/retry.sh 5 apt-get update -q
tools/retry.sh 5 apt-get install -q -y --no-install-recommends "${packages[@]}"
