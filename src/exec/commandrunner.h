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

/// Names a command that outlives its connection: whoever names it again gets the one that runs, or
/// ran, and never a second one.
struct DurableName
{
    enum class Mode {
        StartOrAttach,
        AttachOnly, ///< never starts it, now or later
    };
    QString id; ///< unique for ever on the machine
    Mode mode = Mode::StartOrAttach;
    friend bool operator==(const DurableName &, const DurableName &) = default;
};

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
    std::optional<DurableName> durable;      ///< remote only, and not with pty
};

struct CommandResult
{
    /// What is known of a command that ended with an error.
    enum class Fate {
        Known,
        Unknown, ///< it began, and may have done its work or some of it
        NoTrace, ///< AttachOnly: the machine knows nothing of it, and will not start it any more
    };
    int exitCode = -1;              ///< valid only without an error
    QString signalName;             ///< "TERM" when a signal ended it; exitCode is then -1
    std::optional<Error> error;     ///< could not start, timed out, lost, cancelled
    Fate fate = Fate::Known;        ///< durable commands only
    QMap<QString, QString> outputs; ///< NAME=VALUE lines of $SLIPWAY_OUTPUT
    milliseconds duration{0};
};

/// One command under way. Lives on the caller's thread. Emits finished() exactly once, never from
/// inside start() or cancel(), and only after all output was read and emitted. Deleting it cancels
/// silently: the process (group) is still ended, and nothing is emitted. Only a durable command
/// goes on when Slipway itself is killed, or cannot reach the machine.
class RunningCommand : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Ends the whole process group: TERM, then KILL after a grace of a few seconds. finished()
    /// follows with ErrorCode::Cancelled. Calling it again changes nothing.
    virtual void cancel() = 0;
    /// After finished(): its result is on record, and what the machine keeps of a durable command
    /// may go. Best effort; without it the machine tidies up after a week.
    virtual void acknowledge() { }

Q_SIGNALS:
    void started();
    /// A whole sentence about a durable command's connection: lost, or back.
    void noteMade(const QString &text);
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
