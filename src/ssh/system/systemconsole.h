// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshchannel.h"
#include "ssh/system/systemjob.h"
#include "ssh/system/systemmasters.h"

#include "exec/localpty.h"

#include <QTimer>

namespace slipway {

class FirstOutputSink;

/// A program on a terminal of a server: the ssh program on a terminal of this machine, which it
/// passes on, sizes included.
class SystemConsole final : public SystemJob
{
    Q_OBJECT
public:
    SystemConsole(SystemMasters &masters, SystemSsh ssh, ChannelRequest request,
                  std::shared_ptr<ByteSink> sink, std::shared_ptr<ShellLink> link);
    ~SystemConsole() override;

    void start() override;
    void wake() override;

private:
    void launch(const SystemMasters::Lease &lease);
    QString localCommand() const;
    QMap<QString, QString> localEnvironment() const;
    void onReady();
    void onClosed(const ChannelEnd &end);
    void finish(ChannelEnd end);

    SystemMasters &m_masters;
    SystemSsh m_ssh;
    ChannelRequest m_request;
    std::shared_ptr<FirstOutputSink> m_sink;
    std::shared_ptr<ShellLink> m_link;
    SystemMasters::Lease m_lease;
    LocalPty m_terminals;
    std::unique_ptr<ByteChannel> m_channel;
    ChannelSize m_size;
    QTimer m_readyTimer;
    bool m_isReady = false;
    bool m_isFinished = false;
};

} // namespace slipway
