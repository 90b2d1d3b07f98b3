// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/envspecdecorators.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

bool isQuote(QChar c)
{
    return c == u'"' || c == u'\'' || c == u'`';
}

/// Behind the quote that closes the one at `from`; the end of the text when nothing does.
qsizetype quotedEnd(QStringView text, qsizetype from)
{
    const QChar quote = text.at(from);
    for (qsizetype i = from + 1; i < text.size(); ++i) {
        if (text.at(i) == u'\\')
            ++i;
        else if (text.at(i) == quote)
            return i + 1;
    }
    return text.size();
}

/// Behind a value: up to a space, but over brackets and quotes.
qsizetype valueEnd(QStringView text, qsizetype from)
{
    int depth = 0;
    qsizetype i = from;
    while (i < text.size()) {
        const QChar c = text.at(i);
        if (isQuote(c)) {
            i = quotedEnd(text, i);
            continue;
        }
        if (c == u'(' || c == u'[' || c == u'{')
            ++depth;
        else if (c == u')' || c == u']' || c == u'}')
            --depth;
        else if (c.isSpace() && depth <= 0)
            break;
        ++i;
    }
    return i;
}

QString unquoted(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.size() < 2 || !isQuote(trimmed.front()) || trimmed.back() != trimmed.front())
        return trimmed.toString();
    const QStringView inner = trimmed.sliced(1).chopped(1);
    QString plain;
    plain.reserve(inner.size());
    for (qsizetype i = 0; i < inner.size(); ++i) {
        // Only the quote itself is escaped, so that patterns keep their backslashes.
        const bool isEscape
            = inner.at(i) == u'\\' && i + 1 < inner.size() && inner.at(i + 1) == trimmed.front();
        i += isEscape ? 1 : 0;
        plain.append(inner.at(i));
    }
    return plain;
}

/// The parts between commas that are in no brackets and no quotes.
QList<QStringView> argumentsIn(QStringView text)
{
    QList<QStringView> parts;
    int depth = 0;
    qsizetype begin = 0;
    qsizetype i = 0;
    while (i < text.size()) {
        const QChar c = text.at(i);
        if (isQuote(c)) {
            i = quotedEnd(text, i);
            continue;
        }
        if (c == u'(' || c == u'[' || c == u'{') {
            ++depth;
        } else if (c == u')' || c == u']' || c == u'}') {
            --depth;
        } else if (c == u',' && depth == 0) {
            parts.append(text.sliced(begin, i - begin));
            begin = i + 1;
        }
        ++i;
    }
    parts.append(text.sliced(begin));
    return parts;
}

EnvSpecCall::Argument argumentFromText(QStringView text)
{
    static const QRegularExpression named(u"\\A\\s*([A-Za-z]\\w*)\\s*=(.*)\\z"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = named.matchView(text);
    if (match.hasMatch())
        return {match.captured(1), unquoted(match.capturedView(2))};
    return {{}, unquoted(text)};
}

// Types

struct Mapping
{
    QLatin1StringView name;
    EnvType type;
    QLatin1StringView pattern;
};

constexpr std::array mappings{
    Mapping{"string"_L1, EnvType::String, {}},
    Mapping{"number"_L1, EnvType::Float, {}},
    Mapping{"boolean"_L1, EnvType::Bool, "(?i)^(t|true|yes|on|1|f|false|no|off|0)$"_L1},
    Mapping{"url"_L1, EnvType::Url, {}},
    Mapping{"domain"_L1, EnvType::Host, {}},
    Mapping{"email"_L1, EnvType::Email, {}},
    Mapping{"port"_L1, EnvType::Port, {}},
    Mapping{"ip"_L1, EnvType::Host, "^([0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$"_L1},
    Mapping{"enum"_L1, EnvType::Enum, {}},
    Mapping{"semver"_L1, EnvType::String,
            R"(^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$)"_L1},
    Mapping{"isoDate"_L1, EnvType::String,
            R"(^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$)"_L1},
    Mapping{"uuid"_L1, EnvType::String,
            "(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"_L1},
    Mapping{"md5"_L1, EnvType::String, "(?i)^[0-9a-f]{32}$"_L1},
    Mapping{"duration"_L1, EnvType::String, R"((?i)^\d+(\.\d+)?\s*([a-z]+)?$)"_L1},
    Mapping{"simple-object"_L1, EnvType::Json, {}},
    Mapping{"record"_L1, EnvType::Json, {}},
};

/// A pattern that asks for both.
QString both(const QString &a, const QString &b)
{
    if (a.isEmpty() || b.isEmpty())
        return a + b;
    return u"^(?=[\\s\\S]*?(?:%1))(?=[\\s\\S]*?(?:%2))"_s.arg(a, b);
}

/// `"^a"`, `/^a/i` or `regex("^a", "i")`.
QString patternIn(const QString &value)
{
    static const QRegularExpression slashes(u"\\A/(.*)/([a-z]*)\\z"_s);
    const EnvSpecCall call = envSpecCall(value);
    QString pattern = value;
    QString flags;
    if (call.name == u"regex" && !call.arguments.isEmpty()) {
        pattern = call.arguments.first().value;
        flags = call.arguments.size() > 1 ? call.arguments.at(1).value : QString();
    } else if (const auto match = slashes.match(value); match.hasMatch()) {
        pattern = match.captured(1).replace(u"\\/"_s, u"/"_s);
        flags = match.captured(2);
    }
    return flags.contains(u'i') ? u"(?i:%1)"_s.arg(pattern) : pattern;
}

/// False for an option that is not checked.
bool applyText(const EnvSpecCall::Argument &option, EnvSchemaKey &key)
{
    const QString &value = option.value;
    if (option.key == u"minLength")
        key.shortest = value.toInt();
    else if (option.key == u"maxLength")
        key.longest = value.toInt();
    else if (option.key == u"isLength")
        key.shortest = key.longest = value.toInt();
    else if (option.key == u"startsWith")
        key.pattern = both(key.pattern, u'^' + QRegularExpression::escape(value));
    else if (option.key == u"endsWith")
        key.pattern = both(key.pattern, QRegularExpression::escape(value) + u"\\z"_s);
    else if (option.key == u"matches")
        key.pattern = both(key.pattern, patternIn(value));
    else
        return false;
    return true;
}

bool applyNumber(const EnvSpecCall::Argument &option, EnvSchemaKey &key)
{
    if (option.key == u"min")
        key.lowest = option.value.toDouble();
    else if (option.key == u"max")
        key.highest = option.value.toDouble();
    else if (option.key == u"isInt" || (option.key == u"precision" && option.value == u"0"))
        key.type = option.value == u"false" ? EnvType::Float : EnvType::Int;
    else
        return false;
    return true;
}

bool applyOption(const EnvSpecCall::Argument &option, EnvSchemaKey &key)
{
    // What changes a value on reading says nothing about what it has to be.
    static const QStringList harmless{u"toUpperCase"_s, u"toLowerCase"_s,         u"normalize"_s,
                                      u"allowEmpty"_s,  u"coerceToMinMaxRange"_s, u"output"_s};
    if (harmless.contains(option.key))
        return true;
    // Computed ones cannot be read from the file.
    if (option.value.startsWith(u"if("))
        return false;
    switch (key.type) {
    case EnvType::Int:
    case EnvType::Float:
    case EnvType::Port:
        return applyNumber(option, key);
    case EnvType::Enum:
        key.choices.append(option.value);
        return option.key.isEmpty() && !option.value.startsWith(u'$');
    default:
        return applyText(option, key);
    }
}

} // namespace

