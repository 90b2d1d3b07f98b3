// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/serverscommand.h"
#include "exec/fanout.h"

namespace slipway {

/// `ssh trust`: lets a person, or a fingerprint from elsewhere, decide on unknown and changed host
/// keys.
class SshTrustCommand final : public ServersCommand
{
    Q_OBJECT
public:
    explicit SshTrustCommand(const Console &console);
    ~SshTrustCommand() override;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    class Prompter;

    void end(const QString &machine, const CommandResult &result);
    /// Why the key that was asked about is not trusted.
    QString refusal(const QString &machine, const HostKeyQuestion &asked,
                    const CommandResult &result) const;

    std::unique_ptr<Prompter> m_prompter;
    std::unique_ptr<FanOut> m_fanOut;
    int m_exitCode = 0;
    bool m_isInterrupted = false;
};

} // namespace slipway
