// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runengine.h"
#include "support/fakeclock.h"
#include "support/fakeexecutor.h"
#include "support/fakejournal.h"

#include <memory>

namespace slipway {

/// Drives an engine among fakes by short commands, and tells what its journal holds in short lines.
///
/// Commands: "STEP: CHOICE [WORDS]" answers that step's question (approvals: the first word is the
/// person; option: the option; the rest are the reason), "pause", "continue", "stop", "rollback",
/// "rerun STEP", "advance SECONDS", "end STEP ok|fail", "crash" (and resume), "refused COMMAND".
class EngineDriver
{
public:
    EngineDriver();
    ~EngineDriver();

    /// `steps` are the lines of `steps:` in one phase, indented by nothing.
    static QByteArray planText(const QString &steps, const QString &head = {});
    static RunRequest requestFor(const QByteArray &planText);

    /// Starts and lets everything happen that happens by itself.
    Result<void> start(const QString &steps);
    Result<void> start(const RunRequest &given);
    /// What kill -9 leaves of `events` events (-1: all that were written), and a new engine.
    Result<void> crashAndResume(qsizetype events = -1);
    /// Fails with the reason on an answer that the engine refuses or a command that is not one.
    Result<void> command(const QString &command);
    Result<void> commands(const QStringList &commands);
    void settle();

    QStringList log() const;
    QList<RunEvent> events() const { return journal.stored(request.id); }
    /// The open question of a step; nullptr: none.
    const Question *question(const QString &step) const;
    QStringList choices(const QString &step) const;
    StepStatus status(const QString &step) const { return state().status(StepId(step)); }
    const RunState &state() const { return engine->state(); }
    /// The same facts live, read back, and through JSON.
    bool foldsAlike() const;

    FakeClock clock;
    FakeJournal journal;
    Redactor redactor;
    FakeExecutor executor;
    RunRequest request;
    std::unique_ptr<RunEngine> engine;
    GateJudge *gates = nullptr;     ///< set before start()
    QList<Question> asked;          ///< by signal
    QList<RunOutcome> finished;     ///< by signal
    QList<Error> recordingFailures; ///< by signal
    QList<RunEvent> signalled;      ///< by signal

private:
    void makeEngine();
    Result<void> answer(const QString &step, const QString &words);

    QObject m_context;
};

/// `event` in a line: "step-result a failed", "question-asked a manual", …
QString shortLine(const RunEvent &event);

} // namespace slipway
