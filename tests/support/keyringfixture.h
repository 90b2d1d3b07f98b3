// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/prctl.h>

namespace slipway {

/// A session bus of its own with a real GNOME Keyring on it, at home in a folder of its own. The
/// environment of this process points there from startBus() on, so nothing may have used the
/// session bus before. What it started ends with it, or with the process.
class KeyringFixture
{
public:
    ~KeyringFixture()
    {
        stop(m_keyring);
        stop(m_bus);
    }

    QString path(const QString &name) const { return m_home.filePath(name); }

    bool startBus()
    {
        const QString run = path(QStringLiteral("run"));
        QDir().mkdir(run, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QFile config(path(QStringLiteral("bus.conf")));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        // No folder of services: nothing starts by itself.
        config.write("<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration "
                     "1.0//EN' "
                     "'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>\n"
                     "<busconfig><type>session</type><listen>unix:dir="
                     + run.toUtf8()
                     + "</listen><auth>EXTERNAL</auth><policy context='default'>"
                       "<allow send_destination='*'/><allow receive_sender='*'/><allow "
                       "own='*'/></policy></busconfig>\n");
        config.close();
        setEnvironment(run);
        start(m_bus, QStringLiteral("dbus-daemon"),
              {QStringLiteral("--nofork"), QStringLiteral("--print-address=1"),
               QStringLiteral("--config-file=") + config.fileName()});
        while (!m_bus.canReadLine() && m_bus.waitForReadyRead(patience)) { }
        const QByteArray address = m_bus.readLine().trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        return !address.isEmpty() && QDBusConnection::sessionBus().isConnected();
    }

    /// Starts it unlocked, with the keyring of before if there was one.
    bool startKeyring()
    {
        start(m_keyring, QStringLiteral("gnome-keyring-daemon"),
              {QStringLiteral("--foreground"), QStringLiteral("--unlock"),
               QStringLiteral("--components=secrets")});
        m_keyring.write(password);
        m_keyring.closeWriteChannel();
        return QTest::qWaitFor([this] { return !collection().isEmpty(); }, patience);
    }

    bool stopKeyring()
    {
        stop(m_keyring);
        return QTest::qWaitFor([] { return !isServed(); }, patience);
    }

    void freezeKeyring() { ::kill(pid_t(m_keyring.processId()), SIGSTOP); }
    void thawKeyring() { ::kill(pid_t(m_keyring.processId()), SIGCONT); }
    void stopBus() { stop(m_bus); }

    bool lock() { return call(serviceInterface, QStringLiteral("Lock"), {paths()}); }

    /// With the password, and without the question that a person would be asked.
    bool unlock()
    {
        QDBusMessage open = message(serviceInterface, QStringLiteral("OpenSession"));
        open.setArguments({QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString()))});
        const QDBusMessage opened = QDBusConnection::sessionBus().call(open);
        const auto session = opened.arguments().value(1).value<QDBusObjectPath>();
        QDBusArgument secret;
        secret.beginStructure();
        secret << session << QByteArray() << QByteArray(password) << QStringLiteral("text/plain");
        secret.endStructure();
        return call(
            QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
            QStringLiteral("UnlockWithMasterPassword"),
            {QVariant::fromValue(QDBusObjectPath(collection())), QVariant::fromValue(secret)});
    }

    /// The files under its home that hold the text.
    QStringList filesWith(QByteArrayView text) const { return filesWith(m_home.path(), text); }
    static QStringList filesWith(const QString &folder, QByteArrayView text)
    {
        QStringList found;
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                found.append(file.fileName());
        }
        return found;
    }

    static bool isServed()
    {
        return QDBusConnection::sessionBus().interface()->isServiceRegistered(service);
    }

private:
    static constexpr int patience = 60000;
    static constexpr const char *password = "open sesame";
    inline static const QString service = QStringLiteral("org.freedesktop.secrets");
    inline static const QString serviceInterface = QStringLiteral("org.freedesktop.Secret.Service");

    void setEnvironment(const QString &run) const
    {
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_RUNTIME_DIR", run.toUtf8());
        for (const char *name :
             {"DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION",
              "GNOME_DESKTOP_SESSION_ID", "KDE_FULL_SESSION", "KDE_SESSION_VERSION",
              "GNOME_KEYRING_CONTROL", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
              "XDG_STATE_HOME", "XDG_DATA_DIRS", "DBUS_SESSION_BUS_ADDRESS"})
            qunsetenv(name);
    }

    static void start(QProcess &process, const QString &program, const QStringList &arguments)
    {
        process.setStandardErrorFile(QProcess::nullDevice());
        process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
        process.start(program, arguments);
    }

    static void stop(QProcess &process)
    {
        if (process.state() == QProcess::NotRunning)
            return;
        process.terminate();
        if (!process.waitForFinished(5000)) {
            process.kill();
            process.waitForFinished(patience);
        }
    }

    static QDBusMessage message(const QString &interface, const QString &method)
    {
        return QDBusMessage::createMethodCall(service, QStringLiteral("/org/freedesktop/secrets"),
                                              interface, method);
    }

    static bool call(const QString &interface, const QString &method, const QVariantList &arguments)
    {
        QDBusMessage request = message(interface, method);
        request.setArguments(arguments);
        return QDBusConnection::sessionBus().call(request).type() == QDBusMessage::ReplyMessage;
    }

    /// The path of the default keyring; empty when there is none, or no service.
    static QString collection()
    {
        QDBusMessage request = message(serviceInterface, QStringLiteral("ReadAlias"));
        request.setArguments({QStringLiteral("default")});
        request.setAutoStartService(false);
        const QString path = QDBusConnection::sessionBus()
                                 .call(request)
                                 .arguments()
                                 .value(0)
                                 .value<QDBusObjectPath>()
                                 .path();
        return path == QLatin1StringView("/") ? QString() : path;
    }

    static QVariant paths()
    {
        return QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(collection())});
    }

    QTemporaryDir m_home;
    QProcess m_bus;
    QProcess m_keyring;
};

/// Takes the desktop's questions for passwords, and never answers one.
class SilentPrompter final : public QDBusVirtualObject
{
    Q_OBJECT
public:
    SilentPrompter()
    {
        auto bus = QDBusConnection::sessionBus();
        bus.registerVirtualObject(QStringLiteral("/org/gnome/keyring/Prompter"), this);
        bus.registerService(name);
    }

    ~SilentPrompter() override
    {
        auto bus = QDBusConnection::sessionBus();
        bus.unregisterObject(QStringLiteral("/org/gnome/keyring/Prompter"));
        bus.unregisterService(name);
    }

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        ++questions;
        return bus.send(message.createReply());
    }

    int questions = 0;

private:
    inline static const QString name = QStringLiteral("org.gnome.keyring.SystemPrompter");
};

} // namespace slipway
