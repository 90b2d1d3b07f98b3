// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace slipway {

/// What goes wrong in the demo shop, for those who want to see how Slipway notices: a file with
/// "errors PERCENT" and "delay MILLISECONDS", each on a line; it counts as long as it is there.
struct ShopFaults
{
    int errors = 0; ///< percent of the product pages
    std::chrono::milliseconds delay{0};

    /// None where there is no file.
    static ShopFaults read(const QString &file);
    /// Spread evenly over all of them.
    bool fails(qint64 request) const
    {
        return (request + 1) * errors / 100 > request * errors / 100;
    }
};

} // namespace slipway
