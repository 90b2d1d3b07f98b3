// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/gaugepainter.h"
#include "metrics/metricsample.h"

namespace slipway {

/// How a metric is measured and how its value comes about, as HTML: arithmetic, source and its
/// settings (templates as they are written, so never a secret), rules of judgement, last problem.
QString metricDetails(const GaugeFace &face, const QList<MetricSample> &samples, qint64 now);

} // namespace slipway
