// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/system/systemtransfer.h"
#include "ssh/uploadjob.h"

namespace slipway {

/// Writes one file on a server by the ssh program and a shell there: beside, synced, hashed there,
/// renamed over.
class SystemUpload final : public SystemTransfer
{
    Q_OBJECT
public:
    SystemUpload(SystemMasters &masters, SystemSsh ssh, Upload upload,
                 std::shared_ptr<SshUpload::Link> link);

private:
    QByteArray program() const override;
    bool onWord(const QByteArray &word, const QByteArray &rest) override;
    void onEnded() override;
    QByteArray tidyProgram() const override;
    /// Once it was told to take the old file's place, it did or will.
    bool canStop() const override { return !m_isOrdered; }
    void report(std::optional<Error> error) override;
    Error cancelled() const override;
    void showProgress();
    Error errorOf(const QByteArray &word, const QByteArray &rest) const;

    Upload m_upload;
    std::shared_ptr<SshUpload::Link> m_link;
    QByteArray m_hash;
    qint64 m_shown = -1;
    QByteArray m_written;     ///< over there, beside the old file; empty: not yet
    bool m_isOrdered = false; ///< to take the old file's place
    UploadResult m_result;
};

} // namespace slipway
