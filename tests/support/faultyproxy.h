// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>

namespace slipway {

/// A link to a server on this machine that can be made to fail. Lives on the test's thread.
class FaultyProxy : public QObject
{
    Q_OBJECT
public:
    explicit FaultyProxy(int serverPort) : m_serverPort(serverPort)
    {
        m_listener.listen(QHostAddress::LocalHost);
        connect(&m_listener, &QTcpServer::newConnection, this, &FaultyProxy::accept);
    }

    int port() const { return m_listener.serverPort(); }
    int accepted() const { return m_accepted; }

    /// So many newcomers are turned away before the server sees them.
    int refusals = 0;
    /// Both ends stay connected, and nothing that one sends reaches the other any more.
    bool isSwallowing = false;
    /// Begins to swallow after so many bytes from the server; -1: never by itself.
    qint64 swallowAfter = -1;

private:
    void accept()
    {
        while (QTcpSocket *client = m_listener.nextPendingConnection()) {
            ++m_accepted;
            if (m_accepted <= refusals) {
                client->close();
                client->deleteLater();
                continue;
            }
            auto *server = new QTcpSocket(client);
            server->connectToHost(QHostAddress::LocalHost, quint16(m_serverPort));
            connect(client, &QTcpSocket::readyRead, this,
                    [this, client, server] { pass(*client, *server); });
            connect(server, &QTcpSocket::readyRead, this, [this, client, server] {
                m_fromServer += server->bytesAvailable();
                isSwallowing = isSwallowing || (swallowAfter >= 0 && m_fromServer > swallowAfter);
                pass(*server, *client);
            });
            connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        }
    }
    void pass(QTcpSocket &from, QTcpSocket &to) const
    {
        const QByteArray bytes = from.readAll();
        if (!isSwallowing)
            to.write(bytes);
    }

    int m_serverPort;
    QTcpServer m_listener;
    int m_accepted = 0;
    qint64 m_fromServer = 0;
};

} // namespace slipway
