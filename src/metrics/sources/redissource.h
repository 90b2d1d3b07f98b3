// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

#include <QHash>
#include <QSslConfiguration>
#include <QTimer>

#include <optional>

class QSslSocket;

namespace slipway {

/// `redis`: what a Redis server tells of itself in INFO: `hit_ratio` of its keys, `memory` in
/// percent of its limit (bytes without one), or `ops` a second. Counters are compared with the
/// measurement before. An account that may do INFO is enough.
class RedisSource final : public MetricSource
{
    Q_OBJECT
public:
    enum class Figure { HitRatio, Memory, Operations };
    struct Address
    {
        QString host;
        quint16 port = 6379;
        bool isSecured = false;
        QString user;
        QString password;
        std::optional<QSslConfiguration> tls; ///< the system's without
        QString text() const;                 ///< host and port
    };

    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    ~RedisSource() override;
    void measure() override;

private:
    RedisSource(const MetricSpec &spec, const SourceServices &services, Address address,
                Figure figure);
    void ask();
    void read();
    void end(const MetricSample &sample);
    void fail(const QString &reason);
    MetricSample sampleOf(const QHash<QByteArray, QByteArray> &info);
    void readCounters(const QHash<QByteArray, QByteArray> &info, MetricSample &sample);

    SourceServices m_services;
    MetricUnit m_unit;
    Address m_address;
    Figure m_figure;
    milliseconds m_timeout;
    std::unique_ptr<QSslSocket> m_socket;
    QTimer m_deadline;
    QByteArray m_answer;
    qint64 m_begun = 0;
    milliseconds m_monotonic{0};
    QByteArray m_runBefore; ///< the server's own id of its process; empty: not measured yet
    double m_hitsBefore = 0;
    double m_missesBefore = 0;
    milliseconds m_monotonicBefore{0};
};

/// The answers to AUTH (where it was sent) and INFO in RESP2: the text of INFO; nothing while it is
/// not whole; an Error for "-NOPERM …" and for what is no RESP.
std::optional<Result<QByteArray>> redisInfo(QByteArrayView answers, bool withLogin);

} // namespace slipway
