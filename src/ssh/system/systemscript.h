// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

struct Command;

/// RemoteScript for the ssh program, whose own exit status tells neither a signal nor a lost
/// connection from a status of 255: the script's standard output ends with a line "MARK end STATUS
/// SIGNAL". Where /bin/sh is bash, the end by a signal is seen as status 128 + n.
struct SystemScript
{
    QByteArray mark;
    QByteArray execLine; ///< on a terminal it says "MARK ready" before it reads
    QByteArray program;  ///< to write to standard input; holds secrets
    QByteArray outputLine;

    /// InvalidInput for a name that cannot be exported.
    static Result<SystemScript> make(const Command &command);
};

} // namespace slipway
