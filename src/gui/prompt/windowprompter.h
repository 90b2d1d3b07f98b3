// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

#include <QMutex>
#include <QObject>
#include <QPromise>

#include <memory>
#include <variant>
#include <vector>

namespace slipway {

/// Asks the person in the window what connections need to know. May be asked from any thread; the
/// prompts queue up and are shown one at a time. Unanswered ones are refused when it goes.
class WindowPrompter : public QObject, public SshPrompter
{
    Q_OBJECT
public:
    using Asked = std::variant<SshSecretPrompt, HostKeyQuestion, AgentWait, AgentUse>;

    explicit WindowPrompter(QObject *parent = nullptr);
    ~WindowPrompter() override;

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) override;
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override;
    Update updateHostKey(const HostKeyQuestion &question) override;
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &wait) override;
    QFuture<AgentUseAnswer> askAgentUse(const AgentUse &use) override;

    /// GUI thread from here on. The oldest open prompt; nullptr when there is none.
    const Asked *current();
    /// Tells the oldest open prompt from all others; 0 when there is none.
    int currentNumber();
    int count();
    void answerSecret(std::shared_ptr<Secret> secret);
    void answerHostKey(HostKeyAnswer answer);
    void answerAgentUse(AgentUseAnswer answer);
    /// Gives no answer: the connection is told so. What an agent is waited for is given up.
    void refuse();

Q_SIGNALS:
    void changed();

private:
    struct Open
    {
        Asked asked;
        int number = 0;
        QPromise<Result<std::shared_ptr<Secret>>> secret;
        QPromise<HostKeyAnswer> hostKey;
        QPromise<AgentWaitAnswer> agent;
        QPromise<AgentUseAnswer> agentUse;
    };
    template<typename T> void enqueue(std::unique_ptr<Open> open, const QFuture<T> &future);
    std::unique_ptr<Open> take();
    void dropCancelled();
    static bool isCancelled(const Open &open);
    static void refuse(Open &open);

    QMutex m_mutex;
    std::vector<std::unique_ptr<Open>> m_open;
    int m_lastNumber = 0;
};

} // namespace slipway
