// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

#include <array>
#include <chrono>

namespace slipway {

/// What the shop counts about itself, given out in the Prometheus text format 0.0.4.
class ShopMetrics
{
public:
    explicit ShopMetrics(QString version);

    void count(int status, std::chrono::nanoseconds duration);
    /// Requests so far whose status is in [500, 599].
    qint64 serverErrors() const;
    QByteArray exposition() const;

private:
    static constexpr std::array<double, 9> s_bounds{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                    0.05,  0.1,    0.25,  1.0};
    QString m_version;
    double m_startedAt;
    QMap<int, qint64> m_requests; ///< by status
    std::array<qint64, s_bounds.size()> m_buckets{};
    qint64 m_total = 0;
    double m_seconds = 0;
};

} // namespace slipway
