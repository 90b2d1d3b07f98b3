// SPDX-License-Identifier: GPL-3.0-or-later
//
// godotenv for Go, its main branch at 97a28501: godotenv.Read(). The first fault refuses the file;
// the file's own values win in ${X}, and only upper-case names are filled in.
#include "env/dialects/dialectreaders.h"
#include "env/dialects/expansionbudget.h"
#include "env/dialects/linecounter.h"
#include "env/dialects/readingfaults.h"
#include "env/dialects/utf8scan.h"
#include "env/envcollector.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

/// White space, but for the line feed. Go asks this of characters in values, of bytes in names.
bool isSpace(char32_t c)
{
    return c == ' ' || c == '\t' || (c >= '\v' && c <= '\r') || c == 0x85 || c == 0xA0;
}

bool isNameByte(unsigned char c)
{
    return c == '_' || c == '.' || c == '-' || QChar::isLetterOrNumber(char32_t(c));
}

bool isVariableByte(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

qsizetype spaceAt(QByteArrayView text, qsizetype at)
{
    const Utf8Char c = utf8CharAt(text, at);
    return c.isValid && isSpace(c.code) ? c.size : 0;
}

QByteArrayView trimmed(QByteArrayView text)
{
    while (!text.isEmpty()) {
        const qsizetype size = spaceAt(text, 0);
        if (size == 0)
            break;
        text = text.sliced(size);
    }
    while (const qsizetype size = utf8SpaceBefore(text, text.size())) {
        if (spaceAt(text, text.size() - size) == 0)
            break;
        text.chop(size);
    }
    return text;
}

/// Go goes through an unquoted value by characters, which turns a stray byte into U+FFFD.
QByteArray repaired(QByteArrayView text)
{
    if (text.isValidUtf8())
        return text.toByteArray();
    QByteArray result;
    for (qsizetype at = 0; at < text.size();) {
        const Utf8Char c = utf8CharAt(text, at);
        result += c.isValid ? text.sliced(at, c.size) : QByteArrayView("\xEF\xBF\xBD");
        at += c.size;
    }
    return result;
}

/// First \n and \r, then the backslash of all others but \$.
QByteArray unescaped(QByteArrayView text)
{
    QByteArray lines;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool isPair = text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n';
        if (!isPair) {
            lines += text[at];
            continue;
        }
        const char c = text[++at];
        if (c == 'n' || c == 'r')
            lines += c == 'n' ? '\n' : '\r';
        else
            lines.append('\\').append(c);
    }

    QByteArray result;
    for (qsizetype at = 0; at < lines.size(); ++at) {
        if (lines[at] == '\\' && at + 1 < lines.size() && lines[at + 1] != '$')
            ++at;
        result += lines[at];
    }
    return result;
}

class GodotenvReader
{
public:
    GodotenvReader(QByteArrayView text, const EnvVariables &process)
        : m_text(text)
        , m_process(process)
        , m_lines(text, LineCounter::Ends::Any)
    { }

    EnvReading read();

private:
    bool isAtEnd() const { return m_at >= m_text.size(); }
    void skipSpaces();
    /// To the next statement, past comments.
    void skipToStatement();
    void skipExport();
    // Each says what is wrong; empty when nothing is.
    QString readKey(QByteArray &key);
    QString readValue(QByteArray &value);
    QString readUnquoted(QByteArray &value);
    QString readQuoted(QByteArray &value);
    QString expand(const QByteArray &text, QByteArray &value);
    QByteArray lookUp(const QByteArray &name) const;

    QByteArrayView m_text;
    const EnvVariables &m_process;
    LineCounter m_lines;
    EnvCollector m_collector;
    ExpansionBudget m_budget;
    qsizetype m_at = 0;
};

EnvReading GodotenvReader::read()
{
    for (skipToStatement(); !isAtEnd(); skipToStatement()) {
        const int line = m_lines.lineAt(m_at);
        QByteArray key;
        QByteArray value;
        QString fault = readKey(key);
        if (fault.isEmpty())
            fault = readValue(value);
        if (!fault.isEmpty()) {
            m_collector.refuse(line, fault);
            break;
        }
        m_collector.set(key, value, line);
    }
    return m_collector.take();
}

void GodotenvReader::skipSpaces()
{
    while (!isAtEnd()) {
        const qsizetype size = spaceAt(m_text, m_at);
        if (size == 0)
            return;
        m_at += size;
    }
}

void GodotenvReader::skipToStatement()
{
    while (!isAtEnd()) {
        if (m_text[m_at] == '#') {
            const qsizetype feed = m_text.indexOf('\n', m_at);
            m_at = feed < 0 ? m_text.size() : feed;
        } else if (const qsizetype size = utf8SpaceAt(m_text, m_at)) {
            m_at += size;
        } else {
            return;
        }
    }
}

void GodotenvReader::skipExport()
{
    constexpr QByteArrayView word("export");
    if (!m_text.sliced(m_at).startsWith(word))
        return;
    const qsizetype before = m_at;
    m_at += word.size();
    const qsizetype afterWord = m_at;
    skipSpaces();
    if (m_at == afterWord)
        m_at = before;
}

