// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

#include <chrono>
#include <deque>
#include <optional>

namespace slipway {

/// How fast a transfer is, over its last seconds. Times come from the caller and never go back.
class TransferPace
{
public:
    using Time = std::chrono::milliseconds;

    void add(Time at, qint64 done)
    {
        m_points.push_back({at, done});
        while (m_points.size() > 2 && at - m_points.front().at > window)
            m_points.pop_front();
    }
    /// Bytes a second; 0 until it is known.
    qint64 rate() const
    {
        if (m_points.size() < 2 || m_points.back().at <= m_points.front().at)
            return 0;
        const Time span = m_points.back().at - m_points.front().at;
        return (m_points.back().done - m_points.front().done) * 1000 / span.count();
    }
    std::optional<std::chrono::seconds> timeLeft(qint64 total) const
    {
        const qint64 pace = rate();
        if (pace <= 0 || total <= m_points.back().done)
            return std::nullopt;
        return std::chrono::seconds((total - m_points.back().done) / pace);
    }

private:
    static constexpr Time window{3000};
    struct Point
    {
        Time at;
        qint64 done;
    };
    std::deque<Point> m_points;
};

} // namespace slipway
