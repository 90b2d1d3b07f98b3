// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

#include <QHash>
#include <QList>

namespace slipway {

/// Answers from lists given beforehand and keeps what it was asked.
class FakeSshPrompter : public SshPrompter
{
public:
    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) override
    {
        secretPrompts.append(prompt);
        if (secrets.isEmpty())
            return QtFuture::makeReadyValueFuture(Result<std::shared_ptr<Secret>>(
                failure(ErrorCode::Cancelled, QStringLiteral("Nobody is there."))));
        return QtFuture::makeReadyValueFuture(
            Result<std::shared_ptr<Secret>>(std::make_shared<Secret>(secrets.takeFirst())));
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override
    {
        hostKeyQuestions.append(question);
        return QtFuture::makeReadyValueFuture(hostKeyAnswer);
    }

    QFuture<AgentUseAnswer> askAgentUse(const AgentUse &use) override
    {
        agentUses.append(use);
        return QtFuture::makeReadyValueFuture(agentUseAnswer);
    }

    QList<QByteArray> secrets;
    HostKeyAnswer hostKeyAnswer = HostKeyAnswer::Refuse;
    AgentUseAnswer agentUseAnswer = AgentUseAnswer::Refuse;
    QList<AgentUse> agentUses;
    QList<SshSecretPrompt> secretPrompts;
    QList<HostKeyQuestion> hostKeyQuestions;
};

} // namespace slipway
