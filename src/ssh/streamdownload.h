// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/transferjob.h"

namespace slipway {

/// Copies a file of any size from a server.
class StreamDownload final : public TransferJob
{
public:
    StreamDownload(QString server, Transfer transfer, std::shared_ptr<SshFileTransfer::Link> link);

private:
    struct Part
    {
        qint64 offset = 0;
        qsizetype size = 0;
        quint32 request = 0;
    };

    Task<Result<void>> work() override;
    Task<void> tidy() override;

    Task<Result<void>> lookAtSource();
    /// Whether the target is the source already.
    Task<Result<bool>> isThere();
    /// How much of it an earlier transfer left.
    Task<Result<qint64>> continued();
    Task<Result<void>> receive(qint64 from);
    Task<Result<void>> receiveLeft(QByteArray handle, qint64 from);
    /// The bytes of a part, of which the server may give less at once. Empty at the end.
    Task<Result<QByteArray>> piece(QByteArray handle, Part part);
    void ask(const QByteArray &handle, Part &part);
    Task<Result<void>> finish();
    /// Programs and devices say 0 and have more.
    bool isOpenEnded() const { return m_size == 0; }

    SftpAttributes m_attributes;
    qint64 m_size = 0; ///< so much is copied, though the file may grow
    LocalFilePtr m_target;
};

} // namespace slipway
