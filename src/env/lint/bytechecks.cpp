// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/bytechecks.h"

#include "env/lint/characters.h"
#include "env/lint/dialecttraits.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

QList<EnvDialect> markMisreaders(const QList<EnvDialect> &dialects)
{
    QList<EnvDialect> misreaders;
    for (const EnvDialect dialect : dialects) {
        if (traitsOf(dialect).misreadsByteOrderMark)
            misreaders.append(dialect);
    }
    return misreaders;
}

/// In a comment only what could hide the text around it is worth a word.
bool isDirectionControl(char32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

class ByteChecks
{
public:
    ByteChecks(const LintInput &input, FindingSink &sink)
        : m_input(input)
        , m_text(input.text)
        , m_sink(sink)
    { }

    void run()
    {
        checkMark();
        surveyBytes();
        if (m_hasReturn && m_sink.wants(EnvCheck::MixedLineEndings))
            checkLineEnds();
        if (!m_hasReturn && !m_hasTab && !m_hasNul && !m_hasHigh)
            return;
        for (const EnvStatement &statement : m_input.document.statements()) {
            m_key = m_input.document.keyOf(statement);
            if (m_hasReturn)
                checkReturn(statement);
            if (m_hasTab)
                checkTab(statement);
            if (m_hasNul)
                checkNul(statement);
            if (m_hasHigh)
                checkCharacters(statement);
        }
    }

private:
    void checkMark()
    {
        if (!m_text.startsWith(envByteOrderMark))
            return;
        const QList<EnvDialect> misreaders = markMisreaders(m_input.options.dialects);
        const QString who = misreaders.isEmpty() ? tr("some loaders") : listed(misreaders);
        m_sink.addIfOn(EnvCheck::ByteOrderMark, {0, envByteOrderMark.size()}, {},
                       tr("A byte order mark begins the file, with which %1 cannot read the first "
                          "key.")
                           .arg(who));
    }

    void surveyBytes()
    {
        for (const char c : m_text) {
            m_hasReturn |= c == '\r';
            m_hasTab |= c == '\t';
            m_hasNul |= c == '\0';
            m_hasHigh |= static_cast<unsigned char>(c) >= 0x80;
        }
    }

    void checkLineEnds()
    {
        const QByteArray usual = m_input.document.lineEnd();
        for (const EnvStatement &statement : m_input.document.statements()) {
            const EnvRange strange = strangeLineEnd(m_input.document, statement, usual);
            if (strange.size == 0)
                continue;
            const QString message = usual == "\n"
                ? tr("This line ends in CR LF, most others in LF: sh takes the CR for part of the "
                     "value.")
                : tr("This line ends in LF, most others in CR LF: sh takes the CR of those for "
                     "part of the value.");
            m_sink.addIfOn(EnvCheck::MixedLineEndings, strange, m_input.document.keyOf(statement),
                           message);
            return;
        }
    }

    void checkReturn(const EnvStatement &statement)
    {
        const qsizetype at
            = loneCarriageReturn(m_text.first(statement.range.end()), statement.range.at);
        if (at < 0)
            return;
        m_sink.addIfOn(EnvCheck::CarriageReturn, {at, 1}, m_key,
                       tr("A CR without LF: dotenv, python-dotenv and systemd begin a new line "
                          "here, docker, compose and sh keep it in the value, node drops it."));
    }

    void checkTab(const EnvStatement &statement)
    {
        const QByteArrayView text = m_text.first(statement.range.end());
        qsizetype at = text.indexOf('\t', statement.range.at);
        while (at >= 0 && !isPlainTab(m_input.document, statement, at))
            at = text.indexOf('\t', at + 1);
        if (at < 0)
            return;
        m_sink.addIfOn(EnvCheck::TabCharacter, {at, 1}, m_key,
                       tr("A TAB looks like a space, but docker keeps it in the value, compose "
                          "takes no comment behind it and node no \"export\" before it."));
    }

    void checkNul(const EnvStatement &statement)
    {
        const qsizetype at = m_text.first(statement.range.end()).indexOf('\0', statement.range.at);
        if (at < 0)
            return;
        m_sink.addIfOn(EnvCheck::NulByte, {at, 1}, m_key,
                       tr("A NUL byte: no variable can hold one, so a program gets less than what "
                          "stands here, or nothing."));
    }

    void checkCharacters(const EnvStatement &statement)
    {
        bool isInvalidKnown = false;
        bool isInvisibleKnown = false;
        qsizetype at = statement.range.at;
        if (at == 0 && m_text.startsWith(envByteOrderMark))
            at = envByteOrderMark.size();
        while (at < statement.range.end() && !(isInvalidKnown && isInvisibleKnown)) {
            const Utf8Character character = characterAt(m_text, at);
            if (!character.isValid && !isInvalidKnown) {
                isInvalidKnown = true;
                m_sink.addIfOn(
                    EnvCheck::InvalidUtf8, {at, 1}, m_key,
                    tr("These bytes are no UTF-8: some loaders refuse the file, others put "
                       "U+FFFD in their place."));
            } else if (character.code >= 0x80 && !isInvisibleKnown) {
                isInvisibleKnown = checkVisible(statement, {at, character.size}, character.code);
            }
            at += character.size;
        }
    }

    bool checkVisible(const EnvStatement &statement, EnvRange range, char32_t code)
    {
        const auto instead = visibleInstead(code);
        const bool isInComment = statement.comment.size > 0 && range.at >= statement.comment.at;
        if (!instead || (isInComment && !isDirectionControl(code)))
            return false;
        const QString name
            = u"U+%1"_s.arg(static_cast<uint>(code), 4, 16, QLatin1Char('0')).toUpper();
        QString message;
        if (instead->isEmpty())
            message = tr("%1 cannot be seen, but every loader keeps it in the key or value.");
        else if (*instead == " ")
            message = tr("%1 looks like a space, but most loaders keep it in the key or value.");
        else
            message = tr("%1 looks like a quote, but every loader takes it for part of the value.");
        m_sink.addIfOn(EnvCheck::InvisibleCharacter, range, m_key, message.arg(name));
        return true;
    }

    const LintInput &m_input;
    QByteArrayView m_text;
    FindingSink &m_sink;
    QByteArrayView m_key;
    bool m_hasReturn = false;
    bool m_hasTab = false;
    bool m_hasNul = false;
    bool m_hasHigh = false;
};

} // namespace

