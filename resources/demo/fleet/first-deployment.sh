#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the version that is live before the demo begins on one server, in the server's own folder.
# Usage: first-deployment.sh SERVER_FOLDER ARCHIVE VERSION ENV_FILE BINARY ROLE(web|db|test)
set -eu
home=$1 archive=$2 version=$3 env_file=$4 binary=$5 role=$6
cd "$home"
umask 022
export LC_ALL=C.UTF-8
mkdir -p runtime shop/releases shop/incoming shop/shared shop/run shop/log data backups
ln -sfn "$binary" runtime/slipway-demo-shop
if [ "$role" = test ]; then
    # Somebody tried the recommendations here by hand, and never said so.
    echo '{"1": [2, 3], "2": [3]}' >shop/shared/recommendations.json
    exit 0
fi
tar -xzf "$archive" -C shop/releases
install -m 600 "$env_file" "shop/releases/$version/.env.production"
if [ "$role" = db ]; then
    "shop/releases/$version/bin/shopctl" migrate
    runtime/slipway-demo-shop create-admin --env-file "shop/releases/$version/.env.production"
fi
"shop/releases/$version/bin/shopctl" switch "$version"
[ "$role" != web ] || "shop/releases/$version/bin/shopctl" start
