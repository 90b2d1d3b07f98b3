// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/charactersets.h"

#include <QByteArrayView>

namespace slipway {

namespace {

constexpr QByteArrayView designators = "()*+";

} // namespace

bool CharacterSets::take(char intermediate, char final)
{
    if (const qsizetype set = designators.indexOf(intermediate); intermediate != 0 && set >= 0) {
        m_sets[std::size_t(set)] = final;
        return true;
    }
    const bool isShift = final == shiftIn || final == '\x0e' || final == 'n' || final == 'o';
    if (intermediate != 0 || !isShift)
        return false;
    m_shift = final;
    return true;
}

QByteArray CharacterSets::changeFrom(const CharacterSets &other) const
{
    QByteArray bytes;
    for (std::size_t set = 0; set < m_sets.size(); ++set) {
        if (m_sets[set] == other.m_sets[set])
            continue;
        bytes += '\x1b';
        bytes += designators[qsizetype(set)];
        bytes += m_sets[set];
    }
    if (m_shift == other.m_shift)
        return bytes;
    if (m_shift == 'n' || m_shift == 'o')
        bytes += '\x1b';
    return bytes + m_shift;
}

} // namespace slipway
