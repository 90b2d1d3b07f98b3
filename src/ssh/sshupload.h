// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/joblink.h"

#include "exec/fileuploader.h"

namespace slipway {

class SshUpload;

/// Progress and result of an upload on their way to the caller's thread.
class UploadLink final : public JobControl, public std::enable_shared_from_this<UploadLink>
{
public:
    using JobControl::JobControl;

    void setReceiver(SshUpload *receiver) { m_receiver = receiver; }

    void reportProgress(qint64 sent, qint64 total);
    void reportResult(UploadResult result);

    void deliver() override;
    void abandon() override;

private:
    struct News
    {
        std::optional<std::pair<qint64, qint64>> progress;
        std::optional<UploadResult> result;
    };
    void announceOnce();

    std::mutex m_mutex;
    News m_news;
    bool m_isAnnounced = false;
    bool m_isFinished = false;
    SshUpload *m_receiver = nullptr; ///< caller's thread only
};

/// An upload to a server, as its caller sees it.
class SshUpload final : public RunningUpload
{
    Q_OBJECT
public:
    explicit SshUpload(std::shared_ptr<UploadLink> link);
    ~SshUpload() override;

    void cancel() override;

private:
    std::shared_ptr<UploadLink> m_link;
};

} // namespace slipway
