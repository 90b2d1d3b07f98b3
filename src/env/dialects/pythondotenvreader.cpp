// SPDX-License-Identifier: GPL-3.0-or-later
//
// python-dotenv after 1.2: dotenv_values(), which is load_dotenv(override=True) as well. A
// statement it cannot read is skipped with a warning; the file's own values win in ${X}.
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

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

/// Python counts the four separators of ASCII as white space, Unicode does not.
qsizetype spaceAt(QByteArrayView text, qsizetype at)
{
    return text[at] >= 0x1C && text[at] <= 0x1F ? 1 : utf8SpaceAt(text, at);
}

qsizetype spaceBefore(QByteArrayView text, qsizetype end)
{
    const bool isSeparator = end > 0 && text[end - 1] >= 0x1C && text[end - 1] <= 0x1F;
    return isSeparator ? 1 : utf8SpaceBefore(text, end);
}

QByteArrayView trimmedEnd(QByteArrayView text)
{
    while (const qsizetype size = spaceBefore(text, text.size()))
        text.chop(size);
    return text;
}

/// Without the comment: "#" and white space before it.
QByteArrayView withoutComment(QByteArrayView value)
{
    for (qsizetype hash = value.indexOf('#'); hash >= 0; hash = value.indexOf('#', hash + 1)) {
        if (spaceBefore(value, hash) > 0)
            return value.first(hash);
    }
    return value;
}

/// What a backslash and this character stand for in quotes; nullopt: the two as they are.
std::optional<char> unescaped(char c, char quote)
{
    if (c == '\\' || c == '\'')
        return c;
    if (quote == '\'')
        return std::nullopt;
    constexpr auto letters = "\"abfnrtv"_L1;
    constexpr auto meanings = "\"\a\b\f\n\r\t\v"_L1;
    const qsizetype found = letters.indexOf(QLatin1Char(c));
    return found < 0 ? std::nullopt : std::optional(meanings[found].toLatin1());
}

QByteArray unescapedText(QByteArrayView text, char quote)
{
    QByteArray result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool isEscape = text[at] == '\\' && at + 1 < text.size();
        if (const auto meant = isEscape ? unescaped(text[at + 1], quote) : std::nullopt) {
            result += *meant;
            ++at;
        } else {
            result += text[at];
        }
    }
    return result;
}

class PythonReader
{
public:
    PythonReader(QByteArrayView text, const EnvVariables &process)
        : m_text(text)
        , m_process(process)
        , m_lines(text, LineCounter::Ends::Any)
    { }

    EnvReading read();

private:
    enum class Spaces { All, InLine };

    bool isAtEnd() const { return m_at >= m_text.size(); }
    bool isAt(char c) const { return !isAtEnd() && m_text[m_at] == c; }
    void skipSpaces(Spaces which);
    void skipExport();
    void skipLine();
    /// False when the statement is none; m_at is then where its rest is to be skipped.
    bool readStatement();
    bool readKey(QByteArray &key);
    bool readValue(QByteArray &value);
    bool readQuoted(QByteArray &value);
    bool readLineEnd();
    /// Puts in the variables; false when they are too much.
    bool expand(const QByteArray &value, QByteArray &result);
    QByteArray lookUp(const QByteArray &name, QByteArrayView fallback) const;

    QByteArrayView m_text;
    const EnvVariables &m_process;
    LineCounter m_lines;
    EnvCollector m_collector;
    ExpansionBudget m_budget;
    qsizetype m_at = 0;
    bool m_hasStopped = false;
};

EnvReading PythonReader::read()
{
    while (!isAtEnd() && !m_hasStopped) {
        // It names the line where the blank ones before the statement begin.
        const int line = m_lines.lineAt(m_at);
        skipSpaces(Spaces::All);
        if (!isAtEnd() && !readStatement()) {
            m_collector.error(line, ReadingFault::unreadableStatement());
            skipLine();
        }
    }
    return m_collector.take();
}

void PythonReader::skipSpaces(Spaces which)
{
    while (!isAtEnd() && !(which == Spaces::InLine && isLineEnd(m_text[m_at]))) {
        const qsizetype size = spaceAt(m_text, m_at);
        if (size == 0)
            return;
        m_at += size;
    }
}

void PythonReader::skipLine()
{
    while (!isAtEnd() && !isLineEnd(m_text[m_at]))
        ++m_at;
    if (isAt('\r'))
        ++m_at;
    if (isAt('\n'))
        ++m_at;
}

void PythonReader::skipExport()
{
    constexpr QByteArrayView word("export");
    if (!m_text.sliced(m_at).startsWith(word))
        return;
    const qsizetype before = m_at;
    m_at += word.size();
    const qsizetype afterWord = m_at;
    skipSpaces(Spaces::InLine);
    if (m_at == afterWord)
        m_at = before;
}

