// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/shop.h"

#include <QAbstractHttpServer>
#include <QFile>
#include <QHostAddress>

namespace slipway {

/// The demo shop on a socket: measures and logs every request. Listens on loopback only.
class ShopServer final : public QAbstractHttpServer
{
    Q_OBJECT
public:
    ShopServer(Shop &shop, QFile *accessLog, QObject *parent = nullptr);

    /// Refused for an address that is not loopback.
    Result<quint16> listen(const QHostAddress &address, quint16 port);

protected:
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request,
                        QHttpServerResponder &responder) override;

private:
    void log(const ShopRequest &request, int status, std::chrono::nanoseconds duration);

    Shop &m_shop;
    QFile *m_accessLog; ///< line-buffered by hand: each line is flushed
};

/// Binds a QTcpServer of `server` to a loopback address; shared with the webhook sink.
Result<quint16> listenOnLoopback(QAbstractHttpServer &server, const QHostAddress &address,
                                 quint16 port);

} // namespace slipway
