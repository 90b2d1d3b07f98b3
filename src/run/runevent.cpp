// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runevent.h"

#include <QCoreApplication>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr std::array<std::pair<EventKind, QLatin1StringView>, 26> kindNames{{
    {EventKind::RunStarted, "run-started"_L1},
    {EventKind::RunResumed, "run-resumed"_L1},
    {EventKind::StepReady, "step-ready"_L1},
    {EventKind::StepIntent, "step-intent"_L1},
    {EventKind::HostStarted, "host-started"_L1},
    {EventKind::HostResult, "host-result"_L1},
    {EventKind::StepResult, "step-result"_L1},
    {EventKind::StepHeld, "step-held"_L1},
    {EventKind::StepSkipped, "step-skipped"_L1},
    {EventKind::StepCancelled, "step-cancelled"_L1},
    {EventKind::StepReset, "step-reset"_L1},
    {EventKind::StepUnknown, "step-unknown"_L1},
    {EventKind::QuestionAsked, "question-asked"_L1},
    {EventKind::QuestionAnswered, "question-answered"_L1},
    {EventKind::ApprovalGiven, "approval-given"_L1},
    {EventKind::StepEdited, "step-edited"_L1},
    {EventKind::HostExcluded, "host-excluded"_L1},
    {EventKind::Override, "override"_L1},
    {EventKind::RunPaused, "run-paused"_L1},
    {EventKind::RunContinued, "run-continued"_L1},
    {EventKind::StopRequested, "stop-requested"_L1},
    {EventKind::RollbackStarted, "rollback-started"_L1},
    {EventKind::UndoIntent, "undo-intent"_L1},
    {EventKind::UndoResult, "undo-result"_L1},
    {EventKind::Note, "note"_L1},
    {EventKind::RunFinished, "run-finished"_L1},
}};

std::unexpected<Error> badEvent(const QString &detail)
{
    return failure(
        ErrorCode::InvalidInput,
        QCoreApplication::translate("RunEvent", "This is not an event of a run: %1.").arg(detail),
        detail);
}

} // namespace

QString toString(EventKind kind)
{
    for (const auto &[candidate, name] : kindNames) {
        if (candidate == kind)
            return name;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<EventKind> eventKindFromString(const QString &name)
{
    for (const auto &[kind, candidate] : kindNames) {
        if (candidate == name)
            return kind;
    }
    return std::nullopt;
}

QJsonObject toJson(const RunEvent &event)
{
    QJsonObject object{{u"seq"_s, event.seq},
                       {u"at"_s, event.at.toUTC().toString(Qt::ISODateWithMs)},
                       {u"run"_s, event.run.toString()},
                       {u"kind"_s, toString(event.kind)}};
    if (!event.step.isEmpty())
        object.insert(u"step"_s, event.step.toString());
    if (event.attempt != 0)
        object.insert(u"attempt"_s, event.attempt);
    if (!event.host.isEmpty())
        object.insert(u"host"_s, event.host.toString());
    if (!event.data.isEmpty())
        object.insert(u"data"_s, event.data);
    return object;
}

Result<RunEvent> runEventFromJson(const QJsonObject &object)
{
    RunEvent event;
    event.seq = object[u"seq"_s].toInteger();
    if (event.seq < 1)
        return badEvent(u"“seq” is missing or not a positive number"_s);
    const auto kind = eventKindFromString(object[u"kind"_s].toString());
    if (!kind)
        return badEvent(u"“kind” is missing or unknown"_s);
    event.kind = *kind;
    event.at = QDateTime::fromString(object[u"at"_s].toString(), Qt::ISODateWithMs).toUTC();
    if (!event.at.isValid())
        return badEvent(u"“at” is missing or not a time"_s);
    event.run = RunId(object[u"run"_s].toString());
    if (event.run.isEmpty())
        return badEvent(u"“run” is missing"_s);
    const QJsonValue data = object[u"data"_s];
    if (!data.isUndefined() && !data.isObject())
        return badEvent(u"“data” is not an object"_s);
    event.step = StepId(object[u"step"_s].toString());
    event.attempt = object[u"attempt"_s].toInt();
    event.host = ServerId(object[u"host"_s].toString());
    event.data = data.toObject();
    return event;
}

} // namespace slipway
