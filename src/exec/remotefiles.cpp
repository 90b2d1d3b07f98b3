// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/remotefiles.h"

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

QString modeText(int mode)
{
    QString text = u"---------"_s;
    constexpr std::array letters{u'r', u'w', u'x'};
    for (int bit = 0; bit < 9; ++bit) {
        if (mode & (0400 >> bit))
            text[bit] = QChar(letters[size_t(bit % 3)]);
    }
    const auto special = [&text, mode](int flag, int place, QChar letter) {
        if (mode & flag)
            text[place] = text.at(place) == u'x' ? letter : letter.toUpper();
    };
    special(04000, 2, u's');
    special(02000, 5, u's');
    special(01000, 8, u't');
    return text;
}

QString octalMode(int mode)
{
    return QString::number(mode & 07777, 8).rightJustified(4, QChar(u'0'));
}

} // namespace slipway
