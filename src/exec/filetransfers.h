// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/remotefiles.h"

#include <QObject>

#include <memory>
#include <optional>

namespace slipway {

/// A file of any size to be copied to or from a machine.
struct Transfer
{
    enum class Direction { Upload, Download };
    /// What becomes of a part that an earlier transfer left.
    enum class Partial {
        Continued, ///< where its content is that of the source so far
        Dropped,
    };
    enum class Times { New, Kept };
    /// What becomes of the part of a transfer that is cancelled.
    enum class OnCancel { PartDropped, PartKept };

    Direction direction = Direction::Upload;
    QByteArray localPath;  ///< in the bytes of this machine's file system
    QByteArray remotePath; ///< of the file; absolute, or relative to the login folder
    Existing existing = Existing::Keep;
    Partial partial = Partial::Continued;
    Times times = Times::New; ///< Kept: that of the source, to the second
    OnCancel onCancel = OnCancel::PartDropped;
    std::optional<int> mode = {}; ///< permission bits; nullopt: those of the source
};

struct TransferResult
{
    /// How it is known that the copy is the source.
    enum class Check {
        None,     ///< nothing was copied
        Hash,     ///< SHA-256, computed by the machine itself
        ReadBack, ///< SHA-256 of all of it, read again
        Sample,   ///< its size and parts of it, read again: the machine has no shell for us
    };

    std::optional<Error> error;
    qint64 size = 0;        ///< of the whole file
    qint64 resumedFrom = 0; ///< so much was there from an earlier transfer
    QByteArray sha256;      ///< hex
    Check check = Check::None;
    bool changed = false;       ///< false without an error: the copy was there already
    bool isPartialKept = false; ///< the same transfer goes on from it
};

/// "hash", "read-back", "sample" or "none": for programs.
QString toString(TransferResult::Check check);

/// One transfer under way; the same promises as RunningCommand. A cancelled one leaves a
/// part only with OnCancel::PartKept, one that lost its connection keeps it.
class RunningTransfer : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Bytes of the file that are over, with those of an earlier transfer; total 0: not known.
    void progressed(qint64 done, qint64 total);
    void finished(const slipway::TransferResult &result);
};

/// Copies files in bounded memory: to NAME.slipway-part beside the target, checked, renamed. The
/// target is never half there, and never overwritten but with Existing::Replace.
class FileTransfers
{
public:
    FileTransfers() = default;
    virtual ~FileTransfers() = default;
    Q_DISABLE_COPY_MOVE(FileTransfers)

    virtual std::unique_ptr<RunningTransfer> start(Transfer transfer) = 0;
};

} // namespace slipway
