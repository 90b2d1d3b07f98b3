// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspace_p.h"

namespace slipway {

using State = SecretStoreStatus::State;

SecretStore *Workspace::keychain() const
{
    return d->keychain.get();
}

void Workspace::findSecrets()
{
    if (!d->keychain)
        return;
    if (!std::exchange(d->followsKeychain, true)) {
        connect(d->keychain.get(), &SecretStore::statusChanged, this,
                [this](const SecretStoreStatus &status) {
                    if (status.state == State::Available)
                        bringSecrets();
                });
    }
    if (d->keychain->status().state == State::Available)
        bringSecrets();
    else
        d->keychain->probe();
}

void Workspace::bringSecrets()
{
    d->secrets.load({}).then(this, [this](const Result<void> &) { Q_EMIT secretsChanged(); });
}

QFuture<Result<void>> Workspace::loadSecrets(const Plan &plan, const QMap<QString, QString> &inputs)
{
    return d->secrets.load(d->needsOf(plan, inputs)).then(this, [this](const Result<void> &loaded) {
        Q_EMIT secretsChanged();
        return loaded;
    });
}

} // namespace slipway
