// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metrictext.h"

#include "metrics/metricmath.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::MetricText)
};

/// How many digits behind the point: as many as the target has and one more, within reason.
int digitsOf(const MetricSpec &spec, double value)
{
    int digits = std::abs(value) >= 100 || spec.unit == MetricUnit::Score ? 0
        : std::abs(value) >= 10                                           ? 1
                                                                          : 2;
    if (!spec.target)
        return digits;
    double limit = std::abs(spec.target->limit);
    int ofTarget = 0;
    while (ofTarget < 6 && std::abs(limit - std::round(limit)) > 1e-9) {
        limit *= 10;
        ++ofTarget;
    }
    return ofTarget > 0 ? std::max(digits, ofTarget + 1) : digits;
}

QString withUnit(const QString &number, MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Percent:
        return number + u" %"_s;
    case MetricUnit::Milliseconds:
        return number + u" ms"_s;
    case MetricUnit::Seconds:
        return number + u" s"_s;
    case MetricUnit::PerSecond:
        return number + u"/s"_s;
    case MetricUnit::Bytes:
    case MetricUnit::Number:
    case MetricUnit::Score:
        return number;
    }
    return number;
}

/// Rounded down or up to so many digits, exactly.
double cut(double value, int digits, MetricTarget::Side side)
{
    const double scale = std::pow(10.0, digits);
    const double scaled = value * scale;
    const double nearest = std::round(scaled);
    // 0.29 is not 28.999999999999996 hundredths.
    if (std::abs(scaled - nearest) < 1e-9 * std::max(1.0, std::abs(scaled)))
        return nearest / scale;
    return (side == MetricTarget::Side::Above ? std::floor(scaled) : std::ceil(scaled)) / scale;
}

} // namespace

QString metricText(const MetricSpec &spec, double value)
{
    if (std::isnan(value))
        return u"—"_s;
    if (std::isinf(value))
        return value > 0 ? u"∞"_s : u"−∞"_s;
    const QLocale locale;
    if (spec.unit == MetricUnit::Bytes)
        return locale.formattedDataSize(qint64(value));
    int digits = digitsOf(spec, value);
    double shown = value;
    if (spec.target) {
        shown = cut(value, digits, spec.target->side);
        // What misses or meets it by less than the digits show takes more of them.
        while (meets(*spec.target, value) != meets(*spec.target, shown) && digits < 12)
            shown = cut(value, ++digits, spec.target->side);
    }
    return withUnit(locale.toString(shown, 'f', digits), spec.unit);
}

QString targetText(const MetricSpec &spec)
{
    if (!spec.target)
        return {};
    const bool isAbove = spec.target->side == MetricTarget::Side::Above;
    const QString sign
        = spec.target->isInclusive ? (isAbove ? u"≥ "_s : u"≤ "_s) : (isAbove ? u"> "_s : u"< "_s);
    if (spec.unit == MetricUnit::Bytes)
        return sign + QLocale().formattedDataSize(qint64(spec.target->limit));
    return sign
        + withUnit(QLocale().toString(spec.target->limit, 'g', QLocale::FloatingPointShortest),
                   spec.unit);
}

QString durationWords(milliseconds time)
{
    const qint64 seconds = time.count() / 1000;
    const QLocale locale;
    if (time < milliseconds(1000) && time != milliseconds(0))
        return Words::tr("%1 ms").arg(time.count());
    if (seconds < 100) {
        const bool isWhole = time.count() % 1000 == 0;
        return Words::tr("%1 s").arg(
            locale.toString(double(time.count()) / 1000, 'f', isWhole ? 0 : 1));
    }
    const QChar zero(u'0');
    if (seconds < 3600)
        return Words::tr("%1m %2s").arg(seconds / 60).arg(seconds % 60, 2, 10, zero);
    if (seconds < 2 * 86400)
        return Words::tr("%1h %2m").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, zero);
    return Words::tr("%n day(s)", "", int(seconds / 86400));
}

} // namespace slipway
