// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/counterdelta.h"
#include "metrics/httpfetch.h"
#include "metrics/metricsource.h"

#include <QNetworkAccessManager>

namespace slipway {

/// `node`: a machine's `memory`, `cpu` or `disk` in use, in percent, by its Prometheus node
/// exporter. Disk is that of `mount`, "/" without it.
class NodeSource final : public MetricSource
{
    Q_OBJECT
public:
    enum class Figure { Memory, Cpu, Disk };

    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    NodeSource(const MetricSpec &spec, const SourceServices &services, Figure figure,
               const QNetworkRequest &request);
    void take(const HttpFetched &fetched);
    std::optional<double> used(const Exposition &scrape);

    SourceServices m_services;
    Figure m_figure;
    QByteArray m_mount;
    QNetworkRequest m_request;
    milliseconds m_timeout;
    QNetworkAccessManager m_network;
    std::unique_ptr<HttpFetch> m_fetch;
    CounterDelta m_delta;
    qint64 m_begun = 0;
};

} // namespace slipway
