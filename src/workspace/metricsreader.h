// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricspec.h"
#include "plan/fieldreader.h"

#include <QSet>

namespace slipway {

/// Reads `metrics:` of a slipway.yaml, with what is usual filled in.
class MetricsReader
{
public:
    /// `channels`: the names of `notify`, which `alert` may use.
    MetricsReader(FieldReader &fields, QStringList channels)
        : m_fields(fields)
        , m_channels(std::move(channels))
    { }

    QList<MetricSpec> read(const YamlNode &metrics);

private:
    MetricSpec readMetric(const YamlNode &node);
    void warnOfOthers(const YamlNode &map, const QString &shape);
    void readUnit(const YamlNode &node, MetricSpec &spec);
    void readTarget(const YamlNode &node, MetricSpec &spec);
    void readSource(const YamlNode &node, MetricSpec &spec);
    void readLimits(const YamlNode &node, MetricSpec &spec);
    void readWindow(const YamlNode &node, MetricSpec &spec);
    void readWarning(const YamlNode &node, MetricSpec &spec);
    void readAlert(const YamlNode &node, MetricSpec &spec);
    void readQuiet(const YamlNode &node, MetricSpec &spec);
    const YamlNode *value(const YamlNode &node, const QString &key) const;

    FieldReader &m_fields;
    QStringList m_channels;
    QSet<QString> m_ids;
};

/// The keys of a metric, and of each kind of source as "source KIND".
QMap<QString, QStringList> metricKeyTable();

} // namespace slipway
