// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/actiontexts.h"
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

/// A gate is looked at so often: it fails as soon as it cannot pass any more.
constexpr milliseconds betweenLooks = 1min;

const QString forMetrics = u"metrics"_s;

} // namespace

void RunEngine::Private::beginGate(const Step &step, const GateAction &gate)
{
    if (gate.metrics.isEmpty()) {
        intend(step, QJsonObject{{QString(), describeAction(step.action)}});
        if (gate.approvals)
            askOwn(step);
        else
            succeed(step.id, {{u"acted"_s, false}});
        return;
    }
    if (!ports.gates) {
        failedBeforeActing(
            step,
            Error{ErrorCode::Unavailable,
                  Words::tr("Nothing is measured here, so no gate can look at it.")});
        return;
    }
    const Result<QDateTime> until = ports.gates->decidesAt(gate, now());
    if (!until) {
        failedBeforeActing(step, until.error());
        return;
    }
    intend(step, QJsonObject{{QString(), describeAction(step.action)}});
    record(EventKind::StepHeld, step.id,
           {{u"for"_s, forMetrics},
            {u"until"_s, eventdata::fromTime(*until)},
            {u"reason"_s,
             Words::tr("Watches %1 until %2.")
                 .arg(gate.metrics.join(u", "_s),
                      QLocale().toString(until->toLocalTime(), QLocale::ShortFormat))}});
    lookAtGate(step.id);
}

/// The metrics are still being looked at, in the attempt of that number.
bool RunEngine::Private::isGateOpen(const StepId &id, int attempt) const
{
    const StepStatus &held = status(id);
    return held.state == StepState::Holding && held.heldFor == forMetrics
        && held.attempt == attempt;
}

void RunEngine::Private::armGate(const StepId &id)
{
    QDateTime time = std::min(now().addDuration(betweenLooks), status(id).heldUntil);
    if (const auto timeout = board.planned(id).timeout)
        time = std::min(time, status(id).startedAt.addDuration(*timeout));
    time = std::max(time, now().addMSecs(1000));
    at(u"gate:"_s + id.toString(), time, [this, id] { lookAtGate(id); });
}

void RunEngine::Private::lookAtGate(const StepId &id)
{
    const int attempt = status(id).attempt;
    if (!isGateOpen(id, attempt))
        return;
    const Action action = board.step(id).action;
    const auto *gate = std::get_if<GateAction>(&action);
    if (!gate || !ports.gates) {
        fail(id, Error{ErrorCode::Unavailable, Words::tr("Nothing is measured here any more.")},
             Asking::ByPolicy, {{u"acted"_s, false}});
        return;
    }
    ports.gates->judge(*gate, status(id).startedAt, now())
        .then(q, [this, id, attempt](const Result<GateVerdict> &verdict) {
            if (!isGateOpen(id, attempt))
                return;
            gateJudged(id, verdict);
            advance();
        });
}

void RunEngine::Private::gateJudged(const StepId &id, const Result<GateVerdict> &judged)
{
    const bool isOver = now() >= status(id).heldUntil;
    const auto timeout = board.planned(id).timeout;
    if (!judged) {
        // What cannot be read now may be readable later, but no gate passes unread.
        if (isOver)
            concludeWithoutData(id, judged.error().message);
        else
            armGate(id);
        return;
    }
    switch (judged->verdict) {
    case Verdict::Waiting:
        if (timeout && now() >= status(id).startedAt.addDuration(*timeout))
            fail(id, Error{ErrorCode::Timeout, Words::tr("The time of this step ran out.")},
                 Asking::ByPolicy, {{u"acted"_s, false}, {u"evidence"_s, judged->evidence}});
        else
            armGate(id);
        break;
    case Verdict::Pass:
        keepVerdict(id, *judged);
        if (std::get<GateAction>(board.step(id).action).approvals)
            askOwn(board.step(id));
        else
            succeed(id, {{u"acted"_s, false}, {u"evidence"_s, judged->evidence}});
        break;
    case Verdict::Fail:
        fail(id, Error{ErrorCode::Assertion, judged->reason}, Asking::ByPolicy,
             {{u"acted"_s, false}, {u"evidence"_s, judged->evidence}});
        break;
    case Verdict::Inconclusive:
    case Verdict::SourceBroken:
        keepVerdict(id, *judged);
        concludeWithoutData(id, judged->reason);
        break;
    }
}

/// The figures that decided, in the record for ever.
void RunEngine::Private::keepVerdict(const StepId &id, const GateVerdict &verdict)
{
    const QString text = verdict.verdict == Verdict::Pass
        ? Words::tr("The metrics of “%1” pass: %2").arg(nameOf(id), verdict.reason)
        : Words::tr("The metrics of “%1” do not decide: %2").arg(nameOf(id), verdict.reason);
    record(EventKind::Note, id, {{u"text"_s, text}, {u"evidence"_s, verdict.evidence}});
}

/// No data, too little or a broken source is no pass (rule 13); a person may go on all the same,
/// once (rule 14).
void RunEngine::Private::concludeWithoutData(const StepId &id, const QString &reason)
{
    const Step step = board.step(id);
    const auto *gate = std::get_if<GateAction>(&step.action);
    if (gate && gate->onNoData == GateAction::OnNoData::Ask)
        ask(noDataQuestion(step, reason, factsOf(id)));
    else
        fail(id, Error{ErrorCode::Assertion, reason}, Asking::ByPolicy,
             {{u"acted"_s, false}, {u"evidence"_s, status(id).evidence}});
}

} // namespace slipway
