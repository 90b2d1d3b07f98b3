// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/controlsequence.h"

namespace slipway {

QList<int> ControlSequence::numbers() const
{
    QList<int> result(1, 0);
    for (const char byte : parameters) {
        if (byte < '0' || byte > '9') {
            if (result.size() == 32)
                break;
            result.append(0);
        } else if (result.last() < 1'000'000) {
            result.last() = result.last() * 10 + (byte - '0');
        }
    }
    return result;
}

int ControlSequence::number(qsizetype index, int fallback) const
{
    const QList<int> all = numbers();
    return index < all.size() && all.at(index) != 0 ? all.at(index) : fallback;
}

} // namespace slipway
