// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "exec/commandrunner.h"

#include <QDateTime>
#include <QJsonObject>

namespace slipway {

/// What can stand in a run's journal. Names in the journal and in --json are the kebab-case of
/// these.
enum class EventKind {
    RunStarted, ///< data: plan (snapshot text), planPath, planName, workspace, environment, inputs,
                ///< operator
    RunResumed, ///< data: operator
    StepReady,  ///< could begin, but the run is paused or enough steps are running already
    StepIntent, ///< an attempt is about to act. data: commands (redacted), hosts
    HostStarted,
    HostResult,       ///< data: outcome, exitCode, error{code,message,detail}, durationMs
    StepResult,       ///< data: outcome ("succeeded"|"warned"|"failed"), exitCode, error, outputs,
                      ///< evidence
    StepHeld,         ///< waits for a clock or window. data: reason, until, for
                      ///< ("clock"|"retry"|"pause"|"metrics")
    StepSkipped,      ///< data: reason, by (a person, or "branch"/"when")
    StepCancelled,    ///< data: reason
    StepReset,        ///< pending again: loop, retry from here, edited. data: reason
    StepUnknown,      ///< found between intent and result after a crash. data: reason, error
    QuestionAsked,    ///< data: question, kind, text, choices[], hosts[], mayAnswer[]
    QuestionAnswered, ///< data: question, choice, by, reason, evidence, details
    ApprovalGiven,    ///< data: question, by, role, verdict ("approve"|"reject"), comment
    StepEdited,       ///< "edit and retry": data: action (the new one), by
    HostExcluded,     ///< data: by, reason
    Override,         ///< marks the run for ever. data: what, by, reason; or typed, by, recording:
                      ///< a command that a person typed on a host
    RunPaused,        ///< data: by
    RunContinued,     ///< data: by
    StopRequested,    ///< data: by, reason
    RollbackStarted,  ///< data: by, steps[]
    UndoIntent,       ///< data: commands
    UndoResult,  ///< data: outcome ("succeeded"|"failed"|"skipped"), exitCode, error, reason, by
    Note,        ///< something a person should know. data: text
    RunFinished, ///< data: outcome, deviations[]
};

QString toString(EventKind kind);
std::optional<EventKind> eventKindFromString(const QString &name);

/// One row of the journal. A value; never holds a secret.
struct RunEvent
{
    qint64 seq = 0; ///< 1, 2, 3 … within the run, without gaps
    QDateTime at;   ///< UTC, milliseconds
    RunId run;
    EventKind kind = EventKind::Note;
    StepId step;     ///< empty for events of the whole run
    int attempt = 0; ///< of the step, from 1; 0 where it has no meaning
    ServerId host;   ///< empty where the event is not about one host
    QJsonObject data;

    friend bool operator==(const RunEvent &, const RunEvent &) = default;
};

/// The JSON line of `slipwayctl run --json` and of exports.
QJsonObject toJson(const RunEvent &event);
Result<RunEvent> runEventFromJson(const QJsonObject &object);

/// Whose output: one attempt at a step, or at its undo, on one host.
struct OutputOwner
{
    RunId run;
    StepId step;
    int attempt = 0;
    ServerId host; ///< empty: this machine
    bool undo = false;
    friend bool operator==(const OutputOwner &, const OutputOwner &) = default;
};

/// A piece of a step's output, already redacted. Not part of the hash chain; bounded by the store.
struct OutputChunk
{
    RunId run;
    StepId step;
    int attempt = 0;
    ServerId host; ///< empty: this machine
    OutputStream stream = OutputStream::Out;
    QDateTime at;
    QByteArray bytes;
    bool undo = false; ///< printed by the step's undo
};

} // namespace slipway
