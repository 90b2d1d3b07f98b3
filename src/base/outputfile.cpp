// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/outputfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::OutputFile)
};

bool isSpecial(const QString &path)
{
    const QFileInfo there(path);
    return there.exists() && !there.isFile() && !there.isDir();
}

} // namespace

Result<void> writeOutputFile(const QString &path, const QByteArray &content)
{
    const auto failed = [&path](const QFileDevice &file) {
        return failure(ErrorCode::Io,
                       Words::tr("%1 cannot be written: %2.").arg(path, file.errorString()));
    };
    if (isSpecial(path)) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
            || file.write(content) != content.size())
            return failed(file);
        return {};
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return failed(file);
    return {};
}

} // namespace slipway
