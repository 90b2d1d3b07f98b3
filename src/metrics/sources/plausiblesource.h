// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"
#include "metrics/metricspec.h"

namespace slipway {

/// Pure: the sample, or that it has no figure where its figure cannot be: more parts than there is
/// of the whole, less than nothing of it, or a percentage beyond its ends that would look good.
MetricSample plausible(const MetricSpec &spec, MetricSample sample);

/// Another source, of whose figures those that cannot be are none.
class PlausibleSource final : public MetricSource
{
    Q_OBJECT
public:
    PlausibleSource(std::unique_ptr<MetricSource> source, const MetricSpec &spec);

    void measure() override { m_source->measure(); }

private:
    std::unique_ptr<MetricSource> m_source;
};

} // namespace slipway
