#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the documents: local links and pictures exist, every source file names its licence.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

while IFS=: read -r file target; do
    path=$(dirname "$file")/${target%%#*}
    if [ "$path" != "$(dirname "$file")/" ] && [ ! -e "$path" ]; then
        echo "$file: link to $target, which does not exist"
        failed=1
    fi
done < <(git ls-files '*.md' | xargs -r grep -noE '\]\([^)]+\)' |
         sed -E 's/^([^:]+):[0-9]+:\]\(([^) ]+)[^)]*\)$/\1:\2/' | grep -vE ':(https?|mailto):' || true)

while IFS= read -r file; do
    if ! head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later'; then
        echo "$file: names no licence (SPDX-License-Identifier: GPL-3.0-or-later)"
        failed=1
    fi
done < <(git ls-files 'src/*.cpp' 'src/*.h' 'tests/*.cpp' 'tests/*.h' '*CMakeLists.txt' '*.cmake' 'packaging/*.sh' 'packaging/*.py')
exit "$failed"
