// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "metrics/metricspec.h"

#include <QList>

namespace slipway {

/// A metric as a person fills it in. Texts are as they stand in slipway.yaml; empty ones are left
/// out.
struct MetricDraft
{
    QString id;
    QString name;
    QString unit;
    QString target;
    QString window;
    QString sourceKind;
    QList<std::pair<QString, QString>> settings; ///< of the source, in order
    friend bool operator==(const MetricDraft &, const MetricDraft &) = default;
};

/// Something to begin with: the targets of usual deployments.
struct MetricPreset
{
    QString title;
    MetricDraft draft;
};
QList<MetricPreset> metricPresets();

/// `yaml` with the metric at the end of `metrics`, everything else byte for byte as it was.
/// InvalidInput says what is wrong with the metric, or with the file.
Result<QByteArray> withMetric(const QByteArray &yaml, const MetricDraft &draft);

/// What the file's reader makes of the draft.
Result<MetricSpec> specOf(const MetricDraft &draft);

} // namespace slipway
