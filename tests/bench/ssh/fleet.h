// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshconnections.h"
#include "support/sshdfixture.h"

#include <memory>
#include <vector>

namespace slipway::bench {

constexpr int hosts = 100;

inline QString address(int number)
{
    return QStringLiteral("127.0.0.%1").arg(number + 1);
}

/// Seven servers that listen on one port of 100 loopback addresses, with one host key, and one with
/// the settings it comes with, which is the bastion and the crowded one.
class Fleet
{
public:
    Fleet()
    {
        m_port = m_keys.port();
        for (int first = 0; first < hosts; first += hostsPerServer) {
            QByteArray config = "MaxStartups 1000:30:2000\nPerSourceMaxStartups none\n"
                                "MaxSessions 200\nPerSourcePenalties no\nPort "
                + QByteArray::number(m_port) + '\n';
            for (int i = first; i < std::min(hosts, first + hostsPerServer); ++i)
                config += "ListenAddress " + address(i).toUtf8() + '\n';
            start(config, first, address(first), m_port);
        }
        m_defaultPort = SshdFixture::freePort();
        start("Port " + QByteArray::number(m_defaultPort) + "\nListenAddress 127.0.0.1\n", hosts,
              address(0), m_defaultPort);
        m_proxyPort = SshdFixture::freePort();
        m_proxy.start(
            QCoreApplication::applicationFilePath(),
            {QStringLiteral("--proxy"), QString::number(m_proxyPort), QString::number(m_port)});
        waitFor(address(hosts - 1), m_proxyPort);
        writeKnownHosts();
    }
    ~Fleet()
    {
        m_proxy.kill();
        m_proxy.waitForFinished();
        for (const auto &server : m_servers) {
            server->kill();
            server->waitForFinished();
        }
    }
    Q_DISABLE_COPY_MOVE(Fleet)

    const SshdFixture &keys() const { return m_keys; }
    int port() const { return m_port; }
    int defaultPort() const { return m_defaultPort; }
    /// The same hosts, 25 ms away in each direction.
    int proxyPort() const { return m_proxyPort; }

    SshTarget target(const QString &name, const QString &host, int port) const
    {
        SshTarget target;
        target.name = name;
        target.host = host;
        target.port = port;
        target.identity = m_keys.userKey();
        target.knownHosts = m_keys.path("known_hosts");
        return target;
    }
    /// An ssh_config for the peers; `extra` lines come first.
    QString config(const QString &name, const QByteArray &extra, int port) const
    {
        return write(name,
                     extra + "Host *\nPort " + QByteArray::number(port)
                         + "\nIdentitiesOnly yes\nBatchMode yes\nIdentityFile "
                         + m_keys.userKey().toUtf8() + "\nUserKnownHostsFile "
                         + m_keys.path("known_hosts").toUtf8() + '\n');
    }
    QString write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_keys.path(name.toUtf8().constData()));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return file.fileName();
    }

private:
    static constexpr int hostsPerServer = 16; // sshd takes no more ListenAddress lines

    void writeKnownHosts() const
    {
        QByteArray lines;
        for (const int port : {m_port, m_defaultPort, m_proxyPort}) {
            for (int i = 0; i < hosts; ++i)
                lines += '[' + address(i).toUtf8() + "]:" + QByteArray::number(port) + ' '
                    + m_keys.hostKey() + '\n';
        }
        m_keys.knownHosts(lines);
    }
    static void waitFor(const QString &host, int port)
    {
        const bool isListening = QTest::qWaitFor([&host, port] {
            QTcpSocket probe;
            probe.connectToHost(host, quint16(port));
            return probe.waitForConnected(200);
        });
        if (!isListening)
            qFatal("nothing listens on %s:%d", qPrintable(host), port);
    }
    void start(const QByteArray &config, int number, const QString &host, int port)
    {
        const QString path
            = write(QStringLiteral("fleet-%1").arg(number),
                    config
                        + "UsePAM no\nUseDNS no\nStrictModes no\nPermitRootLogin "
                          "yes\nLogLevel QUIET\nPidFile none\nHostKey "
                        + m_keys.path("host_ed25519").toUtf8() + "\nAuthorizedKeysFile "
                        + m_keys.path("authorized_keys").toUtf8() + '\n');
        auto &server = m_servers.emplace_back(std::make_unique<QProcess>());
        server->start(QStringLiteral("/usr/sbin/sshd"),
                      {QStringLiteral("-D"), QStringLiteral("-f"), path});
        server->waitForStarted();
        waitFor(host, port);
    }

    SshdFixture m_keys;
    int m_port = 0;
    int m_defaultPort = 0;
    int m_proxyPort = 0;
    QProcess m_proxy;
    std::vector<std::unique_ptr<QProcess>> m_servers;
};

} // namespace slipway::bench
