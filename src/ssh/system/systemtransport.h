// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/downloadjob.h"
#include "ssh/sshchannel.h"
#include "ssh/sshcommand.h"
#include "ssh/system/askpassprompts.h"
#include "ssh/system/systemjob.h"
#include "ssh/system/systemmasters.h"
#include "ssh/uploadjob.h"

namespace slipway {

class PromptBroker;

/// Work on servers by the ssh program of this machine, for what libssh cannot do. Belongs to
/// SshConnections; one thread. When it goes, sessions are hung up and their links left alone.
class SystemTransport : public QObject
{
    Q_OBJECT
public:
    struct Parts
    {
        StatusBoard &board;
        SshPrompter &prompter;
        PromptBroker &broker;
        const SshSettings &settings;
    };
    explicit SystemTransport(const Parts &parts);
    ~SystemTransport() override;

    /// What SLIPWAY_SSH chooses for all servers; an unknown word is none, and warned of.
    static std::optional<SshTransport> chosenByEnvironment();

    /// A durable command ends with its connection; one that is only to be attached to is refused.
    void run(const SystemSsh &ssh, Command command, const std::shared_ptr<CommandLink> &link);
    void open(const SystemSsh &ssh, const ChannelRequest &request, std::shared_ptr<ByteSink> sink,
              const std::shared_ptr<ShellLink> &link);
    void upload(const SystemSsh &ssh, Upload upload, const std::shared_ptr<SshUpload::Link> &link);
    void download(const SystemSsh &ssh, const Download &download,
                  const std::shared_ptr<SshDownload::Link> &link);
    void closeIdle() { m_masters.closeIdle(); }

private:
    void add(SystemJob *job, JobControl &link);

    AskpassPrompts m_prompts;
    SystemMasters m_masters;
};

} // namespace slipway
