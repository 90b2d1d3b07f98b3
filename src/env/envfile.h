// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QString>

#include <chrono>

namespace slipway {

/// A file as it was on the disk when Slipway last read or wrote it.
struct EnvFileState
{
    enum class Kind {
        Missing, ///< not there, to be made
        Regular,
        Pipe, ///< filled by another program at each reading; cannot be saved to
    };

    QString path;   ///< as it was named
    QString target; ///< where its symbolic links lead to: what is written, the links stay
    Kind kind = Kind::Missing;
    QByteArray hash; ///< SHA-256 of what it held; empty when missing

    friend bool operator==(const EnvFileState &, const EnvFileState &) = default;
};

struct EnvFileContent
{
    EnvFileState state;
    QByteArray bytes;
};

/// What has become of a file since.
enum class EnvFileChange { None, Changed, Removed };

/// Who may do what with a file: the permission bits, as chmod takes them.
struct EnvFileMode
{
    uint bits = 0600;

    bool isReadableByGroup() const { return (bits & 0040) != 0; }
    bool isReadableByOthers() const { return (bits & 0004) != 0; }
    bool isWritableByGroup() const { return (bits & 0020) != 0; }
    bool isWritableByOthers() const { return (bits & 0002) != 0; }
    friend bool operator==(const EnvFileMode &, const EnvFileMode &) = default;
};

/// A file of this size or smaller is read.
inline constexpr qint64 envFileSizeLimit = qint64(16) * 1024 * 1024;

// These functions block for as long as the disk does, and readEnvFile() for as long as the program
// behind a pipe does, up to `patience` without a byte: call it for a pipe on a worker thread.

/// Reads a regular file, or a pipe once. NotFound when there is none, Timeout when a pipe stays
/// silent, InvalidInput for what is neither and for more than envFileSizeLimit.
Result<EnvFileContent> readEnvFile(const QString &path,
                                   std::chrono::milliseconds patience = std::chrono::seconds(5));
/// The state of a file that does not exist yet, for saveEnvFile().
Result<EnvFileState> newEnvFile(const QString &path);
/// Compares the file's content with what it was. A pipe is not read again and has not changed.
Result<EnvFileChange> envFileChange(const EnvFileState &state);
/// Writes a file beside the old one, makes sure it is on the disk and puts it in the old one's
/// place: whoever reads sees all of the old or all of the new. Mode, owner and access lists stay; a
/// new file gets 0600. Returns the new state.
///
/// Refused when the file is not what `state` says, so nobody's change is lost: read it, merge, save
/// again. (A change within the last instant before the exchange goes unnoticed.) After any error
/// the file is as it was.
Result<EnvFileState> saveEnvFile(const EnvFileState &state, const QByteArray &bytes);
/// The mode of the file that the path leads to.
Result<EnvFileMode> envFileMode(const QString &path);

} // namespace slipway
