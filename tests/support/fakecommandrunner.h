// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

#include <QPointer>

#include <utility>

namespace slipway {

/// A command that ends when, and as, a test says.
class FakeCommand final : public RunningCommand
{
public:
    explicit FakeCommand(Command given) : command(std::move(given)) { }

    /// Ends later, as the port promises, unless the test wants it to be stubborn.
    void cancel() override
    {
        if (std::exchange(isCancelled, true) || isStubborn)
            return;
        QMetaObject::invokeMethod(
            this, [this] { fail(ErrorCode::Cancelled); }, Qt::QueuedConnection);
    }

    void acknowledge() override { isAcknowledged = true; }
    void note(const QString &text) { Q_EMIT noteMade(text); }
    void begin() { Q_EMIT started(); }
    void print(const QByteArray &bytes) { Q_EMIT outputReceived(OutputStream::Out, bytes); }
    void exit(int status, const QMap<QString, QString> &outputs = {})
    {
        CommandResult result;
        result.exitCode = status;
        result.outputs = outputs;
        end(result);
    }
    void fail(ErrorCode code)
    {
        CommandResult result;
        result.error = Error{code, QStringLiteral("It failed: %1.").arg(toString(code))};
        end(result);
    }
    void end(const CommandResult &result)
    {
        if (!std::exchange(m_ended, true))
            Q_EMIT finished(result);
    }

    const Command command;
    bool isCancelled = false;
    bool isAcknowledged = false;
    bool isStubborn = false;

private:
    bool m_ended = false;
};

/// Starts nothing; keeps what it was asked to start.
class FakeCommandRunner final : public CommandRunner
{
public:
    std::unique_ptr<RunningCommand> start(Command command) override
    {
        auto started = std::make_unique<FakeCommand>(std::move(command));
        commands.append(started.get());
        return started;
    }

    QList<QPointer<FakeCommand>> commands; ///< null once deleted
};

} // namespace slipway
