// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

struct Command;

/// How a command is run on a server so that it outlives its connection, with nothing but a POSIX
/// shell there. DECISIONS.md has the reasons.
///
/// Everything is kept in a folder of the account, named by the command's id. Making `go` in it is
/// what starts the command: whoever comes later attaches. A supervisor in a session of its own
/// runs the command with pipes to two copiers, which write `out` and `err`; it ends both files
/// with a record of the exit status and leaves `exit`. The channel only follows the files, from
/// any offset. On the channel's standard input "kill" ends the process group, "ack" removes the
/// folder, and the end of input leaves the command alone.
///
/// A record is a line in a stream that begins with the byte 30 and the token; see DurableStream.
struct DurableScript
{
    QByteArray mark;         ///< comes before what the launcher itself says, once
    QByteArray token;        ///< of the records
    QByteArray execLine;     ///< reads a program from standard input
    QByteArray startProgram; ///< starts the command, or attaches; holds secrets

    /// InvalidInput for a name that cannot be exported. `command.durable` is set.
    static Result<DurableScript> make(const Command &command);
    /// Attaches and never starts; `out` and `err` are bytes to leave out. Without secrets.
    QByteArray attachProgram(qint64 out, qint64 err) const;
    /// `id` as the name of a folder: harmless, and different for different ids.
    static QByteArray folderName(const QString &id);

private:
    QByteArray settings(const char *mode, qint64 out, qint64 err) const;

    QByteArray m_settings;
};

} // namespace slipway
