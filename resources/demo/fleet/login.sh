#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a session on this demo server runs: the command as if on a machine of its own.
cd '@HOME@' || exit 1
unset ENV BASH_ENV
export LC_ALL=C.UTF-8 HOME='@HOME@' SHOP_EXIT_WITH='@OWNER_PID@' PS1='@NAME@:$PWD$ '
case ${SSH_ORIGINAL_COMMAND:-} in
    '') exec /bin/sh -i ;;
    internal-sftp) exec '@SFTP_SERVER@' -d '@HOME@' ;;
    *) exec /bin/sh -c "$SSH_ORIGINAL_COMMAND" ;;
esac
