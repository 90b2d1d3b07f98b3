// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/actionjson.h"

#include "run/eventdata.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using eventdata::fromStrings;
using eventdata::fromTexts;
using eventdata::toStrings;
using eventdata::toTexts;

qint64 fromDuration(milliseconds duration)
{
    return duration.count();
}

milliseconds toDuration(const QJsonValue &value)
{
    return milliseconds(value.toInteger());
}

QJsonObject body(const RunAction &action)
{
    return {{u"script"_s, action.script},
            {u"shell"_s, action.shell},
            {u"cwd"_s, action.cwd},
            {u"env"_s, fromTexts(action.environment)}};
}

QJsonObject body(const SshAction &action)
{
    QJsonObject object{{u"on"_s, fromStrings(action.on)},
                       {u"script"_s, action.script},
                       {u"maxFailed"_s, action.maxFailed},
                       {u"onHostFailure"_s, int(action.onHostFailure)},
                       {u"pty"_s, action.pty},
                       {u"sudo"_s, action.sudo}};
    if (action.rolling)
        object.insert(u"rolling"_s,
                      QJsonObject{{u"count"_s, action.rolling->count},
                                  {u"percent"_s, action.rolling->percent},
                                  {u"pause"_s, fromDuration(action.rolling->pause)}});
    return object;
}

QJsonObject body(const UploadAction &action)
{
    return {{u"on"_s, fromStrings(action.on)},
            {u"from"_s, action.from},
            {u"to"_s, action.to},
            {u"mode"_s, action.mode}};
}

QJsonObject body(const HttpAction &action)
{
    return {{u"url"_s, action.url},
            {u"method"_s, action.method},
            {u"headers"_s, fromTexts(action.headers)},
            {u"body"_s, action.body},
            {u"expect"_s, fromStrings(action.expect)},
            {u"every"_s, fromDuration(action.every)},
            {u"inARow"_s, action.inARow},
            {u"followRedirects"_s, action.followRedirects}};
}

QJsonObject body(const EnvAction &action)
{
    return {{u"file"_s, action.file},
            {u"dialect"_s, action.dialect},
            {u"rules"_s, action.rules},
            {u"example"_s, action.example}};
}

QJsonObject body(const ManualAction &action)
{
    return {{u"text"_s, action.text},
            {u"checklist"_s, fromStrings(action.checklist)},
            {u"evidence"_s, int(action.evidence)}};
}

QJsonObject body(const Approvals &approvals)
{
    QStringList roles;
    for (const RoleId &role : approvals.from)
        roles.append(role.toString());
    QJsonObject object{{u"from"_s, fromStrings(roles)},
                       {u"need"_s, approvals.need},
                       {u"notSelf"_s, approvals.notSelf},
                       {u"onTimeout"_s, int(approvals.onTimeout)}};
    if (approvals.remind)
        object.insert(u"remind"_s, fromDuration(*approvals.remind));
    if (approvals.timeout)
        object.insert(u"timeout"_s, fromDuration(*approvals.timeout));
    return object;
}

QJsonObject body(const GateAction &action)
{
    QJsonObject object{{u"metrics"_s, fromStrings(action.metrics)},
                       {u"settle"_s, fromDuration(action.settle)},
                       {u"for"_s, fromDuration(action.window)},
                       {u"samples"_s, action.samples},
                       {u"onNoData"_s, int(action.onNoData)}};
    if (action.approvals)
        object.insert(u"approvals"_s, body(*action.approvals));
    return object;
}

QJsonObject body(const DecisionAction &action)
{
    QJsonArray options;
    for (const DecisionOption &option : action.options)
        options.append(
            QJsonObject{{u"name"_s, option.name}, {u"target"_s, option.target.toString()}});
    return {{u"question"_s, action.question}, {u"options"_s, options}};
}

QJsonObject body(const WaitAction &action)
{
    return {{u"duration"_s, fromDuration(action.duration)},
            {u"until"_s, action.until.toString(Qt::ISODateWithMs)}};
}

QJsonObject body(const NotifyAction &action)
{
    return {{u"channel"_s, action.channel}, {u"text"_s, action.text}};
}

QJsonObject body(const PlanAction &action)
{
    return {{u"path"_s, action.path}, {u"inputs"_s, fromTexts(action.inputs)}};
}

