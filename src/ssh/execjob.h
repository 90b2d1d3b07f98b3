// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/remotescript.h"
#include "ssh/sshcommand.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

namespace slipway {

/// Runs one command on a channel of a connection. On the loop's thread once started.
class ExecJob final : public ChannelJob
{
public:
    ExecJob(QString server, Command command, RemoteScript script,
            std::shared_ptr<CommandLink> link);
    ~ExecJob() override;

    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return !m_isFinished; }
    /// After the link was cancelled or has room again.
    void wake();

private:
    Task<void> run();
    Task<bool> launch();
    Task<void> converse();
    Task<void> collectOutputs(CommandResult &result);
    Task<Result<QByteArray>> readRemote(QByteArray execLine);
    void flushInput();
    void take(OutputStream stream, QByteArray bytes);
    void lookForMark(const QByteArray &bytes);
    void onMark(const QByteArray &word);
    void end(Error reason);
    void startTimers();
    void checkIdle();
    std::optional<Error> startError() const;
    void readExitState(CommandResult &result) const;
    void finish(CommandResult result);
    Error cancelled() const;

    QString m_server;
    Command m_command;
    RemoteScript m_script;
    std::shared_ptr<CommandLink> m_link;
    SshConnection *m_connection = nullptr;
    IoLoop *m_loop = nullptr;
    std::function<void(End)> m_ended;
    Task<void> m_task;
    ssh_channel m_channel = nullptr;
    QByteArray m_environment; ///< lines before the input
    QByteArray m_input;
    bool m_isInputOver = false;
    bool m_isEofSent = false;
    QByteArray m_beforeMark;
    QByteArray m_heldErrors;
    bool m_hasMark = false;
    std::optional<Error> m_startError;
    std::optional<Error> m_reason; ///< why it is being ended
    bool m_isGivenUp = false;
    bool m_isFinished = false;
    IoLoop::Clock::time_point m_begin = IoLoop::Clock::now();
    IoLoop::Clock::time_point m_lastOutput;
    IoLoop::TimerId m_totalTimer = 0;
    IoLoop::TimerId m_idleTimer = 0;
    IoLoop::TimerId m_graceTimer = 0;
};

} // namespace slipway
