// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "ssh/sshprompter.h"

#include <QObject>

namespace slipway {

/// Passes questions on to a person, and lets the redactor know each password on its way back.
class RedactingPrompter final : public SshPrompter
{
public:
    RedactingPrompter(SshPrompter &person, std::shared_ptr<Redactor> redactor);

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) override;
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override;
    Update updateHostKey(const HostKeyQuestion &question) override;
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &wait) override;
    QFuture<AgentUseAnswer> askAgentUse(const AgentUse &use) override;
    QString trustCommand() const override { return m_person.trustCommand(); }

private:
    SshPrompter &m_person;
    std::shared_ptr<Redactor> m_redactor;
    QObject m_watchers; ///< owns those of questions under way
};

} // namespace slipway
