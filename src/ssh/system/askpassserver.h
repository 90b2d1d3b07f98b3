// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/system/askpassquestion.h"

#include "base/error.h"

#include <QHash>
#include <QObject>
#include <QProcessEnvironment>
#include <QSocketNotifier>

#include <memory>

namespace slipway {

class AskpassPrompts;
class Secret;

/// Answers the helpers of ssh programs on a local socket that only this account may use. Each login
/// has a token of its own, so that a question is known by the server it is about. Lives on the
/// prompter's thread.
class AskpassServer : public QObject
{
    Q_OBJECT
public:
    explicit AskpassServer(AskpassPrompts &prompts);
    ~AskpassServer() override;

    /// Io when there can be no socket at the path.
    Result<void> listen(const QString &path);
    /// A token for one login, valid until withdraw().
    QByteArray admit(const QString &server);
    /// What became of it.
    AskpassLogin withdraw(const QByteArray &token);
    /// What makes ssh ask here.
    void describe(QProcessEnvironment &environment, const QByteArray &token) const;

private:
    struct Client
    {
        ~Client();
        int descriptor = -1;
        QByteArray received;
        std::unique_ptr<QSocketNotifier> notifier;
        int agentWait = 0;
    };

    void accept();
    void read(int descriptor);
    void ask(const std::shared_ptr<Client> &client);
    void drop(int descriptor);

    AskpassPrompts &m_prompts;
    QString m_path;
    int m_listening = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QHash<QByteArray, AskpassLogin> m_logins;
    QHash<int, std::shared_ptr<Client>> m_clients;
};

} // namespace slipway
