// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/treeplan.h"

#include "base/whendone.h"
#include "base/worker.h"
#include "exec/remotename.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace slipway {

TreePlan::TreePlan(RemoteFiles &files, Transfer pattern, QObject *parent)
    : QObject(parent)
    , m_files(files)
    , m_pattern(std::move(pattern))
{ }

void TreePlan::add(const QString &localPath, const QByteArray &remotePath)
{
    m_sources.append({localPath, remotePath});
}

void TreePlan::start()
{
    if (m_pattern.direction == Transfer::Direction::Upload)
        startUpload();
    else
        startDownload();
}

TreePlan::LocalTree TreePlan::scan(const QList<Pair> &sources)
{
    LocalTree tree;
    for (const Pair &source : sources)
        scanOne(source, tree);
    return tree;
}

void TreePlan::scanOne(const Pair &source, LocalTree &tree)
{
    const QFileInfo info(source.local);
    if (!info.isReadable()) {
        tree.unreadable.append(source.local);
    } else if (info.isDir()) {
        tree.folders.append(source.remote);
        const QFileInfoList entries
            = QDir(source.local)
                  .entryInfoList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot
                                     | QDir::NoSymLinks,
                                 QDir::Name);
        for (const QFileInfo &entry : entries)
            scanOne(
                {entry.filePath(), joinPath(source.remote, QFile::encodeName(entry.fileName()))},
                tree);
    } else {
        tree.files.append(source);
    }
}

void TreePlan::startUpload()
{
    // A tree of many thousand files takes its time.
    onWorker(&TreePlan::scan, m_sources).then(this, [this](LocalTree tree) {
        m_tree = std::move(tree);
        for (const QString &path : std::as_const(m_tree.unreadable))
            Q_EMIT failed(path, {ErrorCode::Io, tr("%1 cannot be read.").arg(path)});
        makeNextFolder();
    });
}

void TreePlan::makeNextFolder()
{
    if (m_folder == m_tree.folders.size()) {
        for (const Pair &file : std::as_const(m_tree.files))
            find(file);
        Q_EMIT finished();
        return;
    }
    const QByteArray &path = m_tree.folders.at(m_folder++);
    whenDone(m_files.makeFolder(path), this, [this, path](const Result<void> &made) {
        // One that is there already is as good.
        if (!made && made.error().code != ErrorCode::Refused)
            Q_EMIT failed(displayName(path), made.error());
        makeNextFolder();
    });
}

void TreePlan::startDownload()
{
    ++m_open;
    for (const Pair &source : std::as_const(m_sources))
        look(source);
    QMetaObject::invokeMethod(this, &TreePlan::endListing, Qt::QueuedConnection);
}

void TreePlan::look(const Pair &source)
{
    ++m_open;
    whenDone(m_files.stat(source.remote), this, [this, source](const Result<RemoteEntry> &entry) {
        if (entry && entry->kind == RemoteKind::Folder)
            list(source);
        else
            find(source);
        endListing();
    });
}

void TreePlan::list(const Pair &folder)
{
    if (!QDir().mkpath(folder.local)) {
        Q_EMIT failed(
            folder.local,
            {ErrorCode::Io, tr("The folder %1 cannot be made on this machine.").arg(folder.local)});
        return;
    }
    ++m_open;
    whenDone(m_files.list(folder.remote), this, [this, folder](const Result<RemoteListing> &found) {
        if (!found)
            Q_EMIT failed(displayName(folder.remote), found.error());
        const QList<RemoteEntry> entries = found ? found->entries : QList<RemoteEntry>();
        for (const RemoteEntry &entry : entries) {
            const Pair below{QDir(folder.local).filePath(QFile::decodeName(entry.name)),
                             joinPath(folder.remote, entry.name)};
            if (entry.kind == RemoteKind::Folder)
                list(below);
            else if (entry.kind == RemoteKind::File)
                find(below);
        }
        endListing();
    });
}

void TreePlan::endListing()
{
    if (--m_open == 0)
        Q_EMIT finished();
}

void TreePlan::find(const Pair &file)
{
    Transfer transfer = m_pattern;
    transfer.localPath = file.local;
    transfer.remotePath = file.remote;
    Q_EMIT found(transfer);
}

} // namespace slipway
