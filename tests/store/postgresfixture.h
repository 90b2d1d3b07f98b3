// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace slipway {

/// A real PostgreSQL on 127.0.0.1 with a folder of its own; it refuses to run as root, so root
/// becomes the account of Debian's package. With TLS, where there is openssl.
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
        m_hasTls = makeCertificate();
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
              QStringList{QStringLiteral("-D"), data, QStringLiteral("-h"),
                          QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                          QString::number(m_port), QStringLiteral("-k"), m_folder.path(),
                          QStringLiteral("-F")}
                  + tlsSettings());
        // It takes connections before it takes questions.
        m_isReady = QTest::qWaitFor(
            [this] {
                return QProcess::execute(m_bin + QStringLiteral("pg_isready"),
                                         {QStringLiteral("-q"), QStringLiteral("-h"),
                                          QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                                          QString::number(m_port)})
                    == 0;
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
    bool hasTls() const { return m_hasTls; }
    /// Where its socket is.
    QString folder() const { return m_folder.path(); }
    int port() const { return m_port; }
    static QString user() { return QStringLiteral("slipway"); }
    static QString password() { return QStringLiteral("let me in"); }

private:
    bool makeCertificate() const
    {
        return QProcess::execute(QStringLiteral("openssl"),
                                 {QStringLiteral("req"), QStringLiteral("-x509"),
                                  QStringLiteral("-quiet"), QStringLiteral("-newkey"),
                                  QStringLiteral("rsa:2048"), QStringLiteral("-nodes"),
                                  QStringLiteral("-subj"), QStringLiteral("/CN=localhost"),
                                  QStringLiteral("-keyout"), keyFile(), QStringLiteral("-out"),
                                  certificateFile()})
            == 0;
    }
    QString keyFile() const { return m_folder.filePath(QStringLiteral("server.key")); }
    QString certificateFile() const { return m_folder.filePath(QStringLiteral("server.crt")); }
    QStringList tlsSettings() const
    {
        if (!m_hasTls)
            return {};
        return {QStringLiteral("-c"), QStringLiteral("ssl=on"),
                QStringLiteral("-c"), QStringLiteral("ssl_key_file=") + keyFile(),
                QStringLiteral("-c"), QStringLiteral("ssl_cert_file=") + certificateFile()};
    }
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
    bool m_hasTls = false;
};

} // namespace slipway
