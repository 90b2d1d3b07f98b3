// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dialectreaders.h"

#include "env/dialects/composetemplate.h"
#include "env/dialects/linecounter.h"
#include "env/dialects/readingfaults.h"
#include "env/dialects/utf8scan.h"
#include "env/envcollector.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ComposeEnv)
};

/// White space within a line. A next line and a no-break space are among it.
qsizetype blankAt(QByteArrayView text, qsizetype at)
{
    if (at >= text.size() || text[at] == '\n')
        return 0;
    const Utf8Char c = utf8CharAt(text, at);
    return c.code <= 0xA0 && QChar::isSpace(c.code) ? c.size : 0;
}

qsizetype pastBlanks(QByteArrayView text, qsizetype at)
{
    while (const qsizetype size = blankAt(text, at))
        at += size;
    return at;
}

QByteArrayView withoutSpacesAfter(QByteArrayView text)
{
    while (const qsizetype size = utf8SpaceBefore(text, text.size()))
        text.chop(size);
    return text;
}

bool isKeyCharacter(char32_t code)
{
    return QStringView(u"_.-[]").contains(QChar::fromUcs2(code < 0x80 ? char16_t(code) : u'\0'))
        || QChar::isLetter(code) || QChar::isNumber(code);
}

/// `\0` and up to three digits, as Compose hands them to Go: the 0 goes, and what is no octal
/// number of three digits below 256 stays as the rest.
QByteArray octalEscape(QByteArrayView digits)
{
    bool isOctal = false;
    const uint code = digits.size() == 3 ? digits.toUInt(&isOctal, 8) : 0;
    if (!isOctal || code > 0xFF)
        return "\\" + digits.toByteArray();
    return QString(QChar(static_cast<char16_t>(code))).toUtf8();
}

/// The escapes of a value in double quotes. A "$" that has a backslash is made `$$` for the
/// template.
QByteArray withoutEscapes(QByteArrayView text)
{
    static constexpr QByteArrayView letters = "abfnrtv\"\\";
    static constexpr QByteArrayView meanings = "\a\b\f\n\r\t\v\"\\";
    QByteArray result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char next = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
        const qsizetype letter = next == '\0' ? -1 : letters.indexOf(next);
        if (letter >= 0) {
            result.append(meanings[letter]);
            ++at;
        } else if (next == '$') {
            result.append("$$");
            ++at;
        } else if (next == '0') {
            qsizetype end = at + 2;
            while (end < std::min(at + 5, text.size()) && text[end] >= '0' && text[end] <= '9')
                ++end;
            result.append(octalEscape(text.sliced(at + 2, end - at - 2)));
            at = end - 1;
        } else {
            result.append(text[at]);
        }
    }
    return result;
}

class ComposeFile
{
public:
    ComposeFile(QByteArrayView text, const EnvVariables &process)
        : m_text(text)
        , m_process(process)
        , m_lines(text)
        , m_at(text.startsWith("\xEF\xBB\xBF") ? 3 : 0)
    { }

    EnvReading read();

private:
    bool goToStatement();
    Result<void> takeStatement(int line);
    Result<qsizetype> keyEnd() const;
    Result<QByteArray> takeValue();
    Result<QByteArray> takeQuoted();
    Result<QByteArray> filled(QByteArrayView text);
    const QByteArray *find(const QByteArray &name) const;

    QByteArrayView m_text;
    const EnvVariables &m_process;
    LineCounter m_lines;
    qsizetype m_at;
    EnvCollector m_values;
    ExpansionBudget m_budget;
};

EnvReading ComposeFile::read()
{
    while (goToStatement()) {
        const int line = m_lines.lineAt(m_at);
        if (const auto taken = takeStatement(line); !taken) {
            m_values.refuse(line, taken.error().message);
            break;
        }
    }
    return m_values.take();
}

/// Past white space and comments; false at the end.
bool ComposeFile::goToStatement()
{
    for (;;) {
        while (m_at < m_text.size()) {
            const qsizetype size = utf8SpaceAt(m_text, m_at);
            if (size == 0)
                break;
            m_at += size;
        }
        if (m_at == m_text.size() || m_text[m_at] != '#')
            return m_at < m_text.size();
        const QByteArrayView rest = m_text.sliced(m_at);
        m_at += std::ranges::find(rest, '\n') - rest.begin();
    }
}

