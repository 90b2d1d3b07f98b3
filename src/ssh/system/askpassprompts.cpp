// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/askpassprompts.h"

#include "ssh/promptbroker.h"

namespace slipway {

AskpassPrompts::AskpassPrompts(SshPrompter &prompter, PromptBroker &broker)
    : m_prompter(prompter)
    , m_broker(broker)
{ }

void AskpassPrompts::askSecret(
    const SshSecretPrompt &prompt, int rejected,
    const std::function<void(const Result<std::shared_ptr<Secret>> &, int)> &done)
{
    m_broker.askSecret(prompt, rejected, [done](const PromptBroker::NumberedSecret &given) {
        done(given.secret, given.number);
    });
}

void AskpassPrompts::askHostKey(const HostKeyQuestion &question,
                                const std::function<void(HostKeyAnswer)> &done)
{
    m_prompter.askHostKey(question).then(this, done).onCanceled(this, [done] {
        done(HostKeyAnswer::Refuse);
    });
}

int AskpassPrompts::showTouch(const AgentWait &wait)
{
    return m_broker.showAgentWait(wait, [] { });
}

void AskpassPrompts::endTouch(int number)
{
    m_broker.endAgentWait(number);
}

} // namespace slipway
