// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/localfile.h"
#include "ssh/onpool.h"
#include "ssh/sftpjob.h"
#include "ssh/sshtransfer.h"

#include "exec/filetransfers.h"

namespace slipway {

using SshFileTransfer = SshTransfer<RunningTransfer, TransferResult>;

/// What uploads and downloads of any size have in common. Disk and hash are the workers' work.
class TransferJob : public SftpJob
{
protected:
    using Check = TransferResult::Check;
    using LocalFilePtr = std::shared_ptr<LocalFile>;

    /// Read, sent or written at once.
    static constexpr qsizetype blockSize = qsizetype(1024) * 1024;
    /// Asked for and not answered yet; more than the window of a channel.
    static constexpr qsizetype mostInFlight = qsizetype(4) * 1024 * 1024;

    TransferJob(QString server, Transfer transfer, std::shared_ptr<SshFileTransfer::Link> link);

    void report(std::optional<Error> error) override;
    Error cancelled() const override;

    /// A server that goes away takes its channel first: waits for a moment whether the connection
    /// follows, so that lost() can be believed.
    Task<void> channelVerdict();

    template<typename Work> auto local(Work work)
    {
        return onPool(connection().loop(), connection().workers(), std::move(work));
    }
    /// Hashes the file's next `length` bytes, so that its sha256() is theirs if it was at its
    /// beginning. InvalidInput when it is shorter.
    Task<Result<void>> pass(LocalFilePtr file, qint64 length);
    /// How it is known that the first `length` bytes of both are the same; nullopt: they are not.
    /// The local file's sha256() is that of its first `length` bytes.
    Task<Result<std::optional<Check>>> compare(LocalFilePtr file, QByteArray path, qint64 length);
    /// What the server has in the way of a path, links followed; nullopt: nothing.
    Task<Result<std::optional<SftpAttributes>>> look(QByteArray path);
    Task<Result<QByteArray>> openRemote(QByteArray path, quint32 flags);
    /// Follows the path to the file that it means, so that a link stays one.
    Task<void> resolvePath();
    Error errorFor(const Reply &reply, const QString &what) const;
    Error changedMeanwhile() const;
    /// It was cancelled, and nothing shall be left of it.
    bool dropsPart() const
    {
        return isCancelled() && m_transfer.onCancel == Transfer::OnCancel::PartDropped;
    }
    void showProgress(qint64 done, qint64 total) { m_link->reportProgress(done, total); }

    Transfer m_transfer;
    TransferResult m_result;
    bool m_keepsPart = false; ///< for another try

private:
    /// Why nothing can be written there, as far as the server lets it be known.
    Task<std::optional<QString>> refusalOf(QByteArray path, quint32 flags);
    Task<Result<QByteArray>> readBack(QByteArray path, qint64 length);
    Task<Result<bool>> compareSamples(LocalFilePtr file, QByteArray path, qint64 length);
    Task<Result<QByteArray>> readPiece(QByteArray handle, qint64 offset, qsizetype size);

    std::shared_ptr<SshFileTransfer::Link> m_link;
};

} // namespace slipway
