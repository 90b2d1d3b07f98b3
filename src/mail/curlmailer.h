// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/mailer.h"

#include <QThreadPool>

#include <vector>

namespace slipway {

class SmtpDelivery;

/// Mails by SMTP, through libcurl on threads of its own. Certificates are always verified.
class CurlMailer final : public Mailer
{
public:
    CurlMailer();
    /// What is under way is given up; ends within moments.
    ~CurlMailer() override;

    std::unique_ptr<RunningMail> send(const Mail &mail) override;

private:
    QThreadPool m_threads;
    std::vector<std::weak_ptr<SmtpDelivery>> m_deliveries;
};

} // namespace slipway
