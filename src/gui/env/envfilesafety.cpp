// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envfilesafety.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvFileSafety)
};

constexpr int patience = 3000; ///< milliseconds
constexpr int no = 1;          ///< of `ls-files --error-unmatch` and of `check-ignore`

/// The exit status; nullopt when git cannot be asked or does not answer in time.
std::optional<int> askGit(const QFileInfo &file, const QStringList &question)
{
    const QString git = QStandardPaths::findExecutable(u"git"_s);
    if (git.isEmpty())
        return std::nullopt;
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(git,
                  QStringList{u"-c"_s, u"core.fsmonitor=false"_s, u"-C"_s, file.absolutePath()}
                      + question + QStringList{u"--"_s, file.fileName()});
    if (!process.waitForFinished(patience)) {
        process.kill();
        process.waitForFinished(patience);
        return std::nullopt;
    }
    return process.exitStatus() == QProcess::NormalExit ? std::optional(process.exitCode())
                                                        : std::nullopt;
}

} // namespace

EnvFileDangers envFileDangers(const QString &path)
{
    EnvFileDangers dangers;
    if (const Result<EnvFileMode> mode = envFileMode(path))
        dangers.mode = *mode;
    const QFileInfo file(path);
    const std::optional<int> tracked = askGit(file, {u"ls-files"_s, u"--error-unmatch"_s});
    dangers.isTracked = tracked == 0;
    if (tracked == no)
        dangers.isNotIgnored = askGit(file, {u"check-ignore"_s, u"--quiet"_s}) == no;
    return dangers;
}

Result<void> makeEnvFilePrivate(const QString &path)
{
    if (QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return {};
    return failure(
        ErrorCode::Io,
        Words::tr("%1 could not be made private. Is it yours?").arg(QFileInfo(path).fileName()));
}

} // namespace slipway
