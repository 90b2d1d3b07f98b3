// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

struct Command;

/// How a command is run on a server with nothing but a POSIX shell there.
///
/// The exec line is the same for every command but for a random mark; it reads a program from
/// the channel's standard input up to the mark and evaluates it. That program starts a watcher
/// and becomes the command's shell, or goes on as that where it is the same, so that the channel's
/// exit status is the command's own. Script and secrets come over standard input: nothing of either
/// is in an argument list.
/// The watcher keeps the channel's standard input: a line there, or its end, ends the process
/// group with TERM, then KILL.
struct RemoteScript
{
    QByteArray mark;
    QByteArray execLine;
    QByteArray shLine;     ///< the same where sh is the login shell; empty where sudo is asked for
    QByteArray program;    ///< to write to standard input; holds secrets
    QByteArray outputLine; ///< exec line that prints $SLIPWAY_OUTPUT and removes it; may be empty

    /// What the line with the mark says once the command begins; after it whether the account's
    /// login shell is sh, so that the next command needs no sh of its own.
    static constexpr QByteArrayView startWord = "start";
    static constexpr QByteArrayView startWordOfSh = "start-sh";

    /// Whether the program is all that its process does, so that $$ is the command's.
    enum class Process { Own, Shared };

    /// InvalidInput for a name that cannot be exported.
    static Result<RemoteScript> make(const Command &command, Process process = Process::Own);
};

} // namespace slipway
