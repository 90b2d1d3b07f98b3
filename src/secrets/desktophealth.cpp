// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/desktophealth.h"

#include "base/awaitfuture.h"
#include "secrets/secretservicelibrary.h"

#include <QAbstractEventDispatcher>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>

using namespace Qt::StringLiterals;

namespace slipway {

using State = SecretStoreStatus::State;

namespace {

// https://specifications.freedesktop.org/secret-service-spec/latest/
const QString secretService = u"org.freedesktop.secrets"_s;
const QString secretServicePath = u"/org/freedesktop/secrets"_s;
const QString serviceInterface = u"org.freedesktop.Secret.Service"_s;
const QString collectionInterface = u"org.freedesktop.Secret.Collection"_s;
const QString properties = u"org.freedesktop.DBus.Properties"_s;
const QString walletInterface = u"org.kde.KWallet"_s;

/// A service that is well answers at once, and its answer is not waited for by a person.
constexpr int patience = 5000;

QDBusMessage busCall(const QString &method, const QVariantList &arguments = {})
{
    auto call = QDBusMessage::createMethodCall(
        u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s, u"org.freedesktop.DBus"_s, method);
    call.setArguments(arguments);
    return call;
}

QDBusMessage walletCall(const QString &service, const QString &method,
                        const QVariantList &arguments = {})
{
    // "org.kde.kwalletd6" is at "/modules/kwalletd6".
    auto call = QDBusMessage::createMethodCall(service, u"/modules/"_s + service.section(u'.', -1),
                                               walletInterface, method);
    call.setArguments(arguments);
    return call;
}

bool isAnswer(const QDBusMessage &message)
{
    return message.type() == QDBusMessage::ReplyMessage;
}

QVariant firstOf(const QDBusMessage &message)
{
    return message.arguments().value(0);
}

bool isPlasma()
{
    const QString desktop = qEnvironmentVariable("XDG_CURRENT_DESKTOP");
    if (!desktop.isEmpty())
        return desktop == "KDE"_L1;
    return qEnvironmentVariableIsSet("KDE_FULL_SESSION");
}

/// The Secret Service's library calls back through GLib's event loop.
bool hasGLibLoop()
{
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    return dispatcher != nullptr && dispatcher->inherits("QEventDispatcherGlib");
}

} // namespace

DesktopHealth::DesktopHealth() : m_bus(QString())
{
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    connect(&m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &service) {
                if (service == secretService)
                    forgetSecretService();
                lookAgain();
            });
}

/// Late, as many programs never need a secret.
void DesktopHealth::connectToBus()
{
    if (m_bus.name().isEmpty()) {
        m_bus = QDBusConnection::sessionBus();
        m_watcher.setConnection(m_bus);
    }
}

QFuture<SecretStoreStatus> DesktopHealth::examine()
{
    return m_queue.add(look());
}

void DesktopHealth::lookAgain()
{
    // What has changed since the look under way began may not be seen by it.
    m_mustLookAgain = m_isLookingAgain;
    if (m_isLookingAgain)
        return;
    m_isLookingAgain = true;
    const SecretStoreStatus before = m_last;
    examine().then(this, [this, before](const SecretStoreStatus &now) {
        m_isLookingAgain = false;
        if (std::exchange(m_mustLookAgain, false))
            lookAgain();
        if (now.state != before.state)
            Q_EMIT changed();
    });
}

Task<SecretStoreStatus> DesktopHealth::look()
{
    connectToBus();
    if (!m_bus.isConnected()) {
        m_last = {State::Missing,
                  {},
                  tr("There is no session bus, so no keychain can be reached: start Slipway from "
                     "a desktop session, or under dbus-run-session with a keyring.")};
        co_return m_last;
    }
    const QString wallet = co_await walletService();
    if (wallet.isEmpty())
        m_last = co_await lookAtSecretService();
    else
        m_last = co_await lookAtWallet(wallet);
    co_return m_last;
}

/// The service that QtKeychain prefers on Plasma, when it can be reached; else nothing.
Task<QString> DesktopHealth::walletService()
{
    if (!isPlasma())
        co_return QString();
    const QString version = qEnvironmentVariable("KDE_SESSION_VERSION");
    const QString service = u"org.kde.kwalletd"_s + version;
    if ((version == "5"_L1 || version == "6"_L1) && co_await canBeReached(service))
        co_return service;
    co_return QString();
}

Task<SecretStoreStatus> DesktopHealth::lookAtWallet(QString service)
{
    const QString backend = u"KWallet"_s;
    watchService(service);
    const QDBusMessage enabled = co_await AwaitFuture(call(walletCall(service, u"isEnabled"_s)));
    if (isAnswer(enabled) && !firstOf(enabled).toBool()) {
        co_return SecretStoreStatus{
            State::Missing, backend,
            tr("KWallet is switched off: enable it in the system settings, then try again.")};
    }
    const QDBusMessage wallet = co_await AwaitFuture(call(walletCall(service, u"networkWallet"_s)));
    if (!isAnswer(wallet)) {
        co_return SecretStoreStatus{State::Broken, backend,
                                    tr("KWallet does not answer: restart it, then try again.")};
    }
    const QDBusMessage open = co_await AwaitFuture(
        call(walletCall(service, u"isOpen"_s, {firstOf(wallet).toString()})));
    if (!isAnswer(open) || !firstOf(open).toBool()) {
        co_return SecretStoreStatus{State::Locked, backend,
                                    tr("The wallet is closed: open it, then try again.")};
    }
    co_return SecretStoreStatus{State::Available, backend, {}};
}

