// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dotenv gem for Ruby, 3.2: Dotenv.load. What the process has already stays as it is, lines
// that are no assignment are passed over, and `export NAME` of a name not set refuses the file.
#include "env/dialects/dialectreaders.h"
#include "env/dialects/expansionbudget.h"
#include "env/dialects/linecounter.h"
#include "env/dialects/readingfaults.h"
#include "env/envcollector.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

constexpr QByteArrayView lineBreakMode("DOTENV_LINEBREAK_MODE");

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isWordByte(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

QByteArrayView stripped(QByteArrayView text)
{
    const auto isStripped = [](char c) {
        return isSpace(c) || c == '\0';
    };
    while (!text.isEmpty() && isStripped(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isStripped(text.back()))
        text.chop(1);
    return text;
}

QByteArray withLineFeeds(QByteArrayView text)
{
    QByteArray result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool isPair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        if (!isPair)
            result += text[at] == '\r' ? '\n' : text[at];
    }
    return result;
}

/// \n and \r either become line ends or are kept from unescaped(), which would drop the backslash.
QByteArray withLineBreaks(QByteArrayView text, bool isLegacy)
{
    QByteArray result;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char next = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
        if (next != 'n' && next != 'r') {
            result += text[at];
            continue;
        }
        if (isLegacy)
            result += next == 'n' ? '\n' : '\r';
        else
            result.append("\\\\").append(next);
        ++at;
    }
    return result;
}

/// Without the backslashes, but for those of \$.
QByteArray unescaped(QByteArrayView text)
{
    QByteArray result;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '$')
            ++at;
        result += text[at];
    }
    return result;
}

/// For each "(" that a ")" closes: how far behind it. Parentheses with nothing in them do not
/// count, nor do those around such.
QHash<qsizetype, qsizetype> commandSizes(const QByteArray &text)
{
    struct Open
    {
        qsizetype at;
        bool isUsable;
    };
    QHash<qsizetype, qsizetype> sizes;
    QList<Open> open;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == '(') {
            open.append({at, true});
        } else if (text[at] == ')' && !open.isEmpty()) {
            const Open last = open.takeLast();
            const bool isUsable = last.isUsable && at > last.at + 1;
            if (isUsable)
                sizes.insert(last.at, at + 1 - last.at);
            else if (!open.isEmpty())
                open.last().isUsable = false;
        }
    }
    return sizes;
}

class RubyReader
{
public:
    RubyReader(QByteArrayView text, const EnvVariables &process)
        : m_text(text)
        , m_process(process)
        , m_lines(text)
    { }

    EnvReading read();

private:
    struct Statement
    {
        bool isExported = false;
        QByteArray key;
        std::optional<QByteArrayView> value;
    };

    /// Reads an assignment and what is up to its line's end; false when there is none here.
    bool readStatement(Statement &statement);
    bool readKey(Statement &statement);
    std::optional<QByteArrayView> readValue();
    std::optional<qsizetype> quotedEnd() const;
    bool skipSeparator();
    bool skipLineEnd();
    bool isLineEnd(qsizetype at) const { return at >= m_text.size() || m_text[at] == '\n'; }
    qsizetype afterSpaces(qsizetype at) const;
    qsizetype lineEndAfter(qsizetype at) const;

    /// False when the file is refused.
    bool take(const Statement &statement, int line);
    bool evaluate(QByteArrayView text, int line, QByteArray &value);
    bool substitute(const QByteArray &text, int line, QByteArray &value);
    bool expand(QByteArrayView text, QByteArray &value);
    bool isLegacy() const;
    QByteArray lookUp(const QByteArray &name) const;

    QByteArrayView m_text;
    const EnvVariables &m_process;
    LineCounter m_lines;
    EnvCollector m_collector;
    ExpansionBudget m_budget;
    qsizetype m_at = 0;
};

EnvReading RubyReader::read()
{
    for (;;) {
        m_at = afterSpaces(m_at);
        if (m_at >= m_text.size())
            break;
        const qsizetype begin = m_at;
        const int line = m_lines.lineAt(begin);
        Statement statement;
        if (readStatement(statement)) {
            if (!take(statement, line))
                break;
        } else {
            m_at = lineEndAfter(begin);
        }
    }
    return m_collector.take();
}

