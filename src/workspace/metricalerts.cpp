// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metricalerts.h"

#include "metrics/metrictext.h"
#include "workspace/workspacelog.h"
#include "workspace/workspacemetrics.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString wordOf(MetricState state)
{
    switch (state) {
    case MetricState::Ok:
        return MetricAlerts::tr("OK again");
    case MetricState::Warn:
        return MetricAlerts::tr("close to its target");
    case MetricState::Bad:
        return MetricAlerts::tr("BAD");
    case MetricState::Unknown:
        return MetricAlerts::tr("not known any more");
    case MetricState::Maintenance:
        return MetricAlerts::tr("in maintenance");
    }
    return {};
}

} // namespace

bool isQuiet(const MetricSpec &spec, QTime now)
{
    if (!spec.quiet)
        return false;
    const auto &[begin, end] = *spec.quiet;
    return begin <= end ? now >= begin && now < end : now >= begin || now < end;
}

MetricAlerts::MetricAlerts(const Ports &ports)
    : m_ports(ports)
    , m_begun(ports.clock.now().toMSecsSinceEpoch())
{
    connect(&m_ports.metrics, &WorkspaceMetrics::changed, this, &MetricAlerts::look);
}

MetricAlerts::~MetricAlerts() = default;

void MetricAlerts::look(const QString &metric)
{
    const QList<MetricSpec> &specs = m_ports.metrics.specs();
    const auto spec = std::ranges::find(specs, metric, &MetricSpec::id);
    if (spec == specs.cend() || !spec->target)
        return;
    const QList<MetricSample> recent = m_ports.metrics.recent(metric);
    if (recent.isEmpty() || recent.constLast().at < m_begun)
        return;
    const GaugeState gauge = m_ports.metrics.state(metric);
    const auto remembered = m_ports.memory.told(m_ports.metrics.environment(), metric);
    StateFilter &filter = m_filters.try_emplace(metric, remembered).first->second;
    if (const auto told = filter.take(gauge.state))
        Q_EMIT alerted({metric, *told, textOf(*spec, gauge)});
    const bool isSettled = filter.told() == gauge.state;
    if (isSettled && remembered != gauge.state
        && !isQuiet(*spec, m_ports.clock.now().toLocalTime().time()))
        tell(*spec, gauge);
}

void MetricAlerts::tell(const MetricSpec &spec, const GaugeState &gauge)
{
    const QString environment = m_ports.metrics.environment();
    const bool isFirst = !m_ports.memory.told(environment, spec.id);
    m_ports.memory.remember(environment, spec.id, gauge.state);
    // That all is well is news to those only who heard of something else.
    if (isFirst && gauge.state == MetricState::Ok)
        return;
    for (const NotifyTarget &target : m_ports.config.notify) {
        if (spec.alert.contains(target.name))
            send(target, textOf(spec, gauge));
    }
}

QString MetricAlerts::textOf(const MetricSpec &spec, const GaugeState &gauge) const
{
    const QString where = tr("%1 (%2)").arg(m_ports.config.name, m_ports.metrics.environment());
    const QString value = gauge.value ? metricText(spec, *gauge.value) : u"—"_s;
    return tr("%1: %2 is %3: %4 (target %5). %6")
        .arg(where, spec.name, wordOf(gauge.state), value, targetText(spec), gauge.reason);
}

void MetricAlerts::send(const NotifyTarget &target, const QString &text)
{
    m_ports.messenger
        .send(target, text, [this](const QString &each) { return m_ports.metrics.filled(each); })
        .then(this, [this, name = target.name](const Result<void> &sent) {
            if (sent)
                return;
            qCWarning(workspaceLog) << "alerting" << name << "failed:" << sent.error().message;
            Q_EMIT undelivered(name, sent.error());
        });
}

} // namespace slipway
