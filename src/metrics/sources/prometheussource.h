// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/httpfetch.h"
#include "metrics/metricsource.h"

#include <QNetworkRequest>

namespace slipway {

/// `prometheus`: one or two queries to the HTTP API of a Prometheus. Numerator and denominator are
/// asked for apart, so that no errors and no data are not the same.
class PrometheusSource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

    /// What a query gave: a figure (it may be NaN), none (an empty vector), or an error; Refused
    /// where Prometheus itself says what is wrong. Public for tests.
    static Result<std::optional<double>> readAnswer(const QByteArray &body);

private:
    PrometheusSource(const MetricSpec &spec, const SourceServices &services,
                     const QNetworkRequest &request, QStringList queries);
    void ask();
    void take(const HttpFetched &fetched);
    void conclude();
    void fail(MetricSample::Quality quality, const QString &reason);

    MetricSpec m_spec;
    SourceServices m_services;
    QNetworkRequest m_request;
    QStringList m_queries; ///< the value, or numerator and denominator
    milliseconds m_timeout;
    std::unique_ptr<HttpFetch> m_fetch;
    QList<std::optional<double>> m_answers;
    qint64 m_begun = 0;
};

} // namespace slipway
