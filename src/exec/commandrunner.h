// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QByteArray>
#include <QMap>
#include <QObject>

#include <chrono>
#include <map>
#include <memory>
#include <optional>

namespace slipway {

using std::chrono::milliseconds;

enum class OutputStream { Out, Err };

/// A script to run on some machine. Move-only because of its secrets.
struct Command
{
    QString script;
    QString shell; ///< empty: /bin/sh
    QString cwd;   ///< empty: the runner's default folder
    QMap<QString, QString> environment;
    /// NAME -> value, exported to the script as SLIPWAY_SECRET_NAME; never in an argument list.
    std::map<QString, Secret> secrets;
    std::optional<milliseconds> timeout;     ///< total
    std::optional<milliseconds> idleTimeout; ///< without any output
    bool pty = false;                        ///< remote only
    bool sudo = false;                       ///< remote only: the script runs as root
    bool collectsOutputs = false;            ///< offer $SLIPWAY_OUTPUT and read it back
};

struct CommandResult
{
    int exitCode = -1;              ///< valid only without an error
    QString signalName;             ///< "TERM" when a signal ended it; exitCode is then -1
    std::optional<Error> error;     ///< could not start, timed out, lost, cancelled
    QMap<QString, QString> outputs; ///< NAME=VALUE lines of $SLIPWAY_OUTPUT
    milliseconds duration{0};
};

/// One command under way. Lives on the caller's thread. Emits finished() exactly once, never from
/// inside start() or cancel(), and only after all output was read and emitted. Deleting it cancels
/// silently: the process (group) is still ended, and nothing is emitted.
class RunningCommand : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Ends the whole process group: TERM, then KILL after a grace of a few seconds. finished()
    /// follows with ErrorCode::Cancelled. Calling it again changes nothing.
    virtual void cancel() = 0;

Q_SIGNALS:
    void started();
    void outputReceived(slipway::OutputStream stream, const QByteArray &bytes);
    void finished(const slipway::CommandResult &result);
};

/// A machine that can run commands: this one, or a server.
class CommandRunner
{
public:
    CommandRunner() = default;
    virtual ~CommandRunner() = default;
    Q_DISABLE_COPY_MOVE(CommandRunner)

    /// Never fails itself and never null: a command that cannot start finishes with an error.
    virtual std::unique_ptr<RunningCommand> start(Command command) = 0;
};

} // namespace slipway
