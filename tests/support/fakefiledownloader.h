// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/filedownloader.h"

#include <QMap>
#include <QPointer>

#include <utility>

namespace slipway {

/// A download that ends by itself, or when a test says so.
class FakeDownload final : public RunningDownload
{
public:
    FakeDownload(Download given, DownloadResult outcome)
        : download(std::move(given))
        , m_outcome(std::move(outcome))
    { }

    void cancel() override
    {
        if (std::exchange(isCancelled, true))
            return;
        m_outcome = {Error{ErrorCode::Cancelled, QStringLiteral("It was cancelled.")}, {}};
        endLater();
    }
    void endLater() { QMetaObject::invokeMethod(this, &FakeDownload::end, Qt::QueuedConnection); }
    void end()
    {
        if (std::exchange(m_ended, true))
            return;
        if (m_outcome.file)
            Q_EMIT progressed(m_outcome.file->content.size(), m_outcome.file->content.size());
        Q_EMIT finished(m_outcome);
    }

    const Download download;
    bool isCancelled = false;

private:
    DownloadResult m_outcome;
    bool m_ended = false;
};

/// Files in memory.
class FakeFileDownloader final : public FileDownloader
{
public:
    std::unique_ptr<RunningDownload> start(Download download) override
    {
        auto started = std::make_unique<FakeDownload>(download, outcomeOf(download));
        downloads.append(started.get());
        if (!isHolding)
            started->endLater();
        return started;
    }

    QMap<QString, RemoteFile> files; ///< by path
    std::optional<Error> error;      ///< what every download ends with
    bool isHolding = false;          ///< downloads end when end() is called
    QList<QPointer<FakeDownload>> downloads;

private:
    DownloadResult outcomeOf(const Download &download) const
    {
        if (error)
            return {error, {}};
        const auto found = files.constFind(download.remotePath);
        if (download.remotePath.isEmpty() || download.remotePath.endsWith(u'/'))
            return {Error{ErrorCode::InvalidInput, QStringLiteral("That is no path.")}, {}};
        if (found == files.cend())
            return {};
        if (found->content.size() > download.maximum)
            return {Error{ErrorCode::Refused, QStringLiteral("It is too large.")}, {}};
        return {{}, *found};
    }
};

} // namespace slipway
