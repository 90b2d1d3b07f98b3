// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "run/runevent.h"

#include <QFuture>

namespace slipway {

struct RunSummary
{
    RunId id;
    QString planName;
    QString environment;
    QString operatorName;
    QDateTime startedAt;
    QDateTime endedAt; ///< invalid: not finished
    QString outcome;   ///< empty: not finished
    friend bool operator==(const RunSummary &, const RunSummary &) = default;
};

/// Where runs are recorded. Calls return at once; futures resolve on the journal's thread, so
/// continue with `.then(context, …)`. Appends of one caller keep their order.
class Journal
{
public:
    Journal() = default;
    virtual ~Journal() = default;
    Q_DISABLE_COPY_MOVE(Journal)

    /// Resolves once the events are on the disk (fsync), all or none of them. After a failure the
    /// engine must not act. `seq` must continue the run's; a gap or repeat is an error.
    virtual QFuture<Result<void>> append(QList<RunEvent> events) = 0;
    /// Stores output; not waited for by the engine. Bounded: 10 MiB a step attempt and host, the
    /// middle dropped and said so.
    virtual void appendOutput(OutputChunk chunk) = 0;
    /// Forgets the output stored so far: it will be told again, from its beginning. Not waited for.
    virtual void dropOutput(OutputOwner owner) = 0;

    /// All events of a run in order; NotFound for an unknown run.
    virtual QFuture<Result<QList<RunEvent>>> events(const RunId &run) = 0;
    /// Newest first, without the runs of nested plans (their ids are "parent.step").
    virtual QFuture<Result<QList<RunSummary>>> runs() = 0;
    virtual QFuture<Result<QList<OutputChunk>>> output(const RunId &run, const StepId &step) = 0;

    struct LockOwner
    {
        QString owner; ///< person@machine, run
        RunId run;
        QDateTime since;
    };
    enum class BreakLock { No, Yes };
    /// Atomic. Refused with the owner named in the message when somebody holds it and `breaking`
    /// is No. Held until unlock(); a holder that died is noticed and named as such.
    virtual QFuture<Result<void>> lock(const QString &name, const LockOwner &owner,
                                       BreakLock breaking)
        = 0;
    virtual QFuture<Result<void>> unlock(const QString &name, const RunId &run) = 0;
};

} // namespace slipway
