// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/secretneeds.h"
#include "workspace/workspace_p.h"

#include <QSysInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QFuture<Result<void>> ended(const Result<void> &result)
{
    return QtFuture::makeReadyValueFuture(result);
}

Error unknownTarget(const QString &name, const QStringList &known)
{
    const QString there = known.isEmpty()
        ? Workspace::tr("It has none with a name: write one under ‘notify’.")
        : Workspace::tr("It has: %1.").arg(known.join(u", "_s));
    return {ErrorCode::NotFound,
            Workspace::tr("slipway.yaml has no ‘notify’ entry “%1”. %2").arg(name, there)};
}

/// What a person is told of a message that did not arrive.
Error undelivered(const QString &name, const Error &error)
{
    return {error.code,
            Workspace::tr("A message to “%1” did not arrive: %2")
                .arg(name.isEmpty() ? Workspace::tr("(unnamed)") : name, error.message),
            error.detail};
}

} // namespace

QStringList Workspace::messageTargets() const
{
    QStringList names;
    for (const NotifyTarget &target : d->config.notify) {
        if (!target.name.isEmpty())
            names.append(target.name);
    }
    return names;
}

void Workspace::Private::tellUndelivered(const QString &name, const Error &error)
{
    Q_EMIT q->messageFailed(undelivered(name, error));
}

QFuture<Result<void>> Workspace::sendTestMessage(const QString &name, const QString &environment)
{
    const QList<NotifyTarget> &targets = d->config.notify;
    const auto target = std::ranges::find(targets, name, &NotifyTarget::name);
    if (name.isEmpty() || target == targets.cend())
        return ended(std::unexpected(unknownTarget(name, messageTargets())));
    const QString where = environment.isEmpty() ? d->config.environment : environment;
    const QString text
        = tr("Test message from Slipway: messages of %1 (%2) to “%3” arrive. It was sent from %4.")
              .arg(d->config.name, where, name, QSysInfo::machineHostName());
    const auto send = [this, target = *target, where, text] {
        return d->messenger.send(target, text, [this, where](const QString &each) {
            return metrics(where).filled(each);
        });
    };
    return d->secrets.load(secretNeedsOf(target->channel))
        .then(this, [send](const Result<void> &loaded) { return loaded ? send() : ended(loaded); })
        .unwrap();
}

} // namespace slipway
