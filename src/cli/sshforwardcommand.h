// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/serverscommand.h"
#include "ssh/sshforward.h"

#include <QSet>

namespace slipway {

/// `ssh forward`: ports of this machine and of a server that lead to one another.
class SshForwardCommand final : public ServersCommand
{
    Q_OBJECT
public:
    using ServersCommand::ServersCommand;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    /// What was said of a forward already.
    struct Told
    {
        ForwardStatus::State state = ForwardStatus::State::Starting;
        std::optional<Error> error;
    };

    static Result<QList<ForwardSpec>> specsOf(const Arguments &arguments);
    void follow(SshForward &forward);
    void onChanged(SshForward &forward, Told &told);
    void sayListening(const SshForward &forward, const ForwardStatus &status) const;
    void sayError(const SshForward &forward, const Error &error);
    void sayEnd(const SshForward &forward) const;

    bool m_isJson = false;
    bool m_isEnding = false;
    QList<SshForward *> m_forwards;
    QSet<QString> m_saidErrors; ///< since something listened; forwards share their connection
};

} // namespace slipway
