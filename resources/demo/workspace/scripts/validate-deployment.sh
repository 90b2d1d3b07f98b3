#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks what is about to go out: validate-deployment.sh VERSION
# Exit status: 0 nothing found, 3 findings (one a line in build/validation.txt).
set -eu
version=${1:?a version}
report=build/validation.txt
mkdir -p build
: >"$report"
finding() { echo "$1 $2" >>"$report"; echo "finding: $1 $2"; }
value() { sed -n "s|^$1=||p" .env.production | tail -n 1; }

# shellcheck disable=SC2013 # names hold no spaces
for key in $(sed -n 's|^\([A-Z_]*\)=.*|\1|p' .env.example); do
    case $(value "$key") in
        '') finding "$key" 'has no value' ;;
        CHANGE_ME) finding "$key" 'still holds its placeholder' ;;
    esac
done
key=$(value SECRET_KEY)
[ "${#key}" -ge 50 ] || finding SECRET_KEY "has ${#key} characters, 50 are needed"
case $(value MAIL_FROM) in CHANGE_ME | *@*.*) ;; *) finding MAIL_FROM 'is no mail address' ;; esac
[ "$(stat -c %a .env.production)" = 600 ] || finding .env.production 'can be read by others'
gzip -t "build/$version.tar.gz" 2>/dev/null || finding "$version.tar.gz" 'is no whole archive'

count=$(wc -l <"$report" | tr -d ' ')
echo "$count findings"
[ -z "${SLIPWAY_OUTPUT:-}" ] || echo "findings=$count" >>"$SLIPWAY_OUTPUT"
[ "$count" = 0 ] || exit 3
