// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/fanoutpolicy.h"
#include "exec/healthcheck.h"
#include "exec/quarantine.h"

#include <QStringList>

#include <functional>

namespace slipway {

/// One command on many machines, so many at a time, in their order, batch by batch. On one thread
/// with an event loop. For each machine exactly one ended(), then finished() once; nothing from
/// inside start(), cancel() or next(). Deleting it cancels silently. Never sends a command twice.
class FanOut : public QObject
{
    Q_OBJECT
public:
    enum class Between { GoOn, Hold }; ///< Hold: next() begins each further batch
    struct Work
    {
        QStringList machines; ///< by name, each once
        /// Of a machine; lives as long as the fan-out.
        std::function<CommandRunner &(const QString &machine)> runnerFor;
        /// What a machine runs; called when its turn comes.
        std::function<Command(const QString &machine)> commandFor;
        int parallel = 0; ///< at most so many at a time; 0: all

        FanOutPolicy::Settings policy = {};
        /// Between two batches, in this order: the pause, the health check, and the hold.
        milliseconds pause{0};
        std::function<std::unique_ptr<HealthCheck>()> healthCheck = {}; ///< null: none
        Between between = Between::GoOn;
        QMap<QString, QString> quarantine = {}; ///< machine -> why it is left out
        /// How often connecting is tried again, a second and more later. Only where nothing of the
        /// command can have been sent.
        int connectRetries = 0;
        /// From a machine's turn until its command runs; Unreachable after that. nullopt: as long
        /// as the runner takes.
        std::optional<milliseconds> connectTimeout = {};
        /// Bytes of a machine that are passed on; what comes after is read and dropped.
        qsizetype mostOutput = qsizetype(64) * 1024 * 1024;
    };
    struct Outcome
    {
        MachineState state = MachineState::Waiting;
        CommandResult result; ///< its error says why it was skipped, left out or cancelled
        int attempts = 0;     ///< to connect
        bool isCut = false;   ///< it printed more than is passed on
    };
    enum class Phase {
        Running,
        Pausing,  ///< next() ends the pause
        Checking, ///< the health check runs
        Holding,  ///< next() goes on
        Over,
    };

    FanOut(Work work, Clock &clock, QObject *parent = nullptr);
    ~FanOut() override;

    void start();
    /// Ends what runs, TERM then KILL for a command and its children; machines that have not begun
    /// end with Cancelled.
    void cancel();
    /// Begins the next batch while it pauses or holds.
    void next();

    const QStringList &machines() const { return m_work.machines; }
    Phase phase() const { return m_phase; }
    bool isCancelled() const { return m_isCancelled; }
    /// From 1, and how many there are.
    qsizetype batch() const { return m_policy.batch() + 1; }
    qsizetype batchCount() const { return m_policy.batchCount(); }
    /// Machines whose command has begun and not ended; after cancel(): that are still ending.
    qsizetype running() const { return std::ssize(m_running); }
    MachineState state(const QString &machine) const { return m_outcomes.value(machine).state; }
    /// Of each machine.
    const QMap<QString, Outcome> &outcomes() const { return m_outcomes; }
    /// Why it stopped before its last machine; empty where it did not.
    const QString &stopReason() const { return m_stopReason; }

    /// The same work for those machines that are in one of these states, with the quarantine as it
    /// was: "once more where it failed".
    Work again(const QList<MachineState> &states) const;

Q_SIGNALS:
    /// Before outputReceived() and ended() of the machine.
    void stateChanged(const QString &machine, slipway::MachineState state);
    /// Once a machine, and never for one that was not reached: its command runs.
    void commandBegan(const QString &machine);
    void outputReceived(const QString &machine, slipway::OutputStream stream,
                        const QByteArray &bytes);
    /// Once a machine: what it prints from here on is dropped.
    void outputCut(const QString &machine);
    /// A connection did not come about and is tried again after `delay`.
    void retrying(const QString &machine, const slipway::Error &error,
                  std::chrono::milliseconds delay);
    void phaseChanged(slipway::FanOut::Phase phase);
    void stopped(const QString &reason);
    void ended(const QString &machine, const slipway::CommandResult &result);
    void finished();

private:
    struct Machine
    {
        std::unique_ptr<RunningCommand> command; ///< null between two attempts
        Clock::TimerHandle timer = 0;            ///< of the next attempt, or of the deadline
        milliseconds begin{0};
        qsizetype printed = 0;
        bool hasBegun = false;
        bool isTooLate = false;
    };

    void pumpLater();
    void pump();
    void endOthers();
    bool beginMachines();
    void begin(const QString &machine);
    void attempt(const QString &machine);
    void takeOutput(const QString &machine, OutputStream stream, const QByteArray &bytes);
    void onCommandFinished(const QString &machine, CommandResult result);
    bool retry(const QString &machine, const CommandResult &result);
    void giveUp(const QString &machine);
    Error tooLate(const QString &machine) const;
    void end(const QString &machine, const CommandResult &result, MachineState state);
    void afterBatch();
    void pauseBefore();
    void checkHealth();
    void holdBefore();
    void beginNextBatch();
    void stop(const QString &reason);
    void setPhase(Phase phase);

    Work m_work;
    Clock &m_clock;
    QStringList m_left;  ///< in quarantine, not yet said
    QStringList m_queue; ///< the others
    FanOutPolicy m_policy;
    qsizetype m_next = 0; ///< of the queue
    std::map<QString, Machine> m_running;
    QMap<QString, Outcome> m_outcomes;
    std::unique_ptr<HealthCheck> m_check;
    Clock::TimerHandle m_pause = 0;
    Phase m_phase = Phase::Running;
    QString m_stopReason;
    bool m_isCancelled = false;
    bool m_isPumpPosted = false;
};

} // namespace slipway
