// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dotenvscanner.h"

#include "env/dialects/javascripttext.h"

#include <array>
#include <string_view>

namespace slipway {
namespace {

// The pattern, in words: at the start of a line white space (over lines too), perhaps "export" and
// white space, a key of word characters, "." and "-", then white space and "=", or ":" and white
// space; then white space and a quoted text, or all up to a "#" or the end of the line; then white
// space and perhaps a comment up to the end of a line. Where a regular expression would go back and
// try again, only one way can match, except for quoted texts: see closingQuote().

constexpr auto keyBytes = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789_.-"))
        table[static_cast<uchar>(c)] = true;
    return table;
}();

bool isKeyByte(char c)
{
    return keyBytes[static_cast<uchar>(c)];
}

bool isQuote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

QByteArray withLineFeeds(QByteArrayView text)
{
    QByteArray result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != '\r')
            result.append(text[at]);
        else if (at + 1 == text.size() || text[at + 1] != '\n')
            result.append('\n');
    }
    return result;
}

/// The last byte that is this quote and stands at the end of a line; -1 when there is none.
qsizetype lastQuoteAtLineEnd(QByteArrayView text, char quote)
{
    for (qsizetype at = text.lastIndexOf(quote); at > 0; at = text.first(at).lastIndexOf(quote)) {
        if (at + 1 == text.size() || scriptLineEndAt(text, at + 1) > 0)
            return at;
    }
    return -1;
}

/// dotenv takes the quotes off each line that begins with one, up to the last line that ends with
/// the same. It matters only for a value of several lines that no quotes hold together: one with
/// U+2028 or U+2029.
QByteArray withoutQuotesOfLines(QByteArrayView text)
{
    const std::array last{lastQuoteAtLineEnd(text, '\''), lastQuoteAtLineEnd(text, '"'),
                          lastQuoteAtLineEnd(text, '`')};
    QByteArray result;
    bool isLineStart = true;
    for (qsizetype at = 0; at < text.size();) {
        const char c = text[at];
        const qsizetype end = c == '\'' ? last[0] : c == '"' ? last[1] : c == '`' ? last[2] : -1;
        if (isLineStart && end > at) {
            result.append(text.sliced(at + 1, end - at - 1));
            at = end + 1;
            isLineStart = false;
            continue;
        }
        const qsizetype size = qMax(scriptLineEndAt(text, at), qsizetype(1));
        isLineStart = scriptLineEndAt(text, at) > 0;
        result.append(text.sliced(at, size));
        at += size;
    }
    return result;
}

} // namespace

DotenvScanner::DotenvScanner(QByteArrayView text)
    : m_decoded(text.isValidUtf8() ? QByteArray() : decodedUtf8(text))
    , m_text(m_decoded.isEmpty() ? text : QByteArrayView(m_decoded))
    , m_lines(m_text)
{ }

std::optional<DotenvAssignment> DotenvScanner::next()
{
    for (;;) {
        const qsizetype start = pastScriptSpaces(m_text, m_at);
        if (start == m_text.size())
            return std::nullopt;
        if (const auto assignment = assignmentAt(start))
            return assignment;
        m_at = lineEndFrom(start);
    }
}

std::optional<DotenvAssignment> DotenvScanner::assignmentAt(qsizetype start)
{
    qsizetype key = start;
    if (m_text.sliced(start).startsWith("export") && scriptSpaceAt(m_text, start + 6) > 0) {
        const qsizetype after = pastScriptSpaces(m_text, start + 6);
        if (after < m_text.size() && isKeyByte(m_text[after]))
            key = after;
    }
    qsizetype keyEnd = key;
    while (keyEnd < m_text.size() && isKeyByte(m_text[keyEnd]))
        ++keyEnd;
    if (keyEnd == key)
        return std::nullopt;
    const qsizetype valueStart = pastDelimiter(keyEnd);
    if (valueStart < 0)
        return std::nullopt;
    return DotenvAssignment{m_text.sliced(key, keyEnd - key), takeValue(valueStart),
                            m_lines.lineAt(start)};
}

