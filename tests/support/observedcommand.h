// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"
#include "support/printable.h"

#include <QDeadlineTimer>
#include <QSignalSpy>

SLIPWAY_PRINTABLE(ErrorCode)

namespace slipway {

/// What a command did, collected.
class ObservedCommand : public QObject
{
    Q_OBJECT
public:
    explicit ObservedCommand(std::unique_ptr<RunningCommand> started)
        : running(std::move(started))
        , ended(running.get(), &RunningCommand::finished)
    {
        connect(running.get(), &RunningCommand::outputReceived, this,
                [this](OutputStream stream, const QByteArray &bytes) {
                    (stream == OutputStream::Out ? out : err) += bytes;
                    largestChunk = std::max(largestChunk, bytes.size());
                    outputAfterEnd = outputAfterEnd || !ended.isEmpty();
                    Q_EMIT printed();
                });
        connect(running.get(), &RunningCommand::finished, this,
                [this](const CommandResult &given) { result = given; });
    }

    bool waitForEnd(int msecs = 10000) { return !ended.isEmpty() || ended.wait(msecs); }
    bool waitForOutput(QByteArrayView text, int msecs = 10000)
    {
        QSignalSpy spy(this, &ObservedCommand::printed);
        QDeadlineTimer deadline(msecs);
        while (!out.contains(text) && !deadline.hasExpired())
            spy.wait(int(deadline.remainingTime()));
        return out.contains(text);
    }

    std::unique_ptr<RunningCommand> running;
    QSignalSpy ended;
    CommandResult result;
    QByteArray out;
    QByteArray err;
    qsizetype largestChunk = 0;
    bool outputAfterEnd = false;

Q_SIGNALS:
    void printed();
};

} // namespace slipway
