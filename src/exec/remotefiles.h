// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QFuture>
#include <QList>

namespace slipway {

enum class RemoteKind { File, Folder, Link, Other };

/// Whether something that is in the way may go.
enum class Existing { Keep, Replace };

/// Something in a folder of a machine. Its name is the machine's own bytes; show displayName().
struct RemoteEntry
{
    QByteArray name; ///< of stat(): the last part of the path asked for
    RemoteKind kind = RemoteKind::Other;
    qint64 size = 0; ///< bytes
    int mode = 0;    ///< the permission bits, to 07777
    quint32 ownerId = 0;
    quint32 groupId = 0;
    QString owner; ///< empty where the machine tells numbers only
    QString group;
    QDateTime modified; ///< UTC, to the second; invalid when the machine does not say
    QByteArray target;  ///< of a link, as written there; only by list()
    RemoteKind targetKind = RemoteKind::Other; ///< of a link; Other for one that leads nowhere
    friend bool operator==(const RemoteEntry &, const RemoteEntry &) = default;

    bool isFolder() const
    {
        return kind == RemoteKind::Folder
            || (kind == RemoteKind::Link && targetKind == RemoteKind::Folder);
    }
    bool isFile() const
    {
        return kind == RemoteKind::File
            || (kind == RemoteKind::Link && targetKind == RemoteKind::File);
    }
};

struct RemoteListing
{
    QByteArray path;            ///< absolute, links resolved
    QList<RemoteEntry> entries; ///< in the machine's order, without "." and ".."
    int refused = 0;            ///< names that no honest machine gives ("../x")
    bool isCut = false;         ///< there were more than mostEntries
};

/// What is in a folder and below it.
struct RemoteTree
{
    qint64 files = 0; ///< links and others with them
    qint64 folders = 0;
    qint64 bytes = 0;
    friend bool operator==(const RemoteTree &, const RemoteTree &) = default;
};

/// Files of another machine. Paths are absolute or relative to the login folder; "" is that folder.
/// Lives on the caller's thread, nothing blocks it. Futures end on any thread: use whenDone().
/// Cancelling a future ends the work soon; it then has no result. Those of whole trees have
/// progress values: entries done.
class RemoteFiles
{
public:
    static constexpr qsizetype mostEntries = 100'000;

    RemoteFiles() = default;
    virtual ~RemoteFiles() = default;
    Q_DISABLE_COPY_MOVE(RemoteFiles)

    virtual QFuture<Result<QByteArray>> realPath(const QByteArray &path) = 0;
    virtual QFuture<Result<RemoteListing>> list(const QByteArray &folder) = 0;
    /// Links are not followed. NotFound when there is nothing.
    virtual QFuture<Result<RemoteEntry>> stat(const QByteArray &path) = 0;
    virtual QFuture<Result<void>> makeFolder(const QByteArray &path) = 0;
    /// In one step where the machine can; Refused when `to` is there and shall be kept.
    virtual QFuture<Result<void>> rename(const QByteArray &from, const QByteArray &to,
                                         Existing existing)
        = 0;
    /// A file, a link, anything but a folder.
    virtual QFuture<Result<void>> removeFile(const QByteArray &path) = 0;
    /// An empty one; Refused for another.
    virtual QFuture<Result<void>> removeFolder(const QByteArray &path) = 0;
    /// A folder with all that is in it. Links are removed, never followed.
    virtual QFuture<Result<RemoteTree>> removeTree(const QByteArray &path) = 0;
    /// Counts what removeTree() would remove, without the folder itself.
    virtual QFuture<Result<RemoteTree>> measure(const QByteArray &path) = 0;
    /// Permission bits, to 07777. Follows a link.
    virtual QFuture<Result<void>> setMode(const QByteArray &path, int mode) = 0;
    /// Of a folder and all below it but links; files that nobody may execute stay so.
    virtual QFuture<Result<RemoteTree>> setModeOfTree(const QByteArray &path, int mode) = 0;
};

/// "rwxr-x---".
QString modeText(int mode);
/// "0750".
QString octalMode(int mode);

} // namespace slipway
