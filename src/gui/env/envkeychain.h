// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

#include <QPointer>

namespace slipway {

class EnvEditor;

/// Moves values of an EnvEditor's file into the keychain and back. The file changes only when the
/// keychain has done its part; without a keychain nothing moves. GUI thread.
class EnvKeychain : public QObject
{
    Q_OBJECT
public:
    explicit EnvKeychain(EnvEditor &editor, QObject *parent = nullptr);

    /// The workspace's; nullptr: there is none. Looks at it at once.
    void setStore(SecretStore *store);
    SecretStoreStatus status() const;
    bool isAvailable() const { return status().state == SecretStoreStatus::State::Available; }

    /// Each ends with moved() or failed().
    void moveIn(const QByteArray &key);
    void bringBack(const QByteArray &key);

Q_SIGNALS:
    void statusChanged();
    void moved(const QByteArray &key);
    void failed(const slipway::Error &error);

private:
    Result<SecretName> nameFor(const QByteArray &key) const;
    void finish(const QByteArray &key, const Result<void> &done);

    EnvEditor &m_editor;
    QPointer<SecretStore> m_store;
};

} // namespace slipway
