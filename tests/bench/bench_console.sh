#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Slipway's console beside other terminals: bench_console.sh BIN_FOLDER.
set -euo pipefail
exec python3 "$(dirname "${BASH_SOURCE[0]}")/console/compare.py" "$1/bench_console"
