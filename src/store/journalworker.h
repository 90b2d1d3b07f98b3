// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventtable.h"
#include "store/locktable.h"
#include "store/metrictable.h"
#include "store/outputtable.h"
#include "store/sqlconnection.h"
#include "store/writerlock.h"

#include <QMutex>
#include <QObject>
#include <QPromise>

#include <atomic>
#include <memory>
#include <variant>
#include <vector>

class QTimer;

namespace slipway {

/// What the SQL thread does. Only post() may be called from other threads. Everything that was
/// posted while a transaction was being written goes into the next one (group commit); output
/// rides along, or follows within flushInterval.
class JournalWorker final : public QObject
{
    Q_OBJECT
public:
    struct Append
    {
        QList<RunEvent> events;
        QPromise<Result<void>> promise;
    };
    /// Anything else; it sees all that was posted before it.
    struct Task
    {
        std::function<void(JournalWorker &)> run;
    };
    using Job = std::variant<Append, OutputChunk, Task>;

    /// The writer gives its lock, a reader the error that its writes meet.
    using Right = std::expected<std::unique_ptr<WriterLock>, Error>;
    static Right rightTo(const QString &path, WriterLock::Silent silent);
    /// Whether one that has no right now may get it later.
    enum class Ambition { Reader, Writer };
    JournalWorker(QString path, Right right, Ambition ambition);
    ~JournalWorker() override;

    Result<void> open();
    /// From any thread.
    bool isWriter() const { return m_isWriter; }
    /// Takes the place of a writer that has gone by now, or is silent for too long. Its error is
    /// the one that writes meet; a writer stays what it is.
    Result<void> becomeWriter();
    /// From any thread: what can be done another time is left from now on.
    void announceClose() { m_isClosing = true; }
    bool isClosing() const { return m_isClosing; }
    /// Writes what was posted and closes the file.
    void close();
    void post(Job job);
    /// An answer from this thread.
    template<typename T> QFuture<Result<T>> ask(std::function<Result<T>(JournalWorker &)> question);
    /// Writes the output that was posted before, as far as the disk takes it; the rest waits.
    void flushAll();
    /// Writes the samples of metrics that were posted before.
    void flushMetrics();

    EventTable &events() { return *m_events; }
    OutputTable &output() { return *m_output; }
    LockTable &locks() { return *m_locks; }
    MetricTable &metrics() { return *m_metrics; }
    Result<void> dropOutput(const OutputOwner &owner);
    /// The error that writes meet; none for the writer, as long as nobody took its place.
    Result<void> mayWrite() const;
    /// As SqlJournal::lost().
    QFuture<Error> lost() const { return m_lost.future(); }

private:
    Result<std::unique_ptr<SqlConnection>> connectToFile() const;
    static Result<void> prepareForWriting(SqlConnection &connection);
    Result<void> succeed(SqlConnection &connection);
    void closeTables();
    void giveSignOfLife();
    Result<void> lookForDamage(SqlConnection &connection) const;
    void drain();
    void commit(std::vector<Append> group);
    Result<void> commitTogether(const std::vector<Append> &group);
    Result<void> commitAlone(const Append &append);
    Result<void> inTransaction(const std::function<Result<void>()> &work);
    Result<void> writeSlice();
    void flush();
    void scheduleFlush();
    void checkpointWhenDue();

    const QString m_path;
    Right m_right;
    const bool m_isReader; ///< for ever
    std::atomic<bool> m_isWriter = false;
    std::unique_ptr<SqlConnection> m_connection;
    std::unique_ptr<EventTable> m_events;
    std::unique_ptr<OutputTable> m_output;
    std::unique_ptr<LockTable> m_locks;
    std::unique_ptr<MetricTable> m_metrics;
    QTimer *m_flushTimer;
    QTimer *m_metricsTimer;
    QTimer *m_beatTimer;
    QPromise<Error> m_lost;
    qint64 m_pagesSinceCheckpoint = 0;

    std::atomic<bool> m_isClosing = false;
    QMutex m_mutex;
    std::vector<Job> m_jobs; ///< guarded by m_mutex
};

template<typename T>
QFuture<Result<T>> JournalWorker::ask(std::function<Result<T>(JournalWorker &)> question)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    post(Task{[promise, question = std::move(question)](JournalWorker &worker) {
        promise->addResult(question(worker));
        promise->finish();
    }});
    return promise->future();
}

} // namespace slipway