Task<SecretStoreStatus> DesktopHealth::lookAtSecretService()
{
    watchService(secretService);
    if (!co_await canBeReached(secretService)) {
        co_return SecretStoreStatus{
            State::Missing,
            {},
            tr("No keychain service is running: start GNOME Keyring, KWallet or KeePassXC, then "
               "try again.")};
    }
    if (!hasGLibLoop()) {
        co_return SecretStoreStatus{State::Broken,
                                    {},
                                    tr("Slipway runs without GLib, which the keychain needs: start "
                                       "it without QT_NO_GLIB.")};
    }
    outliveSessionBus();
    auto readAlias = QDBusMessage::createMethodCall(secretService, secretServicePath,
                                                    serviceInterface, u"ReadAlias"_s);
    readAlias.setArguments({u"default"_s});
    // Starts the service where it is not running yet.
    const QDBusMessage alias = co_await AwaitFuture(call(readAlias));
    const QString backend = co_await secretServiceBackend();
    if (!isAnswer(alias)) {
        co_return SecretStoreStatus{
            State::Broken, backend,
            tr("The keychain service does not answer: restart it, then try again.")};
    }
    const QString path = firstOf(alias).value<QDBusObjectPath>().path();
    if (path.isEmpty() || path == "/"_L1) {
        co_return SecretStoreStatus{
            State::Locked, backend,
            tr("The keychain has no default keyring yet: create one with a password, then try "
               "again.")};
    }
    co_return co_await lookAtCollection(path, backend);
}

Task<SecretStoreStatus> DesktopHealth::lookAtCollection(QString path, QString backend)
{
    watchCollection(path);
    auto getLocked = QDBusMessage::createMethodCall(secretService, path, properties, u"Get"_s);
    getLocked.setArguments({collectionInterface, u"Locked"_s});
    const QDBusMessage locked = co_await AwaitFuture(call(getLocked));
    if (!isAnswer(locked)) {
        co_return SecretStoreStatus{
            State::Broken, backend,
            tr("The keychain service does not answer: restart it, then try again.")};
    }
    if (firstOf(locked).value<QDBusVariant>().variant().toBool()) {
        co_return SecretStoreStatus{
            State::Locked, backend,
            tr("The keychain is locked: unlock it with its password, then try again.")};
    }
    co_return SecretStoreStatus{State::Available, backend, {}};
}

/// Whether the service runs, or the bus would start it.
Task<bool> DesktopHealth::canBeReached(QString service)
{
    const QString owner = co_await ownerOf(service);
    if (!owner.isEmpty())
        co_return true;
    const QDBusMessage activatable = co_await AwaitFuture(call(busCall(u"ListActivatableNames"_s)));
    co_return firstOf(activatable).toStringList().contains(service);
}

Task<QString> DesktopHealth::ownerOf(QString service)
{
    const QDBusMessage owner = co_await AwaitFuture(call(busCall(u"GetNameOwner"_s, {service})));
    co_return isAnswer(owner) ? firstOf(owner).toString() : QString();
}

/// Who offers the Secret Service, by another name of its own.
Task<QString> DesktopHealth::secretServiceBackend()
{
    static const QList<std::pair<QString, QString>> known{
        {u"org.gnome.keyring"_s, u"GNOME Keyring"_s},
        {u"org.keepassxc.KeePassXC.MainWindow"_s, u"KeePassXC"_s},
        {u"org.kde.secretservicecompat"_s, u"KWallet"_s},
    };
    const QString owner = co_await ownerOf(secretService);
    if (owner == m_owner)
        co_return m_ownersName;
    m_owner = owner;
    m_ownersName = u"Secret Service"_s;
    for (const auto &[service, name] : known) {
        const QString other = co_await ownerOf(service);
        if (other == owner && !owner.isEmpty())
            m_ownersName = name;
    }
    co_return m_ownersName;
}

QFuture<QDBusMessage> DesktopHealth::call(const QDBusMessage &message)
{
    const auto promise = std::make_shared<QPromise<QDBusMessage>>();
    promise->start();
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, patience), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [promise, watcher] {
        watcher->deleteLater();
        promise->addResult(watcher->reply());
        promise->finish();
    });
    return promise->future();
}

void DesktopHealth::watchService(const QString &service)
{
    if (m_watcher.watchedServices() != QStringList{service})
        m_watcher.setWatchedServices({service});
}

void DesktopHealth::watchCollection(const QString &path)
{
    if (path == m_collection)
        return;
    const QString signal = u"PropertiesChanged"_s;
    if (!m_collection.isEmpty())
        m_bus.disconnect(secretService, m_collection, properties, signal, this, SLOT(lookAgain()));
    m_collection = path;
    m_bus.connect(secretService, path, properties, signal, this, SLOT(lookAgain()));
}

} // namespace slipway
