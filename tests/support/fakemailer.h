// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/mailer.h"

#include <QList>
#include <QTimer>

namespace slipway {

/// Keeps mails; each ends as `error` says.
class FakeMailer final : public Mailer
{
public:
    std::unique_ptr<RunningMail> send(const Mail &mail) override
    {
        mails.append(mail);
        return std::make_unique<FakeMail>(error);
    }

    QList<Mail> mails;
    std::optional<Error> error;

private:
    class FakeMail final : public RunningMail
    {
    public:
        explicit FakeMail(const std::optional<Error> &error)
        {
            QTimer::singleShot(0, this, [this, error] { Q_EMIT finished(error); });
        }
        void cancel() override { }
    };
};

} // namespace slipway
