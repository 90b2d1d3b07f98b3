// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/mailer.h"

#include <functional>

namespace slipway {

/// Where a text goes to people: a webhook, or a mail. Its texts may be templates, or hold markers
/// where they have secrets.
struct NotifyChannel
{
    QString webhook;
    std::optional<MailRoute> mail; ///< in place of the webhook
    friend bool operator==(const NotifyChannel &, const NotifyChannel &) = default;

    QStringList texts() const;
    /// With each text as `fill` makes it; its first error.
    Result<NotifyChannel>
    filled(const std::function<Result<QString>(const QString &text)> &fill) const;
};

/// The mail that tells of it: its first line is the subject too.
Mail mailAbout(const MailRoute &route, const QString &text);

} // namespace slipway