Action sshFrom(const QJsonObject &object)
{
    SshAction action;
    action.on = toStrings(object[u"on"_s]);
    action.script = object[u"script"_s].toString();
    action.maxFailed = object[u"maxFailed"_s].toInt();
    action.onHostFailure = SshAction::OnHostFailure(object[u"onHostFailure"_s].toInt());
    action.pty = object[u"pty"_s].toBool();
    action.sudo = object[u"sudo"_s].toBool();
    if (const QJsonObject rolling = object[u"rolling"_s].toObject(); !rolling.isEmpty())
        action.rolling = Rolling{rolling[u"count"_s].toInt(), rolling[u"percent"_s].toInt(),
                                 toDuration(rolling[u"pause"_s])};
    return action;
}

Action httpFrom(const QJsonObject &object)
{
    return HttpAction{object[u"url"_s].toString(),    object[u"method"_s].toString(),
                      toTexts(object[u"headers"_s]),  object[u"body"_s].toString(),
                      toStrings(object[u"expect"_s]), toDuration(object[u"every"_s]),
                      object[u"inARow"_s].toInt(1),   object[u"followRedirects"_s].toBool()};
}

Action gateFrom(const QJsonObject &object)
{
    GateAction action;
    action.metrics = toStrings(object[u"metrics"_s]);
    action.settle = toDuration(object[u"settle"_s]);
    action.window = toDuration(object[u"for"_s]);
    action.samples = object[u"samples"_s].toInt();
    action.onNoData = GateAction::OnNoData(object[u"onNoData"_s].toInt());
    const QJsonObject given = object[u"approvals"_s].toObject();
    if (given.isEmpty())
        return action;
    Approvals approvals;
    for (const QString &role : toStrings(given[u"from"_s]))
        approvals.from.append(RoleId(role));
    approvals.need = given[u"need"_s].toInt();
    approvals.notSelf = given[u"notSelf"_s].toBool();
    approvals.onTimeout = Approvals::OnTimeout(given[u"onTimeout"_s].toInt());
    if (given.contains(u"remind"_s))
        approvals.remind = toDuration(given[u"remind"_s]);
    if (given.contains(u"timeout"_s))
        approvals.timeout = toDuration(given[u"timeout"_s]);
    action.approvals = approvals;
    return action;
}

Action decisionFrom(const QJsonObject &object)
{
    DecisionAction action{object[u"question"_s].toString(), {}};
    for (const QJsonValue &option : object[u"options"_s].toArray())
        action.options.append(
            {option[u"name"_s].toString(), StepId(option[u"target"_s].toString())});
    return action;
}

std::optional<Action> actionFrom(const QString &key, const QJsonObject &object)
{
    const auto text = [&object](const QString &name) {
        return object[name].toString();
    };
    if (key == "run"_L1)
        return RunAction{text(u"script"_s), text(u"shell"_s), text(u"cwd"_s),
                         toTexts(object[u"env"_s])};
    if (key == "ssh"_L1)
        return sshFrom(object);
    if (key == "upload"_L1)
        return UploadAction{toStrings(object[u"on"_s]), text(u"from"_s), text(u"to"_s),
                            text(u"mode"_s)};
    if (key == "http"_L1)
        return httpFrom(object);
    if (key == "env"_L1)
        return EnvAction{text(u"file"_s), text(u"dialect"_s), text(u"rules"_s), text(u"example"_s)};
    if (key == "manual"_L1)
        return ManualAction{text(u"text"_s), toStrings(object[u"checklist"_s]),
                            ManualAction::Evidence(object[u"evidence"_s].toInt())};
    if (key == "gate"_L1)
        return gateFrom(object);
    if (key == "decision"_L1)
        return decisionFrom(object);
    if (key == "wait"_L1)
        return WaitAction{toDuration(object[u"duration"_s]),
                          QTime::fromString(text(u"until"_s), Qt::ISODateWithMs)};
    if (key == "notify"_L1)
        return NotifyAction{text(u"channel"_s), text(u"text"_s)};
    if (key == "plan"_L1)
        return PlanAction{text(u"path"_s), toTexts(object[u"inputs"_s])};
    return std::nullopt;
}

} // namespace

QJsonObject toJson(const Action &action)
{
    return {{actionKey(action), std::visit([](const auto &held) { return body(held); }, action)}};
}

Result<Action> actionFromJson(const QJsonObject &object)
{
    if (object.size() == 1) {
        if (const auto action
            = actionFrom(object.constBegin().key(), object.constBegin().value().toObject()))
            return *action;
    }
    return failure(ErrorCode::InvalidInput,
                   QCoreApplication::translate(
                       "ActionJson", "The recorded action is of a kind that is not known here."));
}

} // namespace slipway
