// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

/// Overwrites what may be a secret before it is given back. Bytes that somebody else shares are
/// left to the last one who has them.
inline void wipe(QByteArray &bytes)
{
    if (bytes.isDetached()) {
        // Volatile, so that no compiler takes it for useless.
        volatile char *data = bytes.data();
        for (qsizetype i = 0; i < bytes.size(); ++i)
            data[i] = 0;
    }
    bytes.clear();
}

} // namespace slipway
