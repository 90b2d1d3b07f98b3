// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envreading.h"

#include <vector>

namespace slipway {

/// Builds an EnvReading: the last declaration of a key wins, at the place of its first one.
class EnvCollector
{
public:
    void set(const QByteArray &key, std::optional<QByteArray> value, int line);
    void error(int line, const QString &message);
    /// The whole file is refused: nothing that was read counts.
    void refuse(int line, const QString &message);
    /// nullptr when the key was not declared so far; valid until the next set().
    const EnvValue *find(QByteArrayView key) const;
    EnvReading take();

private:
    /// Where a key is in the values.
    struct Slot
    {
        quint32 hash = 0;
        qint32 place = -1; ///< -1: free
    };

    size_t slotOf(QByteArrayView key, quint32 hash) const;
    void grow();

    EnvReading m_reading;
    std::vector<Slot> m_slots; ///< none, or a power of two of them; at most half are taken
};

} // namespace slipway
