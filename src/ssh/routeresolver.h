// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/configreader.h"
#include "ssh/sshconnections.h"
#include "ssh/sshhost.h"

namespace slipway {

/// Turns a server of the workspace into the hops to it, with ~/.ssh/config asked for what the
/// workspace leaves open. Lives on the caller's thread.
class RouteResolver
{
public:
    using Receiver = std::function<void(const Result<SshRoute> &)>;

    RouteResolver(const QHash<QString, SshTarget> &targets, const SshSettings &settings,
                  ConfigReader &config);

    /// NotFound for an unknown name, InvalidInput where servers jump in a circle. `receive` may
    /// come at once.
    void resolve(const QString &name, Receiver receive);

private:
    /// A server to pass, and what ~/.ssh/config wants to be passed before it: "a,b".
    struct Hop
    {
        SshTarget target;
        QString before;
        int depth = 1;
    };

    void resolveHop(const Hop &hop, Receiver receive);
    void complete(const Hop &hop, const ConfigReader::Options &options, const Receiver &receive);
    Result<std::optional<Hop>> hopBefore(const Hop &hop,
                                         const ConfigReader::Options &options) const;
    SshHost hostOf(const SshTarget &target, const ConfigReader::Options &options) const;
    static Result<QString> proxyCommandOf(const Hop &hop, const SshHost &host,
                                          const ConfigReader::Options &options);

    const QHash<QString, SshTarget> &m_targets;
    const SshSettings &m_settings;
    ConfigReader &m_config;
};

} // namespace slipway
