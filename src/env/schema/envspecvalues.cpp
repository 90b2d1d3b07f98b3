// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/envspecvalues.h"

#include "env/asciitext.h"

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

/// Where the quote is closed, or -1. One that is doubled by a backslash closes nothing.
qsizetype closingQuote(QByteArrayView text, QByteArrayView quote)
{
    for (qsizetype i = 0; i + quote.size() <= text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text.sliced(i).startsWith(quote))
            return i;
    }
    return -1;
}

QString commentIn(QByteArrayView text)
{
    const qsizetype mark = text.indexOf('#');
    return mark < 0 ? QString() : QString::fromUtf8(text.sliced(mark + 1)).trimmed();
}

/// "fn(…", "$KEY", "a-${KEY}": what is known only when the file is loaded.
bool isComputed(QByteArrayView value)
{
    const qsizetype open = value.indexOf('(');
    const auto isNameByte = [](char c) {
        return ascii::isAlnum(c) || c == '_';
    };
    const bool isCall
        = open > 0 && ascii::isLetter(value.front()) && ascii::allOf(value.first(open), isNameByte);
    return isCall || value.contains('$');
}

/// How many brackets a line leaves open.
int openBrackets(QByteArrayView text)
{
    int depth = 0;
    char quote = 0;
    for (const char c : text) {
        if (quote != 0)
            quote = c == quote ? char(0) : quote;
        else if (c == '"' || c == '\'' || c == '`')
            quote = c;
        else if (c == '(' || c == '[' || c == '{')
            ++depth;
        else if (c == ')' || c == ']' || c == '}')
            --depth;
    }
    return depth;
}

} // namespace

std::optional<EnvSpecLine> EnvSpecLines::next()
{
    if (m_rest.isEmpty())
        return std::nullopt;
    const qsizetype newline = m_rest.indexOf('\n');
    QByteArrayView line = newline < 0 ? m_rest : m_rest.first(newline);
    m_rest = newline < 0 ? QByteArrayView() : m_rest.sliced(newline + 1);
    if (line.endsWith('\r'))
        line.chop(1);
    if (m_number == 0 && line.startsWith("\xef\xbb\xbf"))
        line = line.sliced(3);
    return EnvSpecLine{++m_number, line};
}

std::optional<EnvSpecItem> EnvSpecLines::readItem(const EnvSpecLine &line)
{
    QByteArrayView text = line.text;
    if (text.startsWith("export "))
        text = text.sliced(7).trimmed();
    const qsizetype equals = text.indexOf('=');
    const auto isKeyByte = [](char c) {
        return ascii::isAlnum(c) || c == '_';
    };
    const QByteArrayView key = equals < 0 ? QByteArrayView() : text.first(equals).trimmed();
    if (key.isEmpty() || ascii::isDigit(key.front()) || !ascii::allOf(key, isKeyByte))
        return std::nullopt;
    EnvSpecItem item;
    item.key = key.toByteArray();
    const QByteArrayView value = text.sliced(equals + 1).trimmed();
    for (const QByteArrayView quote :
         {QByteArrayView("```"), QByteArrayView("\"\"\""), QByteArrayView("\""),
          QByteArrayView("'"), QByteArrayView("`")}) {
        if (value.startsWith(quote))
            return readQuoted(item, value.sliced(quote.size()), quote);
    }
    readPlain(item, value);
    return item;
}

EnvSpecItem EnvSpecLines::readQuoted(EnvSpecItem item, QByteArrayView value, QByteArrayView quote)
{
    QByteArray text = value.toByteArray();
    qsizetype end = closingQuote(text, quote);
    qsizetype searched = text.size();
    while (end < 0) {
        const auto more = next();
        if (!more)
            break;
        text += '\n' + more->text;
        // Only the new part: a file of one open quote is read once.
        const qsizetype found = closingQuote(QByteArrayView(text).sliced(searched), quote);
        end = found < 0 ? -1 : found + searched;
        searched = text.size();
    }
    const QByteArrayView inner = end < 0 ? QByteArrayView(text) : QByteArrayView(text).first(end);
    if (end >= 0)
        item.comment = commentIn(QByteArrayView(text).sliced(end + quote.size()));
    item.value = QString::fromUtf8(inner);
    item.kind = inner.isEmpty() ? EnvSpecItem::Kind::Nothing : EnvSpecItem::Kind::Static;
    if (quote != "'" && inner.contains('$'))
        item.kind = EnvSpecItem::Kind::Computed;
    return item;
}

void EnvSpecLines::readPlain(EnvSpecItem &item, QByteArrayView value)
{
    const qsizetype mark = value.indexOf('#');
    if (mark >= 0)
        item.comment = commentIn(value);
    const QByteArrayView plain = (mark < 0 ? value : value.first(mark)).trimmed();
    if (plain.isEmpty() || plain == "undefined")
        return;
    item.kind = isComputed(plain) ? EnvSpecItem::Kind::Computed : EnvSpecItem::Kind::Static;
    item.value = QString::fromUtf8(plain);
    // The arguments of a function may stand in lines of their own.
    int depth = item.kind == EnvSpecItem::Kind::Computed ? openBrackets(plain) : 0;
    while (depth > 0) {
        const auto more = next();
        if (!more)
            return;
        depth += openBrackets(more->text);
    }
}

} // namespace slipway
