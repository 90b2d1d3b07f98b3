// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/counterdelta.h"
#include "metrics/httpfetch.h"
#include "metrics/metricsource.h"

#include <QNetworkAccessManager>
#include <QUrl>

namespace slipway {

/// `scrape`: a program's own metrics page in Prometheus text format or OpenMetrics. Counters and
/// histograms are compared with the scrape before; the first one tells of gauges only.
class ScrapeSource final : public MetricSource
{
    Q_OBJECT
public:
    /// Which series: `numerator` and `denominator`, `histogram`, or `gauge`.
    struct Figure
    {
        std::optional<SeriesSelector> numerator;
        std::optional<SeriesSelector> denominator;
        std::optional<SeriesSelector> histogram;
        std::optional<SeriesSelector> gauge;
    };

    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    ScrapeSource(const MetricSpec &spec, const SourceServices &services, Figure figure,
                 const QNetworkRequest &request);
    void take(const HttpFetched &fetched);
    void takeScrape(const Result<Exposition> &scrape);
    MetricSample sampleOf(const Exposition &scrape);
    bool isOfFigure(const SeriesSample &series) const;
    std::optional<QString> outOfTime(const Exposition &scrape) const;
    const SeriesSelector *withoutNumber(const Exposition &scrape) const;
    void readCounters(MetricSample &sample) const;
    void readHistogram(MetricSample &sample) const;
    void readGauge(const Exposition &scrape, MetricSample &sample) const;

    MetricSpec m_spec;
    SourceServices m_services;
    Figure m_figure;
    QList<QByteArray> m_names; ///< what the names of wanted series begin with
    QNetworkRequest m_request;
    milliseconds m_timeout;
    QNetworkAccessManager m_network;
    std::unique_ptr<HttpFetch> m_fetch;
    CounterDelta m_delta;
    bool m_isOpenMetrics = false; ///< this scrape
    qint64 m_begun = 0;
    qint64 m_before = 0;          ///< when the scrape before was begun; 0: none
    milliseconds m_monotonic{0};  ///< of this scrape
    milliseconds m_spanBefore{0}; ///< monotonic time of the scrape before
};

} // namespace slipway
