#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes .env.production from the example, unless somebody has begun one.
set -eu
umask 077
if [ -e .env.production ]; then
    echo ".env.production is there already and stays as it is"
else
    cp .env.example .env.production
    echo ".env.production made from .env.example"
fi
chmod 600 .env.production
