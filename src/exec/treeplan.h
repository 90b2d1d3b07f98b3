// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/filetransfers.h"
#include "exec/localtree.h"

#include <QList>
#include <QObject>

#include <deque>

namespace slipway {

/// Finds what a copy of files and folders consists of, and makes the folders it needs. Links inside
/// folders are left out in both directions, so that a copy never leaves its folder. Deleting it
/// stops it.
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

Q_SIGNALS:
    /// Its folder is there.
    void found(const slipway::Transfer &transfer);
    /// That file or folder is left out; the rest goes on.
    void failed(const QString &place, const slipway::Error &error);
    /// Once, after all others; never from inside start().
    void finished();

private:
    using Pair = LocalTree::Pair;

    void startUpload();
    void makeNextFolder();
    void startDownload();
    void look(const Pair &source);
    void list(const Pair &folder);
    void take(const Pair &folder, const RemoteListing &listing);
    void endListing();
    void find(const Pair &file);

    RemoteFiles &m_files;
    Transfer m_pattern;
    QList<Pair> m_sources;
    LocalTree m_tree;
    qsizetype m_folder = 0; ///< of m_tree, to be made next
    int m_open = 0;         ///< questions to the machine without an answer
};

} // namespace slipway
