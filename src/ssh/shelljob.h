// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/sshchannel.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

namespace slipway {

class AgentForwarder;

/// Runs one program on a terminal of a server. On the loop's thread once started. A channel that
/// was hung up ends for its caller at once; the job follows as the server lets it.
class ShellJob final : public ChannelJob
{
public:
    ShellJob(QString server, ChannelRequest request, std::shared_ptr<ByteSink> sink,
             std::shared_ptr<ShellLink> link);
    ~ShellJob() override;

    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return !m_isFinished; }
    /// After the link was cancelled, has input or another size.
    void wake();

private:
    enum class Reading { Open, Closed };

    Task<void> run();
    Task<bool> launch();
    Task<void> converse();
    void flushInput();
    void followSize();
    Reading readOutput();
    bool readPiece(IoLoop::Clock::time_point deadline);
    ChannelEnd endOfProgram() const;
    void finish(ChannelEnd end);
    Error cancelled() const;

    QString m_server;
    ChannelRequest m_request;
    std::shared_ptr<ByteSink> m_sink;
    std::shared_ptr<ShellLink> m_link;
    SshConnection *m_connection = nullptr;
    IoLoop *m_loop = nullptr;
    std::function<void(End)> m_ended;
    Task<void> m_task;
    ssh_channel m_channel = nullptr;
    QByteArray m_input;
    qsizetype m_sent = 0; ///< of m_input
    QByteArray m_buffer;
    qsizetype m_taken = 0; ///< in this turn
    std::shared_ptr<AgentForwarder> m_agent;
    ChannelSize m_size; ///< as the server knows it
    IoLoop::Clock::time_point m_lastResize;
    IoLoop::TimerId m_resizeTimer = 0;
    bool m_isFinished = false;
};

} // namespace slipway
