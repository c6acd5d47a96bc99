#!/bin/bash
# Installs one package over another in a system that is this one with a sheet laid over it: whatever is written goes with the
# sheet. As root, on Debian, where mount namespaces and overlays are allowed.
#   tools/package-test.sh OLD.deb NEW.deb [HOUSE]
# HOUSE is a folder with guitu.db and key of an older program; without it the old package takes in a roster of its own.
set -euo pipefail
if [ "${1:-}" != --inside ]; then
	old="$(realpath "$1")" new="$(realpath "$2")" house="${3:+$(realpath "$3")}"
	sheet="$(mktemp -d)"
	trap 'rmdir "$sheet"' EXIT
	# shellcheck disable=SC2016
	unshare --mount --propagation private /bin/bash -euc '
		mount -t tmpfs -o size=8g none "$1" && mkdir "$1/up" "$1/work" "$1/system"
		mount -t overlay overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/system"
		mount -t proc proc "$1/system/proc" && mount --rbind /dev "$1/system/dev"
		mkdir -p "$1/system/trial" && cp "$2" "$1/system/trial/old.deb" && cp "$3" "$1/system/trial/new.deb" && cp "$0" "$1/system/trial/test.sh"
		if [ -n "$4" ]; then cp -r "$4" "$1/system/trial/house"; fi
		chroot "$1/system" /bin/bash /trial/test.sh --inside' "$(realpath "$0")" "$sheet" "$old" "$new" "$house"
	exit
fi

step() { echo "== $*"; }
fail() { echo "FAILED: $*"; exit 1; }
is() { [ "$1" = "$2" ] || fail "$3: $1, want $2"; }
mode() { stat -c '%a %U:%G' "$1"; }
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /trial
put() { dpkg --force-confold -i "$1" >out 2>&1 || { cat out; return 1; }; }

step "install $(dpkg-deb -f old.deb Version)"
put old.deb || fail "it was not installed"
is "$(mode /var/lib/guitu)" "700 guitu:guitu" "the folder of the data"
is "$(mode /etc/guitu/key)" "400 guitu:guitu" "the key"
is "$(mode /etc/guitu/guitu.env)" "640 root:guitu" "the settings"
cp -p /etc/guitu/key key.first

step "data is made"
if [ -d house ]; then
	install -m 0600 -o guitu -g guitu house/guitu.db /var/lib/guitu/guitu.db
	install -m 0400 -o guitu -g guitu house/key /etc/guitu/key
else
	printf '%s\n' '姓名,性别,证件号码,决定日期,决定机关,文号,入所日期' \
		'马海木,男,519900199005011015,2025-11-03,川东县公安局,川东公强戒决字〔2025〕12号,2026-02-01' >roster.csv
	chmod 0755 . && chmod 0644 roster.csv
	guitu-admin import --facility 云岭示范所 roster.csv >out || { cat out; fail "the roster was not taken in"; }
fi
echo 'GUITU_NODE=n1' >>/etc/guitu/guitu.env # somebody has changed a setting
cp -p /etc/guitu/key key.kept
cp -p /etc/guitu/guitu.env env.kept

step "upgrade to $(dpkg-deb -f new.deb Version)"
put new.deb || fail "it was not upgraded"
cat out
is "$(dpkg-query -W -f '${Version} ${Status}' guitu)" "$(dpkg-deb -f new.deb Version) install ok installed" "the package"
cmp /etc/guitu/key key.kept && cmp /etc/guitu/guitu.env env.kept || fail "key or settings were changed"
is "$(mode /var/lib/guitu/guitu.db)" "600 guitu:guitu" "the records"
code=0
guitu-admin verify --json >proof || code=$?
is $code 0 "guitu verify"
grep -q '"lives":1' proof || { cat proof; fail "somebody is missing"; }
kept=(/var/lib/guitu/backups/*.guitubackup)
if [ -e "${kept[0]}" ]; then
	guitu-admin backup check "${kept[0]}" | head -1
elif [ -d house ]; then
	fail "no backup before the schema was changed"
fi

step "backup, drill, doctor"
install -d -m 0700 -o guitu -g guitu /backup
guitu-admin backup make --to /backup
guitu-admin backup drill --in /var/tmp 2>/dev/null | tail -1
guitu-admin doctor --json >look || { cat look; fail "the doctor finds something bad"; }
runuser -u nobody -- cat /var/lib/guitu/guitu.db 2>/dev/null && fail "anybody reads the records"

if command -v systemd-analyze >/dev/null; then
	step "the unit"
	systemd-analyze verify --man=no /usr/lib/systemd/system/guitu.service || fail "systemd does not take it"
	systemd-analyze security --offline=true --threshold=20 --no-pager /usr/lib/systemd/system/guitu.service >out || { cat out; fail "it is too open"; }
	tail -1 out
fi

step "going back is refused, where the schema has gone on"
if [ -e "${kept[0]}" ] && [ ! -d house ]; then
	put old.deb && fail "an old program was put on a new schema"
	tail -3 out
	put new.deb || fail "it does not come back"
	guitu-admin verify >/dev/null 2>&1 || fail "the records were changed"
fi

step "remove"
dpkg -r guitu >out
[ ! -e /usr/bin/guitu ] || fail "the program stayed"
cmp /etc/guitu/key key.kept && [ -s /var/lib/guitu/guitu.db ] && [ -e /etc/guitu/guitu.env ] || fail "a removal took something"

step "purge"
dpkg --purge guitu >out
grep '^guitu: .* was kept' out || { cat out; fail "a purge does not say what it keeps"; }
cmp /etc/guitu/key key.kept && [ -s /var/lib/guitu/guitu.db ] && [ ! -e /etc/guitu/guitu.env ] || fail "a purge took records or key"

step "install again: the old records are found, and no other key is made"
put new.deb || fail "it was not installed again"
cmp /etc/guitu/key key.kept || fail "another key was made"
guitu-admin verify >/dev/null 2>&1 || fail "the records are not what they were"
echo "== all well"
