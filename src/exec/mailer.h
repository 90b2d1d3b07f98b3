// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace slipway {

/// The way a mail goes.
struct MailRoute
{
    /// "smtps://host:465" (TLS from the start) or "smtp://host:587" (STARTTLS, which is required
    /// of every server but those on this machine).
    QString server;
    QString user; ///< empty: the server wants no login
    QString password;
    QString from;
    QStringList to;
    QString ca; ///< a file of certificates to trust in place of the system's; empty: the system's
    friend bool operator==(const MailRoute &, const MailRoute &) = default;
};

struct Mail
{
    MailRoute route;
    QString subject;
    QString text;
};

/// A mail under way. finished() comes exactly once, never from inside send() or cancel(). Deleting
/// it gives up silently.
class RunningMail : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Without an error: the server took it for every receiver.
    void finished(const std::optional<slipway::Error> &error);
};

/// Sends mails. Tries again where the server could not be reached or said that it cannot just now.
class Mailer
{
public:
    Mailer() = default;
    virtual ~Mailer() = default;
    Q_DISABLE_COPY_MOVE(Mailer)

    virtual std::unique_ptr<RunningMail> send(const Mail &mail) = 0;
};

} // namespace slipway
