// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

/// More than this is not a configuration file.
inline constexpr qint64 maximumUploadSize = 64 * 1024 * 1024;

/// A file to upload, read whole.
struct LocalFile
{
    QByteArray content;
    /// What a person should know about where it comes from: through a link, outside the folder.
    QString remark;
};

/// Reads `path`, relative to `folder` or absolute. Blocks: call it on another thread than the
/// GUI's.
Result<LocalFile> readLocalFile(const QString &folder, const QString &path);

} // namespace slipway
