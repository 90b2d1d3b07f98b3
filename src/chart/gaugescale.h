// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricspec.h"

#include <QList>

namespace slipway {

/// Where values stand on a metric's gauge. Uptime by its nines (99, 99.9, 99.99 are as far from
/// each other), error rates by powers of ten, the rest evenly.
class GaugeScale
{
public:
    enum class Form {
        None, ///< without a target there is no honest range
        Linear,
        Logarithmic,
        Nines,
    };

    static GaugeScale of(const MetricSpec &spec);

    Form form() const { return m_form; }
    /// 0 at the left end, 1 at the right one; values beyond stand at the end.
    double fraction(double value) const;
    /// Values to write beside the scale, in order.
    const QList<double> &ticks() const { return m_ticks; }

private:
    Form m_form = Form::None;
    double m_low = 0;
    double m_high = 1;
    QList<double> m_ticks;
};

} // namespace slipway
