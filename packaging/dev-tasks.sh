#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What ./dev does once it is inside the build environment. Called by ./dev, not by hand.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$project"
jobs=${SLIPWAY_JOBS:-$(nproc)}
preset=${SLIPWAY_PRESET:-dev}

say()  { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'dev: %s\n' "$*" >&2; exit 1; }

build() {
    local folder=build/$preset
    if [ ! -e "$folder/build.ninja" ]; then
        say "Configuring ($preset)"
        cmake --preset "$preset" >"$folder.configure.log" 2>&1 || {
            cat "$folder.configure.log" >&2
            rm -rf "$folder"
            fail "configuring failed; the lines above say why"
        }
    fi
    say "Building ($preset)"
    cmake --build "$folder" -j "$jobs" ${1:+--target "$@"} || fail "the build failed; the lines above say where"
}

# Counts the test functions that QtTest reported, and prints the closing line that CI reads.
report() {
    local log=$1 outcome=$2
    awk -v outcome="$outcome" '
        /^Totals: /                 { passed += $2; failed += $4; skipped += $6 }
        /^[0-9]+\/[0-9]+ Test:/     { tests++ }
        END {
            if (!tests) { print "dev: no test ran"; passed = 0; failed = 1 }
            if (outcome != 0 && failed == 0) failed = 1
            printf "%d passed, %d failed", passed, failed
            if (skipped) printf ", %d skipped", skipped
            print ""
        }' "$log"
}

run_tests() {
    local folder=build/$preset outcome=0
    ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$jobs" "$@" || outcome=$?
    report "$folder/Testing/Temporary/LastTest.log" "$outcome"
    return "$outcome"
}

test_command() {
    build
    say "Testing ($preset)"
    if [ $# -gt 0 ]; then run_tests -R "$1" "${@:2}"; else run_tests; fi
}

lint() {
    local failed=0 name
    say "Formatting"
    git ls-files 'src/*.cpp' 'src/*.h' 'tests/*.cpp' 'tests/*.h' | xargs -r clang-format --dry-run -Werror || failed=1
    say "Shell scripts"
    git ls-files -z | while IFS= read -r -d '' name; do
        if head -c 64 "$name" 2>/dev/null | head -n 1 | grep -aqE '^#!.*\b(ba)?sh\b'; then printf '%s\0' "$name"; fi
    done | xargs -0 -r shellcheck -x --severity=style --exclude=SC1091 || failed=1
    say "Documents"
    packaging/check-docs.sh || failed=1
    # The linters need the generated headers and ninja's record of includes.
    build
    say "clang-tidy and clazy"
    python3 packaging/lint.py "build/$preset" "${CCACHE_DIR:-build}/lint" "$@" || failed=1
    [ "$failed" = 0 ] || fail "lint found something; see above"
    say "Lint is clean"
}

bench() {
    preset=release
    build
    packaging/bench.sh "build/release/bin" "$@"
}

asan() {
    preset=asan
    export ASAN_OPTIONS=detect_leaks=1:halt_on_error=1:strict_string_checks=1
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    export LSAN_OPTIONS=suppressions=$project/packaging/lsan.supp:print_suppressions=0
    test_command "$@"
}

has_display() {
    [ -n "${WAYLAND_DISPLAY:-}" ] || { [ -n "${DISPLAY:-}" ] && xdotool getdisplaygeometry >/dev/null 2>&1; }
}

run() {
    build
    if has_display; then
        exec "build/$preset/bin/slipway" --demo "$@"
    fi
    say "No display: driving the demo deployment to its end"
    "build/$preset/bin/slipwayctl" demo run build/demo/workspace --pictures build/demo "$@"
    say "Taking pictures of the other rooms"
    QT_QPA_PLATFORM=offscreen "build/$preset/bin/slipway" --pictures build/demo build/demo/workspace/workspace
}

mkdir -p build
command=$1
shift
case $command in
    build) build "$@" ;;
    test)  test_command "$@" ;;
    lint)  lint "$@" ;;
    bench) bench "$@" ;;
    asan)  asan "$@" ;;
    run)   run "$@" ;;
    *)     fail "unknown task: $command" ;;
esac
