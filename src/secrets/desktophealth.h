// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/keychainhealth.h"
#include "secrets/taskqueue.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusServiceWatcher>

namespace slipway {

/// The health of a freedesktop.org desktop's keychain: the Secret Service (GNOME Keyring,
/// KeePassXC, …), or KWallet where QtKeychain uses that. Asks over the session bus, since the
/// answers of a keychain that is locked look as if it were empty.
class DesktopHealth final : public KeychainHealth
{
    Q_OBJECT
public:
    DesktopHealth();

    QFuture<SecretStoreStatus> examine() override;

private Q_SLOTS:
    void lookAgain();

private:
    void connectToBus();
    Task<SecretStoreStatus> look();
    Task<SecretStoreStatus> lookAtSecretService();
    Task<SecretStoreStatus> lookAtWallet(QString service);
    Task<SecretStoreStatus> lookAtCollection(QString path, QString backend);
    Task<QString> walletService();
    Task<bool> canBeReached(QString service);
    Task<QString> ownerOf(QString service);
    Task<QString> secretServiceBackend();
    QFuture<QDBusMessage> call(const QDBusMessage &message);
    void watchService(const QString &service);
    void watchCollection(const QString &path);

    QDBusConnection m_bus;
    QDBusServiceWatcher m_watcher;
    QString m_collection; ///< whose lock is watched
    QString m_owner;      ///< of the Secret Service, on the bus
    QString m_ownersName; ///< as a person knows it
    SecretStoreStatus m_last;
    bool m_isLookingAgain = false;
    bool m_mustLookAgain = false;
    TaskQueue m_queue; ///< last, so that it is the first to go
};

} // namespace slipway
