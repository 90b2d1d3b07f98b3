// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/statusboard.h"

using namespace std::chrono_literals;

namespace slipway {

StatusBoard::StatusBoard(QObject *parent) : QObject(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(250ms);
    connect(&m_pause, &QTimer::timeout, this, &StatusBoard::announce);
}

ConnectionStatus StatusBoard::status(const QString &server) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_known.constFind(server);
    if (known != m_known.cend())
        return *known;
    ConnectionStatus idle;
    idle.server = server;
    return idle;
}

QList<ConnectionStatus> StatusBoard::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_known.values();
}

void StatusBoard::post(ConnectionStatus status)
{
    const std::lock_guard lock(m_mutex);
    ConnectionStatus &known = m_known[status.server];
    status.since = status.state == known.state && known.since.isValid()
        ? known.since
        : QDateTime::currentDateTimeUtc();
    if (!status.lastHeard.isValid())
        status.lastHeard = known.lastHeard;
    if (status == known)
        return;
    known = status;
    m_news.insert(status.server);
    if (m_news.size() == 1)
        QMetaObject::invokeMethod(this, &StatusBoard::announce, Qt::QueuedConnection);
}

void StatusBoard::announce()
{
    if (m_pause.isActive())
        return;
    QStringList servers;
    {
        const std::lock_guard lock(m_mutex);
        servers = m_news.values();
        m_news.clear();
    }
    if (servers.isEmpty())
        return;
    m_pause.start();
    Q_EMIT changed(servers);
}

} // namespace slipway
