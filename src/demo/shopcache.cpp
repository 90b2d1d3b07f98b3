// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopcache.h"

#include <QElapsedTimer>
#include <QNetworkProxy>
#include <QTcpSocket>

namespace slipway {

namespace {
constexpr int patience = 100; ///< milliseconds
} // namespace

ShopCache::ShopCache(const QString &address)
    : m_host(address.section(u':', 0, 0))
    , m_port(address.section(u':', 1, 1).toUShort())
{ }

ShopCache::~ShopCache() = default;

std::optional<QByteArray> ShopCache::ask(const QByteArrayList &words)
{
    if (m_port == 0)
        return std::nullopt;
    if (!m_socket || m_socket->state() != QAbstractSocket::ConnectedState) {
        m_socket = std::make_unique<QTcpSocket>();
        m_socket->setProxy(QNetworkProxy::NoProxy);
        m_socket->connectToHost(m_host, m_port);
        if (!m_socket->waitForConnected(patience))
            return std::nullopt;
    }
    QByteArray command = '*' + QByteArray::number(words.size()) + "\r\n";
    for (const QByteArray &word : words)
        command += '$' + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
    m_socket->write(command);
    QByteArray answer;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < patience) {
        answer += m_socket->readAll();
        const qsizetype end = answer.indexOf("\r\n");
        const bool isBulk = answer.startsWith('$');
        const qsizetype size = isBulk && end > 0 ? answer.first(end).sliced(1).toLongLong() : -1;
        if (end > 0 && size < 0)
            return std::nullopt;
        if (end > 0 && answer.size() >= end + 4 + size)
            return answer.sliced(end + 2, size);
        m_socket->waitForReadyRead(patience);
    }
    // A late answer must not be taken for the next one's.
    m_socket.reset();
    return std::nullopt;
}

std::optional<QByteArray> ShopCache::get(const QByteArray &key)
{
    return ask({"GET", key});
}

void ShopCache::put(const QByteArray &key, const QByteArray &value, std::chrono::seconds lifetime)
{
    ask({"SET", key, value, "EX", QByteArray::number(qint64(lifetime.count()))});
}

} // namespace slipway
