// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/ratelimiter.h"

#include <algorithm>

namespace slipway {

bool RateLimiter::admit(const QString &key, Instant now)
{
    forgetOld(now);
    QList<Instant> &tries = m_tries[key];
    if (tries.size() >= m_limit)
        return false;
    tries.append(now);
    return true;
}

std::chrono::milliseconds RateLimiter::retryAfter(const QString &key, Instant now) const
{
    const QList<Instant> tries = m_tries.value(key);
    if (tries.size() < m_limit)
        return std::chrono::milliseconds(0);
    return std::max(std::chrono::milliseconds(0), tries.first() + m_window - now);
}

void RateLimiter::forgetOld(Instant now)
{
    m_tries.removeIf([this, now](auto entry) {
        entry.value().removeIf([this, now](Instant at) { return at + m_window <= now; });
        return entry.value().isEmpty();
    });
}

} // namespace slipway
