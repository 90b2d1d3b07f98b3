// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/safetext.h"

#include <algorithm>

namespace slipway {

QString safeText(QStringView text, qsizetype most)
{
    QString safe;
    safe.reserve(std::min(text.size(), most + 1));
    for (const QChar c : text) {
        if (safe.size() >= most) {
            safe += QChar(u'…');
            break;
        }
        safe += c.isPrint() || c.isSurrogate() ? c : QChar(QChar::ReplacementCharacter);
    }
    return safe;
}

QString safeText(QByteArrayView utf8, qsizetype most)
{
    // A character has four bytes at most; the last one of the cut may be half of one.
    const QString text = QString::fromUtf8(utf8.first(std::min(utf8.size(), 4 * (most + 2))));
    return safeText(QStringView(text), most);
}

} // namespace slipway
