// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/eventdata.h"

#include <array>

using namespace Qt::StringLiterals;

namespace slipway::eventdata {

namespace {

using Kind = Question::Kind;

constexpr std::array allKinds{Kind::Failure,  Kind::Manual,         Kind::Decision,
                              Kind::Approval, Kind::UnknownOutcome, Kind::GateNoData};

Kind kindFromString(const QString &name)
{
    for (const Kind kind : allKinds) {
        if (slipway::toString(kind) == name)
            return kind;
    }
    return Kind::Failure;
}

template<typename IdType> QJsonArray fromIds(const QList<IdType> &ids)
{
    QJsonArray array;
    for (const IdType &id : ids)
        array.append(id.toString());
    return array;
}

template<typename IdType> QList<IdType> toIds(const QJsonValue &value)
{
    QList<IdType> ids;
    const QJsonArray array = value.toArray();
    ids.reserve(array.size());
    for (const QJsonValue &id : array)
        ids.append(IdType(id.toString()));
    return ids;
}

} // namespace

QJsonObject fromError(const Error &error)
{
    QJsonObject object{{u"code"_s, toString(error.code)}, {u"message"_s, error.message}};
    if (!error.detail.isEmpty())
        object.insert(u"detail"_s, error.detail);
    return object;
}

std::optional<Error> toError(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    if (object.isEmpty())
        return std::nullopt;
    return Error{errorCodeFromString(object[u"code"_s].toString()), object[u"message"_s].toString(),
                 object[u"detail"_s].toString()};
}

QJsonArray fromStrings(const QStringList &texts)
{
    return QJsonArray::fromStringList(texts);
}

QStringList toStrings(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &text : value.toArray())
        texts.append(text.toString());
    return texts;
}

QJsonArray fromHosts(const QList<ServerId> &hosts)
{
    return fromIds(hosts);
}

QList<ServerId> toHosts(const QJsonValue &value)
{
    return toIds<ServerId>(value);
}

QJsonArray fromSteps(const QList<StepId> &steps)
{
    return fromIds(steps);
}

QList<StepId> toSteps(const QJsonValue &value)
{
    return toIds<StepId>(value);
}

QJsonObject fromTexts(const QMap<QString, QString> &texts)
{
    QJsonObject object;
    for (const auto &[name, text] : texts.asKeyValueRange())
        object.insert(name, text);
    return object;
}

QMap<QString, QString> toTexts(const QJsonValue &value)
{
    QMap<QString, QString> texts;
    const QJsonObject object = value.toObject();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        texts.insert(it.key(), it.value().toString());
    return texts;
}

QString fromTime(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime toTime(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QJsonObject fromQuestion(const Question &question)
{
    QStringList choices;
    for (const Choice choice : question.choices)
        choices.append(toString(choice));
    QJsonObject data{{u"question"_s, question.id.toString()},
                     {u"kind"_s, toString(question.kind)},
                     {u"text"_s, question.text},
                     {u"choices"_s, fromStrings(choices)}};
    if (!question.options.isEmpty())
        data.insert(u"options"_s, fromStrings(question.options));
    if (!question.hosts.isEmpty())
        data.insert(u"hosts"_s, fromHosts(question.hosts));
    if (!question.mayAnswer.isEmpty())
        data.insert(u"mayAnswer"_s, fromStrings(question.mayAnswer));
    if (question.evidenceRequired)
        data.insert(u"evidenceRequired"_s, true);
    if (question.aboutUndo)
        data.insert(u"undo"_s, true);
    return data;
}

Question toQuestion(const RunEvent &event)
{
    Question question;
    question.id = QuestionId(event.data[u"question"_s].toString());
    question.kind = kindFromString(event.data[u"kind"_s].toString());
    question.step = event.step;
    question.attempt = event.attempt;
    question.text = event.data[u"text"_s].toString();
    for (const QString &name : toStrings(event.data[u"choices"_s])) {
        if (const auto choice = choiceFromString(name))
            question.choices.append(*choice);
    }
    question.options = toStrings(event.data[u"options"_s]);
    question.hosts = toHosts(event.data[u"hosts"_s]);
    question.mayAnswer = toStrings(event.data[u"mayAnswer"_s]);
    question.evidenceRequired = event.data[u"evidenceRequired"_s].toBool();
    question.aboutUndo = event.data[u"undo"_s].toBool();
    question.askedAt = event.at;
    return question;
}

StepState toStepState(const QString &outcome)
{
    if (outcome == "succeeded"_L1)
        return StepState::Succeeded;
    if (outcome == "warned"_L1)
        return StepState::Warned;
    if (outcome == "cancelled"_L1)
        return StepState::Cancelled;
    return StepState::Failed;
}

} // namespace slipway::eventdata
