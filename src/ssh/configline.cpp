// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configline.h"

#include <QRegularExpression>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Words with quotes and backslashes taken away; a # outside of them begins a comment.
QStringList wordsOf(const QString &text)
{
    QStringList words;
    QString word;
    bool isWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const QChar next = i + 1 < text.size() ? text.at(i + 1) : QChar();
        const bool isEscape = c == u'\\'
            && (next == u'"' || next == u'\'' || next == u'\\' || (quote.isNull() && next == u' '));
        if (isEscape) {
            word += next;
            isWord = true;
            ++i;
        } else if (!quote.isNull() ? c == quote : (c == u'"' || c == u'\'')) {
            quote = quote.isNull() ? c : QChar();
            isWord = true;
        } else if (quote.isNull() && c == u'#' && !isWord) {
            break;
        } else if (quote.isNull() && c.isSpace()) {
            if (isWord)
                words << std::exchange(word, {});
            isWord = false;
        } else {
            word += c;
            isWord = true;
        }
    }
    if (isWord)
        words << word;
    return words;
}

} // namespace

std::optional<ConfigLine> ConfigLine::read(const QByteArray &line)
{
    static const QRegularExpression form(u"\\A\\s*([A-Za-z0-9]+)(?:\\s*=\\s*|\\s+)(.*?)\\s*\\z"_s);
    const QRegularExpressionMatch match = form.match(QString::fromUtf8(line));
    if (!match.hasMatch())
        return std::nullopt;
    return ConfigLine{match.captured(1).toLower(), match.captured(2), wordsOf(match.captured(2))};
}

namespace hostpattern {

bool matches(const QString &pattern, const QString &text, Capitals capitals)
{
    // Only * and ? are special here; in a QRegularExpression wildcard, brackets would be too.
    const bool areAlike = capitals == Capitals::Alike;
    QString expression = QRegularExpression::escape(areAlike ? pattern.toLower() : pattern);
    expression.replace(u"\\*"_s, u".*"_s).replace(u"\\?"_s, u"."_s);
    return QRegularExpression(u"\\A(?:"_s + expression + u")\\z"_s)
        .match(areAlike ? text.toLower() : text)
        .hasMatch();
}

/// One that begins with "!" and matches decides against all others.
bool matchesAny(const QStringList &patterns, const QString &text, Capitals capitals)
{
    bool isMatch = false;
    for (const QString &pattern : patterns) {
        const bool isNegated = pattern.startsWith(u'!');
        if (!matches(isNegated ? pattern.sliced(1) : pattern, text, capitals))
            continue;
        if (isNegated)
            return false;
        isMatch = true;
    }
    return isMatch;
}

} // namespace hostpattern

} // namespace slipway