QList<EnvSpecDecorator> envSpecDecorators(const QString &comment)
{
    QList<EnvSpecDecorator> decorators;
    QStringView rest = QStringView(comment).trimmed();
    while (rest.startsWith(u'@')) {
        qsizetype end = 1;
        while (end < rest.size() && (rest.at(end).isLetterOrNumber() || rest.at(end) == u'_'))
            ++end;
        EnvSpecDecorator decorator{rest.sliced(1, end - 1).toString(), u"true"_s};
        if (end < rest.size() && (rest.at(end) == u'=' || rest.at(end) == u'(')) {
            const qsizetype begin = rest.at(end) == u'=' ? end + 1 : end;
            end = valueEnd(rest, begin);
            decorator.value = unquoted(rest.sliced(begin, end - begin));
        }
        decorators.append(decorator);
        rest = rest.sliced(end).trimmed();
    }
    return decorators;
}

EnvSpecCall envSpecCall(const QString &text)
{
    const qsizetype open = text.indexOf(u'(');
    if (open < 0 || !text.endsWith(u')'))
        return {text.trimmed(), {}};
    EnvSpecCall call{text.first(open).trimmed(), {}};
    const QStringView inner = QStringView(text).sliced(open + 1).chopped(1);
    if (inner.trimmed().isEmpty())
        return call;
    const QList<QStringView> parts = argumentsIn(inner);
    for (const QStringView part : parts) {
        if (!part.trimmed().isEmpty())
            call.arguments.append(argumentFromText(part));
    }
    return call;
}

std::optional<EnvCondition> envSpecCondition(const QString &text)
{
    const EnvSpecCall call = envSpecCall(text);
    if (call.name == u"forEnv") {
        const bool isProduction = std::ranges::any_of(call.arguments, [](const auto &argument) {
            return argument.value == u"production" || argument.value == u"prod";
        });
        return isProduction ? std::optional(EnvCondition{}) : std::nullopt;
    }
    const bool isEqual = call.name == u"eq" && call.arguments.size() == 2
        && call.arguments.first().value.startsWith(u'$');
    if (!isEqual)
        return std::nullopt;
    QString key = call.arguments.first().value.sliced(1);
    key.remove(u'{').remove(u'}');
    return EnvCondition{key.toUtf8(), EnvCondition::Test::Equals,
                        call.arguments.at(1).value.toUtf8()};
}

QStringList applyEnvSpecType(const EnvSpecCall &call, EnvSchemaKey &key)
{
    const auto *mapping = std::ranges::find(mappings, call.name, &Mapping::name);
    if (mapping == mappings.end())
        return {call.name};
    key.type = mapping->type;
    key.pattern = mapping->pattern;
    // Its pattern says more than our own type does.
    if (call.name == u"boolean")
        key.type = EnvType::String;
    QStringList left;
    for (const EnvSpecCall::Argument &option : call.arguments) {
        if (!applyOption(option, key))
            left.append(option.key.isEmpty() ? option.value : option.key);
    }
    return left;
}

} // namespace slipway
