// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httpconditions.h"

#include "exec/httpconditionparser.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Operand = HttpCondition::Operand;
using Kind = Operand::Kind;
using Function = Operand::Function;
using Comparison = HttpCondition::Comparison;

constexpr qsizetype longestActual = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("HttpCondition", text);
}

/// A value as it is compared, and as a person reads it.
struct Value
{
    bool present = true;
    bool isNumeric = false; ///< equality compares numbers, not texts
    double number = 0;
    QString text = {};
    QString words = {};
};

Value missing(const QString &words)
{
    return {.present = false, .words = words};
}

Value textValue(const QString &text)
{
    Value value;
    value.text = text;
    value.number = text.trimmed().toDouble();
    value.words = text.isEmpty() ? tr("empty") : text.simplified();
    if (value.words.size() > longestActual)
        value.words = value.words.first(longestActual) + u'…';
    return value;
}

Value numberValue(double number, const QString &words)
{
    return {.isNumeric = true,
            .number = number,
            .text = QString::number(number, 'g', 15),
            .words = words};
}

Value numberValue(double number)
{
    return numberValue(number, QString::number(number, 'g', 15));
}

Value booleanValue(bool value)
{
    return textValue(value ? u"true"_s : u"false"_s);
}

QString inHours(double ms)
{
    return ms < 0 ? tr("expired %1 h ago").arg(std::round(-ms / 3600e3))
                  : tr("%1 h left").arg(std::floor(ms / 3600e3));
}

QString jsonText(const QJsonValue &json)
{
    if (json.isString())
        return json.toString();
    if (json.isObject())
        return QString::fromUtf8(QJsonDocument(json.toObject()).toJson(QJsonDocument::Compact));
    if (json.isArray())
        return QString::fromUtf8(QJsonDocument(json.toArray()).toJson(QJsonDocument::Compact));
    return json.isNull() ? u"null"_s : json.toVariant().toString();
}

QString pathText(const QList<HttpCondition::PathSegment> &path)
{
    QString text;
    for (const auto &segment : path)
        text += segment.index >= 0 ? u"[%1]"_s.arg(segment.index) : u"."_s + segment.name;
    return text;
}

QJsonValue follow(QJsonValue json, const QList<HttpCondition::PathSegment> &path)
{
    for (const auto &segment : path) {
        if (segment.index >= 0)
            json = json.isArray() ? json.toArray().at(segment.index) : QJsonValue::Undefined;
        else
            json = json.isObject() ? json.toObject().value(segment.name) : QJsonValue::Undefined;
    }
    return json;
}

Value lengthOf(const QJsonValue &json)
{
    if (json.isArray())
        return numberValue(double(json.toArray().size()));
    if (json.isObject())
        return numberValue(double(json.toObject().size()));
    return numberValue(double(jsonText(json).size()));
}

Value bodyValue(const Operand &operand, const HttpAnswer &answer)
{
    if (operand.path.isEmpty()) {
        if (operand.function == Function::Has)
            return booleanValue(!answer.body().isEmpty());
        if (operand.function == Function::Length && !answer.json().isUndefined())
            return lengthOf(answer.json());
        const QString text = QString::fromUtf8(answer.body()).trimmed();
        return operand.function == Function::Length ? numberValue(double(text.size()))
                                                    : textValue(text);
    }
    const QJsonValue json = follow(answer.json(), operand.path);
    if (operand.function == Function::Has)
        return booleanValue(!json.isUndefined());
    if (answer.json().isUndefined())
        return missing(tr("the body is not JSON"));
    if (json.isUndefined())
        return missing(tr("the body has no %1").arg(pathText(operand.path)));
    if (operand.function == Function::Length)
        return lengthOf(json);
    return json.isDouble() ? numberValue(json.toDouble()) : textValue(jsonText(json));
}

Value textOrMissing(const Operand &operand, const std::optional<QString> &text,
                    const QString &absence)
{
    if (operand.function == Function::Has)
        return booleanValue(text.has_value());
    if (!text)
        return missing(absence);
    return operand.function == Function::Length ? numberValue(double(text->size()))
                                                : textValue(*text);
}

Value headerValue(const Operand &operand, const HttpAnswer &answer)
{
    const auto header = answer.headers.constFind(operand.text);
    return textOrMissing(operand,
                         header == answer.headers.cend() ? std::nullopt : std::optional(*header),
                         tr("there is no such header"));
}

