// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/filedescriptor.h"
#include "ssh/sha256.h"

#include "exec/remotefiles.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace slipway {

/// The end of a transfer on this machine: read or written in order, hashed on the way. Paths are
/// the file system's own bytes. Every call may block on the disk, so they are for worker threads;
/// one at a time.
class LocalFile
{
public:
    struct Facts
    {
        qint64 size = 0;
        qint64 modified = 0; ///< nanoseconds since 1970
        int mode = 0;
        friend bool operator==(const Facts &, const Facts &) = default;
    };
    /// What is at a path; nullopt: nothing. InvalidInput for what is no ordinary file.
    static Result<std::optional<Facts>> look(const QByteArray &path);

    static Result<std::shared_ptr<LocalFile>> openSource(const QByteArray &path);
    /// Of a file that shall come to be at `path`; what an earlier transfer left stays in it.
    static Result<std::shared_ptr<LocalFile>> openPart(const QByteArray &path);

    Result<Facts> facts() const;
    /// From the place reached so far; empty at the end.
    Result<QByteArray> read(qsizetype size);
    /// Elsewhere, unhashed; shorter at the end.
    Result<QByteArray> readAt(qint64 offset, qsizetype size) const;
    /// At the place reached so far.
    Result<void> append(const QByteArray &bytes);
    /// Back to the beginning; a part is emptied.
    Result<void> restart();
    /// Of all that was read or appended.
    QByteArray sha256() const { return m_hash.hex(); }

    struct Finish
    {
        int mode = 0600;
        std::optional<qint64> modified = {}; ///< seconds since 1970
        Existing existing = Existing::Keep;
    };
    /// Puts a part in its place, synced. Refused where something has come there.
    Result<void> place(const Finish &finish);
    /// Of a part, before it found its place.
    void discard();

private:
    LocalFile(FileDescriptor descriptor, QByteArray path, QByteArray part);

    FileDescriptor m_descriptor;
    QByteArray m_path;
    QByteArray m_part; ///< empty for a source
    qint64 m_position = 0;
    Sha256 m_hash;
};

/// ".NAME.slipway-part"; shorter for a name that leaves no room.
QByteArray partName(const QByteArray &name);

} // namespace slipway
