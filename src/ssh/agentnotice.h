// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/promptbroker.h"
#include "ssh/sshagent.h"
#include "ssh/sshservices.h"

namespace slipway {

/// Tells the person when an agent takes its time, for as long as this lives.
/// On the loop's thread.
class AgentNotice
{
public:
    /// An agent that need not ask anybody is much faster.
    static constexpr milliseconds noticeAfter{400};

    AgentNotice(SshServices services, AgentWait wait, std::shared_ptr<AgentCall> call)
        : m_services(services)
        , m_call(std::move(call))
        , m_timer(services.loop.callAfter(noticeAfter, [this, wait = std::move(wait)] {
            m_number = m_services.prompts.showAgentWait(wait, [call = m_call] { call->abandon(); });
        }))
    { }
    ~AgentNotice()
    {
        m_services.loop.cancelTimer(m_timer);
        if (m_number != 0)
            m_services.prompts.endAgentWait(m_number);
        // When the connection is given up nobody needs the answer.
        if (!m_isSettled)
            m_call->abandon();
    }
    Q_DISABLE_COPY_MOVE(AgentNotice)

    /// The agent has answered.
    void settle() { m_isSettled = true; }

private:
    SshServices m_services;
    std::shared_ptr<AgentCall> m_call;
    bool m_isSettled = false;
    int m_number = 0;
    IoLoop::TimerId m_timer;
};

} // namespace slipway
