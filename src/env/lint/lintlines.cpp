// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/lintlines.h"

#include "env/lint/characters.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

LintLine lineAt(QByteArrayView text, EnvRange raw, int number)
{
    LintLine line;
    line.number = number;
    line.raw = raw;
    line.trimmed = trimmedRange(text, raw);
    if (line.isBlank())
        return line;
    line.isComment = text[line.trimmed.at] == '#';
    if (!line.isComment) {
        const qsizetype equals = textOf(text, raw).indexOf('=');
        line.equals = equals < 0 ? -1 : raw.at + equals;
    }
    return line;
}

/// The quote that is still open at the end of the line; 0 when there is none.
char openQuote(QByteArrayView text, const LintLine &line)
{
    if (!line.hasValue())
        return 0;
    const QByteArrayView value = textOf(text, trimmedRange(text, line.value()));
    if (value.isEmpty() || (value.front() != '\'' && value.front() != '"'))
        return 0;
    const char quote = value.front();
    const bool isClosed
        = value.size() > 1 && value.back() == quote && !endsEscaped(value.chopped(1));
    return isClosed ? 0 : quote;
}

bool closes(QByteArrayView line, char quote)
{
    const qsizetype at = line.indexOf(quote);
    return at >= 0 && !endsEscaped(line.first(at));
}

/// Joins lines while a quote is open.
class LineJoiner
{
public:
    explicit LineJoiner(QByteArrayView text) : m_text(text)
    {
        m_lines.reserve(text.size() / 32 + 2);
    }

    void add(EnvRange raw, int number)
    {
        if (m_quote == 0) {
            m_lines.append(lineAt(m_text, raw, number));
            m_quote = openQuote(m_text, m_lines.constLast());
            m_opened = m_lines.size() - 1;
        } else if (closes(textOf(m_text, raw), m_quote)) {
            LintLine &first = m_lines[m_opened];
            first.raw.size = raw.end() - first.raw.at;
            first.trimmed = trimmedRange(m_text, first.raw);
            m_lines.resize(m_opened + 1);
            m_quote = 0;
        } else {
            m_lines.append(lineAt(m_text, raw, number));
        }
    }

    QList<LintLine> take() { return std::move(m_lines); }

private:
    QByteArrayView m_text;
    QList<LintLine> m_lines;
    char m_quote = 0;
    qsizetype m_opened = 0;
};

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The value that names are looked for in: without its double quotes; none where it begins with a
/// quote that does not end it.
QByteArrayView substitutedText(QByteArrayView value)
{
    if (value.startsWith('\''))
        return {};
    if (!value.startsWith('"'))
        return value;
    if (value.size() < 2 || !value.endsWith('"') || endsEscaped(value.chopped(1)))
        return {};
    return value.sliced(1).chopped(1);
}

/// The name at the beginning of a text, in braces or not. A closing brace belongs to what follows.
QByteArrayView substitutionName(QByteArrayView text)
{
    if (text.startsWith('{')) {
        const qsizetype end = text.indexOf('}');
        if (end >= 0)
            return text.first(end).sliced(1);
    }
    const auto end = std::ranges::find_if_not(text, isNameByte);
    return text.first(end - text.begin());
}

} // namespace

bool endsEscaped(QByteArrayView before)
{
    qsizetype count = 0;
    while (count < before.size() && before[before.size() - 1 - count] == '\\')
        ++count;
    return count % 2 == 1;
}

QList<LintLine> lintLines(QByteArrayView text)
{
    LineJoiner lines(text);
    int number = 1;
    qsizetype from = 0;
    for (qsizetype end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        const bool isPair = end > from && text[end - 1] == '\r';
        lines.add({from, end - from - (isPair ? 1 : 0)}, number++);
        from = end + 1;
    }
    if (from < text.size())
        lines.add({from, text.size() - from}, number);
    QList<LintLine> result = lines.take();
    if (text.endsWith('\n'))
        result.append(lineAt(text, {text.size(), 0}, number));
    else if (!result.isEmpty())
        result.last().isLast = true;
    return result;
}

EnvRange lintKey(QByteArrayView text, const LintLine &line)
{
    constexpr QByteArrayView exported("export ");
    EnvRange key = line.trimmed;
    if (textOf(text, key).startsWith(exported)) {
        const EnvRange rest{key.at + exported.size(), key.size - exported.size()};
        key = trimmedRange(text, rest);
    }
    if (line.equals >= key.at)
        key.size = line.equals - key.at;
    return key;
}

QList<QByteArrayView> lintSubstitutionKeys(QByteArrayView text, const LintLine &line)
{
    QList<QByteArrayView> names;
    if (!line.hasValue() || !textOf(text, line.value()).contains('$'))
        return names;
    QByteArrayView rest = substitutedText(textOf(text, trimmedRange(text, line.value())));
    for (qsizetype at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
        const bool isEscaped = endsEscaped(rest.first(at));
        rest = rest.sliced(at + 1);
        if (isEscaped)
            continue;
        const QByteArrayView name = substitutionName(rest);
        if (name.isEmpty())
            break;
        names.append(name);
        rest = rest.sliced(name.end() - rest.begin());
    }
    return names;
}

std::optional<ControlComment> controlComment(QByteArrayView line)
{
    constexpr QByteArrayView prefix("dotenv-linter:");
    QByteArrayView text = line.trimmed();
    if (!text.startsWith('#'))
        return std::nullopt;
    text = text.sliced(1).trimmed();
    if (!text.startsWith(prefix))
        return std::nullopt;
    const QString rest = QString::fromUtf8(text.sliced(prefix.size())).simplified();
    const qsizetype space = rest.indexOf(u' ');
    const QStringView flag = space < 0 ? QStringView(rest) : QStringView(rest).first(space);
    if (flag != "on"_L1 && flag != "off"_L1)
        return std::nullopt;
    ControlComment comment{flag == "off"_L1, {}};
    QString names = space < 0 ? QString() : rest.sliced(space);
    names.replace(u' ', u',');
    for (const QStringView name : QStringView(names).split(u',')) {
        if (const auto check = envCheckFromString(name))
            comment.checks.insert(*check);
    }
    return comment;
}

} // namespace slipway
