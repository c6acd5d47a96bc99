#!/bin/bash
# Makes the Debian package of bin/guitu in dist/. The same sources and the same commit make the same bytes.
#   tools/package.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."
version="${1#v}"
version="${version//-/+}" # a dash would begin a Debian revision
[[ "$version" =~ ^[0-9] ]] || version="0~$version"
arch="$(dpkg --print-architecture)"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
umask 022
chmod 0755 "$root" # it is the folder / of the package
install -D -m 0755 bin/guitu "$root/usr/bin/guitu"
install -D -m 0755 packaging/guitu-admin "$root/usr/sbin/guitu-admin"
install -D -m 0644 packaging/guitu.service "$root/usr/lib/systemd/system/guitu.service"
install -D -m 0640 packaging/guitu.env "$root/etc/guitu/guitu.env"
install -D -m 0644 LICENSE "$root/usr/share/doc/guitu/copyright"
install -D -m 0644 docs/operations.md "$root/usr/share/doc/guitu/operations.md"
install -D -m 0644 docs/operations.zh-CN.md "$root/usr/share/doc/guitu/operations.zh-CN.md"
install -d "$root/usr/share/man/man1"
gzip -9n < packaging/guitu.1 > "$root/usr/share/man/man1/guitu.1.gz"
install -d "$root/DEBIAN"
for script in postinst prerm postrm; do install -m 0755 "packaging/$script" "$root/DEBIAN/$script"; done
echo /etc/guitu/guitu.env > "$root/DEBIAN/conffiles"
size="$(du -sk --exclude=DEBIAN "$root" | cut -f1)"
cat > "$root/DEBIAN/control" <<CONTROL
Package: guitu
Version: $version
Architecture: $arch
Maintainer: Guitu <guitu@localhost>
Installed-Size: $size
Depends: passwd, util-linux
Recommends: systemd, chrony | systemd-timesyncd
Suggests: postgresql
Section: misc
Priority: optional
Description: the desk of rehabilitation facilities and guidance stations
 Terms, duties, papers and files of compulsory and community drug rehabilitation
 of a province, as one program with its records in one folder or in PostgreSQL.
CONTROL
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p dist
out="dist/guitu_${version}_$arch.deb"
dpkg-deb --build --root-owner-group --threads-max=1 -Zxz -z2 "$root" "$out" >/dev/null
echo "$out"
