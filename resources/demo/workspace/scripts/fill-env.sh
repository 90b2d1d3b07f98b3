#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fills the values of .env.production that nobody typed: generated ones, what is known about
# production, and, for what the last validation missed, what the team decided.
set -eu
umask 077

value_in() { sed -n "s|^$2=||p" "$1" 2>/dev/null | tail -n 1; }

fill() {
    key=$1 value=$2
    [ -n "$value" ] || return 0
    [ "$(value_in .env.production "$key")" = CHANGE_ME ] || return 0
    # awk, not sed: a value may hold any character.
    KEY=$key VALUE=$value awk 'index($0, ENVIRON["KEY"] "=") == 1 { print ENVIRON["KEY"] "=" ENVIRON["VALUE"]; next } { print }' \
        .env.production >.env.production.new
    mv .env.production.new .env.production
    echo "$key filled in"
}

for key in SECRET_KEY ADMIN_PASSWORD; do
    fill "$key" "$(value_in build/generated.env "$key")"
done
for key in DATABASE_URL PUBLIC_URL; do
    fill "$key" "$(value_in settings/production.env "$key")"
done
if [ -r build/validation.txt ]; then
    while read -r key problem; do
        echo "last validation: $key $problem"
        fill "$key" "$(value_in settings/team.env "$key")"
    done <build/validation.txt
fi
