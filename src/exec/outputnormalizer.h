// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace slipway {

/// Makes lines of several machines comparable, and harmless to a terminal. Pure.
class OutputNormalizer
{
public:
    enum class Level {
        Plain,     ///< without colours and other control sequences, rewritten lines as they end up
        Coloured,  ///< as Plain, but with its colours, which end with the line: for a terminal
        SameWords, ///< also without what is bound to differ: times, dates, the machine's own names
    };

    /// A line without its end. `names` are those of the machine that printed it.
    static QByteArray normalized(QByteArrayView line, Level level, const QStringList &names);
};

} // namespace slipway
