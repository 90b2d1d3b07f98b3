#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Reading a scrape of 1,000 and of 40,000 series, with promtool in the same run, and the security
# score. Start of the process included.
set -euo pipefail
bin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

scrape() { # HISTOGRAMS FILE
    awk -v histograms="$1" 'BEGIN {
        print "# HELP request_duration_seconds How long requests took."
        print "# TYPE request_duration_seconds histogram"
        for (i = 0; i < histograms; ++i) {
            labels = "handler=\"/api/v1/things/" i "\",method=\"get\""
            for (b = 1; b <= 12; ++b)
                printf "request_duration_seconds_bucket{%s,le=\"%g\"} %d\n", labels, b / 100, b * 7 + i
            printf "request_duration_seconds_bucket{%s,le=\"+Inf\"} %d\n", labels, 100 + i
            printf "request_duration_seconds_sum{%s} %g\n", labels, i * 1.5
            printf "request_duration_seconds_count{%s} %d\n", labels, 100 + i
        }
    }' >"$2"
}
scrape 67 "$folder/small"
scrape 2667 "$folder/large"
for size in small large; do
    echo "-- $(wc -l <"$folder/$size") lines, $(wc -c <"$folder/$size") bytes --"
    hyperfine -N --warmup 3 --runs 20 --style basic --input "$folder/$size" \
        -n "slipwayctl metrics quantile" "$bin/slipwayctl metrics quantile 0.95" \
        -n "promtool check metrics" --ignore-failure "promtool check metrics"
done

awk 'BEGIN {
    print "{\"vectors\": ["
    for (i = 0; i < 1000; ++i)
        printf "{\"headers\": [[\"Content-Security-Policy\", \"default-src %cself%c; img-src a%d.example\"], [\"Strict-Transport-Security\", \"max-age=31536000\"]], \"cookies\": [\"a=1; Secure\"]}%s\n", 39, 39, i, i < 999 ? "," : ""
    print "]}"
}' >"$folder/answers.json"
echo "-- 1,000 recorded answers --"
hyperfine -N --warmup 1 --runs 10 --style basic \
    -n "slipwayctl metrics security" "$bin/slipwayctl metrics security --json --response $folder/answers.json"
