// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>

namespace slipway {

/// A web server on loopback that answers byte for byte what a test tells it to.
class HttpTestServer : public QObject
{
    Q_OBJECT
public:
    struct Request
    {
        QByteArray method;
        QByteArray path;
        QMap<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
    };
    struct Reply
    {
        QByteArray bytes; ///< the whole answer; empty: none at all
        std::chrono::milliseconds after{0};
        bool closes = true;
    };
    using Handler = std::function<Reply(const Request &)>;

    /// `server` may be a QSslServer.
    explicit HttpTestServer(Handler handler,
                            std::unique_ptr<QTcpServer> server = std::make_unique<QTcpServer>())
        : m_handler(std::move(handler))
        , m_server(std::move(server))
    {
        m_server->listen(QHostAddress::LocalHost);
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *socket = m_server->nextPendingConnection())
                serve(socket);
        });
    }

    QUrl url(const QString &path = QStringLiteral("/"),
             const QString &scheme = QStringLiteral("http")) const
    {
        QUrl url;
        url.setScheme(scheme);
        url.setHost(QStringLiteral("127.0.0.1"));
        url.setPort(m_server->serverPort());
        url.setPath(path);
        return url;
    }
    const QList<Request> &requests() const { return m_requests; }
    void stop() { m_server->close(); }

    static Reply reply(int status, const QByteArray &body = {}, const QByteArray &headers = {})
    {
        QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n" + headers
            + "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n"
            + body;
        return {bytes};
    }

private:
    void serve(QTcpSocket *socket)
    {
        socket->setParent(this);
        auto buffer = std::make_shared<QByteArray>();
        const auto read = [this, socket, buffer] {
            *buffer += socket->readAll();
            Request request;
            if (!parse(*buffer, request))
                return;
            buffer->clear();
            m_requests.append(request);
            answer(socket, m_handler(request));
        };
        connect(socket, &QTcpSocket::readyRead, this, read);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        if (socket->bytesAvailable() > 0)
            read();
    }

    static void answer(QTcpSocket *socket, const Reply &reply)
    {
        QTimer::singleShot(reply.after, socket, [socket, reply] {
            socket->write(reply.bytes);
            if (reply.closes && !reply.bytes.isEmpty())
                socket->disconnectFromHost();
        });
    }

    static bool parse(const QByteArray &bytes, Request &request)
    {
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QByteArrayList lines = bytes.first(end).split('\n');
        request.method = lines.first().split(' ').value(0);
        request.path = lines.first().split(' ').value(1);
        for (const QByteArray &line : lines.sliced(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.first(colon).toLower(), line.sliced(colon + 1).trimmed());
        }
        request.body = bytes.sliced(end + 4);
        return request.body.size() >= request.headers.value("content-length").toInt();
    }

    Handler m_handler;
    std::unique_ptr<QTcpServer> m_server;
    QList<Request> m_requests;
};

} // namespace slipway
