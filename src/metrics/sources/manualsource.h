// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

namespace slipway {

/// `manual`: a figure that a person looked up and wrote down: `value`, `date` and `by`. Older than
/// `max_age` it is no data.
class ManualSource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    ManualSource(const SourceServices &services, const MetricSpec &spec, const QDate &date);

    SourceServices m_services;
    double m_value;
    QDate m_date;
    QString m_by;
    milliseconds m_maxAge;
};

} // namespace slipway
