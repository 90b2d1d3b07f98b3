// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planvalues.h"

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Unit
{
    QStringView name;
    qint64 milliseconds;
};

constexpr qint64 day = 86'400'000;
constexpr qint64 longest = 3'660 * day;
// "ms" stands before "m" so that the longer name wins.
constexpr std::array<Unit, 5> units{
    {{u"ms", 1}, {u"s", 1'000}, {u"m", 60'000}, {u"h", 3'600'000}, {u"d", day}}};

const Unit *unitAt(QStringView text)
{
    for (const Unit &unit : units) {
        if (text.startsWith(unit.name))
            return &unit;
    }
    return nullptr;
}

/// Length of the figure at the start of `text`: digits with at most one decimal point.
qsizetype figureLength(QStringView text)
{
    qsizetype length = 0;
    bool point = false;
    while (length < text.size()) {
        const char16_t c = text.at(length).unicode();
        if (c == u'.' && !point && length > 0)
            point = true;
        else if (c < u'0' || c > u'9')
            break;
        ++length;
    }
    return length;
}

} // namespace

std::optional<milliseconds> durationFromText(const QString &text)
{
    QStringView rest = QStringView(text).trimmed();
    if (rest.isEmpty())
        return std::nullopt;
    double total = 0;
    qint64 lastUnit = longest;
    while (!rest.isEmpty()) {
        const qsizetype length = figureLength(rest);
        const Unit *unit = unitAt(rest.sliced(length).trimmed());
        bool isNumber = false;
        const double figure = rest.first(length).toDouble(&isNumber);
        // Parts go from large to small, so that "5m5m" and "1s2h" are typing errors.
        if (!isNumber || !unit || unit->milliseconds >= lastUnit)
            return std::nullopt;
        lastUnit = unit->milliseconds;
        total += figure * static_cast<double>(unit->milliseconds);
        if (total > static_cast<double>(longest))
            return std::nullopt;
        rest = rest.sliced(length).trimmed().sliced(unit->name.size()).trimmed();
    }
    return milliseconds(std::llround(total));
}

QString durationToText(milliseconds duration)
{
    qint64 rest = duration.count();
    if (rest <= 0)
        return u"0s"_s;
    QString text;
    for (const Unit &unit : {units[4], units[3], units[2], units[1], units[0]}) {
        const qint64 count = rest / unit.milliseconds;
        if (count > 0)
            text += QString::number(count) + unit.name;
        rest %= unit.milliseconds;
    }
    return text;
}

std::optional<Estimate> estimateFromText(const QString &text)
{
    QString plain = text.trimmed();
    plain.replace(QChar(0x2013), u'-');
    const qsizetype dash = plain.indexOf(u'-');
    if (dash < 0) {
        const auto single = durationFromText(plain);
        return single ? std::optional(Estimate{*single, *single}) : std::nullopt;
    }
    const QString highText = plain.sliced(dash + 1).trimmed();
    QString lowText = plain.first(dash).trimmed();
    const auto high = durationFromText(highText);
    if (!high || lowText.isEmpty())
        return std::nullopt;
    if (figureLength(lowText) == lowText.size())
        lowText += QStringView(highText).sliced(figureLength(highText)).trimmed();
    const auto low = durationFromText(lowText);
    if (!low || *low > *high)
        return std::nullopt;
    return Estimate{*low, *high};
}

QString estimateToText(const Estimate &estimate)
{
    if (estimate.low == estimate.high)
        return durationToText(estimate.low);
    return durationToText(estimate.low) + u'-' + durationToText(estimate.high);
}

QTime clockTimeFromText(const QString &text)
{
    const QString plain = text.trimmed();
    for (const QString &format : {u"H:mm"_s, u"H:mm:ss"_s}) {
        const QTime time = QTime::fromString(plain, format);
        if (time.isValid())
            return time;
    }
    return {};
}

QString clockTimeToText(QTime time)
{
    return time.toString(time.second() == 0 ? u"HH:mm"_s : u"HH:mm:ss"_s);
}

} // namespace slipway
