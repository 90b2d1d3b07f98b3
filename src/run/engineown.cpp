// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/actiontexts.h"
#include "run/approvals.h"
#include "run/eventdata.h"
#include "run/runengine_p.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunEngine)
};

// Timers hold their delay in an int of milliseconds; longer ones go in stages.
constexpr milliseconds longestTimer = 24h;

/// The next time a clock of this workstation shows `clock`, today or tomorrow.
QDateTime nextTime(const QDateTime &now, QTime clock)
{
    const QDateTime local = now.toLocalTime();
    QDateTime next(local.date(), clock);
    if (next <= local)
        next = QDateTime(local.date().addDays(1), clock);
    return next.toUTC();
}

Question manualQuestion(const Step &step, const ManualAction &action)
{
    Question question;
    question.kind = Question::Kind::Manual;
    question.text = action.text.isEmpty() ? step.name : action.text;
    question.choices = {Choice::Done, Choice::FailedByPerson, Choice::NotApplicable};
    question.evidenceRequired = action.evidence == ManualAction::Evidence::Required;
    return question;
}

Question decisionQuestion(const Step &step, const DecisionAction &action)
{
    Question question;
    question.kind = Question::Kind::Decision;
    question.text = action.question.isEmpty() ? step.name : action.question;
    question.choices = {Choice::Option};
    for (const DecisionOption &option : action.options)
        question.options.append(option.name);
    return question;
}

} // namespace

void RunEngine::Private::beginOwn(const Step &step)
{
    if (const auto *gate = std::get_if<GateAction>(&step.action)) {
        beginGate(step, *gate);
        return;
    }
    if (const auto *wait = std::get_if<WaitAction>(&step.action)) {
        beginWait(step, *wait);
        return;
    }
    const auto resolved = resolvedForNow(step);
    if (!resolved) {
        failedBeforeActing(step, resolved.error());
        return;
    }
    intend(step, describeTargets(*resolved));
    askOwn(step);
}

void RunEngine::Private::beginWait(const Step &step, const WaitAction &wait)
{
    intend(step, QJsonObject{{QString(), describeAction(step.action)}});
    const QDateTime until
        = wait.until.isValid() ? nextTime(now(), wait.until) : now().addDuration(wait.duration);
    record(EventKind::StepHeld, step.id,
           {{u"for"_s, u"clock"_s},
            {u"until"_s, eventdata::fromTime(until)},
            {u"reason"_s,
             Words::tr("Waits until %1.")
                 .arg(QLocale().toString(until.toLocalTime(), QLocale::ShortFormat))}});
    armHold(step.id);
}

/// Asks what a step of people asks: done, which way, approved.
void RunEngine::Private::askOwn(const Step &step)
{
    const auto resolved = resolvedForNow(step);
    if (!resolved) {
        fail(step.id, resolved.error(), Asking::ByPolicy, {{u"acted"_s, false}});
        return;
    }
    const Action &action = resolved->targets.first().action;
    Question question;
    if (const auto *manual = std::get_if<ManualAction>(&action)) {
        question = manualQuestion(step, *manual);
    } else if (const auto *decision = std::get_if<DecisionAction>(&action)) {
        question = decisionQuestion(step, *decision);
    } else if (const auto *gate = std::get_if<GateAction>(&action); gate && gate->approvals) {
        question.kind = Question::Kind::Approval;
        question.text = Words::tr("May the run go on? “%1” needs approval.").arg(step.name);
        question.choices = {Choice::Approve, Choice::Reject};
        question.mayAnswer
            = ApprovalRules(*gate->approvals, request.roles, board.state().operatorName)
                  .mayApprove();
    }
    question.step = step.id;
    ask(question);
}

void RunEngine::Private::ask(Question question)
{
    question.id = QuestionId(u"q%1"_s.arg(seq + 1));
    question.attempt = status(question.step).attempt;
    question.askedAt = now();
    record(EventKind::QuestionAsked, question.step, eventdata::fromQuestion(question));
    armQuestion(question);
}

const Question *RunEngine::Private::openQuestion(const QuestionId &id) const
{
    for (const Question &question : board.state().questions) {
        if (question.id == id)
            return &question;
    }
    return nullptr;
}

/// Calls back at a wall-clock time, and then goes on with the run. One timer a name.
void RunEngine::Private::at(const QString &timer, const QDateTime &time,
                            std::function<void()> callback)
{
    ports.clock.cancel(timers.take(timer));
    const milliseconds left(std::max<qint64>(now().msecsTo(time), 0));
    const auto rung = [this, timer, time, call = std::move(callback)] {
        timers.remove(timer);
        if (now() < time) {
            at(timer, time, call);
            return;
        }
        call();
        advance();
    };
    timers.insert(timer, ports.clock.callAfter(std::min(left, longestTimer), rung));
}

