// SPDX-License-Identifier: GPL-3.0-or-later
//
// dotenvy for Rust, its main branch at e2da1106: EnvLoader::load(). The first line it cannot read
// refuses the file; the process environment wins in ${X}.
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

bool isLetter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

QByteArrayView trimmedStart(QByteArrayView text)
{
    while (!text.isEmpty()) {
        const qsizetype size = utf8SpaceAt(text, 0);
        if (size == 0)
            break;
        text = text.sliced(size);
    }
    return text;
}

QByteArrayView trimmedEnd(QByteArrayView text)
{
    while (const qsizetype size = utf8SpaceBefore(text, text.size()))
        text.chop(size);
    return text;
}

/// Where a line of the file ends: a quote or a backslash may take it over several.
class DotenvyLines
{
public:
    explicit DotenvyLines(QByteArrayView text) : m_text(text) { }

    enum class Found { Line, End, Unfinished };
    Found next(QByteArrayView &line);
    qsizetype begin() const { return m_begin; }

private:
    enum class State { Complete, Space, Escape, Strong, StrongEscape, Weak, WeakEscape, Comment };

    State after(State state, qsizetype at) const;

    QByteArrayView m_text;
    qsizetype m_begin = 0;
    qsizetype m_at = 0;
};

DotenvyLines::State DotenvyLines::after(State state, qsizetype at) const
{
    const char c = m_text[at];
    switch (state) {
    case State::Strong:
        return c == '\\' ? State::StrongEscape : c == '\'' ? State::Complete : State::Strong;
    case State::Weak:
        return c == '\\' ? State::WeakEscape : c == '"' ? State::Complete : State::Weak;
    case State::StrongEscape:
        return State::Strong;
    case State::WeakEscape:
        return State::Weak;
    case State::Escape:
    case State::Comment:
        return State::Complete;
    case State::Complete:
    case State::Space:
        break;
    }
    if (state == State::Space && c == '#')
        return State::Comment;
    if (c == '\\')
        return State::Escape;
    if (c == '\'')
        return State::Strong;
    if (c == '"')
        return State::Weak;
    // Only the first of several spaces counts as one before a comment; that is how it is.
    const bool isSpace = state == State::Complete && c != '\n' && c != '\r';
    return isSpace && utf8SpaceAt(m_text, at) > 0 ? State::Space : State::Complete;
}

DotenvyLines::Found DotenvyLines::next(QByteArrayView &line)
{
    m_begin = m_at;
    State state = State::Complete;
    while (m_at < m_text.size()) {
        const qsizetype feed = m_text.indexOf('\n', m_at);
        const qsizetype end = feed < 0 ? m_text.size() : feed + 1;
        if (m_at == m_begin && trimmedStart(m_text.sliced(m_at, end - m_at)).startsWith('#')) {
            m_at = end;
            line = {};
            return Found::Line;
        }
        while (m_at < end && state != State::Comment) {
            const qsizetype size = utf8CharAt(m_text, m_at).size;
            state = after(state, m_at);
            m_at += size;
        }
        if (state == State::Comment) {
            line = m_text.sliced(m_begin, m_at - 1 - m_begin);
            m_at = end;
            return Found::Line;
        }
        if (state == State::Complete) {
            line = m_text.sliced(m_begin, end - m_begin);
            if (line.endsWith('\n'))
                line.chop(line.endsWith("\r\n") ? 2 : 1);
            return Found::Line;
        }
    }
    return state == State::Complete ? Found::End : Found::Unfinished;
}

/// Reads one value: quotes, escapes and variables.
class DotenvyValue
{
public:
    DotenvyValue(const EnvCollector &own, const EnvVariables &process, ExpansionBudget &budget)
        : m_own(own)
        , m_process(process)
        , m_budget(budget)
    { }

    enum class Outcome { Read, Unreadable, TooLarge };
    Outcome read(QByteArrayView text);
    const QByteArray &value() const { return m_value; }

private:
    enum class Variable { None, Bare, Braced };

    /// Takes a character; false when it must not be there.
    bool take(QByteArrayView c);
    void takeInName(QByteArrayView c);
    void substitute();

    const EnvCollector &m_own;
    const EnvVariables &m_process;
    ExpansionBudget &m_budget;
    QByteArray m_value;
    QByteArray m_name;
    Variable m_variable = Variable::None;
    bool m_isStrong = false;
    bool m_isWeak = false;
    bool m_isEscaped = false;
    bool m_isAtEnd = false;
    bool m_isTooLarge = false;
};

DotenvyValue::Outcome DotenvyValue::read(QByteArrayView text)
{
    m_budget.beginValue();
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype size = utf8CharAt(text, at).size;
        if (m_isAtEnd && text[at] == '#')
            break;
        if (!take(text.sliced(at, size)))
            return Outcome::Unreadable;
        if (m_isTooLarge)
            return Outcome::TooLarge;
        at += size;
    }
    if (m_variable == Variable::Braced || m_isStrong || m_isWeak)
        return Outcome::Unreadable;
    substitute();
    return m_isTooLarge ? Outcome::TooLarge : Outcome::Read;
}

