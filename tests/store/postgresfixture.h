// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace slipway {

/// A real PostgreSQL on 127.0.0.1 with a folder of its own; it refuses to run as root, so root
/// becomes the account of Debian's package.
class PostgresFixture
{
public:
    PostgresFixture()
    {
        const QDir versions(QStringLiteral("/usr/lib/postgresql"));
        const QStringList names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        if (names.isEmpty())
            return;
        m_bin = versions.filePath(names.last()) + QStringLiteral("/bin/");
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        m_port = probe.serverPort();
        probe.close();
        QFile password(m_folder.filePath(QStringLiteral("password")));
        if (!password.open(QIODevice::WriteOnly))
            return;
        password.write(PostgresFixture::password().toUtf8());
        password.close();
        if (::geteuid() == 0)
            QProcess::execute(QStringLiteral("chown"),
                              {QStringLiteral("-R"), QStringLiteral("postgres"), m_folder.path()});
        const QString data = m_folder.filePath(QStringLiteral("data"));
        QProcess make;
        start(make, QStringLiteral("initdb"),
              {QStringLiteral("-D"), data, QStringLiteral("-U"), user(), QStringLiteral("-A"),
               QStringLiteral("scram-sha-256"), QStringLiteral("--no-sync"),
               QStringLiteral("--pwfile=") + password.fileName()});
        if (!make.waitForFinished(60'000) || make.exitCode() != 0)
            return;
        start(m_server, QStringLiteral("postgres"),
              {QStringLiteral("-D"), data, QStringLiteral("-h"), QStringLiteral("127.0.0.1"),
               QStringLiteral("-p"), QString::number(m_port), QStringLiteral("-k"), m_folder.path(),
               QStringLiteral("-F")});
        m_isReady = QTest::qWaitFor(
            [this] {
                QTcpSocket socket;
                socket.connectToHost(QStringLiteral("127.0.0.1"), quint16(m_port));
                return socket.waitForConnected(200);
            },
            20'000);
    }
    ~PostgresFixture()
    {
        m_server.terminate();
        m_server.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(PostgresFixture)

    bool isReady() const { return m_isReady; }
    int port() const { return m_port; }
    static QString user() { return QStringLiteral("slipway"); }
    static QString password() { return QStringLiteral("let me in"); }

private:
    void start(QProcess &process, const QString &program, const QStringList &arguments) const
    {
        QStringList words{m_bin + program};
        if (::geteuid() == 0)
            words
                = QStringList{QStringLiteral("setpriv"), QStringLiteral("--reuid=postgres"),
                              QStringLiteral("--regid=postgres"), QStringLiteral("--clear-groups")}
                + words;
        const QString first = words.takeFirst();
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")), QIODevice::Append);
        process.setWorkingDirectory(m_folder.path());
        process.start(first, words + arguments);
    }

    QTemporaryDir m_folder;
    QString m_bin;
    QProcess m_server;
    int m_port = 0;
    bool m_isReady = false;
};

} // namespace slipway
