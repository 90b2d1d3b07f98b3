// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

namespace slipway {

class Console;
class TerminalInput;

/// Asks for passwords and about host keys on the terminal; refuses where there is none,
/// and says why. Called on the thread it was made on.
class TerminalPrompter final : public SshPrompter
{
public:
    TerminalPrompter(TerminalInput &input, const Console &console)
        : m_input(input)
        , m_console(console)
    { }

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) override;
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override;
    /// A line, once; there is no way to give up but Ctrl+C.
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &wait) override;

private:
    TerminalInput &m_input;
    const Console &m_console;
};

} // namespace slipway
