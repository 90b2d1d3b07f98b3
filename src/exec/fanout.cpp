// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanout.h"

#include <QPointer>
#include <QRandomGenerator>

#include <limits>

using namespace std::chrono_literals;

namespace slipway {

namespace {

QStringList without(const QStringList &machines, const QMap<QString, QString> &quarantine)
{
    QStringList rest = machines;
    rest.removeIf([&quarantine](const QString &machine) { return quarantine.contains(machine); });
    return rest;
}

/// Doubling, and never the same for two machines: they must not come back all at once.
milliseconds delayBefore(int attempt)
{
    const int base = 1000 << std::min(attempt - 1, 5);
    return milliseconds(base / 2 + QRandomGenerator::global()->bounded(base));
}

CommandResult withError(ErrorCode code, const QString &message)
{
    CommandResult result;
    result.error = Error{code, message};
    return result;
}

} // namespace

FanOut::FanOut(Work work, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_work(std::move(work))
    , m_clock(clock)
    , m_queue(without(m_work.machines, m_work.quarantine))
    , m_policy(m_queue.size(), m_work.policy)
{
    if (m_work.parallel <= 0)
        m_work.parallel = std::numeric_limits<int>::max();
    for (const QString &machine : std::as_const(m_work.machines)) {
        m_outcomes.insert(machine, {});
        if (m_work.quarantine.contains(machine))
            m_left.append(machine);
    }
}

FanOut::~FanOut()
{
    m_clock.cancel(m_pause);
    for (const auto &[machine, running] : m_running)
        m_clock.cancel(running.timer);
}

void FanOut::start()
{
    pumpLater();
}

void FanOut::pumpLater()
{
    if (!std::exchange(m_isPumpPosted, true))
        QMetaObject::invokeMethod(this, &FanOut::pump, Qt::QueuedConnection);
}

void FanOut::cancel()
{
    if (m_phase == Phase::Over || std::exchange(m_isCancelled, true))
        return;
    m_clock.cancel(m_pause);
    if (m_check)
        m_check->cancel();
    for (auto &[machine, running] : m_running) {
        m_clock.cancel(running.timer);
        if (running.command)
            running.command->cancel();
    }
    pumpLater();
}

void FanOut::next()
{
    if (m_isCancelled || (m_phase != Phase::Pausing && m_phase != Phase::Holding))
        return;
    m_clock.cancel(m_pause);
    const bool isPausing = m_phase == Phase::Pausing;
    QMetaObject::invokeMethod(
        this,
        [this, isPausing] {
            if (isPausing && m_phase == Phase::Pausing)
                checkHealth();
            else if (m_phase == Phase::Holding)
                beginNextBatch();
        },
        Qt::QueuedConnection);
}

void FanOut::pump()
{
    m_isPumpPosted = false;
    const QPointer<FanOut> self(this);
    while (self && !m_left.isEmpty()) {
        const QString machine = m_left.takeFirst();
        end(machine,
            withError(ErrorCode::Refused,
                      tr("%1 is in quarantine: %2").arg(machine, m_work.quarantine.value(machine))),
            MachineState::Quarantined);
    }
    if (!self)
        return;
    if (m_isCancelled || !m_stopReason.isEmpty()) {
        endOthers();
        if (self && m_running.empty() && m_next >= m_queue.size() && m_phase != Phase::Over) {
            setPhase(Phase::Over);
            if (self)
                Q_EMIT finished();
        }
        return;
    }
    if (m_phase != Phase::Running || !beginMachines())
        return;
    if (m_queue.isEmpty() || m_policy.isBatchOver())
        afterBatch();
}

/// False when this object has gone meanwhile, or machines of the batch run.
bool FanOut::beginMachines()
{
    const QPointer<FanOut> self(this);
    while (m_next < m_policy.limit() && std::ssize(m_running) < m_work.parallel) {
        begin(m_queue.at(m_next++));
        if (!self)
            return false;
    }
    return m_running.empty();
}

/// Machines that will not run any more.
void FanOut::endOthers()
{
    const QPointer<FanOut> self(this);
    QStringList waiting; // for another attempt
    if (m_isCancelled) {
        for (const auto &[machine, running] : m_running) {
            if (!running.command)
                waiting.append(machine);
        }
    }
    const CommandResult cancelled
        = withError(ErrorCode::Cancelled, tr("It was cancelled before it began."));
    for (const QString &machine : std::as_const(waiting)) {
        m_running.erase(machine);
        end(machine, cancelled, MachineState::Cancelled);
        if (!self)
            return;
    }
    while (self && m_next < m_queue.size()) {
        const QString machine = m_queue.at(m_next++);
        if (m_isCancelled)
            end(machine, cancelled, MachineState::Cancelled);
        else
            end(machine,
                withError(
                    ErrorCode::Cancelled,
                    tr("It was left out, because the run stopped before: %1").arg(m_stopReason)),
                MachineState::Skipped);
    }
}

void FanOut::begin(const QString &machine)
{
    Machine &entry = m_running[machine];
    entry.begin = m_clock.monotonic();
    const QPointer<FanOut> self(this);
    m_outcomes[machine].state = MachineState::Running;
    Q_EMIT stateChanged(machine, MachineState::Running);
    if (self)
        attempt(machine);
}

void FanOut::attempt(const QString &machine)
{
    Machine &entry = m_running[machine];
    entry.timer = 0;
    ++m_outcomes[machine].attempts;
    entry.command = m_work.runnerFor(machine).start(m_work.commandFor(machine));
    RunningCommand *command = entry.command.get();
    connect(command, &RunningCommand::started, this, [this, machine] {
        Machine &begun = m_running[machine];
        begun.hasBegun = true;
        m_clock.cancel(begun.timer);
        Q_EMIT commandBegan(machine);
    });
    connect(command, &RunningCommand::outputReceived, this,
            [this, machine](OutputStream stream, const QByteArray &bytes) {
                takeOutput(machine, stream, bytes);
            });
    connect(command, &RunningCommand::finished, this,
            [this, machine](const CommandResult &result) { onCommandFinished(machine, result); });
    if (m_work.connectTimeout) {
        const milliseconds left = entry.begin + *m_work.connectTimeout - m_clock.monotonic();
        entry.timer = m_clock.callAfter(std::max(left, 0ms), [this, machine] { giveUp(machine); });
    }
    if (m_isCancelled)
        command->cancel();
}

void FanOut::giveUp(const QString &machine)
{
    Machine &entry = m_running[machine];
    entry.timer = 0;
    if (entry.hasBegun || !entry.command)
        return;
    entry.isTooLate = true;
    entry.command->cancel();
}

Error FanOut::tooLate(const QString &machine) const
{
    return {ErrorCode::Unreachable,
            tr("%1 did not begin within %2 s. Check that it is up, or give it more time to "
               "connect.")
                .arg(machine)
                .arg(double(m_work.connectTimeout->count()) / 1000)};
}

void FanOut::takeOutput(const QString &machine, OutputStream stream, const QByteArray &bytes)
{
    Machine &entry = m_running[machine];
    entry.hasBegun = true;
    const qsizetype room = std::max<qsizetype>(0, m_work.mostOutput - entry.printed);
    entry.printed += bytes.size();
    const QPointer<FanOut> self(this);
    if (room > 0)
        Q_EMIT outputReceived(machine, stream, bytes.size() <= room ? bytes : bytes.first(room));
    if (self && bytes.size() > room && !std::exchange(m_outcomes[machine].isCut, true))
        Q_EMIT outputCut(machine);
}

void FanOut::onCommandFinished(const QString &machine, CommandResult result)
{
    const auto found = m_running.find(machine);
    m_clock.cancel(std::exchange(found->second.timer, 0));
    found->second.command.release()->deleteLater();
    if (found->second.isTooLate && !m_isCancelled && result.error
        && result.error->code == ErrorCode::Cancelled)
        result.error = tooLate(machine);
    if (retry(machine, result))
        return;
    m_running.erase(found);
    const QPointer<FanOut> self(this);
    const MachineState state = stateOf(result);
    m_policy.ended(state);
    end(machine, result, state);
    if (!self)
        return;
    if (!m_isCancelled && m_stopReason.isEmpty()) {
        // Where all of a batch ended, afterBatch() asks: other words, and the same answer.
        if (const auto reason = m_policy.stopReason(); reason && m_next < m_queue.size())
            stop(*reason);
    }
    if (self)
        pump();
}

bool FanOut::retry(const QString &machine, const CommandResult &result)
{
    Machine &entry = m_running[machine];
    const int attempts = m_outcomes.value(machine).attempts;
    if (!result.error || result.error->code != ErrorCode::Unreachable || entry.hasBegun
        || entry.isTooLate || m_isCancelled || !m_stopReason.isEmpty()
        || attempts > m_work.connectRetries)
        return false;
    const milliseconds delay = delayBefore(attempts);
    if (m_work.connectTimeout
        && m_clock.monotonic() + delay >= entry.begin + *m_work.connectTimeout)
        return false;
    entry.timer = m_clock.callAfter(delay, [this, machine] { attempt(machine); });
    Q_EMIT retrying(machine, *result.error, delay);
    return true;
}

void FanOut::end(const QString &machine, const CommandResult &result, MachineState state)
{
    Outcome &outcome = m_outcomes[machine];
    outcome.state = state;
    outcome.result = result;
    const QPointer<FanOut> self(this);
    Q_EMIT stateChanged(machine, state);
    if (self)
        Q_EMIT ended(machine, result);
}

void FanOut::afterBatch()
{
    if (const auto reason = m_policy.stopReason(); reason && m_policy.hasNextBatch()) {
        stop(*reason);
        return;
    }
    if (m_policy.hasNextBatch()) {
        pauseBefore();
        return;
    }
    const QPointer<FanOut> self(this);
    setPhase(Phase::Over);
    if (self)
        Q_EMIT finished();
}

void FanOut::pauseBefore()
{
    if (m_work.pause <= 0ms) {
        checkHealth();
        return;
    }
    m_pause = m_clock.callAfter(m_work.pause, [this] { checkHealth(); });
    setPhase(Phase::Pausing);
}

void FanOut::checkHealth()
{
    if (!m_work.healthCheck) {
        holdBefore();
        return;
    }
    const QPointer<FanOut> self(this);
    setPhase(Phase::Checking);
    if (!self)
        return;
    m_check = m_work.healthCheck();
    connect(m_check.get(), &HealthCheck::finished, this, [this](const std::optional<Error> &error) {
        m_check.release()->deleteLater();
        if (m_isCancelled)
            pumpLater();
        else if (error)
            stop(tr("The health check failed before batch %1: %2")
                     .arg(m_policy.batch() + 2)
                     .arg(error->message));
        else
            holdBefore();
    });
}

void FanOut::holdBefore()
{
    if (m_work.between == Between::Hold)
        setPhase(Phase::Holding);
    else
        beginNextBatch();
}

void FanOut::beginNextBatch()
{
    m_policy.beginNextBatch();
    const QPointer<FanOut> self(this);
    setPhase(Phase::Running);
    if (self)
        pumpLater();
}

void FanOut::stop(const QString &reason)
{
    m_stopReason = reason;
    Q_EMIT stopped(reason);
    pumpLater();
}

void FanOut::setPhase(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    Q_EMIT phaseChanged(phase);
}

FanOut::Work FanOut::again(const QList<MachineState> &states) const
{
    Work work = m_work;
    work.machines.removeIf([this, &states](const QString &machine) {
        return !states.contains(m_outcomes.value(machine).state);
    });
    return work;
}

} // namespace slipway
