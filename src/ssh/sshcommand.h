// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/joblink.h"

#include "exec/commandrunner.h"

namespace slipway {

class SshCommand;

/// Output and result of a command on their way to the caller's thread.
class CommandLink final : public JobControl, public std::enable_shared_from_this<CommandLink>
{
public:
    using JobControl::JobControl;

    void setReceiver(SshCommand *receiver) { m_receiver = receiver; }

    /// I/O thread, or the caller's before there is a job.
    void reportStart();
    void reportNote(const QString &text);
    void reportOutput(OutputStream stream, QByteArray bytes);
    void reportResult(CommandResult result);
    /// So much waits for the caller that no more should be read from the server.
    bool isFull();
    /// From any thread.
    bool isAcknowledged() const { return m_isAcknowledged.load(std::memory_order_acquire); }

    /// Caller's thread.
    void acknowledge();
    void deliver() override;
    void abandon() override;

private:
    struct News
    {
        QStringList notes;
        bool isStart = false;
        std::vector<std::pair<OutputStream, QByteArray>> output;
        std::optional<CommandResult> result;
    };
    void change(const std::function<void(News &)> &edit);

    std::mutex m_mutex;
    News m_news;
    std::atomic<bool> m_isAcknowledged = false;
    qsizetype m_held = 0;
    bool m_isAnnounced = false;
    bool m_isFinished = false;
    SshCommand *m_receiver = nullptr; ///< caller's thread only
};

/// A command on a server, as its caller sees it.
class SshCommand final : public RunningCommand
{
    Q_OBJECT
public:
    explicit SshCommand(std::shared_ptr<CommandLink> link);
    ~SshCommand() override;

    void cancel() override;
    void acknowledge() override;

private:
    std::shared_ptr<CommandLink> m_link;
};

} // namespace slipway
