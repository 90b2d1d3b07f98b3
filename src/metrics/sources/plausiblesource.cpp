// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/plausiblesource.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Counters are read one after the other, and Prometheus reckons each to the ends of its time.
constexpr double mostAboveWhole = 1.1;
constexpr double rounding = 1e-6;

QString number(double value)
{
    return QLocale::c().toString(value, 'g', 6);
}

MetricSample without(MetricSample sample, const QString &reason)
{
    sample.quality = MetricSample::Quality::NoData;
    sample.reason = reason;
    return sample;
}

} // namespace

MetricSample plausible(const MetricSpec &spec, MetricSample sample)
{
    if (sample.quality != MetricSample::Quality::Good)
        return sample;
    if (spec.kind == MetricKind::Ratio) {
        const bool isShare = sample.numerator >= 0 && sample.denominator >= 0
            && sample.numerator <= sample.denominator * mostAboveWhole;
        if (!isShare)
            return without(sample,
                           PlausibleSource::tr("%1 of %2 is no share.")
                               .arg(number(sample.numerator), number(sample.denominator)));
        sample.numerator = std::min(sample.numerator, sample.denominator);
        return sample;
    }
    if (spec.kind != MetricKind::Level || spec.unit != MetricUnit::Percent || !spec.target
        || std::isnan(sample.value))
        return sample;
    const bool isTooGood = spec.target->side == MetricTarget::Side::Above
        ? sample.value > 100 + rounding
        : sample.value < -rounding;
    return isTooGood
        ? without(sample, PlausibleSource::tr("%1 % cannot be.").arg(number(sample.value)))
        : sample;
}

PlausibleSource::PlausibleSource(std::unique_ptr<MetricSource> source, const MetricSpec &spec)
    : m_source(std::move(source))
{
    connect(m_source.get(), &MetricSource::measured, this,
            [this, spec](const MetricSample &sample) { Q_EMIT measured(plausible(spec, sample)); });
}

} // namespace slipway
