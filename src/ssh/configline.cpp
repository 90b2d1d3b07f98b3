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

/// By hand: hundreds of servers are matched with dozens of names at once, and only * and ? are
/// special here; in a wildcard of QRegularExpression or fnmatch(), brackets would be too.
bool matches(QStringView pattern, QStringView text, Capitals capitals)
{
    const Qt::CaseSensitivity sensitivity
        = capitals == Capitals::Alike ? Qt::CaseInsensitive : Qt::CaseSensitive;
    const auto isSame = [&](qsizetype inPattern, qsizetype inText) {
        return pattern.sliced(inPattern, 1).compare(text.sliced(inText, 1), sensitivity) == 0;
    };
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1; // the last one, and what it has taken so far
    qsizetype taken = 0;
    while (at < text.size()) {
        if (in < pattern.size() && pattern[in] == u'*') {
            star = in++;
            taken = at;
        } else if (in < pattern.size() && (pattern[in] == u'?' || isSame(in, at))) {
            ++in;
            ++at;
        } else if (star >= 0) {
            in = star + 1;
            at = ++taken;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == u'*')
        ++in;
    return in == pattern.size();
}

/// One that begins with "!" and matches decides against all others.
bool matchesAny(const QStringList &patterns, const QString &text, Capitals capitals)
{
    bool isMatch = false;
    for (const QString &pattern : patterns) {
        const bool isNegated = pattern.startsWith(u'!');
        if (!matches(QStringView(pattern).sliced(isNegated ? 1 : 0), text, capitals))
            continue;
        if (isNegated)
            return false;
        isMatch = true;
    }
    return isMatch;
}

} // namespace hostpattern

} // namespace slipway
