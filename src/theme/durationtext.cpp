// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/durationtext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct Unit
{
    qint64 seconds;
    const char *name;
};

constexpr std::array<Unit, 4> units{{
    {86400, QT_TRANSLATE_NOOP("DurationText", "d")},
    {3600, QT_TRANSLATE_NOOP("DurationText", "h")},
    {60, QT_TRANSLATE_NOOP("DurationText", "min")},
    {1, QT_TRANSLATE_NOOP("DurationText", "s")},
}};

qint64 wholeSeconds(milliseconds duration)
{
    return std::max<qint64>(0, duration.count() / 1000);
}

/// The largest unit in which both ends are whole numbers.
const Unit &unitOf(const Estimate &estimate)
{
    const qint64 low = wholeSeconds(estimate.low);
    const qint64 high = wholeSeconds(estimate.high);
    const auto found = std::ranges::find_if(units, [low, high](const Unit &unit) {
        return high >= unit.seconds && low % unit.seconds == 0 && high % unit.seconds == 0;
    });
    return found == units.end() ? units.back() : *found;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("DurationText", text);
}

QString twoParts(qint64 big, const QString &bigName, qint64 small, const QString &smallName)
{
    return u"%1%2 %3%4"_s.arg(big).arg(bigName).arg(small, 2, 10, QChar(u'0')).arg(smallName);
}

} // namespace

QString durationText(milliseconds duration)
{
    const qint64 seconds = wholeSeconds(duration);
    if (seconds < 60)
        return u"%1s"_s.arg(seconds);
    if (seconds < 3600)
        return twoParts(seconds / 60, u"m"_s, seconds % 60, u"s"_s);
    if (seconds < 86400)
        return twoParts(seconds / 3600, u"h"_s, seconds % 3600 / 60, u"m"_s);
    return twoParts(seconds / 86400, u"d"_s, seconds % 86400 / 3600, u"h"_s);
}

QString estimateText(const Estimate &estimate)
{
    const Unit &unit = unitOf(estimate);
    const qint64 low = wholeSeconds(estimate.low) / unit.seconds;
    const qint64 high = wholeSeconds(estimate.high) / unit.seconds;
    const QString name = translated(unit.name);
    if (low == high)
        return u"%1 %2"_s.arg(high).arg(name);
    return u"%1-%2 %3"_s.arg(low).arg(high).arg(name);
}

QString durationAgainst(milliseconds duration, const std::optional<Estimate> &estimate)
{
    if (!estimate)
        return durationText(duration);
    return QCoreApplication::translate("DurationText", "%1 of %2", "4m 07s of 15-30 min")
        .arg(durationText(duration), estimateText(*estimate));
}

QString progressAgainst(milliseconds duration, const std::optional<Estimate> &estimate)
{
    if (!estimate)
        return durationText(duration);
    const qint64 spent = wholeSeconds(duration);
    const qint64 unit = unitOf(*estimate).seconds;
    // Under one unit, or an estimate in days, a bare number would hide what happens.
    if (spent < unit || unit > 3600 || spent >= 100 * unit)
        return durationAgainst(duration, estimate);
    const QString number = unit == 3600 ? QString::number(double(spent) / 3600.0, 'f', 1)
                                        : QString::number(spent / unit);
    return QCoreApplication::translate("DurationText", "%1 of %2", "4m 07s of 15-30 min")
        .arg(number, estimateText(*estimate));
}

} // namespace slipway
