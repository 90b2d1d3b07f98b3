// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqljournal.h"

#include "store/journalworker.h"
#include "store/schema.h"
#include "store/sqlmetrichistory.h"
#include "store/storelog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QThread>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

Result<void> makeFolder(const QString &folder)
{
    const auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QDir parent = QFileInfo(folder).dir();
    if (QFileInfo(folder).isDir())
        return {};
    if (parent.mkpath(u"."_s) && parent.mkdir(QFileInfo(folder).fileName(), ownerOnly))
        return {};
    return failure(ErrorCode::Io,
                   QCoreApplication::translate("Journal",
                                               "The folder %1 cannot be made, so nothing could be "
                                               "recorded. Check the permissions.")
                       .arg(folder));
}

/// What is there before anything is opened: so a file that is not ours is never changed.
Result<void> prepareFile(const QString &path, const JournalWorker::Right &right)
{
    const Result<JournalHeader> header = readJournalHeader(path);
    if (!header)
        return std::unexpected(header.error());
    if (header->kind == JournalHeader::Kind::Journal)
        return {};
    if (!right) {
        return failure(
            ErrorCode::NotFound,
            QCoreApplication::translate("Journal", "There is no journal at %1.").arg(path),
            right.error().message);
    }
    return createJournal(path);
}

JournalWorker::Right rightTo(const QString &path, SqlJournal::Access access)
{
    if (access == SqlJournal::Access::ReadOnly) {
        return failure(
            ErrorCode::Refused,
            QCoreApplication::translate("Journal", "The journal was opened for reading only."));
    }
    return JournalWorker::rightTo(path, WriterLock::Silent::Respect);
}

} // namespace

class SqlJournal::Private
{
public:
    ~Private()
    {
        if (!worker)
            return;
        // All that was to be kept is written before the file is closed.
        worker->announceClose();
        QMetaObject::invokeMethod(worker, &JournalWorker::close, Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
    }

    QFuture<Result<void>> change(std::function<Result<void>(JournalWorker &)> work);

    QString path;
    QThread thread;
    JournalWorker *worker = nullptr; ///< lives and dies with the thread
    std::unique_ptr<SqlMetricHistory> metrics;
};

QFuture<Result<void>> SqlJournal::Private::change(std::function<Result<void>(JournalWorker &)> work)
{
    return worker->ask<void>([work = std::move(work)](JournalWorker &w) {
        const Result<void> right = w.mayWrite();
        return right ? work(w) : right;
    });
}

SqlJournal::SqlJournal(std::unique_ptr<Private> p) : d(std::move(p)) { }

SqlJournal::~SqlJournal() = default;

Result<std::unique_ptr<SqlJournal>> SqlJournal::open(const QString &path, Access access)
{
    if (access == Access::ReadWrite) {
        if (Result<void> made = makeFolder(QFileInfo(path).path()); !made)
            return std::unexpected(made.error());
    }
    JournalWorker::Right right = rightTo(path, access);
    if (Result<void> prepared = prepareFile(path, right); !prepared)
        return std::unexpected(prepared.error());

    auto d = std::make_unique<Private>();
    d->path = path;
    d->worker = new JournalWorker(path, std::move(right),
                                  access == Access::ReadOnly ? JournalWorker::Ambition::Reader
                                                             : JournalWorker::Ambition::Writer);
    d->metrics = std::make_unique<SqlMetricHistory>(*d->worker);
    d->worker->moveToThread(&d->thread);
    QObject::connect(&d->thread, &QThread::finished, d->worker, &QObject::deleteLater);
    d->thread.setObjectName(u"slipway-journal"_s);
    d->thread.start();
    Result<void> opened;
    QMetaObject::invokeMethod(d->worker, &JournalWorker::open, Qt::BlockingQueuedConnection,
                              qReturnArg(opened));
    if (!opened)
        return std::unexpected(opened.error());
    return std::unique_ptr<SqlJournal>(new SqlJournal(std::move(d)));
}

SqlJournal::Access SqlJournal::access() const
{
    return d->worker->isWriter() ? Access::ReadWrite : Access::ReadOnly;
}

bool SqlJournal::isAbandoned() const
{
    return access() == Access::ReadOnly && WriterLock::isAbandoned(d->path + u".lock"_s);
}

QFuture<Error> SqlJournal::lost() const
{
    return d->worker->lost();
}

MetricHistory &SqlJournal::metrics()
{
    return *d->metrics;
}

QFuture<Result<void>> SqlJournal::append(QList<RunEvent> events)
{
    JournalWorker::Append job{std::move(events), {}};
    job.promise.start();
    const QFuture<Result<void>> future = job.promise.future();
    d->worker->post(std::move(job));
    return future;
}

void SqlJournal::appendOutput(OutputChunk chunk)
{
    d->worker->post(std::move(chunk));
}

void SqlJournal::dropOutput(OutputOwner owner)
{
    d->worker->post(JournalWorker::Task{[owner = std::move(owner)](JournalWorker &w) {
        if (!w.mayWrite())
            return;
        if (const Result<void> dropped = w.dropOutput(owner); !dropped)
            qCWarning(storeLog) << "output not dropped:" << dropped.error().detail;
    }});
}

QFuture<Result<QList<RunEvent>>> SqlJournal::events(const RunId &run)
{
    return d->worker->ask<QList<RunEvent>>(
        [run](JournalWorker &w) { return w.events().read(run); });
}

QFuture<Result<QList<RunSummary>>> SqlJournal::runs()
{
    return d->worker->ask<QList<RunSummary>>([](JournalWorker &w) { return w.events().runs(); });
}

QFuture<Result<QList<OutputChunk>>> SqlJournal::output(const RunId &run, const StepId &step)
{
    return d->worker->ask<QList<OutputChunk>>([run, step](JournalWorker &w) {
        w.flushAll();
        return w.output().read(run, step);
    });
}

QFuture<Result<void>> SqlJournal::lock(const QString &name, const LockOwner &owner,
                                       BreakLock breaking)
{
    // Whoever is about to run something may take the place of a writer that is not there any more.
    return d->worker->ask<void>([name, owner, breaking](JournalWorker &w) {
        const Result<void> right = w.becomeWriter();
        return right ? w.locks().take(name, owner, breaking) : right;
    });
}

QFuture<Result<void>> SqlJournal::unlock(const QString &name, const RunId &run)
{
    return d->change([name, run](JournalWorker &w) { return w.locks().release(name, run); });
}

QFuture<Result<void>> SqlJournal::verify(const RunId &run)
{
    return d->worker->ask<void>([run](JournalWorker &w) { return w.events().verify(run); });
}

} // namespace slipway
