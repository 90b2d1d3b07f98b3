// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/filetransfers.h"
#include "exec/localtree.h"

namespace slipway {

/// Finds out which transfers a copy of files and folders consists of, and makes the folders it
/// needs, with the permissions of their sources. Links inside folders are left out in both
/// directions, so that a copy never leaves its folder. Deleting it stops it.
class TreePlan : public QObject
{
    Q_OBJECT
public:
    /// What is the same for all its transfers comes from `pattern`, its direction among them.
    /// `files` outlives the plan.
    TreePlan(RemoteFiles &files, Transfer pattern, QObject *parent = nullptr);

    /// A file or a folder, and its place on the other side; before start().
    void add(const QByteArray &localPath, const QByteArray &remotePath);
    void start();
    /// When all is copied: folders that their owner may not write into, as their sources, were
    /// left open until now. closed() follows.
    void close();

Q_SIGNALS:
    /// Its folder is there.
    void found(const slipway::Transfer &transfer);
    /// That file or folder is left out with all that is in it; the rest goes on.
    void failed(const QString &place, const slipway::Error &error);
    /// A pipe, a socket or a device in a folder: it is not copied.
    void leftOut(const QString &place);
    /// Once, after all others but those of close(); never from inside start().
    void finished();
    /// Once, never from inside close().
    void closed();

private:
    using Pair = LocalTree::Pair;
    using Folder = LocalTree::Folder;

    void startUpload();
    void makeNextFolder();
    void onNotMade(const Folder &folder, const Error &error);
    void openRemote(const Folder &folder);
    void endOpening();
    void leaveOut(const QByteArray &folder, const Error &error);
    bool isLeftOut(const QByteArray &path) const;
    void startDownload();
    void look(const Pair &source);
    void list(const Folder &folder);
    bool makeHere(const Folder &folder);
    void take(const Pair &folder, const RemoteListing &listing);
    void endListing();
    void find(const Pair &file);
    void closeNext();

    RemoteFiles &m_files;
    Transfer m_pattern;
    QList<Pair> m_sources;
    LocalTree m_tree;
    qsizetype m_folder = 0;      ///< of m_tree, to be made next
    int m_open = 0;              ///< questions to the machine without an answer
    QList<QByteArray> m_leftOut; ///< folders there that could not be made
    QList<Folder> m_toClose;
};

} // namespace slipway
