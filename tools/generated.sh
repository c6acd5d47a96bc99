#!/usr/bin/env bash
# generated.sh: are the committed *_templ.go what templ makes of the *.templ beside them? Looks, changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
templ=$(go tool -n templ)
find internal/door -name '*.templ' -exec cp --parents {} "$work" \;
# Folder by folder, as make generate does: templ writes paths relative to the folder it is given.
while read -r folder; do
	if ! (cd "$work" && "$templ" generate -path "$folder") >"$work/templ.log" 2>&1; then
		cat "$work/templ.log" >&2
		exit 1
	fi
done < <(cd "$work" && find . -name '*.templ' -printf '%h\n' | sort -u)

bad=0
while read -r made; do
	if ! cmp -s "$work/$made" "$made"; then
		echo "$made is not what templ makes of ${made%_templ.go}.templ: run make generate" >&2
		bad=1
	fi
done < <(cd "$work" && find internal -name '*_templ.go')
while read -r kept; do
	if [ ! -e "$work/$kept" ]; then
		echo "$kept has no ${kept%_templ.go}.templ: remove it" >&2
		bad=1
	fi
done < <(find internal -name '*_templ.go')
exit $bad
