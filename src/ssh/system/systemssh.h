// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshconnections.h"

#include <QHash>
#include <QProcessEnvironment>
#include <QStringList>

namespace slipway {

/// How the ssh program of this machine is called to reach one server. It reads ~/.ssh/config by
/// itself; nothing in the arguments is secret.
struct SystemSsh
{
    enum class Terminal { None, Forced };

    QString program; ///< absolute path
    QString server;  ///< as the workspace names it
    QString destination;
    QStringList options; ///< everything but the destination and what sharing needs
    bool useAgent = true;
    friend bool operator==(const SystemSsh &, const SystemSsh &) = default;

    /// NotFound without an ssh program or with an unknown jump, InvalidInput for jumps in a ring.
    static Result<SystemSsh> make(const SshTarget &target, const QHash<QString, SshTarget> &targets,
                                  const SshSettings &settings);

    /// Logs in, then goes to the background and serves sessions at `controlPath`.
    QStringList masterArguments(const QString &controlPath) const;
    /// Without a master at the path it logs in by itself. An empty line is the login shell.
    QStringList sessionArguments(const QString &controlPath, Terminal terminal,
                                 const QByteArray &execLine) const;
    /// Ours, without what is meant for Slipway alone. Jump hosts' messages go to the file.
    QProcessEnvironment environment(const QString &hopLog = QStringLiteral("/dev/null")) const;
};

} // namespace slipway
