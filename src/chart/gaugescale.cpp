// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/gaugescale.h"

#include <algorithm>
#include <cmath>

namespace slipway {

namespace {

/// Uptimes and the like begin here: below that, another digit says nothing.
constexpr double firstNines = 99;
constexpr double mostNines = 5; ///< 99.999 %; what is better stands at the end
constexpr double lowestRate = 0.01;
constexpr double highestRate = 10;
/// Percentages with a limit up to here are rates of errors.
constexpr double rateOfErrors = 5;

double ninesOf(double percent)
{
    return percent >= 100 ? mostNines : -std::log10(1 - percent / 100);
}

/// 1, 2 or 5 times a power of ten, not below `value`.
double roundUp(double value)
{
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 2.5, 5.0}) {
        if (value <= step * power * (1 + 1e-9))
            return step * power;
    }
    return 10 * power;
}

} // namespace

GaugeScale GaugeScale::of(const MetricSpec &spec)
{
    using Side = MetricTarget::Side;
    GaugeScale scale;
    const bool isShare = spec.unit == MetricUnit::Percent;
    const bool isBounded = isShare || spec.unit == MetricUnit::Score;
    if (isShare && spec.target && spec.target->side == Side::Above
        && spec.target->limit >= firstNines) {
        scale.m_form = Form::Nines;
        scale.m_low = ninesOf(firstNines);
        scale.m_high = mostNines;
        scale.m_ticks = {99, 99.9, 99.99};
    } else if (isShare && spec.target && spec.target->side == Side::Below
               && spec.target->limit <= rateOfErrors) {
        scale.m_form = Form::Logarithmic;
        scale.m_low = lowestRate;
        scale.m_high = highestRate;
        scale.m_ticks = {0.01, 0.1, 1, 10};
    } else if (isBounded || (spec.target && spec.target->limit > 0)) {
        scale.m_form = Form::Linear;
        scale.m_high = isBounded ? 100 : roundUp(2 * spec.target->limit);
        scale.m_ticks = {0, scale.m_high / 2, scale.m_high};
    }
    return scale;
}

double GaugeScale::fraction(double value) const
{
    double place = 0;
    switch (m_form) {
    case Form::None:
        return 0;
    case Form::Linear:
        place = (value - m_low) / (m_high - m_low);
        break;
    case Form::Logarithmic:
        place = value <= m_low ? 0 : std::log10(value / m_low) / std::log10(m_high / m_low);
        break;
    case Form::Nines:
        place = (ninesOf(std::min(value, 100.0)) - m_low) / (m_high - m_low);
        break;
    }
    return std::isnan(place) ? 0 : std::clamp(place, 0.0, 1.0);
}

} // namespace slipway
