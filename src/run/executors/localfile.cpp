// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/localfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::LocalFile)
};

QString remarkOn(const QString &folder, const QFileInfo &info)
{
    const QString real = info.canonicalFilePath();
    const QString root = QFileInfo(folder).canonicalFilePath();
    const bool isInside = real.startsWith(root + u'/');
    const QString asked = QDir::cleanPath(info.absoluteFilePath());
    if (!isInside)
        return Words::tr("“%1” lies outside the workspace: %2").arg(info.filePath(), real);
    // The folder itself may well lie behind a link; only links below it say something.
    const QString expected = root + asked.sliced(QDir::cleanPath(folder).size());
    if (asked.startsWith(QDir::cleanPath(folder) + u'/') && real != expected)
        return Words::tr("“%1” is a symbolic link to %2").arg(info.filePath(), real);
    return {};
}

} // namespace

Result<LocalFile> readLocalFile(const QString &folder, const QString &path)
{
    const QFileInfo info(QDir(folder), path);
    if (!info.exists()) {
        return failure(ErrorCode::NotFound,
                       Words::tr("The file “%1” to upload does not exist.").arg(path));
    }
    if (!info.isFile()) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("“%1” is no file; only single files can be uploaded.").arg(path));
    }
    if (info.size() > maximumUploadSize) {
        return failure(ErrorCode::Refused,
                       Words::tr("The file “%1” is larger than 64 MiB; bring it to the servers by "
                                 "other means.")
                           .arg(path));
    }
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::Io,
                       Words::tr("The file “%1” to upload cannot be read.").arg(path),
                       file.errorString());
    }
    LocalFile result;
    result.content = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return failure(ErrorCode::Io,
                       Words::tr("The file “%1” to upload cannot be read.").arg(path),
                       file.errorString());
    }
    result.remark = remarkOn(folder, info);
    return result;
}

} // namespace slipway
