// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/redactedsource.h"

namespace slipway {

RedactedSource::RedactedSource(std::unique_ptr<MetricSource> source, Redact redact)
    : m_source(std::move(source))
    , m_redact(std::move(redact))
{
    connect(m_source.get(), &MetricSource::measured, this, [this](const MetricSample &sample) {
        MetricSample shown = sample;
        shown.reason = m_redact(sample.reason);
        Q_EMIT measured(shown);
    });
}

} // namespace slipway
