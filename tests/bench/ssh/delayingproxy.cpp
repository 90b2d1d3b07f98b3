// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/ssh/delayingproxy.h"

#include "bench/ssh/fleet.h"

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace slipway::bench {

namespace {

constexpr std::chrono::milliseconds delay{25};

/// Carries bytes from one end to the other, late.
void carry(QTcpSocket *from, QTcpSocket *to)
{
    QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] {
        const QByteArray bytes = from->readAll();
        QTimer::singleShot(delay, Qt::PreciseTimer, to, [to, bytes] { to->write(bytes); });
    });
    QObject::connect(from, &QTcpSocket::disconnected, to, [to] {
        QTimer::singleShot(delay, Qt::PreciseTimer, to, [to] { to->disconnectFromHost(); });
    });
}

} // namespace

int runDelayingProxy(int port, int target)
{
    std::vector<std::unique_ptr<QTcpServer>> servers;
    for (int i = 0; i < hosts; ++i) {
        auto &server = servers.emplace_back(std::make_unique<QTcpServer>());
        if (!server->listen(QHostAddress(address(i)), quint16(port)))
            return 1;
        QObject::connect(server.get(), &QTcpServer::newConnection, server.get(),
                         [raw = server.get(), i, target] {
                             QTcpSocket *near = raw->nextPendingConnection();
                             auto *far = new QTcpSocket(near);
                             near->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                             far->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                             carry(near, far);
                             carry(far, near);
                             QObject::connect(near, &QTcpSocket::disconnected, near,
                                              &QObject::deleteLater);
                             far->connectToHost(address(i), quint16(target));
                         });
    }
    return QCoreApplication::exec();
}

} // namespace slipway::bench
