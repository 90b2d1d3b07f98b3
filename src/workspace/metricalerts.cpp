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

MetricAlerts::MetricAlerts(const Ports &ports) : m_ports(ports)
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
    const GaugeState gauge = m_ports.metrics.state(metric);
    const auto told = m_filters[metric].take(gauge.state);
    if (!told)
        return;
    const MetricAlert alert{metric, *told, textOf(*spec, gauge)};
    Q_EMIT alerted(alert);
    if (spec->alert.isEmpty() || isQuiet(*spec, m_ports.clock.now().toLocalTime().time()))
        return;
    for (const NotifyTarget &target : m_ports.config.notify) {
        if (spec->alert.contains(target.name))
            send(target, alert.text);
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
