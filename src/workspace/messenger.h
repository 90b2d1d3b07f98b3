// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "exec/httpchecker.h"
#include "workspace/workspaceconfig.h"

#include <QFuture>
#include <QJsonObject>
#include <QObject>
#include <QPromise>

#include <map>

namespace slipway {

/// Sends texts to people by the channels of `notify`, outside of runs. What is under way when it
/// goes is given up.
class Messenger final : public QObject
{
    Q_OBJECT
public:
    /// All of it outlives this.
    struct Ports
    {
        HttpChecker &http;
        Mailer &mailer;
        const Redactor &redactor; ///< servers repeat what they were given
    };
    /// Fills in the templates of a channel's texts.
    using Fill = std::function<Result<QString>(const QString &text)>;

    explicit Messenger(const Ports &ports);
    ~Messenger() override;

    /// Resolves once the other side took it, or will not. On this object's thread.
    QFuture<Result<void>> send(const NotifyTarget &target, const QString &text, const Fill &fill);

private:
    using Promise = QPromise<Result<void>>;
    void resolve(Promise &promise, const std::optional<Error> &error) const;
    void post(const QString &address, const QString &text, std::shared_ptr<Promise> promise);
    void mail(const MailRoute &route, const QString &text, std::shared_ptr<Promise> promise);

    Ports m_ports;
    std::map<quint64, std::unique_ptr<RunningHttpCheck>> m_posts;
    std::map<quint64, std::unique_ptr<RunningMail>> m_mails;
    quint64 m_sent = 0;
};

/// The body that the service behind an address understands: Discord's differs from those of Slack,
/// Teams and the rest. Nothing in the text calls people together.
QJsonObject alertPayload(const QUrl &address, const QString &text);

} // namespace slipway
