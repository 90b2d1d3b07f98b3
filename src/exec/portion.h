// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>

#include <optional>

namespace slipway {

/// So many machines, or so many percent of those that there are.
struct Portion
{
    int count = 0;
    std::optional<int> percent; ///< 0 to 100; then `count` means nothing

    /// As a limit: percents are rounded down, as "at most" asks for.
    qsizetype atMost(qsizetype total) const;
    /// As a batch: percents are rounded up; at least one.
    qsizetype batchOf(qsizetype total) const;
    friend bool operator==(const Portion &, const Portion &) = default;
};

/// "3" or "25%"; nullopt for anything else.
std::optional<Portion> portionFromText(const QString &text);
/// "1,25%,100%". InvalidInput names the part that is none, or is zero.
Result<QList<Portion>> batchesFromText(const QString &text);
/// Sizes of the batches of `total` machines: the last of `batches` repeats, the last size is what
/// is left. Without batches: one of all.
QList<qsizetype> batchSizes(const QList<Portion> &batches, qsizetype total);

} // namespace slipway
