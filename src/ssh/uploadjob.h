// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sftpjob.h"
#include "ssh/sshtransfer.h"

#include "exec/filedownloader.h"
#include "exec/fileuploader.h"

namespace slipway {

using SshUpload = SshTransfer<RunningUpload, UploadResult>;

/// Writes one file on a server: beside, synced, read back, renamed over.
class UploadJob final : public SftpJob
{
public:
    UploadJob(QString server, Upload upload, std::shared_ptr<SshUpload::Link> link);

private:
    /// A file to be written beside another.
    struct Piece
    {
        QByteArray path;
        QByteArray content;
        quint32 mode = 0600;
    };
    enum class Progress { Hidden, Shown };

    Task<Result<void>> work() override;
    Task<void> tidy() override;
    void report(std::optional<Error> error) override;
    Error cancelled() const override;

    Task<Result<bool>> isUnchanged();
    Task<Result<void>> replace();
    Task<Result<void>> keepPrevious();
    Task<Result<QByteArray>> put(Piece piece, Progress progress);
    Task<Result<QByteArray>> handleOf(QByteArray path, quint32 flags);
    Task<Result<void>> write(QByteArray handle, QByteArray content, Progress progress);
    Task<Result<QByteArray>> hashOf(QByteArray path, qsizetype total);
    Task<Result<void>> moveOver(QByteArray from, QByteArray to);
    Error errorFor(const Reply &reply, const QString &what) const;
    Error openError(const Reply &reply) const;

    Upload m_upload;
    std::shared_ptr<SshUpload::Link> m_link;
    std::optional<SftpAttributes> m_old; ///< of the file that is there
    QList<QByteArray> m_leftovers;       ///< to be removed if they do not find their place
    UploadResult m_result;
};

} // namespace slipway
