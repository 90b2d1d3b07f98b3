#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Keeping and reading metrics beside Prometheus and SQLite: bench_history.sh BIN_FOLDER.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
folder=$(mktemp -d -p "$1/..")
trap 'rm -rf "$folder"' EXIT
peers=$(python3 "$here/history/peers.py" "$folder")
read -r prometheus transactions <<<"$peers"
echo "Prometheus: query_range in $prometheus ms; SQLite, FULL: $transactions transactions a second"
failed=0
"$1/bench_history" "$folder" "$prometheus" "$transactions" || failed=1
python3 "$here/history/watch.py" "$1/slipwayctl" || failed=1
exit "$failed"