qsizetype DotenvScanner::pastDelimiter(qsizetype keyEnd) const
{
    if (keyEnd < m_text.size() && m_text[keyEnd] == ':') {
        // CR and LF count as one here: dotenv makes them one before it looks.
        if (m_text.sliced(keyEnd + 1).startsWith("\r\n"))
            return keyEnd + 3;
        const qsizetype space = scriptSpaceAt(m_text, keyEnd + 1);
        return space > 0 ? keyEnd + 1 + space : -1;
    }
    const qsizetype at = pastScriptSpaces(m_text, keyEnd);
    return at < m_text.size() && m_text[at] == '=' ? at + 1 : -1;
}

QByteArrayView DotenvScanner::takeValue(qsizetype start)
{
    const qsizetype first = pastScriptSpaces(m_text, start);
    if (first < m_text.size() && isQuote(m_text[first])) {
        const qsizetype closing = closingQuote(first);
        if (closing >= 0) {
            m_at = lineEndFrom(closing + 1);
            return m_text.sliced(first, closing - first + 1);
        }
    }
    qsizetype end = start;
    while (end < m_text.size() && m_text[end] != '#' && m_text[end] != '\n' && m_text[end] != '\r')
        ++end;
    m_at = lineEndFrom(end);
    return scriptTrimmed(m_text.sliced(start, end - start));
}

/// The pattern goes past a quote only where a backslash stands before it, and as far as it can;
/// then it goes back to the nearest quote with nothing but a comment after it on its line. All of
/// them together are read once: no text goes past the next value that begins with the same quote.
qsizetype DotenvScanner::closingQuote(qsizetype opening) const
{
    const char quote = m_text[opening];
    qsizetype closing = -1;
    for (qsizetype at = m_text.indexOf(quote, opening + 1); at >= 0;
         at = m_text.indexOf(quote, at + 1)) {
        if (endsStatement(at + 1))
            closing = at;
        if (m_text[at - 1] != '\\')
            break;
    }
    return closing;
}

bool DotenvScanner::endsStatement(qsizetype at) const
{
    while (at < m_text.size() && scriptLineEndAt(m_text, at) == 0) {
        const qsizetype space = scriptSpaceAt(m_text, at);
        if (space == 0)
            return m_text[at] == '#';
        at += space;
    }
    return true;
}

qsizetype DotenvScanner::lineEndFrom(qsizetype at) const
{
    while (at < m_text.size() && scriptLineEndAt(m_text, at) == 0)
        ++at;
    return at;
}

char dotenvQuote(QByteArrayView value)
{
    return !value.isEmpty() && isQuote(value.front()) ? value.front() : '\0';
}

QByteArray unquotedDotenvValue(QByteArrayView value)
{
    if (value.contains('\r'))
        return unquotedDotenvValue(withLineFeeds(value));
    if (value.size() >= 2 && value.front() == value.back() && isQuote(value.front()))
        return value.sliced(1, value.size() - 2).toByteArray();
    if (value.contains("\xE2\x80\xA8") || value.contains("\xE2\x80\xA9"))
        return withoutQuotesOfLines(value);
    return value.toByteArray();
}

void replaceDotenvEscapes(QByteArray &value, QByteArrayView letters)
{
    qsizetype at = value.indexOf('\\');
    if (at < 0)
        return;
    QByteArray result = value.first(at);
    for (; at < value.size(); ++at) {
        const char letter = value[at] == '\\' && at + 1 < value.size() ? value[at + 1] : '\0';
        if (letter == '\0' || !letters.contains(letter)) {
            result.append(value[at]);
            continue;
        }
        result.append(letter == 'n' ? '\n' : letter == 'r' ? '\r' : '\t');
        ++at;
    }
    value = result;
}

} // namespace slipway
