// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sftpjob.h"
#include "ssh/sshtransfer.h"

#include "exec/filedownloader.h"

namespace slipway {

using SshDownload = SshTransfer<RunningDownload, DownloadResult>;

/// Reads one small file of a server.
class DownloadJob final : public SftpJob
{
public:
    DownloadJob(QString server, const Download &download, std::shared_ptr<SshDownload::Link> link);

private:
    Task<Result<void>> work() override;
    void report(std::optional<Error> error) override;
    Error cancelled() const override;

    Task<Result<void>> fetch(SftpAttributes attributes);
    Error tooLarge() const;
    Error errorFor(const Reply &reply, const QString &what) const;

    qint64 m_maximum;
    std::shared_ptr<SshDownload::Link> m_link;
    DownloadResult m_result;
};

} // namespace slipway
