// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

namespace slipway {

/// A real mail server (aiosmtpd) on 127.0.0.1; see smtpserver.py for its settings.
class SmtpServer
{
public:
    explicit SmtpServer(const QStringList &settings = {})
    {
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        m_port = probe.serverPort();
        probe.close();
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(
            QStringLiteral("python3"),
            QStringList{QStringLiteral(SLIPWAY_SOURCE_DIR "/tests/support/smtpserver.py"),
                        QString::number(m_port), m_folder.path()}
                + settings);
        m_isReady = m_process.waitForReadyRead(20'000);
    }
    ~SmtpServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(SmtpServer)

    bool isReady() const { return m_isReady; }
    int port() const { return m_port; }
    QByteArrayList mails() const
    {
        QByteArrayList mails;
        const QStringList names = QDir(m_folder.path()).entryList({QStringLiteral("mail-*")});
        for (const QString &name : names) {
            QFile file(m_folder.filePath(name));
            if (!name.endsWith(QStringLiteral(".new")) && file.open(QIODevice::ReadOnly))
                mails.append(file.readAll());
        }
        return mails;
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
    bool m_isReady = false;
};

/// A certificate of its own with its key, in one file; empty when it cannot be made.
inline QString makeCertificate(const QTemporaryDir &folder, const QString &name,
                               const QString &host = QStringLiteral("IP:127.0.0.1"))
{
    const QString path = folder.filePath(name);
    const int made = QProcess::execute(
        QStringLiteral("openssl"),
        {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
         QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
         QStringLiteral("2"), QStringLiteral("-quiet"), QStringLiteral("-subj"),
         QStringLiteral("/CN=127.0.0.1"), QStringLiteral("-addext"),
         QStringLiteral("subjectAltName=") + host, QStringLiteral("-keyout"), path,
         QStringLiteral("-out"), path + QStringLiteral(".crt")});
    QFile key(path);
    QFile certificate(path + QStringLiteral(".crt"));
    if (made != 0 || !key.open(QIODevice::Append) || !certificate.open(QIODevice::ReadOnly))
        return {};
    key.write(certificate.readAll());
    return path;
}

} // namespace slipway
