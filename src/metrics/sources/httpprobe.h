// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/httpconditions.h"
#include "metrics/httpfetch.h"
#include "metrics/metricsource.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>

namespace slipway {

/// `http_probe`: whether an address answers as it should, and how fast. A redirect is an answer
/// like others. What takes too long is down, and counts as at least that slow.
class HttpProbe final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);

    void measure() override;

private:
    HttpProbe(const SourceServices &services, const QNetworkRequest &request,
              QList<HttpCondition> conditions, const MetricSpec &spec);
    void take(const HttpFetched &fetched);
    /// Why it does not answer as it should; empty when it does.
    QString objection(const HttpFetched &fetched) const;

    SourceServices m_services;
    QNetworkRequest m_request;
    QList<HttpCondition> m_conditions;
    MetricKind m_kind;
    milliseconds m_timeout;
    QNetworkAccessManager m_network;
    std::unique_ptr<HttpFetch> m_fetch;
    qint64 m_begun = 0;
};

} // namespace slipway
