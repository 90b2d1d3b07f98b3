// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/treeplan.h"

#include "base/whendone.h"
#include "base/worker.h"
#include "exec/remotename.h"

#include <algorithm>

namespace slipway {

namespace {
/// Without them nothing could be copied into a folder.
constexpr int ownersAll = 0700;
} // namespace

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
        for (const QByteArray &path : std::as_const(m_tree.special))
            Q_EMIT leftOut(displayName(path));
        m_open = 1;
        makeNextFolder();
    });
}

void TreePlan::makeNextFolder()
{
    while (m_folder < m_tree.folders.size() && isLeftOut(m_tree.folders.at(m_folder).place.remote))
        ++m_folder;
    if (m_folder == m_tree.folders.size())
        return endOpening();
    const Folder folder = m_tree.folders.at(m_folder++);
    whenDone(m_files.makeFolder(folder.place.remote), this,
             [this, folder](const Result<void> &made) {
                 if (!made)
                     return onNotMade(folder, made.error());
                 openRemote(folder);
                 makeNextFolder();
             });
}

void TreePlan::onNotMade(const Folder &folder, const Error &error)
{
    const QByteArray path = folder.place.remote;
    if (error.code != ErrorCode::Refused) {
        leaveOut(path, error);
        return makeNextFolder();
    }
    // Perhaps it is there already, which is as good.
    whenDone(m_files.stat(path), this, [this, path, error](const Result<RemoteEntry> &there) {
        if (!there)
            leaveOut(path, error);
        else if (there->kind != RemoteKind::Folder && there->kind != RemoteKind::Link)
            leaveOut(path,
                     {ErrorCode::Refused,
                      tr("%1 is there already and is no folder. Choose another name.")
                          .arg(displayName(path))});
        makeNextFolder();
    });
}

void TreePlan::leaveOut(const QByteArray &folder, const Error &error)
{
    m_leftOut.append(folder + '/');
    Q_EMIT failed(displayName(folder), error);
}

bool TreePlan::isLeftOut(const QByteArray &path) const
{
    return std::ranges::any_of(
        m_leftOut, [&path](const QByteArray &folder) { return path.startsWith(folder); });
}

void TreePlan::openRemote(const Folder &folder)
{
    const QByteArray path = folder.place.remote;
    const int wanted = folder.mode | ownersAll;
    if (wanted != folder.mode)
        m_toClose.append(folder);
    ++m_open;
    // What the folder has from the one above, as its group's bit, stays.
    whenDone(m_files.stat(path), this, [this, path, wanted](const Result<RemoteEntry> &made) {
        const int now = made ? made->mode : 0;
        if (made && (now & 0777) == wanted)
            return endOpening();
        whenDone(m_files.setMode(path, (now & 07000) | wanted), this,
                 [this, path](const Result<void> &set) {
                     if (!set)
                         Q_EMIT failed(displayName(path), set.error());
                     endOpening();
                 });
    });
}

void TreePlan::endOpening()
{
    if (--m_open > 0)
        return;
    for (const Pair &file : std::as_const(m_tree.files)) {
        if (!isLeftOut(file.remote))
            find(file);
    }
    Q_EMIT finished();
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
            list({source, entry->mode & 0777});
        else
            find(source);
        endListing();
    });
}

bool TreePlan::makeHere(const Folder &folder)
{
    const QByteArray &path = folder.place.local;
    const auto made = makeLocalFolder(path);
    const auto opened
        = made == LocalFolder::Made ? setLocalMode(path, folder.mode | ownersAll) : Result<void>();
    if (!made || !opened) {
        Q_EMIT failed(displayName(path), made ? opened.error() : made.error());
        return false;
    }
    if (made == LocalFolder::Made && (folder.mode | ownersAll) != folder.mode)
        m_toClose.append(folder);
    return true;
}

void TreePlan::list(const Folder &folder)
{
    if (!makeHere(folder))
        return;
    ++m_open;
    whenDone(m_files.list(folder.place.remote), this,
             [this, place = folder.place](const Result<RemoteListing> &found) {
                 if (found)
                     take(place, *found);
                 else
                     Q_EMIT failed(displayName(place.remote), found.error());
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
            list({below, entry.mode & 0777});
        else if (entry.kind == RemoteKind::File)
            find(below);
        else if (entry.kind == RemoteKind::Other)
            Q_EMIT leftOut(displayName(below.remote));
    }
}

void TreePlan::endListing()
{
    if (--m_open == 0)
        Q_EMIT finished();
}

void TreePlan::close()
{
    QMetaObject::invokeMethod(this, &TreePlan::closeNext, Qt::QueuedConnection);
}

void TreePlan::closeNext()
{
    if (m_toClose.isEmpty()) {
        Q_EMIT closed();
        return;
    }
    // Those in a folder first: it may be closed to us then.
    const Folder folder = m_toClose.takeLast();
    if (m_pattern.direction == Transfer::Direction::Download) {
        if (const auto set = setLocalMode(folder.place.local, folder.mode); !set)
            Q_EMIT failed(displayName(folder.place.local), set.error());
        return close();
    }
    whenDone(m_files.setMode(folder.place.remote, folder.mode), this,
             [this, path = folder.place.remote](const Result<void> &set) {
                 if (!set)
                     Q_EMIT failed(displayName(path), set.error());
                 closeNext();
             });
}

void TreePlan::find(const Pair &file)
{
    Transfer transfer = m_pattern;
    transfer.localPath = file.local;
    transfer.remotePath = file.remote;
    Q_EMIT found(transfer);
}

} // namespace slipway
