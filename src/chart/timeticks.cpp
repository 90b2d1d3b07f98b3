// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/timeticks.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr qint64 inMilliseconds(std::chrono::milliseconds time)
{
    return time.count();
}

constexpr qint64 minute = inMilliseconds(1min);
constexpr qint64 hour = inMilliseconds(1h);
constexpr qint64 day = inMilliseconds(24h);
/// Each goes a whole number of times into the next unit of a clock.
constexpr std::array steps{inMilliseconds(1s),    inMilliseconds(5s),    inMilliseconds(15s),
                           inMilliseconds(30s),   inMilliseconds(1min),  inMilliseconds(2min),
                           inMilliseconds(5min),  inMilliseconds(10min), inMilliseconds(15min),
                           inMilliseconds(30min), inMilliseconds(1h),    inMilliseconds(2h),
                           inMilliseconds(3h),    inMilliseconds(6h),    inMilliseconds(12h)};
constexpr std::array<qint64, 5> daySteps{1, 2, 7, 14, 28};

QList<TimeTick> dayTicks(qint64 from, qint64 to, int most, const QTimeZone &zone)
{
    const auto dateOf = [&zone](qint64 at) {
        return QDateTime::fromMSecsSinceEpoch(at, zone).date();
    };
    const QDate last = dateOf(to);
    const qint64 days = dateOf(from).daysTo(last);
    qint64 step = daySteps.back();
    for (const qint64 each : daySteps) {
        if (days / each < most) {
            step = each;
            break;
        }
    }
    step = std::max(step, days / most + 1);
    QList<TimeTick> ticks;
    // Weeks begin with Monday, and Julian day 0 is one.
    const qint64 first = (dateOf(from).toJulianDay() + step - 1) / step * step;
    for (QDate date = QDate::fromJulianDay(first); date <= last; date = date.addDays(step)) {
        const qint64 at = date.startOfDay(zone).toMSecsSinceEpoch();
        if (at >= from && at <= to)
            ticks.append({at, QLocale().toString(date, u"d MMM"_s)});
    }
    return ticks;
}

QString labelOf(const QDateTime &time, qint64 step)
{
    if (time.time().msecsSinceStartOfDay() == 0)
        return QLocale().toString(time.date(), u"ddd d MMM"_s);
    return QLocale().toString(time.time(), step < minute ? u"HH:mm:ss"_s : u"HH:mm"_s);
}

} // namespace

QList<TimeTick> timeTicks(qint64 from, qint64 to, int most, const QTimeZone &zone)
{
    if (to <= from || most < 1)
        return {};
    const auto *const found
        = std::ranges::find_if(steps, [&](qint64 each) { return (to - from) / each < most; });
    if (found == steps.end())
        return dayTicks(from, to, most, zone);
    const qint64 step = *found;
    QList<TimeTick> ticks;
    const QDateTime first = QDateTime::fromMSecsSinceEpoch(from, zone);
    // By the clock, which a change of summer time sets back or forward by an hour or two.
    qint64 clock = std::max<qint64>(first.time().msecsSinceStartOfDay() - 2 * hour, 0);
    clock -= clock % step;
    for (QDate date = first.date();; date = date.addDays(1), clock = 0) {
        for (; clock < day; clock += step) {
            const QDateTime time(date, QTime::fromMSecsSinceStartOfDay(int(clock)), zone);
            const qint64 at = time.toMSecsSinceEpoch();
            if (at > to)
                return ticks;
            const bool isThere = time.time().msecsSinceStartOfDay() == clock;
            if (isThere && at >= from)
                ticks.append({at, labelOf(time, step)});
        }
    }
}

} // namespace slipway
