// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/system/askpassquestion.h"

#include <QObject>

#include <functional>

namespace slipway {

class PromptBroker;

/// Brings the questions of ssh programs to the person. Lives on the prompter's thread.
class AskpassPrompts : public QObject
{
    Q_OBJECT
public:
    AskpassPrompts(SshPrompter &prompter, PromptBroker &broker);

    /// `rejected` is the number, given with an answer, of the one that was wrong; 0 for none.
    void askSecret(const SshSecretPrompt &prompt, int rejected,
                   const std::function<void(const Result<std::shared_ptr<Secret>> &, int)> &done);
    /// ssh can only remember a key: its user says "no" to AcceptOnce.
    void askHostKey(const HostKeyQuestion &question,
                    const std::function<void(HostKeyAnswer)> &done);
    int showTouch(const AgentWait &wait);
    void endTouch(int number);

private:
    SshPrompter &m_prompter;
    PromptBroker &m_broker;
};

} // namespace slipway
