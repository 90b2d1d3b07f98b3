// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/messenger.h"

#include "run/executors/webhook.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString slackText(QString text)
{
    return text.replace(u'&', u"&amp;"_s).replace(u'<', u"&lt;"_s).replace(u'>', u"&gt;"_s);
}

} // namespace

QJsonObject alertPayload(const QUrl &address, const QString &text)
{
    const bool isDiscord
        = address.host().endsWith("discord.com"_L1) || address.host().endsWith("discordapp.com"_L1);
    if (isDiscord)
        return {{u"content"_s, text},
                {u"allowed_mentions"_s, QJsonObject{{u"parse"_s, QJsonArray()}}}};
    // In Slack's markup “<!channel>” calls everybody, whoever made it part of a text.
    const bool isSlack = address.host().endsWith("slack.com"_L1);
    return {{u"text"_s, isSlack ? slackText(text) : text}};
}

Messenger::Messenger(const Ports &ports) : m_ports(ports) { }

Messenger::~Messenger() = default;

void Messenger::resolve(Promise &promise, const std::optional<Error> &error) const
{
    Result<void> result;
    if (error)
        result = std::unexpected(Error{error->code, m_ports.redactor.redact(error->message),
                                       m_ports.redactor.redact(error->detail)});
    promise.addResult(result);
    promise.finish();
}

QFuture<Result<void>> Messenger::send(const NotifyTarget &target, const QString &text,
                                      const Fill &fill)
{
    auto promise = std::make_shared<Promise>();
    promise->start();
    const QFuture<Result<void>> future = promise->future();
    const Result<NotifyChannel> channel = target.channel.filled(fill);
    if (!channel)
        resolve(*promise, channel.error());
    else if (channel->mail)
        mail(*channel->mail, text, std::move(promise));
    else
        post(channel->webhook, text, std::move(promise));
    return future;
}

void Messenger::post(const QString &address, const QString &text, std::shared_ptr<Promise> promise)
{
    const QUrl url(address.trimmed());
    const quint64 number = ++m_sent;
    std::unique_ptr<RunningHttpCheck> &delivery = m_posts[number];
    delivery = m_ports.http.start(webhookRequest(url, alertPayload(url, text)));
    connect(delivery.get(), &RunningHttpCheck::finished, this,
            [this, number, promise = std::move(promise)](const HttpCheckResult &result) {
                auto over = m_posts.extract(number);
                over.mapped().release()->deleteLater();
                resolve(*promise, webhookFailure(result));
            });
}

void Messenger::mail(const MailRoute &route, const QString &text, std::shared_ptr<Promise> promise)
{
    const quint64 number = ++m_sent;
    std::unique_ptr<RunningMail> &delivery = m_mails[number];
    delivery = m_ports.mailer.send(mailAbout(route, text));
    connect(delivery.get(), &RunningMail::finished, this,
            [this, number, promise = std::move(promise)](const std::optional<Error> &error) {
                auto over = m_mails.extract(number);
                over.mapped().release()->deleteLater();
                resolve(*promise, error);
            });
}

} // namespace slipway
