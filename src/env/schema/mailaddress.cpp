// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/mailaddress.h"

#include <QList>
#include <QString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

using CodePoints = QList<uint>;

qsizetype byteCount(QStringView text)
{
    return text.toUtf8().size();
}

bool isLetterOrDigit(uint c)
{
    if (QChar::isLetterOrNumber(c))
        return true;
    // Vowel signs are letters of their scripts; marks that join or silence are none.
    return QChar::isMark(c) && QChar::combiningClass(c) == 0;
}

bool isAtomCharacter(uint c)
{
    return isLetterOrDigit(c) || (c < 128 && "!#$%&'*+-/=?^_`{|}~"_L1.contains(QChar(c)));
}

bool isAtom(QStringView text)
{
    const CodePoints points = text.toUcs4();
    return !points.isEmpty() && std::ranges::all_of(points, isAtomCharacter);
}

bool isQuotedText(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text.at(i).unicode();
        if (c == u'\\') {
            ++i;
            if (i == text.size() || text.at(i).unicode() < 0x21 || text.at(i).unicode() > 0x7e)
                return false;
        } else if (c != u' ' && c != u'\t' && (c < 0x21 || c == u'"' || c > 0x7e)) {
            return false;
        }
    }
    return true;
}

bool isLocalPart(QStringView text)
{
    constexpr qsizetype longest = 64;
    if (text.isEmpty() || byteCount(text) > longest)
        return false;
    if (text.startsWith(u'"') && text.endsWith(u'"'))
        return text.size() > 2 && isQuotedText(text.sliced(1, text.size() - 2));
    return std::ranges::all_of(text.split(u'.'), isAtom);
}

bool isLabel(QStringView text)
{
    constexpr qsizetype longest = 63;
    if (byteCount(text) > longest || !isAtom(text))
        return false;
    const CodePoints points = text.toUcs4();
    return isLetterOrDigit(points.first()) && isLetterOrDigit(points.last());
}

bool isDomain(QStringView text)
{
    constexpr qsizetype longest = 254;
    if (text.isEmpty() || byteCount(text) > longest)
        return false;
    if (text.startsWith(u'[') && text.endsWith(u']')) {
        const auto isLiteralCharacter = [](QChar c) {
            return c >= u'!' && c <= u'~' && c != u'[' && c != u'\\' && c != u']';
        };
        return std::ranges::all_of(text.sliced(1).chopped(1), isLiteralCharacter);
    }
    return std::ranges::all_of(text.split(u'.'), isLabel);
}

} // namespace

bool isMailAddress(QByteArrayView text)
{
    constexpr qsizetype longestText = 2000;
    if (text.size() > longestText)
        return false;
    const QString whole = QString::fromUtf8(text);
    QStringView address = whole;
    const qsizetype display = whole.lastIndexOf(" <"_L1);
    if (display >= 0) {
        address = QStringView(whole).sliced(display + 2).trimmed();
        if (!address.endsWith(u'>'))
            return false;
        address.chop(1);
    }
    const qsizetype at = address.lastIndexOf(u'@');
    return at >= 0 && isLocalPart(address.first(at)) && isDomain(address.sliced(at + 1));
}

} // namespace slipway
