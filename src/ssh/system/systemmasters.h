// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/system/askpassserver.h"
#include "ssh/system/systemssh.h"

#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

class QProcess;

namespace slipway {

class AskpassPrompts;
class StatusBoard;

/// Connections of the ssh program that sessions share: a master process for so many sessions of a
/// server. Their sockets are in a folder that only this account may enter. Lives on the caller's
/// thread; when it goes, so do they.
class SystemMasters : public QObject
{
    Q_OBJECT
public:
    /// A place for one session: the path of the socket, held as long as the session lasts.
    using Lease = std::shared_ptr<const QString>;
    using Receiver = std::function<void(const Result<Lease> &)>;

    /// `prompts` is asked while a master logs in.
    SystemMasters(StatusBoard &board, AskpassPrompts &prompts, int sessionsEach);
    ~SystemMasters() override;

    /// `receive` comes now or later, and not at all once `context` is gone.
    void acquire(const SystemSsh &ssh, QObject *context, Receiver receive);
    /// A session of it was lost.
    void reportLost(const QString &server, const Error &error);
    /// Ends those that serve nobody.
    void closeIdle();

private:
    struct Waiter
    {
        QPointer<QObject> context;
        Receiver receive;
    };
    struct Pool
    {
        SystemSsh ssh;
        std::vector<Lease> masters;
        std::vector<Waiter> waiters;
        bool isMaking = false;
    };

    struct Login
    {
        QString server;
        QString path;
        QByteArray token;
    };

    Result<void> prepareFolder();
    void serve(const QString &server);
    Lease freePlace(Pool &pool) const;
    void make(const QString &server);
    void onMade(const Login &login);
    void onFailed(const Login &login, const QByteArray &said);
    void dropEnded();
    void refuse(const QString &server, const Error &error);
    void post(const QString &server, const std::optional<Error> &error = {}) const;

    StatusBoard &m_board;
    AskpassServer m_askpass;
    int m_sessionsEach;
    QString m_folder;
    QFileSystemWatcher m_watcher; ///< of the folder
    int m_lastNumber = 0;
    QHash<QString, std::shared_ptr<Pool>> m_pools;
};

} // namespace slipway
