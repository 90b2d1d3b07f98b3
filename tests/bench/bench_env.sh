#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Reading and checking .env files, with npm's dotenv and dotenv-linter in the same run where they
# are installed: npm install --ignore-scripts --prefix build/peers dotenv dotenv-linter
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
bin=$1
modules=$here/build/peers/node_modules

"$bin/bench_env"
if [ ! -d "$modules/dotenv-linter" ] || ! command -v node >/dev/null; then
    echo "bench: npm's peers are left out; see the head of tests/bench/bench_env.sh"
    exit 0
fi
echo "-- peers, 100,000 keys --"
node "$here/tests/bench/peers/envpeers.cjs" "$modules"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
node "$here/tests/bench/peers/envpeers.cjs" "$modules" "$folder/.env" 10000
echo "-- checking 10,000 keys, start of the process included --"
hyperfine --ignore-failure --warmup 2 --runs 15 --style basic \
    -n "slipwayctl env check" "$bin/slipwayctl env check $folder/.env" \
    -n "slipwayctl env check, three loaders, rules" \
    "$bin/slipwayctl env check --dialect dotenv,compose,sh --rules production $folder/.env" \
    -n "npm dotenv-linter" "node $modules/dotenv-linter/src/bin.js $folder/.env"