qsizetype RubyReader::afterSpaces(qsizetype at) const
{
    while (at < m_text.size() && isSpace(m_text[at]))
        ++at;
    return at;
}

qsizetype RubyReader::lineEndAfter(qsizetype at) const
{
    const qsizetype feed = m_text.indexOf('\n', at);
    return feed < 0 ? m_text.size() : feed;
}

bool RubyReader::readStatement(Statement &statement)
{
    // "export" may be the word before the name, or the name.
    const qsizetype begin = m_at;
    constexpr QByteArrayView word("export");
    if (m_text.sliced(begin).startsWith(word)) {
        m_at = afterSpaces(begin + word.size());
        statement.isExported = m_at > begin + word.size();
        if (statement.isExported && readKey(statement))
            return true;
        m_at = begin;
        statement = {};
    }
    return readKey(statement);
}

bool RubyReader::readKey(Statement &statement)
{
    const qsizetype begin = m_at;
    while (m_at < m_text.size() && (isWordByte(m_text[m_at]) || m_text[m_at] == '.'))
        ++m_at;
    if (m_at == begin)
        return false;
    statement.key = m_text.sliced(begin, m_at - begin).toByteArray();
    if (skipSeparator())
        statement.value = readValue();
    return skipLineEnd();
}

bool RubyReader::skipSeparator()
{
    // White space includes line ends: the "=" may be in a later line.
    const qsizetype equals = afterSpaces(m_at);
    if (equals < m_text.size() && m_text[equals] == '=') {
        m_at = equals + 1;
        return true;
    }
    const bool isColon
        = m_at + 1 < m_text.size() && m_text[m_at] == ':' && isSpace(m_text[m_at + 1]);
    if (isColon)
        m_at += 2;
    return isColon;
}

std::optional<QByteArrayView> RubyReader::readValue()
{
    const qsizetype begin = m_at;
    if (const auto end = quotedEnd()) {
        m_at = *end;
        return m_text.sliced(begin, *end - begin);
    }
    while (!isLineEnd(m_at) && m_text[m_at] != '#')
        ++m_at;
    return m_at > begin ? std::optional(m_text.sliced(begin, m_at - begin)) : std::nullopt;
}

std::optional<qsizetype> RubyReader::quotedEnd() const
{
    // The first quote without a backslash right before it closes, else the last one with a
    // backslash; but only where nothing than a comment follows in the line.
    const qsizetype open = afterSpaces(m_at);
    if (open >= m_text.size() || (m_text[open] != '\'' && m_text[open] != '"'))
        return std::nullopt;
    const auto isLast = [this](qsizetype quote) {
        qsizetype at = quote + 1;
        while (!isLineEnd(at) && isSpace(m_text[at]))
            ++at;
        return isLineEnd(at) || m_text[at] == '#';
    };
    std::optional<qsizetype> escaped;
    for (qsizetype at = m_text.indexOf(m_text[open], open + 1); at >= 0;
         at = m_text.indexOf(m_text[open], at + 1)) {
        const bool isEscaped = at > open + 1 && m_text[at - 1] == '\\';
        if (isLast(at)) {
            if (!isEscaped)
                return at + 1;
            escaped = at + 1;
        }
        if (!isEscaped)
            break;
    }
    return escaped;
}

bool RubyReader::skipLineEnd()
{
    // As much white space as there is, over lines too, and a comment after it.
    const qsizetype end = afterSpaces(m_at);
    if (end < m_text.size() && m_text[end] == '#') {
        m_at = lineEndAfter(end);
        return true;
    }
    if (end >= m_text.size()) {
        m_at = end;
        return true;
    }
    const qsizetype feed = m_text.sliced(m_at, end - m_at).lastIndexOf('\n');
    if (feed < 0)
        return false;
    m_at += feed;
    return true;
}

bool RubyReader::take(const Statement &statement, int line)
{
    const QByteArray &key = statement.key;
    const auto outer = key == lineBreakMode ? m_process.cend() : m_process.constFind(key);
    if (outer != m_process.cend()) {
        m_collector.set(key, *outer, line);
        return true;
    }
    if (statement.isExported && !statement.value) {
        if (m_collector.find(key))
            return true;
        m_collector.refuse(line,
                           Words::tr("‘export’ gives no value, and the name is not set "
                                     "before, so dotenv refuses the file."));
        return false;
    }
    QByteArray value;
    if (!evaluate(statement.value.value_or(QByteArrayView()), line, value))
        return false;
    m_collector.set(key, value, line);
    return true;
}

