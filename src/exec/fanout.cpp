// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanout.h"

#include <QPointer>

#include <limits>

namespace slipway {

FanOut::FanOut(Work work, QObject *parent) : QObject(parent), m_work(std::move(work))
{
    if (m_work.parallel <= 0)
        m_work.parallel = std::numeric_limits<int>::max();
}

void FanOut::start()
{
    QMetaObject::invokeMethod(this, &FanOut::pump, Qt::QueuedConnection);
}

void FanOut::cancel()
{
    if (std::exchange(m_isCancelled, true))
        return;
    for (const auto &[machine, running] : m_running)
        running->cancel();
    QMetaObject::invokeMethod(this, &FanOut::pump, Qt::QueuedConnection);
}

void FanOut::pump()
{
    const QPointer<FanOut> self(this);
    while (self && m_next < m_work.machines.size()) {
        if (!m_isCancelled && std::ssize(m_running) >= m_work.parallel)
            return;
        const QString machine = m_work.machines.at(m_next++);
        if (!m_isCancelled) {
            begin(machine);
            continue;
        }
        CommandResult result;
        result.error = Error{ErrorCode::Cancelled, tr("It was cancelled before it began.")};
        Q_EMIT ended(machine, result);
    }
    if (self && m_running.empty() && !std::exchange(m_isFinished, true))
        Q_EMIT finished();
}

void FanOut::begin(const QString &machine)
{
    std::unique_ptr<RunningCommand> running
        = m_work.runnerFor(machine).start(m_work.commandFor(machine));
    connect(running.get(), &RunningCommand::outputReceived, this,
            [this, machine](OutputStream stream, const QByteArray &bytes) {
                Q_EMIT outputReceived(machine, stream, bytes);
            });
    connect(running.get(), &RunningCommand::finished, this,
            [this, machine](const CommandResult &result) { end(machine, result); });
    m_running.insert_or_assign(machine, std::move(running));
}

void FanOut::end(const QString &machine, const CommandResult &result)
{
    const auto found = m_running.find(machine);
    found->second.release()->deleteLater();
    m_running.erase(found);
    const QPointer<FanOut> self(this);
    Q_EMIT ended(machine, result);
    if (self)
        pump();
}

} // namespace slipway
