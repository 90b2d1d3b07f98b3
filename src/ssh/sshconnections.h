// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

#include "exec/commandrunner.h"
#include "exec/filedownloader.h"
#include "exec/filetransfers.h"
#include "exec/fileuploader.h"

#include <QList>
#include <QString>

#include <memory>

namespace slipway {

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
    int maxConnecting = 8; ///< at most so many unauthenticated connections an endpoint
    int maxChannels = 8;   ///< session channels a connection
    bool useAgent = true;
    bool useConfig = true; ///< ask `ssh -G`
};

/// Connections to the servers of a workspace, kept warm and shared; libssh on a few I/O threads.
/// Lives on the caller's thread; nothing here blocks it. Never sends a command twice.
class SshConnections
{
public:
    /// `prompter` is called on the thread that made this object.
    SshConnections(QList<SshTarget> targets, SshSettings settings, SshPrompter &prompter);
    ~SshConnections();
    Q_DISABLE_COPY_MOVE(SshConnections)

    /// Runner, uploader and downloader of a server; valid as long as this object. An unknown name
    /// gives one whose commands finish with NotFound.
    CommandRunner &runner(const QString &name);
    FileUploader &uploader(const QString &name);
    FileDownloader &downloader(const QString &name);
    RemoteFiles &files(const QString &name);
    FileTransfers &transfers(const QString &name);
    /// Drops idle connections, so that the next command makes a new one.
    void closeIdle();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
