// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/scrapesource.h"

#include "base/worker.h"

#include "metrics/metricmath.h"
#include "metrics/sources/sourcesettings.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr char accepted[] = "application/openmetrics-text;version=1.0.0;q=0.9,"
                            "text/plain;version=0.0.4;q=0.5";

using Quality = MetricSample::Quality;

/// Figures with a time of their own may be so old, as long as they are not stale.
constexpr milliseconds leastPatience = std::chrono::minutes(1);
/// Of clocks that differ.
constexpr milliseconds clocksDiffer = std::chrono::minutes(10);

/// The figure's series and what tells of their restarts: a page of tens of thousands is read on
/// another thread, and most of it forgotten there.
Result<Exposition> wantedOf(const QByteArray &body, bool isOpenMetrics,
                            const QList<QByteArray> &names)
{
    Result<Exposition> scrape = parseExposition(body);
    if (!scrape)
        return scrape;
    if (isOpenMetrics && !scrape->isEnded)
        return failure(ErrorCode::InvalidInput,
                       ScrapeSource::tr("The metrics page is cut off: it is OpenMetrics and does "
                                        "not end with “# EOF”."));
    scrape->samples.removeIf([&names](const SeriesSample &series) {
        return series.name != "process_start_time_seconds"
            && std::ranges::none_of(names, [&series](const QByteArray &name) {
                   return series.name.startsWith(name);
               });
    });
    return scrape;
}

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
{
    for (const auto *selector :
         {&m_figure.numerator, &m_figure.denominator, &m_figure.histogram, &m_figure.gauge}) {
        if (!*selector)
            continue;
        // “_created” stands at the name without “_total”.
        QByteArray name = (*selector)->name();
        if (name.endsWith("_total"))
            name.chop(qsizetype(sizeof "_total") - 1);
        m_names.append(name);
    }
}

void ScrapeSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_monotonic = m_services.clock.monotonic();
    m_fetch = std::make_unique<HttpFetch>(m_network, HttpFetch::Limits{m_timeout});
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
    } else if (fetched.isCutInALine()) {
        sample.quality = Quality::SourceDown;
        sample.reason = tr("%1 broke off in the middle of a line.").arg(m_request.url().host());
    } else {
        m_isOpenMetrics = fetched.contentType.startsWith("application/openmetrics-text");
        onWorker(wantedOf, fetched.body, m_isOpenMetrics, m_names)
            .then(this, [this](const Result<Exposition> &scrape) { takeScrape(scrape); });
        return;
    }
    Q_EMIT measured(sample);
}

void ScrapeSource::takeScrape(const Result<Exposition> &scrape)
{
    MetricSample sample;
    sample.at = m_begun;
    if (!scrape) {
        sample.quality = Quality::SourceDown;
        sample.reason = scrape.error().message;
    } else if (const auto reason = outOfTime(*scrape)) {
        sample.quality = Quality::NoData;
        sample.reason = *reason;
    } else {
        sample = sampleOf(*scrape);
    }
    Q_EMIT measured(sample);
}

bool ScrapeSource::isOfFigure(const SeriesSample &series) const
{
    const auto isOf = [&series](const std::optional<SeriesSelector> &selector) {
        return selector && selector->matches(series);
    };
    return isOf(m_figure.numerator) || isOf(m_figure.denominator) || isOf(m_figure.gauge)
        || (m_figure.histogram
            && m_figure.histogram->withName(m_figure.histogram->name() + "_bucket")
                   .matches(series));
}

/// Why figures with a time of their own are not those of now: who passes them on has lost whom they
/// came from.
std::optional<QString> ScrapeSource::outOfTime(const Exposition &scrape) const
{
    const qint64 oldest = m_begun - std::max(staleLimit(m_spec), leastPatience).count();
    const qint64 newest = m_begun + clocksDiffer.count();
    for (const SeriesSample &series : scrape.samples) {
        if (!series.timestamp || !isOfFigure(series))
            continue;
        const double at = *series.timestamp * (m_isOpenMetrics ? 1000 : 1);
        if (at >= double(oldest) && at <= double(newest))
            continue;
        const QDateTime time
            = QDateTime::fromMSecsSinceEpoch(qint64(std::clamp(at, -6e13, 2e14)), QTimeZone::UTC);
        return tr("%1 is of %2, not of now.")
            .arg(QString::fromUtf8(series.name), time.toString(Qt::ISODate));
    }
    return std::nullopt;
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
    } else if (const SeriesSelector *broken = withoutNumber(scrape)) {
        sample.quality = Quality::NoData;
        sample.reason = tr("%1 is no number at the moment.").arg(QString::fromUtf8(broken->name()));
    } else if (m_figure.histogram) {
        readHistogram(sample);
    } else {
        readCounters(sample);
    }
    return sample;
}

/// The counter or histogram of which a series is NaN or infinite: nothing is known of how it grew.
const SeriesSelector *ScrapeSource::withoutNumber(const Exposition &scrape) const
{
    for (const auto *selector : {&m_figure.numerator, &m_figure.denominator}) {
        if (*selector
            && std::ranges::any_of(scrape.samples, [selector](const SeriesSample &series) {
                   return !std::isfinite(series.value) && (*selector)->matches(series);
               }))
            return &**selector;
    }
    if (m_figure.histogram
        && std::ranges::any_of(scrape.samples, [this](const SeriesSample &series) {
               return !std::isfinite(series.value) && isOfFigure(series);
           }))
        return &*m_figure.histogram;
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
