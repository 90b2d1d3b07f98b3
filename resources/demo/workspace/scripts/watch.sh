#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reads the metrics of each shop and fails when too many requests failed: watch.sh BINARY URL...
set -eu
shop=$1
shift
mkdir -p build/metrics
status=0
for url in "$@"; do
    file=build/metrics/$(echo "$url" | tr -c 'A-Za-z0-9\n' _).txt
    "$shop" request GET "$url/metrics" >"$file"
    awk -v url="$url" '
        /^http_requests_total/ { total += $2; if ($1 ~ /code="5/) errors += $2 }
        /^process_resident_memory_bytes/ { memory = $2 }
        /^http_request_duration_seconds_sum/ { seconds = $2 }
        END {
            share = total ? 100 * errors / total : 0
            printf "%s: %d requests, %.2f %% failed, mean %.2f ms, %.0f MiB\n", url, total, share, total ? 1000 * seconds / total : 0, memory / 1048576
            exit share > 1
        }' "$file" || { echo "$url: more than 1 % of the requests failed" >&2; status=1; }
done
exit $status
