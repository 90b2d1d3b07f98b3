// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QSet>

#include <atomic>
#include <functional>

namespace slipway {

/// Brings the questions of many connections to the one SshPrompter: the same question is asked
/// once, and its answer serves everybody who waits and whom the person saw. Lives on the prompter's
/// thread; the functions may be called from any thread and `receive` comes on the prompter's.
class PromptBroker : public QObject
{
    Q_OBJECT
public:
    /// A secret with a number, so that who found it wrong can say which one it was.
    struct NumberedSecret
    {
        Result<std::shared_ptr<Secret>> secret;
        int number = 0;
    };

    explicit PromptBroker(SshPrompter &prompter);
    /// Open questions are withdrawn.
    ~PromptBroker() override;

    /// Servers that show the same key, with the same to say about it, are one question. One of
    /// those with the same address is told to remember the key or to replace the old one, the
    /// others to accept it.
    void askHostKey(const HostKeyQuestion &question, std::function<void(HostKeyAnswer)> receive);
    /// Passwords and passphrases are kept for the life of the broker; `rejected` is the number
    /// of the one that turned out wrong, 0 for none.
    void askSecret(const SshSecretPrompt &prompt, int rejected,
                   std::function<void(NumberedSecret)> receive);

    /// Shows that an agent is waited for, until endAgentWait() with the number it returns.
    int showAgentWait(const AgentWait &wait, std::function<void()> giveUp);
    void endAgentWait(int number);
    /// Asked each time: an answer serves one signature.
    void askAgentUse(const AgentUse &use, std::function<void(AgentUseAnswer)> receive);
    /// On any thread.
    const QString &trustCommand() const { return m_trustCommand; }

private:
    struct HostKeyWaiter
    {
        HostKeyQuestion question;
        std::function<void(HostKeyAnswer)> receive;
    };
    struct OpenHostKey
    {
        HostKeyQuestion question;
        QList<HostKeyWaiter> waiters; ///< whom the person was told of
        QList<HostKeyWaiter> later;
    };

    void handleHostKey(const HostKeyWaiter &waiter);
    void openHostKey(const QString &key, const QList<HostKeyWaiter> &waiters);
    void answerHostKey(const QString &key, HostKeyAnswer answer);
    void handleSecret(const SshSecretPrompt &prompt, int rejected,
                      std::function<void(NumberedSecret)> receive);
    void answerSecret(const QString &key, const Result<std::shared_ptr<Secret>> &answer);

    SshPrompter &m_prompter;
    const QString m_trustCommand;
    QHash<QString, OpenHostKey> m_openHostKeys;
    QSet<QString> m_acceptedHostKeys;
    QHash<QString, QList<std::function<void(NumberedSecret)>>> m_secretWaiters;
    QHash<QString, NumberedSecret> m_secrets;
    int m_lastNumber = 0;
    QHash<int, QFutureWatcher<AgentWaitAnswer> *> m_agentWaits;
    std::atomic<int> m_lastAgentWait = 0;
};

} // namespace slipway
