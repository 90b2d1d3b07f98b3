// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/treeplan.h"

#include "base/whendone.h"
#include "base/worker.h"
#include "exec/remotename.h"

namespace slipway {

TreePlan::TreePlan(RemoteFiles &files, Transfer pattern, QObject *parent)
    : QObject(parent)
    , m_files(files)
    , m_pattern(std::move(pattern))
{ }

void TreePlan::add(const QByteArray &localPath, const QByteArray &remotePath)
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

void TreePlan::startUpload()
{
    // A tree of many thousand files takes its time.
    onWorker(&LocalTree::scan, m_sources).then(this, [this](LocalTree tree) {
        m_tree = std::move(tree);
        for (const LocalTree::Problem &problem : std::as_const(m_tree.problems))
            Q_EMIT failed(displayName(problem.local), problem.error);
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
    const QByteArray path = m_tree.folders.at(m_folder++).remote;
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
    if (const auto made = makeLocalFolder(folder.local); !made) {
        Q_EMIT failed(displayName(folder.local), made.error());
        return;
    }
    ++m_open;
    whenDone(m_files.list(folder.remote), this, [this, folder](const Result<RemoteListing> &found) {
        if (found)
            take(folder, *found);
        else
            Q_EMIT failed(displayName(folder.remote), found.error());
        endListing();
    });
}

void TreePlan::take(const Pair &folder, const RemoteListing &listing)
{
    const QString place = displayName(folder.remote);
    if (listing.refused > 0)
        Q_EMIT failed(place,
                      {ErrorCode::Io,
                       tr("%n entries of %1 have names that no file can have, so they were left "
                          "out.",
                          "", listing.refused)
                           .arg(place)});
    if (listing.isCut)
        Q_EMIT failed(place,
                      {ErrorCode::Refused,
                       tr("%1 has more than %2 entries, and those after them were left out. Pack "
                          "the folder on the server and copy the archive.")
                           .arg(place)
                           .arg(RemoteFiles::mostEntries)});
    for (const RemoteEntry &entry : listing.entries) {
        const Pair below{joinPath(folder.local, entry.name), joinPath(folder.remote, entry.name)};
        if (entry.kind == RemoteKind::Folder)
            list(below);
        else if (entry.kind == RemoteKind::File)
            find(below);
    }
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
