// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/attempt.h"
#include "run/failurequestions.h"
#include "run/runboard.h"
#include "run/runengine.h"
#include "run/runrecorder.h"

#include <QSet>

#include <map>

namespace slipway {

/// The engine's parts: enginestart (begin and resume), enginesteps (scheduling and acting),
/// engineown (steps that wait for people and clocks), enginegates (metrics of gates), engineresults
/// (results and policies), engineanswers, enginerollback (stop, rollback, end). Decisions are made
/// on the board, which is ahead of the journal; effects wait for the journal.
class RunEngine::Private
{
public:
    enum class Asking { ByPolicy, Always };
    enum class Stopper { Person, Policy };

    Private(RunEngine *engine, const Ports &givenPorts);
    ~Private();

    // enginestart.cpp
    Result<void> check(const RunRequest &given) const;
    void recordStart();
    void recordOverrides();
    void recordStartAt();
    void takeOver(const RunRequest &given, const RunState &recorded);
    bool isPlanHidden() const;
    void carryOn();
    void carryOnStep(const StepId &id);
    void carryOnRunning(const StepId &id);
    bool carryOnAttempt(ExecutionRequest execution);
    void carryOnUndo(const StepId &id);

    // runengine.cpp: recording
    qint64 record(EventKind kind, const StepId &step, QJsonObject data, const ServerId &host = {});
    qint64 record(EventKind kind, QJsonObject data);
    void recorded(const QList<RunEvent> &events);
    void note(const StepId &step, const QString &text);
    QDateTime now() const { return ports.clock.now(); }
    RunPhase phase() const { return board.state().phase; }
    const StepStatus &status(const StepId &id) const { return board.status(id); }
    QString nameOf(const StepId &id) const { return board.planned(id).name; }

    // enginesteps.cpp
    void advance();
    void advanceSteps();
    void beginOrHold(const StepId &id);
    bool mayActNow(const StepId &id) const;
    bool isOwn(const Action &action) const;
    void beginStep(const StepId &id);
    bool conditionHolds(const StepId &id);
    void again(const StepId &id, const QString &reason);
    void attempt(const StepId &id);
    QList<ServerId> doneHosts(const StepId &id) const;
    void act(const Step &step);
    void intend(const Step &step, const QJsonObject &commands, const QList<ServerId> &hosts = {});
    Result<ResolvedStep> resolvedForNow(const Step &step) const;
    void launch(ExecutionRequest request);
    void begin(const StepId &id);
    void armNestedPlan(const ExecutionRequest &execution);
    void reset(const StepId &id, const QString &cause, const QString &reason,
               QJsonObject data = {});
    void resetAll(const QList<StepId> &ids, const QString &cause, const QString &reason,
                  const StepId &jumpedFrom = {});

    // engineown.cpp
    void beginOwn(const Step &step);
    void beginWait(const Step &step, const WaitAction &wait);
    void ask(Question question);
    void askOwn(const Step &step);
    void armHold(const StepId &id);
    void holdEnded(const StepId &id);
    void releaseHolds();
    bool mayAttempt() const;
    void armQuestion(const Question &question);
    void armReminder(const QuestionId &question);
    void remind(const QuestionId &question);
    void questionTimedOut(const QuestionId &question);
    const Question *openQuestion(const QuestionId &id) const;
    void at(const QString &timer, const QDateTime &time, std::function<void()> callback);

    // enginegates.cpp
    void beginGate(const Step &step, const GateAction &gate);
    bool isGateOpen(const StepId &id, int attempt) const;
    void armGate(const StepId &id);
    void lookAtGate(const StepId &id);
    void gateJudged(const StepId &id, const Result<GateVerdict> &judged);
    void keepVerdict(const StepId &id, const GateVerdict &verdict);
    void concludeWithoutData(const StepId &id, const QString &reason);

    // engineresults.cpp
    void hostStarted(const StepId &id, const ServerId &host);
    void hostFinished(const StepId &id, const ServerId &host, const HostStatus &host_status);
    void executionFinished(const StepId &id, const ExecutionResult &result);
    void keepOutputs(const StepId &id, const QMap<QString, QString> &given);
    void quarantine(const StepId &id);
    void succeed(const StepId &id, QJsonObject data);
    void fail(const StepId &id, const Error &error, Asking asking = Asking::ByPolicy,
              QJsonObject data = {});
    void failedBeforeActing(const Step &step, const Error &error);
    bool willRetry(const StepId &id, const Error &error) const;
    FailureFacts factsOf(const StepId &id) const;
    void holdForRetry(const StepId &id);
    void handleFailure(const StepId &id, Asking asking);
    void askFailure(const StepId &id);
    void leaveUnknown(const StepId &id, const QString &reason,
                      const std::optional<Error> &error = {});
    void askUnknown(const StepId &id);
    bool jumpBack(const StepId &id, const StepId &target);

    // engineanswers.cpp
    Result<void> validate(const Question &question, const Answer &answer) const;
    Result<void> answerNow(const Question &question, const Answer &answer);
    void recordAnswer(const Question &question, const Answer &answer);
    void take(const Question &question, const Answer &answer);
    void takeAboutStep(const Question &question, const Answer &answer);
    Result<void> approve(const Question &question, const Answer &answer);
    void decide(const Question &question, const Answer &answer);
    void skipUnpicked(const StepId &decision, const QString &picked);
    void skip(const Question &question, const Answer &answer);
    void exclude(const Question &question, const Answer &answer);
    void retryFromHere(const StepId &id);

    // enginerollback.cpp
    void requestStop(const QString &by, const QString &reason, Stopper stopper);
    void startRollback(const QString &by);
    void cancelAttempts();
    void advanceRollback();
    void keepEvidence(const QList<StepId> &steps);
    void undo(const StepId &id);
    Result<ResolvedStep> resolvedUndo(const Step &step) const;
    void undoEnded(const StepId &id, const ExecutionResult &result);
    void undoFailed(const StepId &id, const Error &error);
    void askUndo(const StepId &id);
    void takeAboutUndo(const Question &question, const Answer &answer);
    QList<StepId> undoable() const;
    bool isUndoing() const;
    void finishIfDone();
    RunOutcome outcome() const;

    RunEngine *q;
    Ports ports;
    RunRecorder recorder;
    RunBoard board;
    RunState durable;
    RunRequest request;
    QString resumedBy;     ///< who carries on: not always the operator of the run
    bool isOwnPlan = true; ///< the request's plan is the recorded one
    qint64 seq = 0;
    std::map<StepId, std::unique_ptr<Attempt>> attempts;
    QHash<QString, Clock::TimerHandle> timers;
    QSet<StepId> outOfTime;                 ///< nested plans being cancelled for want of time
    std::optional<QList<StepId>> undoQueue; ///< made once everything that ran has ended
};

} // namespace slipway
