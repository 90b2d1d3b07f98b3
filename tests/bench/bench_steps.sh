#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# 1,000 local steps `true`, one after another: slipwayctl (journal durable) against make and ansible-core.
# Rounds are interleaved; the median counts. Prints a Markdown table.
set -euo pipefail
bin=$1
steps=${STEPS:-1000}
rounds=${ROUNDS:-5}
# On a real file system: a tmpfs would make the journal's fsync free.
work=$(mktemp -d "${BENCH_FOLDER:-$PWD/build}/bench-steps.XXXXXX")
trap 'rm -rf "$work"' EXIT

{
    printf 'slipway: 1\nname: Steps\nphases:\n  - id: all\n    name: All\n    steps:\n'
    for ((i = 1; i <= steps; i++)); do printf '      - {id: s%d, run: "true"}\n' "$i"; done
} >"$work/plan.yaml"
cat >"$work/slipway.yaml" <<'YAML'
slipway: 1
name: Bench
plans: [plan.yaml]
environment: local
environments: {local: {}}
YAML
{
    printf 'all: t%d\n' "$steps"
    # /bin/sh -c for each, as for any script: a bare `true` make would not even start a shell for.
    printf 't1:\n\t@true;\n'
    for ((i = 2; i <= steps; i++)); do printf 't%d: t%d\n\t@true;\n' "$i" $((i - 1)); done
} >"$work/Makefile"
{
    printf -- '- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n'
    for ((i = 1; i <= steps; i++)); do printf '    - ansible.builtin.raw: "true"\n'; done
} >"$work/playbook.yaml"

seconds() {
    local start end
    start=$(date +%s.%N)
    "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; echo "bench: failed: $*" >&2; exit 1; }
    end=$(date +%s.%N)
    echo "$end - $start" | awk '{printf "%.3f\n", $1 - $3}'
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for ((round = 1; round <= rounds; round++)); do
    seconds "$bin/slipwayctl" run "$work/plan.yaml" --workspace "$work" >>"$work/slipway.times"
    seconds make -s -C "$work" >>"$work/make.times"
done
seconds env ANSIBLE_LOCALHOST_WARNING=false ansible-playbook -i localhost, "$work/playbook.yaml" >"$work/ansible.times"

slipway=$(median <"$work/slipway.times")
make=$(median <"$work/make.times")
ansible=$(cat "$work/ansible.times")
awk -v s="$slipway" -v m="$make" -v a="$ansible" -v n="$steps" 'BEGIN {
    print "| " n " steps `true` | seconds | slipwayctl is |"
    print "|---|---|---|"
    printf "| slipwayctl, journal durable | %.2f | |\n", s
    printf "| make | %.2f | %.2f× its time (at most 3) |\n", m, s / m
    printf "| ansible-core, raw, one run | %.2f | %.3f× its time |\n", a, s / a
    exit s > 3 * m
}'
