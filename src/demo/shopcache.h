// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

class QTcpSocket;

namespace slipway {

/// The demo shop's cache in a Redis on loopback. Blocks for a moment at most; without an answer
/// everything is a miss.
class ShopCache
{
public:
    /// "host:port"; empty: no cache.
    explicit ShopCache(const QString &address);
    ~ShopCache();
    Q_DISABLE_COPY_MOVE(ShopCache)

    std::optional<QByteArray> get(const QByteArray &key);
    void put(const QByteArray &key, const QByteArray &value, std::chrono::seconds lifetime);

private:
    /// The answer to one command: a bulk string, or nothing.
    std::optional<QByteArray> ask(const QByteArrayList &words);

    QString m_host;
    quint16 m_port = 0;
    std::unique_ptr<QTcpSocket> m_socket;
};

} // namespace slipway