bool RubyReader::evaluate(QByteArrayView text, int line, QByteArray &value)
{
    text = stripped(text);
    const bool isQuoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'')
        && text.back() == text.front();
    const char quote = isQuoted ? text.front() : '\0';
    if (isQuoted)
        text = text.sliced(1, text.size() - 2);
    if (quote == '\'') {
        value = text.toByteArray();
        return true;
    }
    const QByteArray broken = quote == '"' ? withLineBreaks(text, isLegacy()) : QByteArray();
    m_budget.beginValue();
    if (substitute(unescaped(quote == '"' ? QByteArrayView(broken) : text), line, value))
        return true;
    m_collector.refuse(line, ReadingFault::expandsTooFar());
    return false;
}

bool RubyReader::isLegacy() const
{
    const EnvValue *own = m_collector.find(lineBreakMode.toByteArray());
    const QByteArray mode
        = own ? own->value.value_or(QByteArray()) : m_process.value(lineBreakMode.toByteArray());
    return mode == "legacy";
}

bool RubyReader::substitute(const QByteArray &text, int line, QByteArray &value)
{
    // $(command) goes first, and \$(command) loses its backslash; then the variables are filled in,
    // but not where a command stays as it is.
    if (!text.contains("$("))
        return expand(text, value);
    const QHash<qsizetype, qsizetype> sizes = commandSizes(text);
    QByteArray pending;
    qsizetype done = 0;
    for (qsizetype at = text.indexOf("$("); at >= 0; at = text.indexOf("$(", at)) {
        const qsizetype size = sizes.value(at + 1);
        if (size == 0) {
            ++at;
            continue;
        }
        const bool isEscaped = at > done && text[at - 1] == '\\';
        const QByteArrayView command = QByteArrayView(text).sliced(at, size + 1);
        pending += QByteArrayView(text).sliced(done, at - done - (isEscaped ? 1 : 0));
        at += command.size();
        done = at;
        if (isEscaped) {
            pending += command;
            continue;
        }
        m_collector.error(line, ReadingFault::commandNotRun());
        if (!expand(std::exchange(pending, {}), value))
            return false;
        value += command;
    }
    pending += QByteArrayView(text).sliced(done);
    return expand(pending, value);
}

bool RubyReader::expand(QByteArrayView text, QByteArray &value)
{
    // \$NAME loses its backslash. "{" and "}" around the name may each be missing; without a name,
    // and before "(", all stays.
    qsizetype done = 0;
    for (qsizetype at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
        const qsizetype dollar = at++;
        if (at < text.size() && text[at] == '(')
            continue;
        const bool isEscaped = dollar > done && text[dollar - 1] == '\\';
        value += text.sliced(done, dollar - done - (isEscaped ? 1 : 0));

        if (at < text.size() && text[at] == '{')
            ++at;
        const qsizetype name = at;
        while (at < text.size() && isWordByte(text[at]))
            ++at;
        const qsizetype nameEnd = at;
        if (at < text.size() && text[at] == '}')
            ++at;
        done = at;
        if (isEscaped || name == nameEnd) {
            value += text.sliced(dollar, at - dollar);
            continue;
        }
        const QByteArray found = lookUp(text.sliced(name, nameEnd - name).toByteArray());
        if (!m_budget.take(found.size()))
            return false;
        value += found;
    }
    value += text.sliced(done);
    return true;
}

QByteArray RubyReader::lookUp(const QByteArray &name) const
{
    if (const EnvValue *own = m_collector.find(name))
        return own->value.value_or(QByteArray());
    return m_process.value(name);
}

} // namespace

EnvReading readRubyDotenv(QByteArrayView text, const EnvVariables &process)
{
    if (!text.isValidUtf8()) {
        EnvReading refused;
        refused.errors.append({0, ReadingFault::notUtf8()});
        return refused;
    }
    constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");
    if (text.startsWith(byteOrderMark))
        text = text.sliced(byteOrderMark.size());
    if (!text.contains('\r'))
        return RubyReader(text, process).read();
    const QByteArray normalized = withLineFeeds(text);
    return RubyReader(normalized, process).read();
}

} // namespace slipway
