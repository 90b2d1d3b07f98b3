// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"
#include "metrics/security/securityfetch.h"

#include <QNetworkAccessManager>

namespace slipway {

/// `security_score`: of a site, by the rules of the HTTP Observatory; 100 at most, as gauges go.
class SecuritySource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    SecuritySource(const SourceServices &services, QUrl url, std::optional<QSslConfiguration> tls);
    void take(const Result<RecordedResponse> &response);

    SourceServices m_services;
    QUrl m_url;
    std::optional<QSslConfiguration> m_tls;
    QNetworkAccessManager m_network;
    std::unique_ptr<SecurityFetch> m_fetch;
    qint64 m_begun = 0;
};

} // namespace slipway