void RunEngine::Private::armHold(const StepId &id)
{
    const StepStatus &held = status(id);
    if (!held.heldUntil.isValid())
        return;
    if (isGateOpen(id, held.attempt)) {
        lookAtGate(id);
        return;
    }
    QDateTime time = held.heldUntil;
    const auto timeout = board.planned(id).timeout;
    if (timeout && held.heldFor == "clock"_L1)
        time = std::min(time, held.startedAt.addDuration(*timeout));
    at(u"hold:"_s + id.toString(), time, [this, id] { holdEnded(id); });
}

void RunEngine::Private::holdEnded(const StepId &id)
{
    const StepStatus &held = status(id);
    if (held.state != StepState::Holding)
        return;
    if (isGateOpen(id, held.attempt)) {
        lookAtGate(id);
    } else if (held.heldFor == "clock"_L1) {
        if (now() >= held.heldUntil)
            succeed(id, {{u"acted"_s, false}});
        else
            fail(id, Error{ErrorCode::Timeout, Words::tr("The time of this step ran out.")},
                 Asking::ByPolicy, {{u"acted"_s, false}});
    } else if (mayAttempt()) {
        attempt(id);
    }
}

/// What was due while nothing might begin.
void RunEngine::Private::releaseHolds()
{
    for (const StepId &id : board.steps()) {
        const StepStatus &held = status(id);
        if (held.state == StepState::Holding && held.heldUntil <= now())
            holdEnded(id);
    }
}

bool RunEngine::Private::mayAttempt() const
{
    return phase() != RunPhase::Paused && !isUndoing();
}

void RunEngine::Private::armQuestion(const Question &question)
{
    if (question.aboutUndo || question.kind == Question::Kind::Failure
        || question.kind == Question::Kind::UnknownOutcome)
        return;
    const Step step = board.step(question.step);
    std::optional<milliseconds> limit = step.timeout;
    if (const auto *gate = std::get_if<GateAction>(&step.action); gate && gate->approvals) {
        if (gate->approvals->timeout)
            limit = std::min(limit.value_or(milliseconds::max()), *gate->approvals->timeout);
        armReminder(question.id);
    }
    if (limit)
        at(u"timeout:"_s + question.id.toString(), question.askedAt.addDuration(*limit),
           [this, id = question.id] { questionTimedOut(id); });
}

void RunEngine::Private::armReminder(const QuestionId &id)
{
    const Question *question = openQuestion(id);
    if (!question)
        return;
    const Action action = board.step(question->step).action;
    const auto *gate = std::get_if<GateAction>(&action);
    if (!gate || !gate->approvals || !gate->approvals->remind
        || *gate->approvals->remind <= milliseconds(0))
        return;
    const milliseconds every = *gate->approvals->remind;
    const qint64 passed = question->askedAt.msecsTo(now()) / every.count();
    const QDateTime next = question->askedAt.addDuration(every * (passed + 1));
    at(u"remind:"_s + id.toString(), next, [this, id] { remind(id); });
}

void RunEngine::Private::remind(const QuestionId &id)
{
    const Question *question = openQuestion(id);
    if (!question)
        return;
    const StepId step = question->step;
    const QStringList missing = [this, question] {
        QStringList people = question->mayAnswer;
        for (const QString &person : status(question->step).approvedBy)
            people.removeAll(person);
        return people;
    }();
    record(EventKind::Note, step,
           {{u"reminder"_s, true},
            {u"question"_s, id.toString()},
            {u"text"_s,
             missing.isEmpty() ? Words::tr("“%1” still waits for approval.").arg(nameOf(step))
                               : Words::tr("“%1” still waits for approval by one of: %2.")
                                     .arg(nameOf(step), missing.join(u", "_s))}});
    armReminder(id);
}

void RunEngine::Private::questionTimedOut(const QuestionId &id)
{
    const Question *question = openQuestion(id);
    if (!question)
        return;
    const StepId step = question->step;
    const Action action = board.step(step).action;
    const auto *gate = std::get_if<GateAction>(&action);
    const bool asks = gate && gate->approvals && gate->approvals->timeout
        && gate->approvals->onTimeout == Approvals::OnTimeout::Ask;
    fail(step,
         Error{ErrorCode::Timeout, Words::tr("Nobody answered in time: “%1”").arg(question->text)},
         asks ? Asking::Always : Asking::ByPolicy, {{u"acted"_s, false}});
}

} // namespace slipway
