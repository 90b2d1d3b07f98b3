// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/scrapesource.h"

#include "metrics/metricmath.h"
#include "metrics/sources/sourcesettings.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr char accepted[] = "application/openmetrics-text;version=1.0.0;q=0.9,"
                            "text/plain;version=0.0.4;q=0.5";

using Quality = MetricSample::Quality;

} // namespace

Result<std::unique_ptr<MetricSource>> ScrapeSource::make(const MetricSpec &spec,
                                                         const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    const Result<QUrl> url = settings.url(u"url"_s);
    if (!url)
        return std::unexpected(url.error());
    Result<QNetworkRequest> request = settings.request(*url);
    if (!request)
        return std::unexpected(request.error());
    request->setRawHeader("Accept", accepted);
    Figure figure;
    const QList<std::pair<QString, std::optional<SeriesSelector> *>> parts{
        {u"numerator"_s, &figure.numerator},
        {u"denominator"_s, &figure.denominator},
        {u"histogram"_s, &figure.histogram},
        {u"gauge"_s, &figure.gauge}};
    for (const auto &[key, selector] : parts) {
        if (!settings.has(key))
            continue;
        const Result<QString> text = settings.text(key);
        if (!text)
            return std::unexpected(text.error());
        const Result<SeriesSelector> parsed = SeriesSelector::parse(*text);
        if (!parsed)
            return std::unexpected(parsed.error());
        *selector = *parsed;
    }
    if (!figure.numerator && !figure.histogram && !figure.gauge)
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” scrapes nothing: give ‘numerator’, ‘histogram’ or "
                          "‘gauge’.")
                           .arg(spec.id));
    return std::unique_ptr<MetricSource>(new ScrapeSource(spec, services, figure, *request));
}

ScrapeSource::ScrapeSource(const MetricSpec &spec, const SourceServices &services, Figure figure,
                           const QNetworkRequest &request)
    : m_spec(spec)
    , m_services(services)
    , m_figure(std::move(figure))
    , m_request(request)
    , m_timeout(SourceSettings(spec, services).timeout())
{ }

void ScrapeSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_monotonic = m_services.clock.monotonic();
    m_fetch = std::make_unique<HttpFetch>(m_services.network, HttpFetch::Limits{m_timeout});
    connect(m_fetch.get(), &HttpFetch::finished, this, &ScrapeSource::take);
    m_fetch->get(m_request);
}

void ScrapeSource::take(const HttpFetched &fetched)
{
    m_fetch.release()->deleteLater();
    MetricSample sample;
    sample.at = m_begun;
    if (fetched.problem != HttpFetched::Problem::None) {
        sample.quality = fetched.problem == HttpFetched::Problem::Offline ? Quality::Offline
                                                                          : Quality::SourceDown;
        sample.reason = fetched.message;
    } else if (fetched.status != 200) {
        sample.quality = Quality::SourceDown;
        sample.reason
            = tr("%1 answered with the status %2.").arg(m_request.url().host()).arg(fetched.status);
    } else if (const Result<Exposition> scrape = parseExposition(fetched.body); !scrape) {
        sample.quality = Quality::SourceDown;
        sample.reason = scrape.error().message;
    } else {
        sample = sampleOf(*scrape);
    }
    Q_EMIT measured(sample);
}

MetricSample ScrapeSource::sampleOf(const Exposition &scrape)
{
    MetricSample sample;
    sample.at = m_begun;
    m_delta.take(scrape);
    if (m_before > 0)
        sample.span = (m_monotonic - m_spanBefore).count();
    m_before = m_begun;
    m_spanBefore = m_monotonic;
    if (m_figure.gauge) {
        readGauge(scrape, sample);
    } else if (!m_delta.isReady()) {
        sample.quality = Quality::NoData;
        sample.reason = tr("Counters are compared with the next scrape.");
    } else if (m_figure.histogram) {
        readHistogram(sample);
    } else if (const SeriesSelector *broken = withoutNumber(scrape)) {
        sample.quality = Quality::NoData;
        sample.reason = tr("%1 is no number at the moment.").arg(QString::fromUtf8(broken->name()));
    } else {
        readCounters(sample);
    }
    return sample;
}

/// The counter of which a series is NaN or infinite: nothing is known of how it grew.
const SeriesSelector *ScrapeSource::withoutNumber(const Exposition &scrape) const
{
    for (const auto *selector : {&m_figure.numerator, &m_figure.denominator}) {
        if (*selector
            && std::ranges::any_of(scrape.samples, [selector](const SeriesSample &series) {
                   return !std::isfinite(series.value) && (*selector)->matches(series);
               }))
            return &**selector;
    }
    return nullptr;
}

void ScrapeSource::readCounters(MetricSample &sample) const
{
    const auto part = m_delta.increase(*m_figure.numerator);
    const auto whole
        = m_figure.denominator ? m_delta.increase(*m_figure.denominator) : std::nullopt;
    if (m_figure.denominator && !whole) {
        sample.quality = Quality::NoData;
        sample.reason
            = tr("There is no series %1.").arg(QString::fromUtf8(m_figure.denominator->name()));
    } else if (!m_figure.denominator && !part) {
        sample.quality = Quality::NoData;
        sample.reason
            = tr("There is no series %1.").arg(QString::fromUtf8(m_figure.numerator->name()));
    } else {
        // Errors that never happened have no series; where there are requests, that is none.
        sample.numerator = part.value_or(0);
        sample.denominator = whole.value_or(0);
    }
}

void ScrapeSource::readHistogram(MetricSample &sample) const
{
    const QList<HistogramBucket> buckets = m_delta.buckets(*m_figure.histogram);
    const bool isWhole = buckets.size() > 1 && std::isinf(buckets.constLast().upperBound);
    if (!isWhole) {
        const QString name = QString::fromUtf8(m_figure.histogram->name());
        sample.quality = Quality::NoData;
        sample.reason = buckets.isEmpty()
            ? tr("There is no histogram %1.").arg(name)
            : tr("The histogram %1 has no bucket without an end (“+Inf”), so nothing can be read "
                 "from it.")
                  .arg(name);
        return;
    }
    // Of the scrape alone; the window's is that of all that was counted in it.
    const BucketQuantile found = quantileOf(m_spec, buckets);
    sample.value = found.value;
    sample.low = found.low;
    sample.high = found.high;
    sample.denominator = buckets.constLast().count;
    sample.histogram = buckets;
}

void ScrapeSource::readGauge(const Exposition &scrape, MetricSample &sample) const
{
    double sum = 0;
    int found = 0;
    for (const SeriesSample &series : scrape.samples) {
        if (m_figure.gauge->matches(series)) {
            sum += series.value;
            ++found;
        }
    }
    if (found == 0 || !std::isfinite(sum)) {
        sample.quality = Quality::NoData;
        sample.reason = found == 0
            ? tr("There is no series %1.").arg(QString::fromUtf8(m_figure.gauge->name()))
            : tr("%1 is no number at the moment.").arg(QString::fromUtf8(m_figure.gauge->name()));
        return;
    }
    sample.value = sum;
}

} // namespace slipway
