// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace slipway {

/// A control sequence (CSI) in its parts. The views end with the call that hands it over.
struct ControlSequence
{
    char leader = 0;           ///< one of < = > ? or 0
    char intermediate = 0;     ///< the one byte before the final one, or 0
    char final = 0;            ///< says what it is
    QByteArrayView parameters; ///< digits, semicolons and colons
    QByteArrayView whole;      ///< with its introducer
    int separators = 0;        ///< of parameters
    bool isHuge = false;       ///< has a number of more than five digits

    bool is(char itsLeader, char itsIntermediate, char itsFinal) const
    {
        return leader == itsLeader && intermediate == itsIntermediate && final == itsFinal;
    }
    /// The parameters as numbers, at most 32 of them; an absent one is 0.
    QList<int> numbers() const;
    int number(qsizetype index, int fallback = 0) const;
};

} // namespace slipway