bool DotenvyValue::take(QByteArrayView c)
{
    const char first = c.front();
    if (m_isAtEnd)
        return first == ' ' || first == '\t';
    if (m_isEscaped) {
        m_isEscaped = false;
        if (first != 'n' && !"\\'\"$ "_L1.contains(QLatin1Char(first)))
            return false;
        m_value += first == 'n' ? '\n' : first;
    } else if (m_isStrong) {
        m_isStrong = first != '\'';
        if (m_isStrong)
            m_value += c;
    } else if (m_variable != Variable::None) {
        takeInName(c);
    } else if (first == '$') {
        m_variable = Variable::Bare;
    } else if (first == '\\') {
        m_isEscaped = true;
    } else if (first == '"') {
        m_isWeak = !m_isWeak;
    } else if (!m_isWeak && first == '\'') {
        m_isStrong = true;
    } else if (!m_isWeak && (first == ' ' || first == '\t')) {
        m_isAtEnd = true;
    } else {
        m_value += c;
    }
    return true;
}

void DotenvyValue::takeInName(QByteArrayView c)
{
    const char first = c.front();
    if (QChar::isLetterOrNumber(utf8CharAt(c, 0).code)) {
        m_name += c;
    } else if (m_variable == Variable::Braced) {
        if (first == '}') {
            m_variable = Variable::None;
            substitute();
        } else {
            m_name += c;
        }
    } else if (first == '{' && m_name.isEmpty()) {
        m_variable = Variable::Braced;
    } else {
        substitute();
        // The character after the name is taken as it is, even if it is a quote.
        m_variable = first == '$' ? Variable::Bare : Variable::None;
        if (first != '$')
            m_value += c;
    }
}

void DotenvyValue::substitute()
{
    const QByteArray name = std::exchange(m_name, {});
    if (name.isEmpty())
        return;
    QByteArray found;
    const auto outer = m_process.constFind(name);
    if (outer != m_process.cend() && outer->isValidUtf8())
        found = *outer;
    else if (const EnvValue *own = m_own.find(name))
        found = own->value.value_or(QByteArray());
    m_isTooLarge = !m_budget.take(found.size());
    if (!m_isTooLarge)
        m_value += found;
}

class DotenvyReader
{
public:
    DotenvyReader(QByteArrayView text, const EnvVariables &process)
        : m_text(text)
        , m_process(process)
    { }

    EnvReading read();

private:
    /// What is wrong with the line; empty when nothing is.
    QString readLine(QByteArrayView line, int number);
    /// Takes the name off the line; empty when there is none.
    static QByteArray takeKey(QByteArrayView &line);

    QByteArrayView m_text;
    const EnvVariables &m_process;
    EnvCollector m_collector;
    ExpansionBudget m_budget;
};

EnvReading DotenvyReader::read()
{
    DotenvyLines lines(m_text);
    LineCounter counter(m_text);
    QByteArrayView line;
    for (;;) {
        const DotenvyLines::Found found = lines.next(line);
        if (found == DotenvyLines::Found::End)
            break;
        const int number = counter.lineAt(lines.begin());
        const QString fault = found == DotenvyLines::Found::Line
            ? readLine(line, number)
            : Words::tr("The file ends within a quote or right after a space "
                        "or a backslash, which dotenvy refuses.");
        if (!fault.isEmpty()) {
            m_collector.refuse(number, fault);
            break;
        }
    }
    return m_collector.take();
}

QByteArray DotenvyReader::takeKey(QByteArrayView &line)
{
    if (line.isEmpty() || !(isLetter(line.front()) || line.front() == '_'))
        return {};
    qsizetype size = 1;
    while (
        size < line.size()
        && (isLetter(line[size]) || isDigit(line[size]) || line[size] == '_' || line[size] == '.'))
        ++size;
    const QByteArray key = line.first(size).toByteArray();
    line = trimmedStart(line.sliced(size));
    return key;
}

QString DotenvyReader::readLine(QByteArrayView line, int number)
{
    line = trimmedStart(trimmedEnd(line));
    if (line.isEmpty() || line.startsWith('#'))
        return {};

    QByteArray key = takeKey(line);
    if (key == "export" && !line.startsWith('='))
        key = takeKey(line);
    if (key.isEmpty())
        return Words::tr("dotenvy accepts a name only of letters, digits, ‘_’ and ‘.’, with a "
                         "letter or ‘_’ first.");
    if (!line.startsWith('='))
        return Words::tr("dotenvy expects ‘=’ after the name.");

    line = trimmedStart(line.sliced(1));
    DotenvyValue value(m_collector, m_process, m_budget);
    if (!line.isEmpty() && !line.startsWith('#')) {
        switch (value.read(line)) {
        case DotenvyValue::Outcome::Unreadable:
            return Words::tr("dotenvy cannot read this value: a space or a backslash that is not "
                             "quoted, or a quote or ‘${’ that is not closed.");
        case DotenvyValue::Outcome::TooLarge:
            return ReadingFault::expandsTooFar();
        case DotenvyValue::Outcome::Read:
            break;
        }
    }
    m_collector.set(key, value.value(), number);
    return {};
}

} // namespace

EnvReading readDotenvy(QByteArrayView text, const EnvVariables &process)
{
    if (!text.isValidUtf8()) {
        EnvReading refused;
        refused.errors.append({0, ReadingFault::notUtf8()});
        return refused;
    }
    constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");
    return DotenvyReader(text.startsWith(byteOrderMark) ? text.sliced(3) : text, process).read();
}

} // namespace slipway