QString GodotenvReader::readKey(QByteArray &key)
{
    skipExport();
    if (isAtEnd())
        return Words::tr("godotenv expects a name after ‘export’.");

    const qsizetype begin = m_at;
    qsizetype at = begin;
    for (; at < m_text.size() && m_text[at] != '=' && m_text[at] != ':'; ++at) {
        const auto c = static_cast<unsigned char>(m_text[at]);
        if (!isSpace(c) && !isNameByte(c))
            return c == '\n' ? Words::tr("godotenv expects ‘=’ or ‘:’ after the name.")
                             : Words::tr("godotenv accepts a name only of letters, digits, ‘_’, "
                                         "‘.’ and ‘-’.");
    }
    // Without a delimiter up to the end of the file, the name is empty and all of it is the value.
    if (at == m_text.size())
        return {};
    QByteArrayView name = m_text.sliced(begin, at - begin);
    while (const qsizetype size = utf8SpaceBefore(name, name.size()))
        name.chop(size);
    key = name.toByteArray();
    m_at = at + 1;
    return {};
}

QString GodotenvReader::readValue(QByteArray &value)
{
    skipSpaces();
    const bool isQuoted = !isAtEnd() && (m_text[m_at] == '"' || m_text[m_at] == '\'');
    return isQuoted ? readQuoted(value) : readUnquoted(value);
}

QString GodotenvReader::readUnquoted(QByteArray &value)
{
    const qsizetype begin = m_at;
    while (!isAtEnd() && m_text[m_at] != '\n' && m_text[m_at] != '\r')
        ++m_at;
    QByteArrayView text = m_text.sliced(begin, m_at - begin);
    if (text.startsWith('#'))
        return Words::tr("godotenv crashes on a value that begins with ‘#’.");
    for (qsizetype hash = text.indexOf('#'); hash >= 0; hash = text.indexOf('#', hash + 1)) {
        const qsizetype size = utf8SpaceBefore(text, hash);
        if (size > 0 && spaceAt(text, hash - size) > 0) {
            text.truncate(hash);
            break;
        }
    }
    return expand(repaired(trimmed(text)), value);
}

QString GodotenvReader::readQuoted(QByteArray &value)
{
    const char quote = m_text[m_at];
    const qsizetype begin = m_at;
    bool isEscaped = false;
    qsizetype end = begin + 1;
    while (end < m_text.size() && (m_text[end] != quote || isEscaped)) {
        isEscaped = m_text[end] == '\\' && !isEscaped;
        ++end;
    }
    if (end >= m_text.size())
        return ReadingFault::quoteNotClosed();
    m_at = end + 1;

    // It takes every quote off both ends, escaped ones as well.
    QByteArrayView text = m_text.sliced(begin, end - begin);
    while (text.endsWith(quote))
        text.chop(1);
    while (text.startsWith(quote))
        text = text.sliced(1);
    if (quote == '"')
        return expand(unescaped(text), value);
    value = text.toByteArray();
    return {};
}

QString GodotenvReader::expand(const QByteArray &text, QByteArray &value)
{
    // \$ loses its backslash. A name may follow $, ${, $( or $({, and "}" is part of it if it
    // comes next; without a name all stays.
    m_budget.beginValue();
    qsizetype done = 0;
    for (qsizetype at = text.indexOf('$'); at >= 0; at = text.indexOf('$', done)) {
        const bool isEscaped = at > done && text[at - 1] == '\\';
        value += QByteArrayView(text).sliced(done, at - done - (isEscaped ? 1 : 0));

        done = at + 1;
        if (done < text.size() && text[done] == '(')
            ++done;
        if (done < text.size() && text[done] == '{')
            ++done;
        const qsizetype name = done;
        while (done < text.size() && isVariableByte(text[done]))
            ++done;
        const qsizetype nameEnd = done;
        if (done < text.size() && text[done] == '}')
            ++done;

        if (isEscaped || name == nameEnd) {
            value += QByteArrayView(text).sliced(at, done - at);
            continue;
        }
        const QByteArray found = lookUp(text.sliced(name, nameEnd - name));
        if (!m_budget.take(found.size()))
            return ReadingFault::expandsTooFar();
        value += found;
    }
    value += QByteArrayView(text).sliced(done);
    return {};
}

QByteArray GodotenvReader::lookUp(const QByteArray &name) const
{
    if (const EnvValue *own = m_collector.find(name))
        return own->value.value_or(QByteArray());
    return m_process.value(name);
}

} // namespace

EnvReading readGodotenv(QByteArrayView text, const EnvVariables &process)
{
    if (!text.contains('\r'))
        return GodotenvReader(text, process).read();
    const QByteArray withLineFeeds = text.toByteArray().replace("\r\n", "\n");
    return GodotenvReader(withLineFeeds, process).read();
}

} // namespace slipway