Value valueOf(const Operand &operand, const HttpAnswer &answer)
{
    if (operand.kind == Kind::Literal)
        return textValue(operand.text);
    if (operand.kind == Kind::Connected)
        return booleanValue(answer.connected);
    if (!answer.connected)
        return missing(tr("no answer"));
    switch (operand.kind) {
    case Kind::Status:
        return numberValue(answer.status);
    case Kind::ResponseTime:
        return numberValue(double(answer.responseTime.count()),
                           tr("%1 ms").arg(answer.responseTime.count()));
    case Kind::Body:
        return bodyValue(operand, answer);
    case Kind::Header:
        return headerValue(operand, answer);
    case Kind::Redirect:
        return textOrMissing(
            operand, answer.redirect.isEmpty() ? std::nullopt : std::optional(answer.redirect),
            tr("no redirect"));
    case Kind::CertificateExpiration:
        if (!answer.certificateExpiresIn)
            return missing(tr("there is no certificate"));
        return numberValue(double(answer.certificateExpiresIn->count()),
                           inHours(double(answer.certificateExpiresIn->count())));
    default:
        return missing({});
    }
}

/// `*` stands for any text, `?` for one character.
bool matchesGlob(QStringView text, QStringView pattern)
{
    qsizetype t = 0;
    qsizetype p = 0;
    qsizetype starAt = -1;
    qsizetype retryAt = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            starAt = p++;
            retryAt = t;
        } else if (p < pattern.size() && (pattern[p] == u'?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (starAt >= 0) {
            p = starAt + 1;
            t = ++retryAt;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

std::optional<double> asNumber(const Value &value)
{
    if (value.isNumeric)
        return value.number;
    bool ok = false;
    const double number = value.text.trimmed().toDouble(&ok);
    return ok ? std::optional(number) : httpDurationMs(value.text);
}

bool areEqual(const Value &left, const Value &right)
{
    if (!left.isNumeric && !right.isNumeric)
        return left.text == right.text;
    const auto a = asNumber(left);
    const auto b = asNumber(right);
    return a && b ? *a == *b : left.text == right.text;
}

bool equals(const Value &left, const Operand &right, const HttpAnswer &answer)
{
    if (right.kind == Kind::Pattern)
        return matchesGlob(left.text, right.text);
    if (right.kind == Kind::Any) {
        return std::ranges::any_of(right.items,
                                   [&](const Operand &item) { return equals(left, item, answer); });
    }
    const Value value = valueOf(right, answer);
    return value.present && areEqual(left, value);
}

bool isOrdered(Comparison comparison, double left, double right)
{
    switch (comparison) {
    case Comparison::Less:
        return left < right;
    case Comparison::LessOrEqual:
        return left <= right;
    case Comparison::Greater:
        return left > right;
    default:
        return left >= right;
    }
}

bool isLiteral(const Operand &operand)
{
    return operand.kind == Kind::Literal || operand.kind == Kind::Pattern
        || operand.kind == Kind::Any;
}

} // namespace

Result<HttpCondition> HttpCondition::parse(const QString &text)
{
    return HttpConditionParser(text).parse();
}

ConditionOutcome HttpCondition::evaluate(const HttpAnswer &answer) const
{
    const Value left = valueOf(m_left, answer);
    ConditionOutcome outcome{m_text, false, left.words};
    if (!left.present)
        return outcome;
    if (!isLiteral(m_right)) {
        const Value right = valueOf(m_right, answer);
        outcome.actual = tr("%1 against %2").arg(left.words, right.words);
        if (!right.present)
            return outcome;
    }
    if (m_comparison == Comparison::Equal || m_comparison == Comparison::NotEqual) {
        outcome.held = equals(left, m_right, answer) == (m_comparison == Comparison::Equal);
        return outcome;
    }
    const auto a = asNumber(left);
    const auto b = asNumber(valueOf(m_right, answer));
    if (!a)
        outcome.actual = tr("%1, which is no number").arg(left.words);
    outcome.held = a && b && isOrdered(m_comparison, *a, *b);
    return outcome;
}

Result<QList<HttpCondition>> parseHttpConditions(const QStringList &texts)
{
    QList<HttpCondition> conditions;
    for (const QString &text : texts) {
        const Result<HttpCondition> condition = HttpCondition::parse(text);
        if (!condition)
            return std::unexpected(condition.error());
        conditions.append(*condition);
    }
    return conditions;
}

} // namespace slipway
