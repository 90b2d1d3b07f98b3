#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes a new SECRET_KEY and a new administrator's password, for the owner's eyes only.
set -eu
umask 077
mkdir -p build
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
{
    echo "SECRET_KEY=$(random 32)"
    echo "ADMIN_PASSWORD=$(random 12)"
} >build/generated.env
echo "build/generated.env: SECRET_KEY of 64 digits, ADMIN_PASSWORD of 24"
