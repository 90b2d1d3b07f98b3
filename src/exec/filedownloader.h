// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QDateTime>
#include <QObject>

#include <memory>
#include <optional>

namespace slipway {

/// A file as it stands on a machine.
struct RemoteFile
{
    QByteArray content;
    int mode = 0;       ///< the permission bits
    QDateTime modified; ///< UTC, to the second; invalid when the machine does not say
    friend bool operator==(const RemoteFile &, const RemoteFile &) = default;
};

struct Download
{
    static constexpr qint64 sizeLimit = qint64(16) * 1024 * 1024;

    QString remotePath;         ///< absolute, or relative to the login folder
    qint64 maximum = sizeLimit; ///< Refused for a larger file
};

struct DownloadResult
{
    /// Why nothing is known of the file. That it is not there is no error.
    std::optional<Error> error;
    std::optional<RemoteFile> file; ///< nullopt without an error: it is not there
};

/// One download under way; the same promises as RunningCommand.
class RunningDownload : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    void progressed(qint64 received, qint64 total);
    void finished(const slipway::DownloadResult &result);
};

/// Reads small files of a machine, links followed.
class FileDownloader
{
public:
    FileDownloader() = default;
    virtual ~FileDownloader() = default;
    Q_DISABLE_COPY_MOVE(FileDownloader)

    virtual std::unique_ptr<RunningDownload> start(Download download) = 0;
};

} // namespace slipway
