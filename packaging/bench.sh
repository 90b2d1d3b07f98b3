#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the benchmarks: bench.sh BIN_FOLDER [NAME...]. Names: env plan roadmap engine journal steps ssh transfer metrics history gauges terminal terminalview console start.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
bin=$(cd "$1" && pwd -P)
shift
[ $# -gt 0 ] || set -- env plan roadmap engine journal steps ssh transfer metrics history gauges terminal terminalview console start

export QT_QPA_PLATFORM=offscreen
failed=0
for name in "$@"; do
    printf '\n== %s ==\n' "$name"
    if [ -x "$here/tests/bench/bench_$name.sh" ]; then
        "$here/tests/bench/bench_$name.sh" "$bin" || failed=1
    elif [ -x "$bin/bench_$name" ]; then
        "$bin/bench_$name" || failed=1
    else
        echo "bench: there is no benchmark named $name" >&2
        exit 2
    fi
done
exit "$failed"
