// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QString>

#include <algorithm>

namespace slipway::test {

/// The part of JSON Schema 2020-12 that the schemas in resources/ use. A keyword that it does not
/// know fails, so that a schema cannot say more than is tested.
class JsonSchema
{
public:
    explicit JsonSchema(const QString &path)
    {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly))
            m_root = QJsonDocument::fromJson(file.readAll()).object();
    }

    QJsonObject root() const { return m_root; }
    QJsonObject definitions() const { return m_root.value(QLatin1String("$defs")).toObject(); }

    /// Empty when the value is valid; else where and why it is not.
    QString fault(const QJsonValue &value) const
    {
        return check(m_root, value, QStringLiteral("$"));
    }

private:
    using String = QString;

    QString check(const QJsonObject &schema, const QJsonValue &value, const QString &path) const
    {
        for (auto rule = schema.begin(); rule != schema.end(); ++rule) {
            const QString fault = checkRule(rule.key(), schema, value, path);
            if (!fault.isEmpty())
                return fault;
        }
        return {};
    }

    QString checkRule(const QString &rule, const QJsonObject &schema, const QJsonValue &value,
                      const QString &path) const
    {
        static const QStringList silent{QStringLiteral("$schema"),
                                        QStringLiteral("$id"),
                                        QStringLiteral("$defs"),
                                        QStringLiteral("title"),
                                        QStringLiteral("description"),
                                        QStringLiteral("default"),
                                        QStringLiteral("patternProperties")};
        const QJsonValue wanted = schema.value(rule);
        const QString here = path + QStringLiteral(": ") + rule;
        if (silent.contains(rule))
            return {};
        if (rule == QLatin1String("$ref"))
            return check(definitions().value(wanted.toString().section(u'/', -1)).toObject(), value,
                         path);
        if (rule == QLatin1String("type"))
            return isOfType(wanted, value) ? String() : here;
        if (rule == QLatin1String("enum"))
            return wanted.toArray().contains(value) ? String() : here;
        if (rule == QLatin1String("const"))
            return wanted == value ? String() : here;
        if (rule == QLatin1String("pattern"))
            return matches(wanted.toString(), value) ? String() : here;
        if (rule == QLatin1String("anyOf"))
            return matching(wanted.toArray(), value, path) > 0 ? String() : here;
        if (rule == QLatin1String("oneOf"))
            return matching(wanted.toArray(), value, path) == 1 ? String() : here;
        if (rule == QLatin1String("not"))
            return check(wanted.toObject(), value, path).isEmpty() ? here : String();
        if (rule.startsWith(QLatin1String("min")) || rule == QLatin1String("maximum"))
            return isWithin(rule, wanted, value) ? String() : here;
        if (rule == QLatin1String("items"))
            return checkItems(wanted.toObject(), value.toArray(), path);
        if (rule == QLatin1String("required"))
            return checkRequired(wanted.toArray(), value, path);
        if (rule == QLatin1String("properties"))
            return checkProperties(wanted.toObject(), value.toObject(), path);
        if (rule == QLatin1String("additionalProperties"))
            return checkAdditional(schema, value.toObject(), path);
        return here + QStringLiteral(" is not known to the test");
    }

    static bool isOfType(const QJsonValue &wanted, const QJsonValue &value)
    {
        if (wanted.isArray()) {
            const QJsonArray types = wanted.toArray();
            return std::any_of(types.begin(), types.end(),
                               [&value](const QJsonValue &type) { return isOfType(type, value); });
        }
        const QString type = wanted.toString();
        if (type == QLatin1String("integer"))
            return value.isDouble() && value.toInteger(-1) == qRound64(value.toDouble());
        return (type == QLatin1String("string") && value.isString())
            || (type == QLatin1String("number") && value.isDouble())
            || (type == QLatin1String("boolean") && value.isBool())
            || (type == QLatin1String("null") && value.isNull())
            || (type == QLatin1String("array") && value.isArray())
            || (type == QLatin1String("object") && value.isObject());
    }

    static bool matches(const QString &pattern, const QJsonValue &value)
    {
        return !value.isString() || QRegularExpression(pattern).match(value.toString()).hasMatch();
    }

    static bool isWithin(const QString &rule, const QJsonValue &wanted, const QJsonValue &value)
    {
        if (rule == QLatin1String("minItems"))
            return !value.isArray() || value.toArray().size() >= wanted.toInt();
        if (rule == QLatin1String("minLength"))
            return !value.isString() || value.toString().size() >= wanted.toInt();
        if (rule == QLatin1String("minProperties"))
            return !value.isObject() || value.toObject().size() >= wanted.toInt();
        if (rule == QLatin1String("minimum"))
            return !value.isDouble() || value.toDouble() >= wanted.toDouble();
        return rule == QLatin1String("maximum")
            && (!value.isDouble() || value.toDouble() <= wanted.toDouble());
    }

    int matching(const QJsonArray &schemas, const QJsonValue &value, const QString &path) const
    {
        int count = 0;
        for (const QJsonValue schema : schemas)
            count += check(schema.toObject(), value, path).isEmpty() ? 1 : 0;
        return count;
    }

    QString checkItems(const QJsonObject &schema, const QJsonArray &items,
                       const QString &path) const
    {
        for (qsizetype index = 0; index < items.size(); ++index) {
            const QString fault
                = check(schema, items.at(index), path + u'/' + QString::number(index));
            if (!fault.isEmpty())
                return fault;
        }
        return {};
    }

    static QString checkRequired(const QJsonArray &keys, const QJsonValue &value,
                                 const QString &path)
    {
        for (const QJsonValue key : keys) {
            if (value.isObject() && !value.toObject().contains(key.toString()))
                return path + QStringLiteral(": lacks ") + key.toString();
        }
        return {};
    }

    QString checkProperties(const QJsonObject &schemas, const QJsonObject &object,
                            const QString &path) const
    {
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            const QJsonValue schema = schemas.value(entry.key());
            const QString fault = schema.isObject()
                ? check(schema.toObject(), entry.value(), path + u'/' + entry.key())
                : QString();
            if (!fault.isEmpty())
                return fault;
        }
        return {};
    }

    QString checkAdditional(const QJsonObject &schema, const QJsonObject &object,
                            const QString &path) const
    {
        const QJsonObject named = schema.value(QLatin1String("properties")).toObject();
        const QJsonObject patterns = schema.value(QLatin1String("patternProperties")).toObject();
        const QJsonValue others = schema.value(QLatin1String("additionalProperties"));
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            const QStringList keys = patterns.keys();
            const bool isNamed = named.contains(entry.key())
                || std::any_of(keys.begin(), keys.end(), [&entry](const QString &pattern) {
                                     return matches(pattern, entry.key());
                                 });
            if (isNamed)
                continue;
            const QString at = path + u'/' + entry.key();
            if (others.isBool() && !others.toBool())
                return at + QStringLiteral(": unknown key");
            const QString fault = check(others.toObject(), entry.value(), at);
            if (!fault.isEmpty())
                return fault;
        }
        return {};
    }

    QJsonObject m_root;
};

} // namespace slipway::test