void runByteChecks(const LintInput &input, FindingSink &sink)
{
    ByteChecks(input, sink).run();
}

EnvRange strangeLineEnd(const EnvDocument &document, const EnvStatement &statement,
                        QByteArrayView usual)
{
    const QByteArrayView text = document.text(statement.range);
    if (!text.endsWith('\n'))
        return {};
    const bool isPair = text.endsWith("\r\n");
    if (isPair == (usual.size() == 2))
        return {};
    qsizetype size = 1;
    while (size < text.size() && text[text.size() - 1 - size] == '\r')
        ++size;
    return {statement.range.end() - size, size};
}

qsizetype loneCarriageReturn(QByteArrayView text, qsizetype from)
{
    for (qsizetype at = text.indexOf('\r', from); at >= 0; at = text.indexOf('\r', at + 1)) {
        if (at + 1 == text.size() || text[at + 1] != '\n')
            return at;
    }
    return -1;
}

bool isPlainTab(const EnvDocument &document, const EnvStatement &statement, qsizetype at)
{
    if (document.bytes().at(at) != '\t')
        return false;
    const EnvRange &comment = statement.comment;
    if (comment.size > 0 && at >= comment.at)
        return false;
    const EnvRange &value = statement.value;
    const bool isInValue = at >= value.at && at < value.end();
    return !isInValue || statement.quote == EnvStatement::Quote::None;
}

std::optional<QByteArrayView> visibleInstead(char32_t code)
{
    switch (code) {
    case 0x2018: // ‘ ’ ‚ ‛
    case 0x2019:
    case 0x201A:
    case 0x201B:
        return QByteArrayView("'");
    case 0x201C: // “ ” „ ‟
    case 0x201D:
    case 0x201E:
    case 0x201F:
        return QByteArrayView("\"");
    case 0x00AD: // the soft hyphen
    case 0xFEFF: // a byte order mark within the file
        return QByteArrayView("");
    case 0x2800: // the empty braille pattern
    case 0x3164: // the Hangul filler
        return QByteArrayView(" ");
    default:
        break;
    }
    if (QChar::category(code) == QChar::Other_Format)
        return QByteArrayView("");
    if (code >= 0x80 && isWhiteSpace(code))
        return QByteArrayView(" ");
    return std::nullopt;
}

} // namespace slipway
