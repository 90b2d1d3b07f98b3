// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"
#include "ssh/sshtransport.h"

#include "exec/bytechannel.h"
#include "exec/commandrunner.h"
#include "exec/filedownloader.h"
#include "exec/filetransfers.h"
#include "exec/fileuploader.h"

#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace slipway {

class SshForward;
class SshForwards;
class StatusBoard;
struct ForwardSpec;

/// A server as the workspace names it. Empty and 0 leave the choice to ~/.ssh/config.
struct SshTarget
{
    QString name; ///< in the workspace: "web-1"
    QString host;
    QString user;
    int port = 0;
    QString jump;       ///< name of another target to go through
    QString identity;   ///< private key file; "~/" is the home folder
    QString knownHosts; ///< empty: ~/.ssh/known_hosts
    friend bool operator==(const SshTarget &, const SshTarget &) = default;
};

struct SshSettings
{
    milliseconds connectTimeout{15000}; ///< until authenticated
    milliseconds keepAliveInterval{5000};
    /// Without a byte from the peer for this long the connection counts as lost.
    milliseconds lostAfter{15000};
    /// How long the server of a durable command is waited for once the connection is lost.
    milliseconds reconnectFor{600000};
    int maxConnecting = 8; ///< at most so many unauthenticated connections an endpoint
    int maxChannels = 8;   ///< session channels a connection
    milliseconds idleTtl = std::chrono::minutes(15); ///< a connection nobody uses is closed then
    bool useAgent = true;
    bool useConfig = true; ///< ask `ssh -G`
    /// For all servers. nullopt: as the variable SLIPWAY_SSH says ("libssh" or "system"), and
    /// without it the program for servers whose configuration wants what libssh cannot do.
    std::optional<SshTransport> transport;
};

/// Connections to the servers of a workspace, kept warm and shared; libssh on a few I/O threads, or
/// the ssh program for servers that libssh cannot serve. Lives on the caller's thread; nothing here
/// blocks it. Never sends a command twice.
class SshConnections
{
public:
    /// `prompter` is called on the thread that made this object.
    SshConnections(QList<SshTarget> targets, SshSettings settings, SshPrompter &prompter);
    ~SshConnections();
    Q_DISABLE_COPY_MOVE(SshConnections)

    /// Runner, uploader, downloader and opener of a server; valid as long as this object. An
    /// unknown name gives one whose work ends with NotFound.
    CommandRunner &runner(const QString &name);
    FileUploader &uploader(const QString &name);
    FileDownloader &downloader(const QString &name);
    /// Programs on terminals of a server. Their sinks are called on an I/O thread.
    ChannelOpener &opener(const QString &name);
    /// Begins a port forward for the caller to keep, never null; an error is in its status.
    std::unique_ptr<SshForward> forward(const QString &name, const ForwardSpec &spec);
    /// Those that are kept here, for everybody to see. As long as this object.
    SshForwards &forwards();
    /// How it stands with the servers; never null, as long as this object.
    const StatusBoard &statuses() const;
    RemoteFiles &files(const QString &name);
    FileTransfers &transfers(const QString &name);
    /// Drops idle connections, so that the next command makes a new one.
    void closeIdle();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
