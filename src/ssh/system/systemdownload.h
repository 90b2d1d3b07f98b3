// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/downloadjob.h"
#include "ssh/system/systemtransfer.h"

namespace slipway {

/// Reads one file of a server by the ssh program and a shell there.
class SystemDownload final : public SystemTransfer
{
    Q_OBJECT
public:
    SystemDownload(SystemMasters &masters, SystemSsh ssh, const Download &download,
                   std::shared_ptr<SshDownload::Link> link);

private:
    QByteArray program() const override;
    bool onWord(const QByteArray &word, const QByteArray &rest) override;
    void onContent(const QByteArray &bytes) override;
    void onEnded() override;
    void report(std::optional<Error> error) override;
    Error cancelled() const override;
    Error tooLarge() const;

    qint64 m_maximum;
    std::shared_ptr<SshDownload::Link> m_link;
    qint64 m_expected = 0;
    DownloadResult m_result;
};

} // namespace slipway
