// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/schemacheck.h"

#include "env/asciitext.h"
#include "env/schema/valuetypes.h"
#include "plan/suggestion.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SchemaCheck)
};

/// Something that a value does not keep to, and the sentence about it.
struct Fault
{
    QString check;
    QString message;
};

QString typeSentence(EnvType type)
{
    switch (type) {
    case EnvType::String:
        return {};
    case EnvType::Int:
        return Words::tr("This has to be a whole number.");
    case EnvType::Float:
        return Words::tr("This has to be a number.");
    case EnvType::Bool:
        return Words::tr("This has to be true or false.");
    case EnvType::Url:
        return Words::tr("This has to be a URL.");
    case EnvType::Email:
        return Words::tr("This has to be a mail address.");
    case EnvType::Host:
        return Words::tr("This has to be the name or address of a host.");
    case EnvType::Port:
        return Words::tr("This has to be a port, from 1 to 65535.");
    case EnvType::Json:
        return Words::tr("This has to be JSON.");
    case EnvType::Enum:
        return {};
    case EnvType::Base64:
        return Words::tr("This has to be base64.");
    case EnvType::Hex:
        return Words::tr("This has to be hex digits.");
    case EnvType::Path:
        return Words::tr("This has to be a path.");
    case EnvType::Duration:
        return Words::tr("This has to be a duration such as 30s, 5m or 2h.");
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<Fault> lengthFault(const EnvSchemaKey &key, QByteArrayView value)
{
    const qsizetype length = ascii::characterCount(value);
    const bool isTooShort = key.shortest && length < *key.shortest;
    const bool isTooLong = key.longest && length > *key.longest;
    if (!isTooShort && !isTooLong)
        return std::nullopt;
    const QString found = Words::tr("This has %n character(s)", nullptr, int(length));
    QString wanted;
    if (key.shortest == key.longest)
        wanted = Words::tr("exactly %1 are wanted.").arg(*key.shortest);
    else if (isTooShort)
        wanted = Words::tr("%1 are wanted at least.").arg(*key.shortest);
    else
        wanted = Words::tr("%1 are allowed at most.").arg(*key.longest);
    return Fault{u"SchemaLength"_s, found + u"; "_s + wanted};
}

std::optional<Fault> rangeFault(const EnvSchemaKey &key, QByteArrayView value)
{
    if (!key.lowest && !key.highest)
        return std::nullopt;
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    if (!isNumber)
        return Fault{u"SchemaType"_s, typeSentence(EnvType::Float)};
    if (key.lowest && number < *key.lowest)
        return Fault{u"SchemaRange"_s, Words::tr("This has to be %1 at least.").arg(*key.lowest)};
    if (key.highest && number > *key.highest)
        return Fault{u"SchemaRange"_s, Words::tr("This has to be %1 at most.").arg(*key.highest)};
    return std::nullopt;
}

std::optional<Fault> patternFaultOf(const EnvSchemaKey &key, QByteArrayView value)
{
    // A pattern may take very long on what is no single setting.
    constexpr qsizetype longest = 64 * 1024;
    if (key.pattern.isEmpty())
        return std::nullopt;
    const QRegularExpression pattern(key.pattern);
    if (value.size() <= longest && pattern.match(QString::fromUtf8(value)).hasMatch())
        return std::nullopt;
    return Fault{u"SchemaPattern"_s,
                 Words::tr("This does not match the pattern %1.").arg(key.pattern)};
}

std::optional<Fault> faultOf(const EnvSchemaKey &key, QByteArrayView value)
{
    if (!isOfType(key.type, value))
        return Fault{u"SchemaType"_s, typeSentence(key.type)};
    if (!key.choices.isEmpty() && !key.choices.contains(QString::fromUtf8(value)))
        return Fault{u"SchemaChoice"_s,
                     Words::tr("This has to be one of %1.").arg(key.choices.join(u", "_s))};
    if (auto fault = lengthFault(key, value))
        return fault;
    if (auto fault = rangeFault(key, value))
        return fault;
    return patternFaultOf(key, value);
}

bool holds(const EnvCondition &condition, const QHash<QByteArray, const RuleValue *> &values)
{
    const RuleValue *value = values.value(condition.key);
    const bool hasValue = value && !value->isEmpty();
    switch (condition.test) {
    case EnvCondition::Test::Equals:
        return hasValue && value->value == condition.value;
    case EnvCondition::Test::Differs:
        return !hasValue || value->value != condition.value;
    case EnvCondition::Test::HasValue:
        return hasValue;
    }
    Q_UNREACHABLE_RETURN(false);
}

QString conditionText(const EnvCondition &condition)
{
    const QString key = QString::fromUtf8(condition.key);
    const QString value = QString::fromUtf8(condition.value);
    switch (condition.test) {
    case EnvCondition::Test::Equals:
        return u"%1 == %2"_s.arg(key, value);
    case EnvCondition::Test::Differs:
        return u"%1 != %2"_s.arg(key, value);
    case EnvCondition::Test::HasValue:
        return key;
    }
    Q_UNREACHABLE_RETURN({});
}

class SchemaChecker
{
public:
    SchemaChecker(RuleContext &context, const EnvSchema &schema)
        : m_context(context)
        , m_schema(schema)
    {
        for (const RuleValue &value : context.values())
            m_values.insert(value.key, &value);
    }

    void check()
    {
        for (const EnvSchemaKey &key : m_schema.keys) {
            m_known.insert(key.name);
            checkKey(key);
        }
        if (m_schema.others == EnvSchema::Others::Allowed)
            return;
        for (const RuleValue &value : m_context.values()) {
            if (!m_known.contains(value.key))
                reportUnknown(value);
        }
    }

private:
    void checkKey(const EnvSchemaKey &key)
    {
        const RuleValue *value = m_values.value(key.name);
        if (!value || value->isEmpty()) {
            checkNeed(key, value);
            return;
        }
        if (key.deprecated)
            m_context.report(
                u"SchemaDeprecated"_s, *value,
                key.deprecated->isEmpty()
                    ? Words::tr("This key is no longer wanted.")
                    : Words::tr("This key is no longer wanted: %1").arg(*key.deprecated));
        if (!value->isReadable)
            return;
        if (const auto fault = faultOf(key, value->value))
            m_context.report(fault->check, *value, fault->message);
    }

    void checkNeed(const EnvSchemaKey &key, const RuleValue *value)
    {
        const bool isConditional = key.need == EnvSchemaKey::Need::When;
        if (key.defaultValue || key.need == EnvSchemaKey::Need::Optional
            || (isConditional && !holds(key.when, m_values)))
            return;
        QString message = value
            ? Words::tr("This key needs a value")
            : Words::tr("The key %1 is missing").arg(QString::fromUtf8(key.name));
        if (isConditional)
            message = Words::tr("%1 while %2").arg(message, conditionText(key.when));
        if (!key.description.isEmpty() && !value)
            message = Words::tr("%1: %2").arg(message, key.description.section(u'\n', 0, 0));
        m_context.reportMissing(u"SchemaRequired"_s, key.name, message + u'.');
    }

    void reportUnknown(const RuleValue &value)
    {
        if (m_names.isEmpty()) {
            for (const QByteArray &name : std::as_const(m_known))
                m_names.append(QString::fromUtf8(name));
            m_names.sort();
        }
        // Comparing with every name is worth it for a few only.
        constexpr int mostSuggestions = 20;
        const bool isAmongFirst = m_suggestions++ < mostSuggestions && m_names.size() < 2000;
        const QString hint
            = isAmongFirst ? suggestion(QString::fromUtf8(value.key), m_names) : QString();
        m_context.report(m_schema.others == EnvSchema::Others::Refused ? u"SchemaForbiddenKey"_s
                                                                       : u"SchemaUnknownKey"_s,
                         value, Words::tr("The schema has no such key.") + hint);
    }

    RuleContext &m_context;
    const EnvSchema &m_schema;
    QHash<QByteArray, const RuleValue *> m_values;
    QSet<QByteArray> m_known;
    QStringList m_names;
    int m_suggestions = 0;
};

} // namespace

QList<EnvFinding> checkSchema(const RuleInput &input, const EnvSchema &schema,
                              const RuleSettings &settings)
{
    RuleContext context(input, settings);
    SchemaChecker(context, schema).check();
    return context.takeFindings();
}

bool fitsSchemaKey(const EnvSchemaKey &key, QByteArrayView value)
{
    return !faultOf(key, value);
}

std::optional<EnvCondition> envConditionFromText(const QString &text)
{
    static const QRegularExpression form(
        uR"re(\A\s*([A-Za-z_]\w*)\s*(?:(==|!=)\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?\s*\z)re"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    EnvCondition condition;
    condition.key = match.captured(1).toUtf8();
    if (match.captured(2).isEmpty())
        condition.test = EnvCondition::Test::HasValue;
    else if (match.captured(2) == u"!=")
        condition.test = EnvCondition::Test::Differs;
    // One of the three ways to write the value matched.
    condition.value = (match.captured(3) + match.captured(4) + match.captured(5)).toUtf8();
    return condition;
}

} // namespace slipway
