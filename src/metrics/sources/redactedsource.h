// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

namespace slipway {

/// Another source, whose reasons show no secret: commands and servers repeat what they were given.
class RedactedSource final : public MetricSource
{
    Q_OBJECT
public:
    using Redact = std::function<QString(const QString &text)>;

    RedactedSource(std::unique_ptr<MetricSource> source, Redact redact);

    void measure() override { m_source->measure(); }

private:
    std::unique_ptr<MetricSource> m_source;
    Redact m_redact;
};

} // namespace slipway
