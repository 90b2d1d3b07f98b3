#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the release archive of a tag: prepare-deployment.sh VERSION
set -eu
version=${1:?a version}
manifest=shop/tags/$version.json
[ -r "$manifest" ] || { echo "there is no tag $version" >&2; exit 1; }
for tool in tar gzip sha256sum; do
    command -v "$tool" >/dev/null || { echo "$tool is missing on this machine" >&2; exit 1; }
done

stage=build/$version
rm -rf "$stage"
mkdir -p "$stage"
cp -R shop/bin shop/migrations shop/templates "$stage/"
cp "$manifest" "$stage/release.json"
chmod 755 "$stage/bin/shopctl"
# No times and no owners: the same tag always gives the same archive.
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C build -cf - "$version" |
    gzip -n >"build/$version.tar.gz"
sum=$(sha256sum "build/$version.tar.gz" | cut -d' ' -f1)
rm -f build/validation.txt
echo "build/$version.tar.gz, $(wc -c <"build/$version.tar.gz") bytes"
echo "sha256 $sum"
if [ -n "${SLIPWAY_OUTPUT:-}" ]; then
    printf 'archive=build/%s.tar.gz\nsha256=%s\n' "$version" "$sum" >>"$SLIPWAY_OUTPUT"
fi
