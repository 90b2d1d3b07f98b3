// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <array>

namespace slipway {

/// Which sets G0 to G3 are designated to, and which of them is shifted in.
class CharacterSets
{
public:
    /// An escape such as ESC ( 0, or one of SO, SI, LS2 (n) and LS3 (o) without an intermediate.
    /// False: it is about something else.
    bool take(char intermediate, char final);
    /// ASCII is just that.
    bool isPlain() const { return m_sets[0] == 'B' && m_shift == shiftIn; }
    /// What makes a terminal that has `other` have these.
    QByteArray changeFrom(const CharacterSets &other) const;

    friend bool operator==(const CharacterSets &, const CharacterSets &) = default;

private:
    static constexpr char shiftIn = '\x0f';

    std::array<char, 4> m_sets{'B', 'B', 'B', 'B'};
    char m_shift = shiftIn;
};

} // namespace slipway
