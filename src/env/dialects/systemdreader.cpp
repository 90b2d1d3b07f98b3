// SPDX-License-Identifier: GPL-3.0-or-later
//
// EnvironmentFile= of systemd: load_env_file() of version 254 and later, in which a backslash no
// longer continues a comment, and then what the service manager keeps of its result.
#include "env/dialects/dialectreaders.h"
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

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || isLineEnd(c);
}

/// systemd counts the code points that are no characters, U+FFFE among them, as broken text.
bool isText(QByteArrayView text)
{
    for (qsizetype at = 0; at < text.size();) {
        const Utf8Char c = utf8CharAt(text, at);
        if (!c.isValid || QChar::isNonCharacter(c.code))
            return false;
        at += c.size;
    }
    return true;
}

bool isName(QByteArrayView key)
{
    const auto isLetter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    };
    if (key.isEmpty() || !isLetter(key.front()))
        return false;
    return std::ranges::all_of(key, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

class SystemdReader
{
public:
    EnvReading read(QByteArrayView text);

private:
    enum class State {
        BeforeKey,
        Key,
        BeforeValue,
        Value,
        ValueEscape,
        SingleQuoted,
        DoubleQuoted,
        DoubleQuotedEscape,
        Comment,
        CommentEscape,
    };

    /// Each takes the next byte.
    void beforeKey(char c);
    void key(char c);
    void beforeValue(char c);
    void value(char c);
    void valueEscape(char c);
    void quoted(char c);
    void doubleQuotedEscape(char c);
    void comment(char c);
    void step(char c);

    /// The assignment is complete; false when the loader gives up the file.
    bool push();

    EnvCollector m_collector;
    State m_state = State::BeforeKey;
    QByteArray m_key;
    QByteArray m_value;
    /// Where trailing white space begins; -1 while there is none.
    qsizetype m_keySpace = -1;
    qsizetype m_valueSpace = -1;
    int m_line = 1;
    int m_keyLine = 1;
    bool m_isComplete = false;
};

EnvReading SystemdReader::read(QByteArrayView text)
{
    // The text is a C string to the loader.
    const qsizetype nul = text.indexOf('\0');
    if (nul >= 0)
        text = text.first(nul);

    for (const char c : text) {
        step(c);
        if (c == '\n')
            ++m_line;
        if (m_isComplete && !push())
            return m_collector.take();
    }
    if (m_state != State::BeforeKey && m_state != State::Key && m_state != State::Comment
        && m_state != State::CommentEscape && !push())
        return m_collector.take();
    if (nul >= 0)
        m_collector.error(m_line,
                          Words::tr("systemd refuses a file with a NUL byte; before version 247 "
                                    "it reads no further than there."));
    return m_collector.take();
}

void SystemdReader::step(char c)
{
    switch (m_state) {
    case State::BeforeKey:
        return beforeKey(c);
    case State::Key:
        return key(c);
    case State::BeforeValue:
        return beforeValue(c);
    case State::Value:
        return value(c);
    case State::ValueEscape:
        return valueEscape(c);
    case State::SingleQuoted:
    case State::DoubleQuoted:
        return quoted(c);
    case State::DoubleQuotedEscape:
        return doubleQuotedEscape(c);
    case State::Comment:
    case State::CommentEscape:
        return comment(c);
    }
}

void SystemdReader::beforeKey(char c)
{
    if (c == '#' || c == ';') {
        m_state = State::Comment;
    } else if (!isSpace(c)) {
        m_state = State::Key;
        m_keyLine = m_line;
        m_keySpace = -1;
        m_key = QByteArray(1, c);
    }
}

void SystemdReader::key(char c)
{
    if (isLineEnd(c)) {
        m_state = State::BeforeKey;
        return;
    }
    if (c == '=') {
        m_state = State::BeforeValue;
        m_valueSpace = -1;
        m_value.clear();
        return;
    }
    if (!isSpace(c))
        m_keySpace = -1;
    else if (m_keySpace < 0)
        m_keySpace = m_key.size();
    m_key += c;
}

void SystemdReader::beforeValue(char c)
{
    if (isLineEnd(c)) {
        m_isComplete = true;
    } else if (c == '\'') {
        m_state = State::SingleQuoted;
    } else if (c == '"') {
        m_state = State::DoubleQuoted;
    } else if (c == '\\') {
        m_state = State::ValueEscape;
    } else if (!isSpace(c)) {
        m_state = State::Value;
        m_value += c;
    }
}

void SystemdReader::value(char c)
{
    if (isLineEnd(c)) {
        m_isComplete = true;
        return;
    }
    if (c == '\\') {
        m_state = State::ValueEscape;
        m_valueSpace = -1;
        return;
    }
    if (!isSpace(c))
        m_valueSpace = -1;
    else if (m_valueSpace < 0)
        m_valueSpace = m_value.size();
    m_value += c;
}

void SystemdReader::valueEscape(char c)
{
    m_state = State::Value;
    if (!isLineEnd(c))
        m_value += c;
}

void SystemdReader::quoted(char c)
{
    const bool isDouble = m_state == State::DoubleQuoted;
    if (c == (isDouble ? '"' : '\''))
        m_state = State::BeforeValue;
    else if (isDouble && c == '\\')
        m_state = State::DoubleQuotedEscape;
    else
        m_value += c;
}

void SystemdReader::doubleQuotedEscape(char c)
{
    m_state = State::DoubleQuoted;
    if (c == '\n')
        return;
    if (!"\"\\`$"_L1.contains(QLatin1Char(c)))
        m_value += '\\';
    m_value += c;
}

void SystemdReader::comment(char c)
{
    if (isLineEnd(c))
        m_state = State::BeforeKey;
    else
        m_state = m_state == State::Comment && c == '\\' ? State::CommentEscape : State::Comment;
}

bool SystemdReader::push()
{
    m_isComplete = false;
    m_state = State::BeforeKey;
    if (m_keySpace >= 0)
        m_key.truncate(m_keySpace);
    if (m_valueSpace >= 0)
        m_value.truncate(m_valueSpace);

    if (!isText(m_key) || !isText(m_value)) {
        m_collector.refuse(m_keyLine, ReadingFault::notUtf8());
        return false;
    }
    if (isName(m_key)) {
        m_collector.set(m_key, m_value, m_keyLine);
    } else {
        m_collector.error(m_keyLine,
                          Words::tr("systemd ignores this variable: a name has only letters, "
                                    "digits and ‘_’, and no digit first."));
    }
    return true;
}

} // namespace

EnvReading readSystemdEnv(QByteArrayView text, const EnvVariables &)
{
    return SystemdReader().read(text);
}

} // namespace slipway
