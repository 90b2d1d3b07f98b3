// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runevent.h"

#include "plan/plan.h"

#include <QMap>

namespace slipway {

enum class StepState {
    Pending,
    Ready,
    Running,
    Waiting,
    Holding,
    Succeeded,
    Warned,
    Failed,
    Skipped,
    Cancelled,
    Unknown,
    Undone,
};
QString toString(StepState state); ///< kebab-case machine name
bool isTerminal(StepState state);
/// Succeeded, Warned, Skipped: what needs this step may go on.
bool letsOthersGoOn(StepState state);

enum class RunOutcome { None, Success, SuccessWithDeviations, Failed, RolledBack, Aborted };
QString toString(RunOutcome outcome); ///< "success", "success with deviations", …
RunOutcome runOutcomeFromString(const QString &name);

enum class RunPhase { NotStarted, Running, Paused, Stopping, RollingBack, Finished };
QString toString(RunPhase phase);

/// What a person can answer. Which of them a question offers is decided by the engine alone.
enum class Choice {
    Retry,
    RetryFromHere,
    EditAndRetry,
    Skip,
    Override,
    ExcludeHost,
    RollBack,
    Stop,
    Done,
    FailedByPerson,
    NotApplicable, // manual
    Approve,
    Reject,        // gate
    Option,        // decision: Question::options
    MarkSucceeded, // unknown after a crash: a person looked
    Continue,      // gate without data: go on, as an override
};
QString toString(Choice choice);
std::optional<Choice> choiceFromString(const QString &name);

struct Question
{
    enum class Kind { Failure, Manual, Decision, Approval, UnknownOutcome, GateNoData };
    QuestionId id; ///< unique in the run
    Kind kind = Kind::Failure;
    StepId step;
    int attempt = 0;
    QString text; ///< whole sentence: what happened, what is asked
    QList<Choice> choices;
    QStringList options;   ///< Decision only, in order
    QList<ServerId> hosts; ///< Failure: the hosts that failed
    QStringList mayAnswer; ///< Approval: people's names; empty: anyone
    bool evidenceRequired = false;
    bool aboutUndo = false; ///< Failure or UnknownOutcome of the step's undo, in a rollback
    QDateTime askedAt;
    friend bool operator==(const Question &, const Question &) = default;
};
QString toString(Question::Kind kind);

struct Answer
{
    Choice choice = Choice::Stop;
    QString option;        ///< Decision
    QString by;            ///< the person
    QString reason;        ///< Skip, Override, ExcludeHost, NotApplicable, FailedByPerson, Reject
    QString evidence;      ///< Manual: text, link or file path
    QStringList checked;   ///< Manual: ticked items of the checklist
    QList<ServerId> hosts; ///< ExcludeHost; empty: all failed ones
    std::optional<Action> action; ///< EditAndRetry
    friend bool operator==(const Answer &, const Answer &) = default;
};

struct HostStatus
{
    StepState state = StepState::Pending;
    int exitCode = -1;
    std::optional<Error> error;
    QDateTime startedAt;
    QDateTime endedAt;
    friend bool operator==(const HostStatus &, const HostStatus &) = default;
};

struct GivenAnswer
{
    QuestionId question;
    QString choice; ///< toString(Choice), or the option's name
    QString by;
    QString reason;
    QString evidence;
    QDateTime at;
    friend bool operator==(const GivenAnswer &, const GivenAnswer &) = default;
};

struct StepStatus
{
    /// How far a rollback came with this step.
    enum class Undo { None, Running, Failed, Done, Skipped };

    StepState state = StepState::Pending;
    QString reason; ///< why skipped, held, cancelled, unknown, failed
    int attempt = 0;
    QDateTime startedAt; ///< of the current attempt
    QDateTime endedAt;
    milliseconds waited{0}; ///< for people; not part of duration()
    QDateTime waitingSince; ///< valid while a person is waited for
    std::optional<Error> error;
    int exitCode = -1;
    QMap<ServerId, HostStatus> hosts;
    QMap<ServerId, HostStatus> undoHosts; ///< of the current undo
    QMap<QString, QString> outputs;
    QList<GivenAnswer> answers;
    QStringList approvedBy;
    QJsonObject evidence; ///< what was seen: last HTTP answer, hashes, …
    QJsonObject commands; ///< resolved and redacted, as written with the intent
    std::optional<Action> edited;
    bool changedSomething = false; ///< an attempt acted: rollback considers its undo
    bool overridden = false;
    QString skippedBy;        ///< Skipped only: a person, "branch" or "when"
    bool resultKnown = false; ///< the current attempt's result was recorded
    qint64 intentSeq = 0;     ///< event that announced the current attempt
    qint64 undoSeq = 0;       ///< event that announced the current undo
    qint64 endedSeq = 0;      ///< event that ended the latest attempt: the order of undoing
    QDateTime heldUntil;      ///< Holding only
    QString heldFor;          ///< Holding only: "clock", "retry", "pause" or "metrics"
    int retries = 0;          ///< by people, since the step last began afresh
    int automaticRetries = 0; ///< by its retry policy, likewise
    int jumps = 0;            ///< loops its on_failure took
    Undo undo = Undo::None;

    /// Time it acted, without the time it waited for people. `now` for a step still running.
    milliseconds duration(const QDateTime &now) const;
    friend bool operator==(const StepStatus &, const StepStatus &) = default;
};

/// What a run looks like after its events so far: the one fold that every view shares.
/// A value; applying the same events gives equal states, live or read back.
struct RunState
{
    RunId id;
    RunPhase phase = RunPhase::NotStarted;
    RunOutcome outcome = RunOutcome::None;
    Plan plan; ///< as it was when the run started (edits applied to `edited`)
    QString planPath;
    QByteArray planText;
    QString environment;
    QMap<QString, QString> inputs;
    QMap<QString, QString> vars; ///< of the environment, as they were
    QString operatorName;
    QDateTime startedAt;
    QDateTime endedAt;
    qint64 lastSeq = 0;
    QMap<StepId, StepStatus> steps; ///< one for every step of the plan
    QList<Question> questions;      ///< open ones, oldest first
    QStringList deviations;         ///< whole sentences; any makes the run "with deviations"
    QList<ServerId> excludedHosts;
    bool stopped = false;         ///< a person or a policy stopped it
    bool stoppedByPolicy = false; ///< by `on_failure: stop`, not by a person
    bool rollingBack = false;     ///< a rollback began (and may have ended)

    /// Cheap: touches the event's step only, but for the few events that are about the whole run.
    void apply(const RunEvent &event);
    static RunState fold(const QList<RunEvent> &events);

    StepStatus status(const StepId &step) const { return steps.value(step); }
    /// Steps in a terminal state and all steps of the phase.
    std::pair<int, int> progress(const PhaseId &phase) const;
    friend bool operator==(const RunState &, const RunState &) = default;
};

} // namespace slipway