Result<void> ComposeFile::takeStatement(int line)
{
    const QByteArrayView rest = m_text.sliced(m_at);
    if (rest.startsWith("export") && rest.size() > 6 && " \t\n\f\r"_ba.contains(rest[6]))
        m_at = pastBlanks(m_text, m_at + 6);
    if (m_at == m_text.size())
        return failure(ErrorCode::InvalidInput, Words::tr("There is no name after “export”."));
    const auto end = keyEnd();
    if (!end)
        return std::unexpected(end.error());

    // A file that ends with a name and no line end gives Compose a value without a name.
    const bool hasEnd = *end < m_text.size();
    const QByteArray key = hasEnd
        ? withoutSpacesAfter(m_text.sliced(m_at, *end - m_at)).toByteArray()
        : QByteArray();
    if (key.contains(' ')) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The name ‘%1’ has a space in it, so Compose refuses the file.")
                           .arg(QString::fromUtf8(key)));
    }
    m_at = pastBlanks(m_text, hasEnd ? *end + 1 : m_at);
    if (hasEnd && m_text[*end] == '\n') {
        if (const auto inherited = m_process.constFind(key); inherited != m_process.cend())
            m_values.set(key, *inherited, line);
        return {};
    }
    auto value = takeValue();
    if (!value)
        return std::unexpected(value.error());
    m_values.set(key, std::move(*value), line);
    return {};
}

/// Where the "=", ":" or line end after a name is.
Result<qsizetype> ComposeFile::keyEnd() const
{
    qsizetype at = m_at;
    while (at < m_text.size()) {
        const Utf8Char c = utf8CharAt(m_text, at);
        if (c.code == '=' || c.code == ':' || c.code == '\n')
            break;
        if (blankAt(m_text, at) == 0 && !isKeyCharacter(c.code)) {
            return failure(ErrorCode::InvalidInput,
                           Words::tr("A name cannot have ‘%1’ in it, so Compose refuses the file.")
                               .arg(QString::fromUcs4(&c.code, 1)));
        }
        at += c.size;
    }
    return at;
}

Result<QByteArray> ComposeFile::takeValue()
{
    const QByteArrayView rest = m_text.sliced(m_at);
    if (rest.startsWith('"') || rest.startsWith('\''))
        return takeQuoted();
    QByteArrayView value = rest.first(std::ranges::find(rest, '\n') - rest.begin());
    m_at = std::min(m_at + value.size() + 1, m_text.size());
    if (const qsizetype comment = value.indexOf(" #"); comment >= 0)
        value = value.first(comment);
    return filled(withoutSpacesAfter(value));
}

Result<QByteArray> ComposeFile::takeQuoted()
{
    const char quote = m_text[m_at];
    QByteArray value;
    for (qsizetype at = m_at + 1; at < m_text.size(); ++at) {
        const char c = m_text[at];
        if (c == quote) {
            m_at = at + 1;
            return quote == '"' ? filled(withoutEscapes(value)) : value;
        }
        if (c == '\\' && at + 1 < m_text.size()) {
            ++at;
            if (m_text[at] != quote)
                value.append('\\');
        }
        value.append(m_text[at]);
    }
    return failure(ErrorCode::InvalidInput, ReadingFault::quoteNotClosed());
}

Result<QByteArray> ComposeFile::filled(QByteArrayView text)
{
    return filledComposeTemplate(
        text, [this](const QByteArray &name) { return find(name); }, m_budget);
}

const QByteArray *ComposeFile::find(const QByteArray &name) const
{
    if (const auto inherited = m_process.constFind(name); inherited != m_process.cend())
        return &*inherited;
    const EnvValue *value = m_values.find(name);
    return value ? &*value->value : nullptr;
}

} // namespace

// Docker Compose, by compose-go of July 2026: what it takes from `.env` and from `--env-file`.
EnvReading readComposeEnv(QByteArrayView text, const EnvVariables &process)
{
    return ComposeFile(text, process).read();
}

} // namespace slipway
