// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace slipway {

/// One command on many machines, so many at a time, in their order. On one thread with an event
/// loop. For each machine exactly one ended(), then finished() once; nothing from inside start() or
/// cancel(). Deleting it cancels silently.
class FanOut : public QObject
{
    Q_OBJECT
public:
    struct Work
    {
        QStringList machines; ///< by name, each once
        /// Of a machine; lives as long as the fan-out.
        std::function<CommandRunner &(const QString &machine)> runnerFor;
        /// What a machine runs; called when its turn comes.
        std::function<Command(const QString &machine)> commandFor;
        int parallel = 0; ///< at most so many at a time; 0: all
    };

    explicit FanOut(Work work, QObject *parent = nullptr);

    void start();
    /// Ends what runs; machines that have not begun end with Cancelled.
    void cancel();

Q_SIGNALS:
    void outputReceived(const QString &machine, slipway::OutputStream stream,
                        const QByteArray &bytes);
    void ended(const QString &machine, const slipway::CommandResult &result);
    void finished();

private:
    void pump();
    void begin(const QString &machine);
    void end(const QString &machine, const CommandResult &result);

    Work m_work;
    qsizetype m_next = 0; ///< machine to begin with
    std::map<QString, std::unique_ptr<RunningCommand>> m_running;
    bool m_isCancelled = false;
    bool m_isFinished = false;
};

} // namespace slipway
