#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The terminal's core beside libvterm's, and its conformance beside xterm's: bench_terminal.sh BIN_FOLDER.
set -euo pipefail
"$1/bench_terminal"
status=0
python3 "$(dirname "${BASH_SOURCE[0]}")/../terminal/conformance/compare.py" "$1/conformanceconsole" || status=$?
[ "$status" = 77 ] || exit "$status"
