// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/transferjob.h"

namespace slipway {

/// Copies a file of any size to a server.
class StreamUpload final : public TransferJob
{
public:
    StreamUpload(QString server, Transfer transfer, std::shared_ptr<SshFileTransfer::Link> link);

private:
    using Block = Result<QByteArray>;

    Task<Result<void>> work() override;
    Task<void> tidy() override;

    /// Whether the target is the source already.
    Task<Result<bool>> isThere();
    /// How much of it an earlier transfer left.
    Task<Result<qint64>> continued();
    Task<Result<void>> send(qint64 from);
    Task<Result<void>> sendLeft(qint64 from);
    Task<Result<void>> finish();
    Task<Result<void>> setAttributes(QByteArray path);
    Task<Result<void>> moveIntoPlace();
    Task<Error> writeError(Reply reply);
    int mode() const { return m_transfer.mode.value_or(m_facts.mode & 0777); }

    LocalFilePtr m_source;
    LocalFile::Facts m_facts; ///< of the source when it began
    QByteArray m_part;        ///< empty unless it is ours to remove
    QByteArray m_handle;
};

} // namespace slipway
