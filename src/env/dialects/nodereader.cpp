// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dialectreaders.h"

#include "env/dialects/javascripttext.h"
#include "env/dialects/linecounter.h"
#include "env/envcollector.h"

#include <algorithm>

namespace slipway {
namespace {

/// Only spaces count here, no tabs.
QByteArrayView withoutSpaces(QByteArrayView text)
{
    while (text.startsWith(' '))
        text = text.sliced(1);
    while (text.endsWith(' '))
        text.chop(1);
    return text;
}

QByteArray withNewlines(QByteArrayView text)
{
    return text.toByteArray().replace("\\n", "\n");
}

/// Node looks for the next "=", not for the end of a line: lines without one become part of the key
/// that follows them.
class NodeEnvFile
{
public:
    explicit NodeEnvFile(QByteArrayView text)
        : m_text(text)
        , m_rest(withoutSpaces(text))
        , m_lines(text)
    { }

    EnvReading read();

private:
    bool skipLine();
    QByteArrayView takeKey(qsizetype equalSign);
    void takeValue(const QByteArray &key, int line);
    void takeQuoted(const QByteArray &key, int line);
    void passLine(qsizetype from);

    QByteArrayView m_text;
    QByteArrayView m_rest;
    LineCounter m_lines;
    EnvCollector m_values;
};

EnvReading NodeEnvFile::read()
{
    while (!m_rest.isEmpty()) {
        if (skipLine())
            continue;
        const qsizetype equalSign = m_rest.indexOf('=');
        if (equalSign < 0)
            break;
        const int line = m_lines.lineAt(m_rest.data() - m_text.data());
        const QByteArrayView key = takeKey(equalSign);
        if (key.isEmpty())
            break;
        takeValue(key.toByteArray(), line);
    }
    return m_values.take();
}

/// An empty line or a comment. A comment at the very end is none.
bool NodeEnvFile::skipLine()
{
    if (m_rest.front() != '\n' && m_rest.front() != '#')
        return false;
    const qsizetype end = m_rest.indexOf('\n');
    if (end < 0)
        return false;
    m_rest = m_rest.sliced(end + 1);
    return true;
}

QByteArrayView NodeEnvFile::takeKey(qsizetype equalSign)
{
    const QByteArrayView written = m_rest.first(equalSign);
    m_rest = withoutSpaces(m_rest.sliced(equalSign + 1));
    QByteArrayView key = withoutSpaces(written);
    // Trimming nothing but spaces, Node slips to the byte before them: the end of the last line.
    if (key.isEmpty() && !written.isEmpty())
        return "\n";
    if (key.startsWith("export "))
        key = key.sliced(7);
    return key;
}

void NodeEnvFile::takeValue(const QByteArray &key, int line)
{
    if (m_rest.startsWith('"') || m_rest.startsWith('\'') || m_rest.startsWith('`')) {
        takeQuoted(key, line);
        return;
    }
    const QByteArrayView written = m_rest.first(std::ranges::find(m_rest, '\n') - m_rest.begin());
    const qsizetype comment = written.indexOf('#');
    m_values.set(key, withoutSpaces(comment < 0 ? written : written.first(comment)).toByteArray(),
                 line);
    passLine(0);
}

void NodeEnvFile::takeQuoted(const QByteArray &key, int line)
{
    const char quote = m_rest.front();
    const qsizetype closing = m_rest.indexOf(quote, 1);
    if (closing >= 0) {
        const QByteArrayView value = m_rest.sliced(1, closing - 1);
        m_values.set(key, quote == '"' ? withNewlines(value) : value.toByteArray(), line);
        passLine(closing + 1);
        return;
    }
    // Without a line end Node takes no value here, and reads on with the quote as part of a key.
    const qsizetype end = m_rest.indexOf('\n');
    if (end < 0)
        return;
    m_values.set(key, m_rest.first(end).toByteArray(), line);
    passLine(end);
}

void NodeEnvFile::passLine(qsizetype from)
{
    const qsizetype end = m_rest.indexOf('\n', from);
    m_rest = end < 0 ? QByteArrayView() : m_rest.sliced(end + 1);
}

} // namespace

// util.parseEnv() and `node --env-file` of Node.js 20.
EnvReading readNodeEnv(QByteArrayView text, const EnvVariables &)
{
    QByteArray changed;
    if (!text.isValidUtf8())
        changed = decodedUtf8(text);
    if (text.contains('\r'))
        changed = (changed.isEmpty() ? text.toByteArray() : changed).replace("\r", "");
    return NodeEnvFile(changed.isEmpty() ? text : QByteArrayView(changed)).read();
}

} // namespace slipway
