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
    return std::unique_ptr<MetricSource>(
        new HttpProbe(services, *request, *conditions, settings.timeout()));
}

HttpProbe::HttpProbe(const SourceServices &services, const QNetworkRequest &request,
                     QList<HttpCondition> conditions, milliseconds timeout)
    : m_services(services)
    , m_request(request)
    , m_conditions(std::move(conditions))
    , m_timeout(timeout)
{ }

void HttpProbe::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_fetch
        = std::make_unique<HttpFetch>(m_services.network, HttpFetch::Limits{m_timeout, mostBody});
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
        // A connection that was refused at once says nothing of how fast pages are.
        const bool isAnswer = fetched.status > 0 || fetched.problem == HttpFetched::Problem::Late;
        if (isAnswer)
            sample.latencies.add(
                double(std::max(fetched.duration, fetched.status > 0 ? milliseconds(0) : m_timeout)
                           .count()));
    }
    Q_EMIT measured(sample);
}

} // namespace slipway
