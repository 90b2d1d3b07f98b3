#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Brings the plural texts of translations/slipway_en.ts up to the sources; run inside ./dev shell.
# Then fill in what is marked "unfinished": one form for 1, one for every other number.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
/usr/lib/qt6/bin/lupdate -silent -no-obsolete -locations none -pluralonly \
    -source-language en -target-language en src -ts translations/slipway_en.ts
if grep -q 'type="unfinished"' translations/slipway_en.ts; then
    echo "forms are missing in translations/slipway_en.ts"
fi
