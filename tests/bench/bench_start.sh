#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Start to first painted window (warm, at most 1.0 s) and resident memory with the demo open (at most 150 MiB).
set -euo pipefail
bin=$1
work=$(mktemp -d)
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_CACHE_HOME=$work/cache HOME=$work
unset QT_QPA_PLATFORM
display=:$((90 + RANDOM % 900))
Xvfb "$display" -screen 0 1440x900x24 >/dev/null 2>&1 &
xvfb=$!
app=
finish() {
    [ -z "$app" ] || kill "$app" 2>/dev/null || true
    [ -z "$app" ] || wait "$app" 2>/dev/null || true
    kill "$xvfb" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
export DISPLAY=$display
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done

"$bin/slipwayctl" demo prepare "$work/demo" >/dev/null
for _ in 1 2 3 4 5; do
    "$bin/slipway" --report-start "$work/demo" | sed -n 's/^first paint after \([0-9]*\) ms$/\1/p'
done | sort -n >"$work/times"
median=$(sed -n 3p "$work/times")

"$bin/slipway" --demo >/dev/null 2>&1 &
app=$!
xdotool search --sync --onlyvisible --name 'Slipway' >/dev/null
sleep 8
memory=$(awk '/^VmRSS:/ {print int($2 / 1024)}' "/proc/$app/status")

printf '| measure | value | target |\n|---|---|---|\n'
printf '| start to first painted window, median of 5, warm | %s ms | at most 1000 ms |\n' "$median"
printf '| resident memory with the demo open | %s MiB | at most 150 MiB |\n' "$memory"
[ "$median" -le 1000 ] && [ "$memory" -le 150 ]
