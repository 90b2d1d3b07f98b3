// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>

namespace slipway {

/// What is to be copied of this machine. Paths are the file system's own bytes: a name need not be
/// text to be copied.
struct LocalTree
{
    struct Pair
    {
        QByteArray local;
        QByteArray remote;
    };
    struct Folder
    {
        Pair place;
        int mode = 0; ///< permission bits, to 0777
    };
    struct Problem
    {
        QByteArray local;
        Error error;
    };

    QList<Folder> folders; ///< each before what is in it
    QList<Pair> files;
    QList<Problem> problems;   ///< what cannot be read; it is not among the others
    QList<QByteArray> special; ///< pipes, sockets and devices in folders: left out

    /// Files and folders with all that is in them, by name. A source that is a link is followed,
    /// links in folders are left out. Blocks on the disk.
    static LocalTree scan(const QList<Pair> &sources);
};

enum class LocalFolder { Made, WasThere };
/// Makes a folder of this machine with those above it; one that is there is as good.
Result<LocalFolder> makeLocalFolder(const QByteArray &path);
/// Permission bits to 0777, for a folder; those above are as they were.
Result<void> setLocalMode(const QByteArray &path, int mode);

} // namespace slipway
