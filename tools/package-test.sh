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
# served starts the service as the unit does, and waits until its /ready says that the key can be used; stop ends it.
served() {
	GUITU_LISTEN=127.0.0.1:18417 runuser -u guitu -- /usr/sbin/guitu-admin serve >served 2>&1 &
	ready || { cat served; fail "$1"; }
}
ready() {
	for _ in $(seq 100); do
		if { exec 3<>/dev/tcp/127.0.0.1/18417; } 2>/dev/null; then
			printf 'GET /ready HTTP/1.0\r\nHost: 127.0.0.1:18417\r\n\r\n' >&3
			answer="$(cat <&3)"
			exec 3>&-
			case "$answer" in *'"ready":true'*'"key":"ok"'* | *'"key":"ok"'*'"ready":true'*) return 0 ;; esac
		fi
		sleep 0.2
	done
	echo "${answer:-no answer}"
	return 1
}
stop() { kill %% && wait %% 2>/dev/null || true; }
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /trial
put() { dpkg --force-confold -i "$1" >out 2>&1 || { cat out; return 1; }; }

# What systemd would be told: which service is enabled, which runs. The last word in the sheet is this one's.
mkdir -p /run/systemd/system
cat >/usr/bin/systemctl <<'CTL'
#!/bin/sh
cd /trial
for word in "$@"; do case "$word" in --*) ;; *) act="${act:-$word}" ;; esac; done
case "$act" in
enable | disable | is-enabled) state=enabled ;;
start | stop | restart | is-active) state=running ;;
esac
case "$act" in
enable | start | restart) : >"$state" ;;
disable | stop) rm -f "$state" ;;
is-*) [ -e "$state" ] ;;
esac
CTL
chmod 0755 /usr/bin/systemctl

step "install $(dpkg-deb -f old.deb Version)"
put old.deb || fail "it was not installed"
[ -e enabled ] && [ -e running ] || fail "the service is not on"
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

step "a package that does not unpack: what was there goes on"
head -c $(($(stat -c %s new.deb) / 2)) new.deb >half.deb
put half.deb >/dev/null && fail "half a package was installed"
is "$(dpkg-query -W -f '${Version}' guitu)" "$(dpkg-deb -f old.deb Version)" "the package"
[ -e running ] || fail "the service stands still"

step "upgrade to $(dpkg-deb -f new.deb Version)"
put new.deb || fail "it was not upgraded"
cat out
[ -e enabled ] && [ -e running ] || fail "the service is not on"
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

step "a house that was switched off stays off, and one whose folder lies elsewhere is brought up there"
rm enabled running
put old.deb || true # where the schema has gone on it is refused, and what is there stays
put new.deb || { cat out; fail "it does not come back"; }
[ ! -e enabled ] && [ ! -e running ] || fail "it was switched on"
touch enabled running

step "the key is turned beside the service"
served "the service does not start"
guitu-admin key turn >out || { cat out; fail "the key is not turned"; }
guitu-admin key rewrap >out || { cat out; fail "the records do not go under it"; }
is "$(grep -c '^[^#]' /etc/guitu/key)" 2 "keys in the file"
is "$(mode /etc/guitu/key)" "400 guitu:guitu" "the turned key"
ready || fail "the service lost its key"
guitu-admin key drop >out || { cat out; fail "the older key does not go"; }
is "$(grep -c '^[^#]' /etc/guitu/key)" 1 "keys in the file"
cmp -s /etc/guitu/key key.kept && fail "the key is the old one"
ready || fail "the service lost its key"
stop
runuser -u guitu -- sh -c 'rm -f /etc/guitu/guitu.env || mv /etc/guitu/key /etc/guitu/guitu.env' 2>/dev/null && fail "the service may change its settings"
cp -p /etc/guitu/key key.kept

step "a key from the environment, and one that a command keeps"
cp -a /var/lib/guitu data.kept
mv /etc/guitu/key key.away
echo "GUITU_KEY='$(grep '^[^#]' key.away)'" >>/etc/guitu/guitu.env
guitu-admin key status >out || { cat out; fail "a key from the environment does not work"; }
served "the service does not start with a key from the environment"
stop
mv key.away /etc/guitu/key
cat >/usr/local/bin/hsm <<'HSM'
#!/bin/sh
# A module for trials: what it wraps lies in a file of its own, under a name that says nothing.
set -eu
while read -r word value; do
	case $word in place) place=$value ;; plain) plain=$value ;; wrapped) wrapped=$value ;; key) key=$value ;; esac
done
echo 'guitu-key 1'
case $2 in
current) echo 'key trial-1' ;;
wrap)
	wrapped="$(head -c 24 /dev/urandom | base64 | tr '+/' ab)"
	echo "$place $plain" >"$1/$wrapped"
	printf 'key trial-1\nwrapped %s\n' "$wrapped" ;;
unwrap)
	[ "$key" = trial-1 ] || exit 2
	[ -e "$1/$wrapped" ] || exit 3
	read -r was plain <"$1/$wrapped"
	[ "$was" = "$place" ] || exit 3
	echo "plain $plain" ;;
esac
HSM
chmod 0755 /usr/local/bin/hsm
install -d -m 0700 -o guitu -g guitu /var/lib/hsm
cp -p env.kept /etc/guitu/guitu.env
printf '%s\n' 'GUITU_KEY_COMMAND=/usr/local/bin/hsm /var/lib/hsm' 'GUITU_KEY_OLD=/etc/guitu/key' >>/etc/guitu/guitu.env
guitu-admin key turn >out || { cat out; fail "the key does not move to the command"; }
sed -i /GUITU_KEY_OLD/d /etc/guitu/guitu.env
mv /etc/guitu/key key.away
guitu-admin verify >out 2>&1 || { cat out; fail "what the command keeps is not proven"; }
served "the service does not start with a key that a command keeps"
stop
mv key.away /etc/guitu/key
cp -p env.kept /etc/guitu/guitu.env
rm -rf /var/lib/guitu && mv data.kept /var/lib/guitu

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
