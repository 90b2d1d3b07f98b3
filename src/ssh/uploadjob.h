// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/sftpclient.h"
#include "ssh/sshupload.h"

namespace slipway {

/// Writes one file on a server: beside, synced, read back, renamed over. On the loop's thread
/// once started.
class UploadJob final : public ChannelJob
{
public:
    UploadJob(QString server, Upload upload, std::shared_ptr<UploadLink> link);

    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return !m_isFinished; }
    /// After the link was cancelled.
    void wake();

private:
    using Status = SftpClient::Status;

    Task<void> run();
    Task<Result<void>> deliver();
    Task<Result<bool>> isUnchanged();
    Task<Result<void>> replace();
    Task<Result<QByteArray>> openFile(QByteArray path, quint32 flags);
    Task<Result<void>> write(QByteArray handle);
    Task<Result<QByteArray>> hashOf(QByteArray path);
    Task<Result<void>> moveOver();
    Task<void> removeLeftover();
    Task<bool> isDiskFull();
    Error errorFor(const SftpClient::Reply &reply, const QString &what) const;
    Error openError(const SftpClient::Reply &reply) const;
    Error cancelled() const;
    QString folder() const;
    void finish(std::optional<Error> error);

    QString m_server;
    Upload m_upload;
    std::shared_ptr<UploadLink> m_link;
    SshConnection *m_connection = nullptr;
    std::function<void(End)> m_ended;
    std::unique_ptr<SftpClient> m_sftp;
    Task<void> m_task;
    QByteArray m_path;
    QByteArray m_beside;
    bool m_hasLeftover = false;
    bool m_isFinished = false;
    UploadResult m_result;
};

} // namespace slipway
