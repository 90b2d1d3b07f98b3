// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/nodesource.h"

#include "metrics/sources/sourcesettings.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Quality = MetricSample::Quality;

std::optional<double> valueIn(const Exposition &scrape, QByteArrayView name,
                              QByteArrayView mount = {})
{
    const auto found = std::ranges::find_if(
        scrape.samples, [name, mount](const SeriesSample &sample) {
            return sample.name == name && (mount.isEmpty() || sample.label("mountpoint") == mount);
        });
    return found == scrape.samples.cend() ? std::nullopt : std::optional(found->value);
}

/// What is not free of what there is.
std::optional<double> percentUsed(const std::optional<double> &free,
                                  const std::optional<double> &all)
{
    const bool isShare = free && all && *all > 0 && *free >= 0 && *free <= *all;
    return isShare ? std::optional(100 * (1 - *free / *all)) : std::nullopt;
}

} // namespace

Result<std::unique_ptr<MetricSource>> NodeSource::make(const MetricSpec &spec,
                                                       const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    const Result<QUrl> url = settings.url(u"url"_s);
    if (!url)
        return std::unexpected(url.error());
    const Result<QNetworkRequest> request = settings.request(*url);
    if (!request)
        return std::unexpected(request.error());
    const QString name = spec.source.value(u"figure"_s).toString(u"memory"_s);
    const QList<std::pair<QString, Figure>> figures{
        {u"memory"_s, Figure::Memory}, {u"cpu"_s, Figure::Cpu}, {u"disk"_s, Figure::Disk}};
    for (const auto &[known, figure] : figures) {
        if (known == name)
            return std::unique_ptr<MetricSource>(new NodeSource(spec, services, figure, *request));
    }
    return failure(ErrorCode::InvalidInput,
                   tr("‘figure’ of the metric “%1” is none of: memory, cpu, disk.").arg(spec.id));
}

NodeSource::NodeSource(const MetricSpec &spec, const SourceServices &services, Figure figure,
                       const QNetworkRequest &request)
    : m_services(services)
    , m_figure(figure)
    , m_mount(spec.source.value(u"mount"_s).toString(u"/"_s).toUtf8())
    , m_request(request)
    , m_timeout(SourceSettings(spec, services).timeout())
{ }

void NodeSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_fetch = std::make_unique<HttpFetch>(m_network, HttpFetch::Limits{m_timeout});
    connect(m_fetch.get(), &HttpFetch::finished, this, &NodeSource::take);
    m_fetch->get(m_request);
}

void NodeSource::take(const HttpFetched &fetched)
{
    m_fetch.release()->deleteLater();
    MetricSample sample;
    sample.at = m_begun;
    const bool hasAnswer = fetched.problem == HttpFetched::Problem::None && fetched.status == 200;
    const Result<Exposition> scrape
        = hasAnswer ? parseExposition(fetched.body) : Result<Exposition>(Exposition());
    if (!hasAnswer) {
        sample.quality = fetched.problem == HttpFetched::Problem::Offline ? Quality::Offline
                                                                          : Quality::SourceDown;
        sample.reason = fetched.message.isEmpty()
            ? tr("%1 answered with the status %2.").arg(m_request.url().host()).arg(fetched.status)
            : fetched.message;
    } else if (fetched.isCutInALine()) {
        sample.quality = Quality::SourceDown;
        sample.reason = tr("%1 broke off in the middle of a line.").arg(m_request.url().host());
    } else if (!scrape) {
        sample.quality = Quality::SourceDown;
        sample.reason = scrape.error().message;
    } else if (const auto value = used(*scrape)) {
        sample.value = *value;
    } else {
        sample.quality = Quality::NoData;
        sample.reason = m_figure == Figure::Cpu && !m_delta.isReady()
            ? tr("Counters are compared with the next scrape.")
            : tr("%1 is no node exporter, or tells no such figure.").arg(m_request.url().host());
    }
    Q_EMIT measured(sample);
}

std::optional<double> NodeSource::used(const Exposition &scrape)
{
    switch (m_figure) {
    case Figure::Memory:
        return percentUsed(valueIn(scrape, "node_memory_MemAvailable_bytes"),
                           valueIn(scrape, "node_memory_MemTotal_bytes"));
    case Figure::Disk:
        return percentUsed(valueIn(scrape, "node_filesystem_avail_bytes", m_mount),
                           valueIn(scrape, "node_filesystem_size_bytes", m_mount));
    case Figure::Cpu: {
        static const auto idle = SeriesSelector::parse(u"node_cpu_seconds_total{mode=\"idle\"}"_s);
        static const auto all = SeriesSelector::parse(u"node_cpu_seconds_total"_s);
        m_delta.take(scrape);
        return m_delta.isReady() ? percentUsed(m_delta.increase(*idle), m_delta.increase(*all))
                                 : std::nullopt;
    }
    }
    return std::nullopt;
}

} // namespace slipway
