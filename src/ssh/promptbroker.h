// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>

namespace slipway {

/// Brings the questions of many connections to the one SshPrompter: the same question is asked
/// once, and its answer serves everybody who waits. Lives on the prompter's thread; the ask
/// functions may be called from any thread and `receive` comes on the prompter's.
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

    void askHostKey(const HostKeyQuestion &question, std::function<void(HostKeyAnswer)> receive);
    /// Passwords and passphrases are kept for the life of the broker; `rejected` is the number
    /// of the one that turned out wrong, 0 for none.
    void askSecret(const SshSecretPrompt &prompt, int rejected,
                   std::function<void(NumberedSecret)> receive);

    /// Asked each time: an answer serves one signature.
    void askAgentUse(const AgentUse &use, std::function<void(AgentUseAnswer)> receive);

private:
    void handleHostKey(const HostKeyQuestion &question, std::function<void(HostKeyAnswer)> receive);
    void answerHostKey(const QString &key, HostKeyAnswer answer);
    void handleSecret(const SshSecretPrompt &prompt, int rejected,
                      std::function<void(NumberedSecret)> receive);
    void answerSecret(const QString &key, const Result<std::shared_ptr<Secret>> &answer);

    SshPrompter &m_prompter;
    QHash<QString, QList<std::function<void(HostKeyAnswer)>>> m_hostKeyWaiters;
    QSet<QString> m_acceptedHostKeys;
    QHash<QString, QList<std::function<void(NumberedSecret)>>> m_secretWaiters;
    QHash<QString, NumberedSecret> m_secrets;
    int m_lastNumber = 0;
};

} // namespace slipway
