// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/httpprobe.h"

#include "metrics/sources/sourcesettings.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr qint64 mostBody = 1024 * 1024;
}

Result<std::unique_ptr<MetricSource>> HttpProbe::make(const MetricSpec &spec,
                                                      const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    const Result<QUrl> url = settings.url(u"url"_s);
    if (!url)
        return std::unexpected(url.error());
    const Result<QNetworkRequest> request = settings.bareRequest(*url);
    if (!request)
        return std::unexpected(request.error());
    const Result<QList<HttpCondition>> conditions
        = parseHttpConditions(settings.texts(u"expect"_s, {u"[STATUS] < 400"_s}));
    if (!conditions)
        return std::unexpected(conditions.error());
    return std::unique_ptr<MetricSource>(new HttpProbe(services, *request, *conditions, spec));
}

HttpProbe::HttpProbe(const SourceServices &services, const QNetworkRequest &request,
                     QList<HttpCondition> conditions, const MetricSpec &spec)
    : m_services(services)
    , m_request(request)
    , m_conditions(std::move(conditions))
    , m_kind(spec.kind)
    , m_timeout(SourceSettings(spec, services).timeout())
{ }

void HttpProbe::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_fetch = std::make_unique<HttpFetch>(m_network, HttpFetch::Limits{m_timeout, mostBody});
    connect(m_fetch.get(), &HttpFetch::finished, this, &HttpProbe::take);
    m_fetch->get(m_request);
}

QString HttpProbe::objection(const HttpFetched &fetched) const
{
    if (fetched.problem != HttpFetched::Problem::None
        && fetched.problem != HttpFetched::Problem::Large)
        return fetched.message;
    HttpAnswer answer;
    answer.connected = true;
    answer.status = fetched.status;
    answer.responseTime = fetched.duration;
    answer.setBody(fetched.body);
    for (const HttpCondition &condition : m_conditions) {
        const ConditionOutcome outcome = condition.evaluate(answer);
        if (!outcome.held)
            return tr("%1 does not hold: %2.").arg(outcome.condition, outcome.actual);
    }
    return {};
}

void HttpProbe::take(const HttpFetched &fetched)
{
    m_fetch.release()->deleteLater();
    MetricSample sample;
    sample.at = m_begun;
    if (fetched.problem == HttpFetched::Problem::Offline) {
        sample.quality = MetricSample::Quality::Offline;
        sample.reason = fetched.message;
    } else {
        sample.reason = objection(fetched);
        sample.availability = sample.reason.isEmpty() ? MetricSample::Availability::Up
                                                      : MetricSample::Availability::Down;
        const bool isLate = fetched.problem == HttpFetched::Problem::Late;
        // An error that came at once says nothing of how fast pages are, a refusal neither.
        if (isLate || sample.reason.isEmpty())
            sample.latencies.add(
                double(std::max(fetched.duration, isLate ? m_timeout : milliseconds(0)).count()));
        else if (m_kind == MetricKind::Quantile)
            sample.quality = MetricSample::Quality::SourceDown;
    }
    Q_EMIT measured(sample);
}

} // namespace slipway
