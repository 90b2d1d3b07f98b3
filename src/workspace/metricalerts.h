// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/statefilter.h"
#include "workspace/alertmemory.h"
#include "workspace/messenger.h"
#include "workspace/workspaceconfig.h"

#include <QObject>

#include <map>

namespace slipway {

class WorkspaceMetrics;

/// A metric's change of state, as people are told of it.
struct MetricAlert
{
    QString metric;
    MetricState state = MetricState::Unknown;
    QString text; ///< "Web shop (production): Error rate is BAD: 1.2 % (target < 0.1 %). …"
    friend bool operator==(const MetricAlert &, const MetricAlert &) = default;
};

/// Tells of metrics that cross their targets: one message a change, to whom the metric's `alert`
/// names. In its quiet hours nobody hears anything; afterwards they hear what has changed since
/// they were told last, if it has. Measurements of before Slipway was started tell nothing new.
/// What does not arrive is told and changes nothing else.
class MetricAlerts final : public QObject
{
    Q_OBJECT
public:
    /// All of it outlives this.
    struct Ports
    {
        WorkspaceMetrics &metrics;
        Messenger &messenger;
        Clock &clock;
        const WorkspaceConfig &config;
        AlertMemory &memory;
    };
    explicit MetricAlerts(const Ports &ports);
    ~MetricAlerts() override;

Q_SIGNALS:
    /// For the desktop; also in quiet hours, for whoever sits there sees it anyway.
    void alerted(const slipway::MetricAlert &alert);
    /// `name` of a `notify` entry.
    void undelivered(const QString &name, const slipway::Error &error);

private:
    void look(const QString &metric);
    void tell(const MetricSpec &spec, const GaugeState &gauge);
    QString textOf(const MetricSpec &spec, const GaugeState &gauge) const;
    void send(const NotifyTarget &target, const QString &text);

    Ports m_ports;
    qint64 m_begun;
    std::map<QString, StateFilter> m_filters;
};

/// Pure: `now` is local time; a range over midnight has its end before its beginning.
bool isQuiet(const MetricSpec &spec, QTime now);

} // namespace slipway
