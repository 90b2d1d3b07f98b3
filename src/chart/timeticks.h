// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QTimeZone>

namespace slipway {

struct TimeTick
{
    qint64 at = 0; ///< milliseconds since the epoch
    QString label;
};

/// Round times of a clock on the wall from one moment to another, both included, and at most so
/// many: seconds, minutes, hours or days. At midnight the label is the day.
QList<TimeTick> timeTicks(qint64 from, qint64 to, int most,
                          const QTimeZone &zone = QTimeZone(QTimeZone::LocalTime));

} // namespace slipway
