// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/workspaceaccess.h"

#include "secrets/systemkeychain.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

QString workspaceRound(const QString &start)
{
    QDir folder(start);
    do {
        if (QFile::exists(folder.filePath(u"slipway.yaml"_s)))
            return folder.absolutePath();
    } while (folder.cdUp());
    return {};
}

QString WorkspaceAccess::planPath(const QString &path)
{
    return QFile::exists(path) ? QFileInfo(path).absoluteFilePath() : path;
}

Result<QString> findWorkspace(const QString &folder, const QString &planPath)
{
    QString found = folder;
    if (found.isEmpty() && QFile::exists(planPath))
        found = workspaceRound(QFileInfo(planPath).absolutePath());
    if (found.isEmpty())
        found = workspaceRound(QDir::currentPath());
    if (found.isEmpty())
        return failure(ErrorCode::NotFound,
                       QCoreApplication::translate(
                           "WorkspaceAccess",
                           "There is no slipway.yaml here or in a folder above. Name the "
                           "workspace with --workspace DIR."));
    return found;
}

Result<Workspace *> WorkspaceAccess::open(const QString &folder, const QString &planPath,
                                          Workspace::Purpose purpose)
{
    const Result<QString> found = findWorkspace(folder, planPath);
    if (!found)
        return std::unexpected(found.error());
    const auto openKeychain = [this](const SecretScope &scope) {
        return openSystemKeychain(scope, m_clock);
    };
    auto opened = Workspace::open(*found, {*m_asks, m_secrets, openKeychain}, purpose);
    if (!opened)
        return std::unexpected(opened.error());
    m_workspace = *std::move(opened);
    return m_workspace.get();
}

Result<Workspace *> WorkspaceAccess::openOwn(const QByteArray &config)
{
    m_folder = std::make_unique<QTemporaryDir>();
    QFile file(m_folder->filePath(u"slipway.yaml"_s));
    if (!m_folder->isValid() || !file.open(QIODevice::WriteOnly)
        || file.write(config) != config.size() || !file.flush())
        return failure(
            ErrorCode::Io,
            QCoreApplication::translate("WorkspaceAccess",
                                        "A folder for the time being cannot be made in "
                                        "%1: %2.")
                .arg(QDir::tempPath(),
                     m_folder->isValid() ? file.errorString() : m_folder->errorString()));
    file.close();
    return open(m_folder->path(), {});
}

} // namespace slipway
