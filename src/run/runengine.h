// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/gatejudge.h"
#include "run/journal.h"
#include "run/stepresolver.h"

#include "base/clock.h"
#include "base/redactor.h"
#include "plan/plangraph.h"

#include <QObject>

#include <memory>

namespace slipway {

struct Role
{
    RoleId id;
    QString name;
    QStringList people;
    QStringList responsibilities;
    friend bool operator==(const Role &, const Role &) = default;
};

/// A rule that a person set aside before the run began (a broken lock, a frozen window).
struct OverrideRecord
{
    QString what;
    QString by;
    QString reason;
    friend bool operator==(const OverrideRecord &, const OverrideRecord &) = default;
};

/// What a person typed into a console of a server while a run was under way.
struct TypedCommand
{
    ServerId host;
    QString text; ///< as it stood on the screen, its prompt included
    QString by;
    QString recording; ///< file name of the console's recording; empty: there is none
    friend bool operator==(const TypedCommand &, const TypedCommand &) = default;
};

struct RunRequest
{
    RunId id;
    QByteArray planText;
    QString planPath;
    Plan plan;
    QString environment;
    QString workspaceName;
    ResolveContext context; ///< inputs checked, defaults filled in
    QList<Role> roles;
    StepId startAt;                  ///< empty: from the beginning; earlier steps become skipped
    QList<OverrideRecord> overrides; ///< recorded right after the start or the resumption
    int retryLimit = 10;  ///< how often people may retry a failing step, or a policy jump back
    int maxParallel = 16; ///< steps that act at the same time; the others are Ready
};

/// Drives one run. Owned by the workspace; lives on the GUI/engine thread; never blocks.
/// Writes what it intends, acts, writes what came out: see engine-rules in ARCHITECTURE.md.
class RunEngine : public QObject
{
    Q_OBJECT
public:
    struct Ports
    {
        Journal &journal;
        Clock &clock;
        const Redactor &redactor;
        /// The executor of an action; nullptr: "not available in this version".
        std::function<StepExecutor *(const Action &)> executorFor;
        GateJudge *gates = nullptr; ///< nullptr: nothing is measured
    };

    RunEngine(Ports ports, QObject *parent = nullptr);
    ~RunEngine() override;

    /// A new run. Fails at once on a plan that cannot run (undefined values, cycles, bad start).
    Result<void> start(RunRequest request);
    /// Carries on with a recorded run; `events` are all it has. Fails on a finished or empty one.
    /// The plan, the inputs and the vars stay as they were recorded. Open questions are announced
    /// again as they are.
    Result<void> resume(RunRequest request, const QList<RunEvent> &events);

    /// What the journal holds: never ahead of it.
    const RunState &state() const;
    bool isActive() const; ///< started and not finished

    /// Each answer has exactly one effect. Fails on a question that is not open, a choice that is
    /// not offered, a missing reason or evidence, a person who may not. An empty `by` means the
    /// operator of the run, except for approvals. A manual step with some, but not all items of
    /// its checklist ticked is not Done; with none ticked, Done stands for all of them.
    Result<void> answer(const QuestionId &question, const Answer &answer);
    void pause(const QString &by);
    void resumeFromPause(const QString &by);
    void stop(const QString &by, const QString &reason);
    /// The plan is not all that happened: marks the run for ever. Nothing once it has finished.
    void noteTyped(const TypedCommand &command);
    /// Undoes what this run changed, newest first, also after it finished. Running steps are
    /// cancelled and waited for. Fails when nothing can be undone.
    Result<void> rollBack(const QString &by);
    /// Runs one step again in this run, also in a finished one, and lets what was called off for
    /// want of it go on. Steps after it that ended well stay as they are.
    Result<void> rerun(const StepId &step, const QString &by);
    /// Steps whose undo a rollback would run now, in that order.
    QList<StepId> rollbackSteps() const;
    /// `always` steps that a stop would still run.
    QList<StepId> stepsAfterStop() const;

Q_SIGNALS:
    void eventRecorded(const slipway::RunEvent &event); ///< durable already
    void outputReceived(const slipway::OutputChunk &chunk);
    void questionAsked(const slipway::Question &question);
    void finished(slipway::RunOutcome outcome);
    /// The journal could not be written: nothing acts any more until it can.
    void recordingFailed(const slipway::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
