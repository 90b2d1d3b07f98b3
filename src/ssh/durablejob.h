// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/durablescript.h"
#include "ssh/durablestream.h"
#include "ssh/sshcommand.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

namespace slipway {

/// Runs or attaches to a durable command, over as many connections as it takes: when one is lost
/// the next attaches where its output ended. On the loop's thread once started. What is said of the
/// end is in durableresults.cpp.
class DurableJob final : public ChannelJob
{
public:
    /// `reconnectFor`: how long a server that went away is waited for.
    DurableJob(QString server, Command command, DurableScript script, milliseconds reconnectFor,
               std::shared_ptr<CommandLink> link);
    ~DurableJob() override;

    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool survives(const Error &error) override;
    bool isDue() override;
    bool isWanted() const override { return !m_isFinished; }
    bool isTidyingUp() const override { return m_isAckSent; }
    /// After the link was cancelled, acknowledged, or has room again.
    void wake();

private:
    using TimePoint = IoLoop::Clock::time_point;
    /// What the launcher said first on this connection.
    enum class Header { Awaited, Here, NoTrace, NoRoom };

    Task<void> run();
    Task<bool> request();
    Task<void> converse();
    Task<void> tidyUp();
    End settle();
    void prepareInput();
    void endWhenAsked();
    void take(OutputStream stream, const QByteArray &bytes);
    void takeRecord(const QList<QByteArray> &words);
    void pass(OutputStream stream, QByteArray bytes);
    void lookForMark();
    void onHere();
    bool isComplete() const { return m_out.isComplete() && m_err.isComplete(); }
    TimePoint deadline() const;
    void startTimers();
    void checkIdle();
    void end(Error reason);
    void finish(CommandResult result);
    CommandResult failed(const Error &error) const;
    CommandResult outcome() const;
    CommandResult withoutEnding() const;
    qint64 secondsAway() const;
    std::optional<Error> startError() const;
    Error cancelled() const;
    Error notEnded() const;
    QString said() const;

    QString m_server;
    Command m_command;
    DurableScript m_script;
    milliseconds m_reconnectFor;
    std::shared_ptr<CommandLink> m_link;
    SshConnection *m_connection = nullptr;
    IoLoop *m_loop = nullptr;
    std::function<void(End)> m_ended;
    Task<void> m_task;
    ssh_channel m_channel = nullptr;
    QByteArray m_input;
    QByteArray m_beforeMark;
    Header m_header = Header::Awaited;
    bool m_isKillSent = false;
    bool m_isGivenUp = false;

    // The command, whatever the connection does.
    DurableStream m_out;
    DurableStream m_err;
    bool m_hasBegun = false;       ///< may have: the program was sent
    bool m_isOnServer = false;     ///< the launcher said so
    bool m_hasStarted = false;     ///< became its own shell
    QByteArray m_heldErrors;       ///< before that
    QByteArray m_startProblem;     ///< "folder" or "shell"
    QList<QByteArray> m_ending;    ///< the words of its last record
    std::optional<Error> m_reason; ///< why it is being ended
    bool m_isFinished = false;
    bool m_isAckSent = false;
    int m_brokenChannels = 0; ///< in a row, on connections that are well

    bool m_isAway = false;
    TimePoint m_awaySince;
    TimePoint m_due;
    std::optional<TimePoint> m_cancelledAt; ///< while away
    int m_tries = 0;
    TimePoint m_begin = IoLoop::Clock::now();
    TimePoint m_lastOutput;
    IoLoop::TimerId m_totalTimer = 0;
    IoLoop::TimerId m_idleTimer = 0;
    IoLoop::TimerId m_graceTimer = 0;
};

} // namespace slipway
