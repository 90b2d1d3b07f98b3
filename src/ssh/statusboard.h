// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/connectionstatus.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <mutex>

namespace slipway {

/// Where the I/O threads write how it stands with the servers. Lives on the caller's thread;
/// reading and posting may be done from any. Belongs to SshConnections.
class StatusBoard final : public QObject
{
    Q_OBJECT
public:
    explicit StatusBoard(QObject *parent = nullptr);

    /// Idle since ever for a server that nothing was done on.
    ConnectionStatus status(const QString &server) const;
    QList<ConnectionStatus> all() const;

    /// `since` is filled in here, when the state is another than before.
    void post(ConnectionStatus status);

Q_SIGNALS:
    /// At most four times a second, with all that changed since the last time.
    void changed(const QStringList &servers);

private:
    void announce();

    mutable std::mutex m_mutex;
    QHash<QString, ConnectionStatus> m_known;
    QSet<QString> m_news;
    QTimer m_pause; ///< runs while nothing may be said
};

} // namespace slipway
