// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace slipway::secretpatterns {

/// A place where a pattern may begin, found by the words of triggers().
struct Candidate
{
    QByteArrayView text;
    qsizetype begin; ///< of the trigger word
    qsizetype end;   ///< behind it
    bool complete;   ///< nothing follows the text
};

struct Verdict
{
    enum class Kind {
        Harmless,
        Hide,     ///< from ≤ x < to
        KeyBlock, ///< a private key follows from `to` on, line by line
        Undecided ///< more text decides
    };
    Kind kind = Kind::Harmless;
    qsizetype from = 0;
    qsizetype to = 0;
};

/// Lower-case words at which judge() has to be asked.
QList<QByteArrayView> triggers();
Verdict judge(const Candidate &candidate);
/// Whether a line can stand inside a private key block.
bool isKeyLine(QByteArrayView line);

} // namespace slipway::secretpatterns
