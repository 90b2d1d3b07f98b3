// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/schema/linterschema.h"
#include "env/schema/mailaddress.h"
#include "env/schema/weburl.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

// The words of the findings are dotenv-linter's, so that its users find what they know; they are
// not translated.

namespace slipway {
namespace {

using Type = LinterSchema::Type;

/// One entry of the file: a line, or the lines of a quoted value.
struct LinterLine
{
    int number = 1;
    qsizetype at = 0; ///< byte in the file
    QByteArrayView text;

    bool isComment() const { return text.trimmed().startsWith('#'); }
    bool isBlank() const { return text.trimmed().isEmpty(); }

    std::optional<QByteArrayView> key() const
    {
        if (isBlank() || isComment())
            return std::nullopt;
        QByteArrayView bare = text.trimmed();
        if (bare.startsWith("export "))
            bare = bare.sliced(7).trimmed();
        const qsizetype equals = bare.indexOf('=');
        return equals < 0 ? bare : bare.first(equals);
    }

    std::optional<QByteArrayView> value() const
    {
        const qsizetype equals = text.indexOf('=');
        if (isBlank() || isComment() || equals < 0)
            return std::nullopt;
        return text.sliced(equals + 1);
    }
};

bool isEscaped(QByteArrayView before)
{
    qsizetype backslashes = 0;
    while (backslashes < before.size() && before[before.size() - 1 - backslashes] == '\\')
        ++backslashes;
    return backslashes % 2 == 1;
}

/// The quote that a value opens and does not close on its line; 0 when there is none.
char openQuote(QByteArrayView value)
{
    const QByteArrayView text = value.trimmed();
    for (const char quote : {'\'', '"'}) {
        if (text.startsWith(quote)
            && (text.size() == 1 || !text.endsWith(quote) || isEscaped(text.chopped(1))))
            return quote;
    }
    return 0;
}

QList<LinterLine> plainLines(QByteArrayView text)
{
    QList<LinterLine> lines;
    qsizetype begin = 0;
    int number = 1;
    while (begin < text.size()) {
        const qsizetype newline = text.indexOf('\n', begin);
        const qsizetype end = newline < 0 ? text.size() : newline;
        QByteArrayView line = text.sliced(begin, end - begin);
        if (newline >= 0 && line.endsWith('\r'))
            line.chop(1);
        lines.append({number++, begin, line});
        begin = end + 1;
    }
    if (text.endsWith('\n'))
        lines.append({number, text.size(), QByteArrayView("\n")});
    return lines;
}

/// Joins the lines of each quoted value.
QList<LinterLine> linesOf(QByteArrayView text)
{
    const QList<LinterLine> plain = plainLines(text);
    QList<LinterLine> lines;
    for (qsizetype i = 0; i < plain.size(); ++i) {
        const auto value = plain.at(i).value();
        const char quote = value ? openQuote(*value) : char(0);
        qsizetype last = i;
        while (quote != 0 && ++last < plain.size()) {
            const qsizetype at = plain.at(last).text.indexOf(quote);
            if (at >= 0 && !isEscaped(plain.at(last).text.first(at)))
                break;
        }
        // A quote that nothing closes takes no line with it, and no later one opens a value.
        if (quote != 0 && last == plain.size()) {
            lines.append(plain.sliced(i));
            break;
        }
        LinterLine line = plain.at(i);
        if (last > i)
            line.text
                = text.sliced(line.at, plain.at(last).at + plain.at(last).text.size() - line.at);
        lines.append(line);
        i = last;
    }
    return lines;
}

// Comments that switch checks

enum class Switch { None, Off, On };

/// What a comment says about this check.
Switch switchIn(const LinterLine &line)
{
    if (!line.isComment())
        return Switch::None;
    const QByteArrayView comment = line.text.trimmed().sliced(1).trimmed();
    if (!comment.startsWith("dotenv-linter:"))
        return Switch::None;
    QByteArray rest = comment.sliced(14).toByteArray();
    rest.replace(',', ' ');
    const QList<QByteArray> words = rest.simplified().split(' ');
    if (!words.contains("SchemaViolation"))
        return Switch::None;
    // The flag stands alone: "off,A" is none.
    const QByteArrayView flag = comment.sliced(14).trimmed();
    if (flag.startsWith("off") && (flag.size() == 3 || ascii::isSpace(flag[3])))
        return Switch::Off;
    if (flag.startsWith("on") && (flag.size() == 2 || ascii::isSpace(flag[2])))
        return Switch::On;
    return Switch::None;
}

// Types as Rust's libraries read them

bool isRustI32(QByteArrayView text)
{
    const QByteArrayView digits
        = text.startsWith('+') || text.startsWith('-') ? text.sliced(1) : text;
    if (digits.isEmpty() || !ascii::allOf(digits, ascii::isDigit))
        return false;
    constexpr qint64 highest = 2147483647;
    const qint64 limit = text.startsWith('-') ? highest + 1 : highest;
    qint64 number = 0;
    for (const char c : digits) {
        number = number * 10 + (c - '0');
        if (number > limit)
            return false;
    }
    return true;
}

bool isRustFloat(QByteArrayView text)
{
    const QByteArrayView bare
        = text.startsWith('+') || text.startsWith('-') ? text.sliced(1) : text;
    if (ascii::equals(bare, "inf") || ascii::equals(bare, "infinity") || ascii::equals(bare, "nan"))
        return true;
    const auto isExponent = [](char c) {
        return c == 'e' || c == 'E';
    };
    const qsizetype mark = std::ranges::find_if(bare, isExponent) - bare.begin();
    QByteArray mantissa = bare.first(mark).toByteArray();
    if (const qsizetype point = mantissa.indexOf('.'); point >= 0)
        mantissa.remove(point, 1);
    if (mantissa.isEmpty() || !ascii::allOf(mantissa, ascii::isDigit))
        return false;
    if (mark == bare.size())
        return true;
    QByteArrayView exponent = bare.sliced(mark + 1);
    if (exponent.startsWith('+') || exponent.startsWith('-'))
        exponent = exponent.sliced(1);
    return !exponent.isEmpty() && ascii::allOf(exponent, ascii::isDigit);
}

bool isLinterBoolean(QByteArrayView text)
{
    static constexpr std::array<QByteArrayView, 10> words{"true", "false", "TRUE", "FALSE", "yes",
                                                          "no",   "YES",   "NO",   "1",     "0"};
    return std::ranges::contains(words, text);
}

QString complaint(Type type)
{
    switch (type) {
    case Type::String:
        return u"The %1 key does not match the regex"_s;
    case Type::Integer:
        return u"The %1 key is not an integer"_s;
    case Type::Float:
        return u"The %1 key is not a valid float"_s;
    case Type::Boolean:
        return u"The %1 key is not a valid boolean"_s;
    case Type::Url:
        return u"The %1 key is not a valid URL"_s;
    case Type::Email:
        return u"The %1 key is not a valid email address"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

class LinterSchemaCheck
{
public:
    explicit LinterSchemaCheck(const LinterSchema &schema) : m_schema(schema)
    {
        for (const LinterSchema::Entry &entry : schema.entries) {
            m_entries.insert(entry.key, &entry);
            if (entry.type == Type::String && !entry.regex.isEmpty())
                m_patterns.insert(entry.key,
                                  QRegularExpression(
                                      entry.regex, QRegularExpression::UseUnicodePropertiesOption));
        }
    }

    void run(const LinterLine &line)
    {
        const Switch order = switchIn(line);
        if (order != Switch::None)
            m_isOff = order == Switch::Off;
        // Comments count for no line, and neither does what is switched off.
        if (line.isComment() || m_isOff)
            return;
        m_lastLine = line.number;
        const auto key = line.key();
        if (!key)
            return;
        m_seen.insert(key->toByteArray());
        if (const auto value = line.value())
            checkValue(line, key->toByteArray(), *value);
    }

    QList<EnvFinding> finish()
    {
        for (const LinterSchema::Entry &entry : m_schema.entries) {
            if (!entry.isRequired || m_seen.contains(entry.key))
                continue;
            EnvFinding finding;
            finding.key = entry.key;
            finding.line = m_lastLine;
            add(finding, u"The %1 key is required"_s);
        }
        return m_findings;
    }

private:
    bool isValid(const LinterSchema::Entry &entry, QByteArrayView value) const
    {
        switch (entry.type) {
        case Type::String: {
            const auto pattern = m_patterns.constFind(entry.key);
            return pattern == m_patterns.cend()
                || pattern->match(QString::fromUtf8(value)).hasMatch();
        }
        case Type::Integer:
            return isRustI32(value);
        case Type::Float:
            return isRustFloat(value);
        case Type::Boolean:
            return isLinterBoolean(value);
        case Type::Url:
            return isWebUrl(value);
        case Type::Email:
            return isMailAddress(value);
        }
        Q_UNREACHABLE_RETURN(true);
    }

    void checkValue(const LinterLine &line, const QByteArray &key, QByteArrayView value)
    {
        const LinterSchema::Entry *entry = m_entries.value(key);
        if (entry ? isValid(*entry, value) : m_schema.allowsOtherKeys)
            return;
        EnvFinding finding;
        finding.key = key;
        finding.line = line.number;
        finding.range = {line.at, line.text.size()};
        add(finding, entry ? complaint(entry->type) : u"The %1 key is not defined in the schema"_s);
    }

    void add(EnvFinding finding, const QString &message)
    {
        finding.check = u"SchemaViolation"_s;
        finding.severity = EnvSeverity::Warning;
        finding.message = message.arg(QString::fromUtf8(finding.key));
        m_findings.append(finding);
    }

    const LinterSchema &m_schema;
    QHash<QByteArray, const LinterSchema::Entry *> m_entries;
    QHash<QByteArray, QRegularExpression> m_patterns;
    QSet<QByteArray> m_seen;
    QList<EnvFinding> m_findings;
    int m_lastLine = 0;
    bool m_isOff = false;
};

} // namespace

QList<EnvFinding> linterSchemaFindings(QByteArrayView text, const LinterSchema &schema)
{
    LinterSchemaCheck check(schema);
    const QList<LinterLine> lines = linesOf(text);
    for (const LinterLine &line : lines)
        check.run(line);
    return check.finish();
}

} // namespace slipway
