#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keeps what this run prepared and found, whatever became of it: collect-evidence.sh RUN
set -eu
folder=build/evidence/${1:?a run}
mkdir -p "$folder"
for file in build/validation.txt build/metrics/*.txt; do
    [ ! -e "$file" ] || cp "$file" "$folder/"
done
# Names and whether they have a value, never the values.
[ ! -e .env.production ] || sed -n 's|^\([A-Z_]*\)=..*|\1 set|p; s|^\([A-Z_]*\)=$|\1 empty|p' .env.production >"$folder/env-names.txt"
find "$folder" -type f | sort
