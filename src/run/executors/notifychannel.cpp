// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/notifychannel.h"

namespace slipway {

namespace {

/// Every text of the channel, in one order.
QList<QString *> textsOf(NotifyChannel &channel)
{
    QList<QString *> texts{&channel.webhook};
    if (!channel.mail)
        return texts;
    MailRoute &route = *channel.mail;
    texts << &route.server << &route.user << &route.password << &route.from << &route.ca;
    texts.reserve(texts.size() + route.to.size());
    for (QString &receiver : route.to)
        texts << &receiver;
    return texts;
}

} // namespace

QStringList NotifyChannel::texts() const
{
    NotifyChannel copy = *this;
    const QList<QString *> places = textsOf(copy);
    QStringList texts;
    texts.reserve(places.size());
    for (const QString *text : places)
        texts << *text;
    return texts;
}

Result<NotifyChannel>
NotifyChannel::filled(const std::function<Result<QString>(const QString &text)> &fill) const
{
    NotifyChannel channel = *this;
    const QList<QString *> texts = textsOf(channel);
    for (QString *text : texts) {
        if (text->isEmpty())
            continue;
        const Result<QString> made = fill(*text);
        if (!made)
            return std::unexpected(made.error());
        *text = *made;
    }
    return channel;
}

Mail mailAbout(const MailRoute &route, const QString &text)
{
    return {route, text.section(u'\n', 0, 0), text};
}

} // namespace slipway
