// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envstatement.h"

#include <algorithm>

namespace slipway {
namespace {

using Kind = EnvStatement::Kind;
using Quote = EnvStatement::Quote;

Quote quoteOf(char byte)
{
    switch (byte) {
    case '\'':
        return Quote::Single;
    case '"':
        return Quote::Double;
    case '`':
        return Quote::Backtick;
    default:
        return Quote::None;
    }
}

/// Reads one statement; positions are of the whole text.
class StatementReader
{
public:
    StatementReader(QByteArrayView text, qsizetype at, int line);
    EnvStatementReading read();

private:
    /// A line of the text: where its content ends, and where the next line begins.
    struct Line
    {
        qsizetype end = 0;
        qsizetype next = 0;
    };

    Line lineFrom(qsizetype at) const;
    qsizetype skipBlanks(qsizetype at) const;
    void readKeyed(qsizetype at);
    bool readDelimiter(qsizetype at);
    void readValue(qsizetype at);
    void readQuoted(qsizetype at);
    void readPlain(qsizetype at, qsizetype commentFrom);
    qsizetype closingQuote(qsizetype opening) const;
    bool endsValue(qsizetype quote, const Line &line) const;
    void takeQuoted(qsizetype opening, qsizetype closing, const Line &last);

    const QByteArrayView m_text;
    Line m_line; ///< the statement's first
    EnvStatement m_statement;
    qsizetype m_readTo = 0;
};

StatementReader::StatementReader(QByteArrayView text, qsizetype at, int line)
    : m_text(text)
    , m_line(lineFrom(at))
{
    m_statement.line = line;
    m_statement.range = {at, m_line.next - at};
    for (EnvRange *part :
         {&m_statement.key, &m_statement.delimiter, &m_statement.value, &m_statement.comment}) {
        part->at = m_line.end;
    }
}

StatementReader::Line StatementReader::lineFrom(qsizetype at) const
{
    const qsizetype lineFeed = m_text.indexOf('\n', at);
    if (lineFeed < 0)
        return {m_text.size(), m_text.size()};
    const bool hasReturn = lineFeed > at && m_text[lineFeed - 1] == '\r';
    return {hasReturn ? lineFeed - 1 : lineFeed, lineFeed + 1};
}

qsizetype StatementReader::skipBlanks(qsizetype at) const
{
    while (at < m_text.size() && isEnvBlank(m_text[at]))
        ++at;
    return at;
}

EnvStatementReading StatementReader::read()
{
    qsizetype at = m_statement.range.at;
    if (at == 0 && m_text.startsWith(envByteOrderMark))
        at = envByteOrderMark.size();
    at = skipBlanks(at);
    if (at >= m_line.end) {
        m_statement.kind = Kind::Blank;
    } else if (m_text[at] == '#') {
        m_statement.kind = Kind::Comment;
        m_statement.comment = {at, m_line.end - at};
    } else {
        readKeyed(at);
    }
    return {m_statement, std::max(m_readTo, m_statement.range.end())};
}

void StatementReader::readKeyed(qsizetype at)
{
    const auto keyEnd = [this](qsizetype from) {
        while (from < m_line.end && isEnvKeyByte(m_text[from]))
            ++from;
        return from;
    };

    constexpr QByteArrayView word("export");
    const qsizetype wordEnd = at + word.size();
    if (wordEnd < m_line.end && m_text.sliced(at).startsWith(word) && isEnvBlank(m_text[wordEnd])) {
        const qsizetype next = skipBlanks(wordEnd);
        if (keyEnd(next) > next) {
            m_statement.isExported = true;
            at = next;
        }
    }
    const qsizetype end = keyEnd(at);
    if (end > at && readDelimiter(end)) {
        m_statement.key = {at, end - at};
        return;
    }
    m_statement.kind = Kind::Unreadable;
    m_statement.isExported = false;
}

/// Reads what follows a key; false when it can be none.
bool StatementReader::readDelimiter(qsizetype keyEnd)
{
    const qsizetype at = skipBlanks(keyEnd);
    if (at >= m_line.end || (m_text[at] == '#' && at > keyEnd)) {
        m_statement.kind = Kind::Declaration;
        m_statement.delimiter = m_statement.value = {keyEnd, 0};
        if (at < m_line.end)
            m_statement.comment = {at, m_line.end - at};
        return true;
    }
    const bool isColon
        = m_text[at] == ':' && at == keyEnd && (at + 1 == m_line.end || isEnvBlank(m_text[at + 1]));
    if (m_text[at] != '=' && !isColon)
        return false;
    m_statement.kind = Kind::Assignment;
    m_statement.delimiter = {keyEnd, at + 1 - keyEnd};
    readValue(at + 1);
    return true;
}

void StatementReader::readValue(qsizetype delimiterEnd)
{
    const qsizetype at = skipBlanks(delimiterEnd);
    m_statement.value = {delimiterEnd, 0};
    if (at >= m_line.end)
        return;
    if (m_text[at] == '#' && at > delimiterEnd) {
        m_statement.comment = {at, m_line.end - at};
        return;
    }
    m_statement.delimiter.size = at - m_statement.delimiter.at;
    m_statement.quote = quoteOf(m_text[at]);
    if (m_statement.quote == Quote::None)
        readPlain(at, at);
    else
        readQuoted(at);
}

void StatementReader::readPlain(qsizetype at, qsizetype commentFrom)
{
    qsizetype end = m_line.end;
    const QByteArrayView line = m_text.first(m_line.end);
    for (qsizetype hash = line.indexOf('#', commentFrom); hash >= 0;
         hash = line.indexOf('#', hash + 1)) {
        if (hash > at && isEnvBlank(m_text[hash - 1])) {
            m_statement.comment = {hash, m_line.end - hash};
            end = hash;
            break;
        }
    }
    while (end > at && isEnvBlank(m_text[end - 1]))
        --end;
    m_statement.value = {at, end - at};
}

void StatementReader::readQuoted(qsizetype at)
{
    const qsizetype closing = closingQuote(at);
    if (closing >= 0) {
        const Line last = closing < m_line.end ? m_line : lineFrom(closing);
        if (endsValue(closing, last)) {
            takeQuoted(at, closing, last);
            return;
        }
        if (closing < m_line.end) {
            m_statement.quote = Quote::None;
            readPlain(at, closing);
            return;
        }
    }
    // No quote closes it properly. One behind a backslash then does, as in 'C:\logs\'; else the
    // value ends with its line, so that one missing quote does not swallow the rest of the file.
    m_readTo = closing < 0 ? EnvStatementReading::toTheEnd : skipBlanks(closing + 1) + 1;
    const qsizetype escaped = m_text.first(m_line.end).lastIndexOf(m_text[at]);
    if (escaped > at && endsValue(escaped, m_line)) {
        takeQuoted(at, escaped, m_line);
        return;
    }
    m_statement.isTerminated = false;
    readPlain(at, at);
}

/// The first quote of the same kind that is not behind a backslash; -1 when there is none.
qsizetype StatementReader::closingQuote(qsizetype opening) const
{
    for (qsizetype at = m_text.indexOf(m_text[opening], opening + 1); at >= 0;
         at = m_text.indexOf(m_text[opening], at + 1)) {
        qsizetype backslashes = 0;
        while (m_text[at - 1 - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 0)
            return at;
    }
    return -1;
}

/// Whether nothing but a comment follows the quote.
bool StatementReader::endsValue(qsizetype quote, const Line &line) const
{
    const qsizetype next = skipBlanks(quote + 1);
    return next >= line.end || m_text[next] == '#';
}

void StatementReader::takeQuoted(qsizetype opening, qsizetype closing, const Line &last)
{
    m_statement.value = {opening, closing + 1 - opening};
    m_statement.range.size = last.next - m_statement.range.at;
    const QByteArrayView value = m_text.sliced(opening, m_statement.value.size);
    m_statement.lineCount = 1 + int(std::ranges::count(value, '\n'));
    const qsizetype comment = std::min(skipBlanks(closing + 1), last.end);
    m_statement.comment = {comment, last.end - comment};
}

} // namespace

EnvStatementReading readEnvStatement(QByteArrayView text, qsizetype at, int line)
{
    Q_ASSERT(at >= 0 && at <= text.size());
    if (at == text.size()) {
        EnvStatement end;
        end.kind = EnvStatement::Kind::Blank;
        end.range = {at, 0};
        end.line = line;
        return {end, at};
    }
    return StatementReader(text, at, line).read();
}

bool isEnvKeyByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '-' || byte == '['
        || byte == ']' || (static_cast<unsigned char>(byte) & 0x80) != 0;
}

bool isEnvBlank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r' && byte != '\n');
}

} // namespace slipway
