// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sftpjob.h"

#include "exec/remotefiles.h"

namespace slipway {

/// The files of one server. What makes its jobs run is given.
class SshFiles final : public RemoteFiles
{
public:
    using Submit
        = std::function<void(std::shared_ptr<SftpJob> job, std::shared_ptr<JobControl> link)>;

    /// The dispatcher outlives it.
    SshFiles(QString server, Dispatcher &dispatcher, Submit submit);

    QFuture<Result<QByteArray>> realPath(const QByteArray &path) override;
    QFuture<Result<RemoteListing>> list(const QByteArray &folder) override;
    QFuture<Result<RemoteEntry>> stat(const QByteArray &path) override;
    QFuture<Result<void>> makeFolder(const QByteArray &path) override;
    QFuture<Result<void>> rename(const QByteArray &from, const QByteArray &to,
                                 Existing existing) override;
    QFuture<Result<void>> removeFile(const QByteArray &path) override;
    QFuture<Result<void>> removeFolder(const QByteArray &path) override;
    QFuture<Result<RemoteTree>> removeTree(const QByteArray &path) override;
    QFuture<Result<RemoteTree>> measure(const QByteArray &path) override;
    QFuture<Result<void>> setMode(const QByteArray &path, int mode) override;
    QFuture<Result<RemoteTree>> setModeOfTree(const QByteArray &path, int mode) override;

private:
    template<typename Work, typename Request> auto begin(Work work, Request request);

    QString m_server;
    Dispatcher &m_dispatcher;
    Submit m_submit;
};

} // namespace slipway
