// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {

/// A real sshd on a free port of 127.0.0.1 as the current user, with keys and settings of its own
/// in a temporary folder. Stopped, with every session, when it goes.
class SshdFixture
{
public:
    SshdFixture()
    {
        makeKey(QStringLiteral("host_ed25519"), QStringLiteral("ed25519"));
        makeKey(QStringLiteral("user_ed25519"), QStringLiteral("ed25519"));
        QFile::copy(path("user_ed25519.pub"), path("authorized_keys"));
        m_port = freePort();
    }
    ~SshdFixture() { stop(); }
    Q_DISABLE_COPY_MOVE(SshdFixture)

    /// `extra` lines come first, so that they win over the usual ones.
    bool start(const QByteArray &extra = {}) { return start(extra, {}); }
    /// `through` is a command that runs another one, such as nsenter.
    bool start(const QByteArray &extra, const QStringList &through)
    {
        // The privilege separation folder of Debian's sshd; a plain user neither has nor needs it.
        if (::geteuid() == 0)
            ::mkdir("/run/sshd", 0755);
        QFile config(path("sshd_config"));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write(extra + configuration());
        config.close();
        QStringList command = through
            + QStringList{QStringLiteral("/usr/sbin/sshd"), QStringLiteral("-D"),
                          QStringLiteral("-e"), QStringLiteral("-f"), path("sshd_config")};
        m_process.setProgram(command.takeFirst());
        m_process.setArguments(command);
        m_process.setStandardErrorFile(path("sshd.log"), QIODevice::Append);
        m_process.start();
        return m_process.waitForStarted() && (!through.isEmpty() || waitForPort());
    }

    /// With every session, as when a machine goes down.
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        for (const qint64 session : sessions())
            ::kill(pid_t(session), SIGKILL);
        m_process.kill();
        m_process.waitForFinished();
    }

    /// Makes the server deaf, or hear again; sockets stay open.
    void freeze() { signalAll(SIGSTOP); }
    void thaw() { signalAll(SIGCONT); }

    int port() const { return m_port; }
    QString path(const char *name) const { return m_folder.filePath(QLatin1StringView(name)); }
    QString userKey() const { return path("user_ed25519"); }
    static QString userName()
    {
        const passwd *entry = ::getpwuid(::geteuid());
        return entry ? QString::fromLocal8Bit(entry->pw_name) : QString();
    }

    void makeKey(const QString &name, const QString &type, const QString &passphrase = {})
    {
        QFile::remove(m_folder.filePath(name));
        QFile::remove(m_folder.filePath(name + QStringLiteral(".pub")));
        QProcess::execute(QStringLiteral("/usr/bin/ssh-keygen"),
                          {QStringLiteral("-q"), QStringLiteral("-t"), type, QStringLiteral("-N"),
                           passphrase, QStringLiteral("-C"), QStringLiteral("test"),
                           QStringLiteral("-f"), m_folder.filePath(name)});
    }
    /// Lets other accounts read what sshd reads as them.
    void openToOthers() { ::chmod(m_folder.path().toUtf8().constData(), 0755); }
    /// Lets a key in.
    void authorize(const QString &name)
    {
        QFile keys(path("authorized_keys"));
        QFile key(m_folder.filePath(name + QStringLiteral(".pub")));
        if (keys.open(QIODevice::Append) && key.open(QIODevice::ReadOnly))
            keys.write(key.readAll());
    }
    /// "ssh-ed25519 AAAA…" of the host.
    QByteArray hostKey(const QString &name = QStringLiteral("host_ed25519")) const
    {
        return publicKey(name).split(' ').first(2).join(' ');
    }
    QByteArray publicKey(const QString &name) const
    {
        QFile file(m_folder.filePath(name + QStringLiteral(".pub")));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    }
    QByteArray knownHostsName() const { return "[127.0.0.1]:" + QByteArray::number(m_port); }
    /// A known_hosts file; "" entries make it unknown.
    QString knownHosts(const QByteArray &lines) const
    {
        QFile file(path("known_hosts"));
        if (file.open(QIODevice::WriteOnly))
            file.write(lines);
        return file.fileName();
    }
    QString knownHosts() const { return knownHosts(knownHostsName() + ' ' + hostKey() + '\n'); }
    QByteArray log() const
    {
        QFile file(path("sshd.log"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static int freePort()
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        return server.serverPort();
    }

    /// The processes below the listening one.
    QList<qint64> sessions() const
    {
        QProcess ps;
        ps.start(QStringLiteral("ps"), {QStringLiteral("-eo"), QStringLiteral("pid=,ppid=,comm=")});
        ps.waitForFinished();
        QList<qint64> found{m_process.processId()};
        const QList<QByteArray> lines = ps.readAllStandardOutput().split('\n');
        for (qsizetype i = 0; i < found.size(); ++i) {
            for (const QByteArray &line : lines) {
                const QList<QByteArray> fields = line.simplified().split(' ');
                if (fields.value(1).toLongLong() == found.at(i)
                    && fields.value(2).startsWith("sshd"))
                    found.append(fields.value(0).toLongLong());
            }
        }
        found.removeFirst();
        return found;
    }

private:
    QByteArray configuration() const
    {
        return "ListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey "
            + path("host_ed25519").toUtf8() + "\nAuthorizedKeysFile "
            + path("authorized_keys").toUtf8() + "\nPidFile " + path("sshd.pid").toUtf8()
            + "\nStrictModes no\nUsePAM no\nUseDNS no\nPasswordAuthentication no\n"
              "PermitRootLogin yes\nPerSourcePenalties no\nLogLevel INFO\n"
              "Subsystem sftp internal-sftp\n";
    }
    bool waitForPort() const
    {
        return QTest::qWaitFor(
            [this] {
                QTcpSocket probe;
                probe.connectToHost(QHostAddress::LocalHost, quint16(m_port));
                return probe.waitForConnected(200);
            },
            5000);
    }
    void signalAll(int number)
    {
        const QList<qint64> all = sessions();
        ::kill(pid_t(m_process.processId()), number);
        for (const qint64 session : all)
            ::kill(pid_t(session), number);
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
};

} // namespace slipway
