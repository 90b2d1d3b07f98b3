// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/journal.h"

#include <memory>

namespace slipway {

class MetricHistory;

/// The journal in one SQLite file: WAL, one writer connection on a thread of its own,
/// synchronous=FULL, rows hash-chained. A second process that opens the same file gets a
/// read-only journal whose append() is refused with the owner's name.
class SqlJournal final : public Journal
{
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Creates the file and its folder where they do not exist, migrates an older one. Fails with
    /// Io or InvalidInput (not a journal; a newer version's). Blocks for a few milliseconds.
    static Result<std::unique_ptr<SqlJournal>> open(const QString &path, Access access);
    ~SqlJournal() override;

    /// ReadOnly also when another process is the writer. Who takes a lock becomes it when that one
    /// has gone, or was silent for too long (see WriterLock).
    Access access() const;
    /// Another process is the writer, but was silent for so long that its place can be taken.
    bool isAbandoned() const;

    /// Resolves, on the journal's thread, when another process took this writer's place because it
    /// gave no sign of life: nothing is written from here any more, and the error says who has it.
    QFuture<Error> lost() const;

    /// Kept in the same file. Valid as long as this object.
    MetricHistory &metrics();

    QFuture<Result<void>> append(QList<RunEvent> events) override;
    void appendOutput(OutputChunk chunk) override;
    void dropOutput(OutputOwner owner) override;
    QFuture<Result<QList<RunEvent>>> events(const RunId &run) override;
    QFuture<Result<QList<RunSummary>>> runs() override;
    QFuture<Result<QList<OutputChunk>>> output(const RunId &run, const StepId &step) override;
    QFuture<Result<void>> lock(const QString &name, const LockOwner &owner,
                               BreakLock breaking) override;
    QFuture<Result<void>> unlock(const QString &name, const RunId &run) override;

    /// Checks the hash chain of a run; the error names the first bad seq.
    QFuture<Result<void>> verify(const RunId &run);

private:
    class Private;
    explicit SqlJournal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace slipway
