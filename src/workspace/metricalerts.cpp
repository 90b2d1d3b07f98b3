// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metricalerts.h"

#include "metrics/metrictext.h"
#include "run/executors/webhook.h"
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

QJsonObject alertPayload(const QUrl &address, const QString &text)
{
    const bool isDiscord
        = address.host().endsWith("discord.com"_L1) || address.host().endsWith("discordapp.com"_L1);
    return {{isDiscord ? u"content"_s : u"text"_s, text}};
}

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
    const Result<NotifyChannel> channel = target.channel.filled(
        [this](const QString &each) { return m_ports.metrics.filled(each); });
    if (!channel)
        qCWarning(workspaceLog) << "cannot alert" << target.name << channel.error().message;
    else if (channel->mail)
        mail(target.name, *channel->mail, text);
    else
        post(target.name, channel->webhook, text);
}

void MetricAlerts::post(const QString &name, const QString &address, const QString &text)
{
    const QUrl url(address.trimmed());
    const quint64 number = ++m_sent;
    std::unique_ptr<RunningHttpCheck> &delivery = m_posts[number];
    delivery = m_ports.http.start(webhookRequest(url, alertPayload(url, text)));
    connect(delivery.get(), &RunningHttpCheck::finished, this,
            [this, number, name](const HttpCheckResult &result) {
                if (const auto error = webhookFailure(result))
                    qCWarning(workspaceLog) << "alerting" << name << "failed:" << error->message;
                auto over = m_posts.extract(number);
                over.mapped().release()->deleteLater();
            });
}

void MetricAlerts::mail(const QString &name, const MailRoute &route, const QString &text)
{
    const quint64 number = ++m_sent;
    std::unique_ptr<RunningMail> &delivery = m_mails[number];
    delivery = m_ports.mailer.send(mailAbout(route, text));
    connect(delivery.get(), &RunningMail::finished, this,
            [this, number, name](const std::optional<Error> &error) {
                if (error)
                    qCWarning(workspaceLog) << "alerting" << name << "failed:" << error->message;
                auto over = m_mails.extract(number);
                over.mapped().release()->deleteLater();
            });
}

} // namespace slipway
