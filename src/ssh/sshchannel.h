// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/joblink.h"

#include "exec/bytechannel.h"

namespace slipway {

class SshChannel;

/// What a person types, and how it goes with the program, between the caller's thread and the job.
class ShellLink final : public JobControl, public std::enable_shared_from_this<ShellLink>
{
public:
    ShellLink(Dispatcher &dispatcher, const ChannelSize &size);
    ~ShellLink() override;

    void setReceiver(SshChannel *receiver) { m_receiver = receiver; }

    // Caller's thread.
    void write(const QByteArray &bytes);
    void resize(const ChannelSize &size);

    // I/O thread, or the caller's before there is a job.
    QByteArray takeInput();
    bool hasInput();
    ChannelSize size();
    void reportOpened();
    void reportEnd(ChannelEnd end);

    void deliver() override;
    void abandon() override;

private:
    std::mutex m_mutex;
    QByteArray m_input;
    ChannelSize m_size;
    bool m_isOpened = false;
    std::optional<ChannelEnd> m_end;
    bool m_isFinished = false;
    SshChannel *m_receiver = nullptr; ///< caller's thread only
};

/// A program on a terminal of a server, as its caller sees it. At most 16 MiB wait to be sent, for
/// a program that reads nothing; a write that would not fit is dropped as a whole and logged.
class SshChannel final : public ByteChannel
{
    Q_OBJECT
public:
    explicit SshChannel(std::shared_ptr<ShellLink> link);
    ~SshChannel() override;

    void write(const QByteArray &bytes) override;
    void resize(const ChannelSize &size) override;
    void close() override;

private:
    std::shared_ptr<ShellLink> m_link;
};

} // namespace slipway