bool PythonReader::readStatement()
{
    const int line = m_lines.lineAt(m_at);
    skipExport();
    QByteArray key;
    const bool hasKey = !isAt('#');
    if (hasKey && !readKey(key))
        return false;
    skipSpaces(Spaces::InLine);

    std::optional<QByteArray> value;
    if (isAt('=')) {
        ++m_at;
        skipSpaces(Spaces::InLine);
        if (!readValue(value.emplace()))
            return false;
    }
    if (!readLineEnd())
        return false;
    if (!hasKey)
        return true;

    if (value) {
        QByteArray expanded;
        if (!expand(*value, expanded)) {
            m_collector.refuse(line, ReadingFault::expandsTooFar());
            m_hasStopped = true;
            return true;
        }
        value = expanded;
    }
    m_collector.set(key, value, line);
    return true;
}

bool PythonReader::readKey(QByteArray &key)
{
    if (isAt('\'')) {
        const qsizetype end = m_text.indexOf('\'', m_at + 1);
        if (end <= m_at + 1)
            return false;
        key = m_text.sliced(m_at + 1, end - m_at - 1).toByteArray();
        m_at = end + 1;
        return true;
    }
    const qsizetype begin = m_at;
    while (!isAtEnd() && m_text[m_at] != '=' && m_text[m_at] != '#' && spaceAt(m_text, m_at) == 0)
        ++m_at;
    key = m_text.sliced(begin, m_at - begin).toByteArray();
    return !key.isEmpty();
}

bool PythonReader::readValue(QByteArray &value)
{
    if (isAt('\'') || isAt('"'))
        return readQuoted(value);
    const qsizetype begin = m_at;
    while (!isAtEnd() && !isLineEnd(m_text[m_at]))
        ++m_at;
    value = trimmedEnd(withoutComment(m_text.sliced(begin, m_at - begin))).toByteArray();
    return true;
}

bool PythonReader::readQuoted(QByteArray &value)
{
    // The first quote without a backslash right before it closes; if there is none, the last one
    // with a backslash does.
    const char quote = m_text[m_at];
    const qsizetype begin = m_at + 1;
    qsizetype end = -1;
    for (qsizetype at = m_text.indexOf(quote, begin); at >= 0; at = m_text.indexOf(quote, at + 1)) {
        end = at;
        if (at == begin || m_text[at - 1] != '\\')
            break;
    }
    if (end < 0)
        return false;
    value = unescapedText(m_text.sliced(begin, end - begin), quote);
    m_at = end + 1;
    return true;
}

bool PythonReader::readLineEnd()
{
    qsizetype before = m_at;
    skipSpaces(Spaces::InLine);
    if (isAt('#')) {
        while (!isAtEnd() && !isLineEnd(m_text[m_at]))
            ++m_at;
        before = m_at;
    }
    if (isAtEnd() || isLineEnd(m_text[m_at])) {
        skipLine();
        return true;
    }
    m_at = before;
    return false;
}

bool PythonReader::expand(const QByteArray &value, QByteArray &result)
{
    // ${NAME} and ${NAME:-DEFAULT}, where a name is all up to ":" or "}". The searches for these go
    // on from where the last ones ended, so that a value full of "${" is read once.
    const QByteArrayView view(value);
    m_budget.beginValue();
    qsizetype done = 0;
    qsizetype close = -1;
    qsizetype colon = -1;
    for (qsizetype at = value.indexOf("${"); at >= 0; at = value.indexOf("${", at)) {
        const qsizetype name = at + 2;
        if (close < name)
            close = value.indexOf('}', name);
        if (close < 0)
            break;
        if (colon < name)
            colon = value.indexOf(':', name);
        if (colon < 0)
            colon = value.size();
        if (colon < close && value[colon + 1] != '-') {
            // Every "${" before that colon fails at it, too.
            at = colon;
            continue;
        }
        const QByteArrayView fallback
            = colon < close ? view.sliced(colon + 2, close - colon - 2) : QByteArrayView();
        const QByteArray found = lookUp(value.sliced(name, qMin(colon, close) - name), fallback);
        if (!m_budget.take(found.size()))
            return false;
        result += view.sliced(done, at - done);
        result += found;
        done = close + 1;
        at = done;
    }
    result += view.sliced(done);
    return true;
}

QByteArray PythonReader::lookUp(const QByteArray &name, QByteArrayView fallback) const
{
    if (const EnvValue *own = m_collector.find(name))
        return own->value.value_or(QByteArray());
    const auto outer = m_process.constFind(name);
    return outer != m_process.cend() ? *outer : fallback.toByteArray();
}

/// load_dotenv() leaves the file alone when this variable says so.
bool isSwitchedOff(const EnvVariables &process)
{
    const QByteArray value = process.value("PYTHON_DOTENV_DISABLED").toLower();
    return value == "1" || value == "true" || value == "t" || value == "yes" || value == "y";
}

} // namespace

EnvReading readPythonDotenv(QByteArrayView text, const EnvVariables &process)
{
    EnvReading refused;
    if (isSwitchedOff(process))
        refused.errors.append({0,
                               Words::tr("PYTHON_DOTENV_DISABLED is set, so that python-dotenv "
                                         "loads no file.")});
    else if (!text.isValidUtf8())
        refused.errors.append({0, ReadingFault::notUtf8()});
    if (!refused.errors.isEmpty())
        return refused;

    constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");
    return PythonReader(text.startsWith(byteOrderMark) ? text.sliced(3) : text, process).read();
}

} // namespace slipway
