// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/httpfetch.h"
#include "metrics/metricsource.h"
#include "metrics/sources/promqlranges.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>

namespace slipway {

/// `prometheus`: one or two queries to the HTTP API of a Prometheus. Numerator and denominator are
/// asked for apart, so that no errors and no data are not the same, and of the same moment. A query
/// over a time still has a figure when its targets are gone: so it is asked, too, whether they are
/// still there. What a pair counts over a time, “increase(…[5m])” or “rate(…[5m])”, are the counts
/// of that time, and the sample's span is that time.
class PrometheusSource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

    struct Answer
    {
        std::optional<double> value; ///< it may be NaN; none: an empty vector
        QString time;                ///< that it is of, as the API takes it; empty without a value
        QStringList warnings;        ///< of Prometheus: it may be incomplete
    };
    /// What a query gave; Refused where Prometheus itself says what is wrong. Public for tests.
    static Result<Answer> readAnswer(const QByteArray &body);

    struct Targets
    {
        bool areKnown = false; ///< Prometheus asks them itself
        QStringList down;      ///< “instance (job)” of those that did not answer it
    };
    /// What the query for `up` of the targets gave. Public for tests.
    static Result<Targets> readTargets(const QByteArray &body);

private:
    PrometheusSource(const MetricSpec &spec, const SourceServices &services,
                     const QNetworkRequest &request, QStringList queries);
    void ask(const QString &query, void (PrometheusSource::*then)(const QByteArray &));
    void take(const HttpFetched &fetched);
    void takeWhole(const QByteArray &body);
    void takePart(const QByteArray &body);
    void takeTargets(const QByteArray &body);
    void takeSeries(const QByteArray &body);
    /// Fails where it is an error.
    std::optional<Answer> answerIn(const QByteArray &body);
    void askForTargets();
    void conclude();
    void fail(MetricSample::Quality quality, const QString &reason);

    MetricSpec m_spec;
    SourceServices m_services;
    QNetworkRequest m_request;
    QString m_part;        ///< the numerator's query; empty where there is none
    QString m_whole;       ///< the denominator's, or that of the value
    PromqlRanges m_ranges; ///< of the whole
    milliseconds m_timeout;
    QNetworkAccessManager m_network;
    std::unique_ptr<HttpFetch> m_fetch;
    void (PrometheusSource::*m_then)(const QByteArray &) = nullptr;
    Answer m_wholeAnswer;
    std::optional<double> m_partAnswer;
    qint64 m_begun = 0;
    milliseconds m_deadline{0}; ///< monotonic
};

} // namespace slipway
