// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/securitysource.h"

#include "metrics/ownnetwork.h"
#include "metrics/security/securityscore.h"
#include "metrics/sources/sourcesettings.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr int most = 100;
using Quality = MetricSample::Quality;
} // namespace

Result<std::unique_ptr<MetricSource>> SecuritySource::make(const MetricSpec &spec,
                                                           const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    const Result<QUrl> url = settings.url(u"url"_s);
    if (!url)
        return std::unexpected(url.error());
    const Result<std::optional<QSslConfiguration>> tls = settings.tls(url->scheme() == "https"_L1);
    if (!tls)
        return std::unexpected(tls.error());
    return std::unique_ptr<MetricSource>(new SecuritySource(services, *url, *tls));
}

SecuritySource::SecuritySource(const SourceServices &services, QUrl url,
                               std::optional<QSslConfiguration> tls)
    : m_services(services)
    , m_url(std::move(url))
    , m_tls(std::move(tls))
{ }

void SecuritySource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_fetch = std::make_unique<SecurityFetch>(m_network, m_url, m_tls);
    connect(m_fetch.get(), &SecurityFetch::finished, this, &SecuritySource::take);
    m_fetch->start();
}

void SecuritySource::take(const Result<RecordedResponse> &response)
{
    m_fetch.release()->deleteLater();
    MetricSample sample;
    sample.at = m_begun;
    const Result<SecurityScore> score
        = response ? securityScore(*response) : std::unexpected(response.error());
    if (score) {
        sample.value = std::min(score->score, most);
    } else {
        const bool isOffline = !response && isCutOff(m_url.host());
        sample.quality = isOffline ? Quality::Offline : Quality::SourceDown;
        sample.reason = isOffline ? cutOffReason() : score.error().message;
    }
    Q_EMIT measured(sample);
}

} // namespace slipway
