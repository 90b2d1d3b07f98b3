// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QString>

#include <chrono>

namespace slipway {

/// Counts what each key did within a sliding window and says when it was too much.
class RateLimiter
{
public:
    using Instant = std::chrono::milliseconds; ///< on any clock that never jumps

    RateLimiter(int limit, std::chrono::milliseconds window) : m_limit(limit), m_window(window) { }

    /// False: the key used its share up. A refused try does not count.
    bool admit(const QString &key, Instant now);
    /// Until the key's oldest try leaves the window; 0 when it may try now.
    std::chrono::milliseconds retryAfter(const QString &key, Instant now) const;

private:
    void forgetOld(Instant now);

    int m_limit;
    std::chrono::milliseconds m_window;
    QHash<QString, QList<Instant>> m_tries;
};

} // namespace slipway
