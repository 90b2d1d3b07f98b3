// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QObject>

#include <memory>

namespace slipway {

struct Upload
{
    /// What becomes of the file that was there.
    enum class Previous {
        Dropped,
        Kept, ///< beside the new one as NAME.slipway-previous, instead of the one before
    };

    QByteArray content; ///< the whole file; plans upload configuration, not images
    QString remotePath; ///< absolute, or relative to the login folder
    int mode = 0644;
    /// Keeping is for files up to Download::sizeLimit; what is kept is as closed to others as the
    /// old file and the new one both are.
    Previous previous = Previous::Dropped;
};

struct UploadResult
{
    std::optional<Error> error;
    QByteArray sha256;     ///< of the file on the host, as read back; hex
    bool changed = true;   ///< false: the host already had this content and mode
    QString previous = {}; ///< where the old file was kept; empty: it was not, or there was none
};

/// One upload under way; the same promises as RunningCommand.
class RunningUpload : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    void progressed(qint64 sent, qint64 total);
    void finished(const slipway::UploadResult &result);
};

/// Writes files on a machine: beside, synced, hash checked, renamed.
class FileUploader
{
public:
    FileUploader() = default;
    virtual ~FileUploader() = default;
    Q_DISABLE_COPY_MOVE(FileUploader)

    virtual std::unique_ptr<RunningUpload> start(Upload upload) = 0;
};

} // namespace slipway
