// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/timeargument.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

std::optional<QDateTime> timeArgument(const QString &text)
{
    if (text == "now"_L1)
        return QDateTime::currentDateTimeUtc();
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toUTC()) : std::nullopt;
}

Error noTimeError(const QString &text)
{
    return {ErrorCode::InvalidInput,
            QCoreApplication::translate("slipway::TimeArgument",
                                        "“%1” is no time; use one such as 2026-11-26T14:05:00.")
                .arg(text)};
}

} // namespace slipway
