// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/journalworker.h"

#include "store/schema.h"
#include "store/storelog.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto flushInterval = 50ms;
constexpr auto retryInterval = 1s;
/// Samples of metrics wait so long for others.
constexpr auto metricsInterval = 2s;
/// More output than this is written apart from events, so that they do not wait for it.
constexpr qint64 ridesAlong = 256 * 1024;
constexpr qint64 sliceBytes = 512 * 1024;
constexpr qint64 pageSize = 4096;
/// As SQLite's own default, but between commits instead of within one.
constexpr qint64 checkpointPages = 1000;
/// Damage in a small file is looked for at every start; it takes a few milliseconds.
constexpr qint64 smallFile = 4 * 1024 * 1024;

template<class... Visitors> struct Overloaded : Visitors...
{
    using Visitors::operator()...;
};

} // namespace

JournalWorker::JournalWorker(QString path, Right right, Ambition ambition)
    : m_path(std::move(path))
    , m_right(std::move(right))
    , m_isReader(ambition == Ambition::Reader)
    , m_flushTimer(new QTimer(this))
    , m_metricsTimer(new QTimer(this))
    , m_beatTimer(new QTimer(this))
{
    m_lost.start();
    m_flushTimer->setSingleShot(true);
    connect(m_flushTimer, &QTimer::timeout, this, &JournalWorker::flush);
    m_metricsTimer->setSingleShot(true);
    connect(m_metricsTimer, &QTimer::timeout, this, &JournalWorker::flushMetrics);
    connect(m_beatTimer, &QTimer::timeout, this, &JournalWorker::giveSignOfLife);
}

JournalWorker::~JournalWorker() = default;

Result<void> JournalWorker::mayWrite() const
{
    if (m_right)
        return (*m_right)->check();
    return std::unexpected(m_right.error());
}

Result<std::unique_ptr<SqlConnection>> JournalWorker::connectToFile() const
{
    if (m_right)
        return SqlConnection::open(m_path, SqlConnection::Mode::ReadWrite);
    // A reader of a write-ahead log needs its index file, which only a writer of the folder makes.
    const QFileInfo folder(QFileInfo(m_path).path());
    const bool isWhole = !QFileInfo::exists(m_path + u"-wal"_s);
    if (isWhole && !folder.isWritable())
        return SqlConnection::open(m_path, SqlConnection::Mode::Immutable);
    auto connection = SqlConnection::open(m_path, SqlConnection::Mode::ReadOnly);
    // On a full disk there is no room for the index.
    if (connection && isWhole && m_isReader && !(*connection)->value(u"PRAGMA user_version"_s))
        return SqlConnection::open(m_path, SqlConnection::Mode::Immutable);
    return connection;
}

JournalWorker::Right JournalWorker::rightTo(const QString &path, WriterLock::Silent silent)
{
    return WriterLock::take(path + u".lock"_s, silent);
}

Result<void> JournalWorker::open()
{
    auto connected = connectToFile();
    if (!connected)
        return std::unexpected(connected.error());
    std::unique_ptr<SqlConnection> connection = std::move(*connected);
    Result<void> ready = m_right ? prepareForWriting(*connection) : Result<void>();
    if (ready && m_right)
        ready = succeed(*connection);
    if (ready)
        ready = lookForDamage(*connection);
    if (ready && m_right)
        ready = migrate(*connection, journalMigrations());
    if (!ready)
        return ready;
    closeTables();
    m_connection = std::move(connection);
    m_events = std::make_unique<EventTable>(*m_connection);
    m_output = std::make_unique<OutputTable>(*m_connection);
    m_locks = std::make_unique<LockTable>(*m_connection);
    m_metrics = std::make_unique<MetricTable>(*m_connection);
    m_isWriter = m_right.has_value();
    return {};
}

void JournalWorker::closeTables()
{
    m_metrics.reset();
    m_locks.reset();
    m_output.reset();
    m_events.reset();
    m_connection.reset();
}

Result<void> JournalWorker::becomeWriter()
{
    if (m_right || m_isReader)
        return mayWrite();
    Right right = rightTo(m_path, WriterLock::Silent::Succeed);
    if (!right)
        return std::unexpected(right.error());
    std::swap(m_right, right);
    Result<void> opened = open();
    if (!opened) {
        m_beatTimer->stop();
        m_right = std::unexpected(opened.error());
    }
    return opened;
}

Result<void> JournalWorker::prepareForWriting(SqlConnection &connection)
{
    for (const QString &pragma :
         {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s,
          u"PRAGMA wal_autocheckpoint=0"_s, u"PRAGMA journal_size_limit=16777216"_s}) {
        if (Result<void> set = connection.run(pragma); !set)
            return set;
    }
    return {};
}

/// Within a transaction: a holder that stood still can be in none by then, and looks whether it is
/// still the one at the beginning of its next.
Result<void> JournalWorker::succeed(SqlConnection &connection)
{
    WriterLock &right = **m_right;
    if (right.isSuccessor()) {
        const auto transaction = SqlTransaction::begin(connection, SqlTransaction::Kind::Write);
        if (!transaction)
            return std::unexpected(transaction.error());
        if (Result<void> placed = right.succeed(); !placed)
            return placed;
        if (Result<void> committed = (*transaction)->commit(); !committed)
            return committed;
    }
    connection.setWriteGuard([this] { return mayWrite(); });
    m_beatTimer->start(WriterLock::beatInterval);
    return {};
}

void JournalWorker::giveSignOfLife()
{
    const Result<void> allowed = mayWrite();
    if (allowed) {
        (*m_right)->beat();
        return;
    }
    m_beatTimer->stop();
    m_isWriter = false;
    m_metrics->written();
    qCWarning(storeLog) << "replaced:" << allowed.error().message;
    m_lost.addResult(allowed.error());
    m_lost.finish();
}

Result<void> JournalWorker::lookForDamage(SqlConnection &connection) const
{
    if (QFileInfo(m_path).size() > smallFile)
        return {};
    const Result<QVariant> check = connection.value(u"PRAGMA quick_check(1)"_s);
    if (!check)
        return std::unexpected(check.error());
    if (check->toString() == "ok"_L1)
        return {};
    return failure(ErrorCode::Io,
                   QCoreApplication::translate("Journal",
                                               "The journal's file is damaged. Move it away and "
                                               "keep it; a new one is made at the next start."),
                   check->toString());
}

void JournalWorker::close()
{
    if (m_events) {
        drain();
        flushAll();
        flushMetrics();
    }
    m_flushTimer->stop();
    m_metricsTimer->stop();
    m_beatTimer->stop();
    closeTables();
}

void JournalWorker::post(Job job)
{
    const QMutexLocker locker(&m_mutex);
    m_jobs.push_back(std::move(job));
    // One wake-up for all that gathers until then: this is what groups commits.
    if (m_jobs.size() == 1)
        QMetaObject::invokeMethod(this, &JournalWorker::drain, Qt::QueuedConnection);
}

void JournalWorker::drain()
{
    std::vector<Job> jobs;
    {
        const QMutexLocker locker(&m_mutex);
        jobs.swap(m_jobs);
    }
    std::vector<Append> group;
    for (Job &job : jobs) {
        std::visit(Overloaded{[&](Append &append) { group.push_back(std::move(append)); },
                              [&](OutputChunk &chunk) {
                                  if (mayWrite())
                                      m_output->add(chunk);
                              },
                              [&](Task &task) {
                                  commit(std::exchange(group, {}));
                                  task.run(*this);
                              }},
                   job);
    }
    commit(std::move(group));
    scheduleFlush();
    checkpointWhenDue();
}

void JournalWorker::commit(std::vector<Append> group)
{
    if (group.empty())
        return;
    Result<void> together = mayWrite();
    const bool refused = !together;
    if (!refused)
        together = commitTogether(group);
    for (Append &append : group) {
        // When one is at fault, or the output beside them, each gets its own answer.
        const Result<void> result = together || refused ? together : commitAlone(append);
        if (!result)
            qCWarning(storeLog) << "not recorded:" << result.error().message
                                << result.error().detail;
        append.promise.addResult(result);
        append.promise.finish();
    }
}

Result<void> JournalWorker::commitTogether(const std::vector<Append> &group)
{
    const bool withOutput = m_output->pendingBytes() > 0 && m_output->pendingBytes() <= ridesAlong;
    Result<void> result = inTransaction([&]() -> Result<void> {
        for (const Append &append : group) {
            if (Result<void> good = m_events->check(append.events); !good)
                return good;
            if (Result<void> written = m_events->write(append.events); !written)
                return written;
        }
        return withOutput ? m_output->write(ridesAlong) : Result<void>();
    });
    if (!withOutput)
        return result;
    if (result)
        m_output->written();
    else
        m_output->undone();
    return result;
}

Result<void> JournalWorker::commitAlone(const Append &append)
{
    return inTransaction([&]() -> Result<void> {
        if (Result<void> good = m_events->check(append.events); !good)
            return good;
        return m_events->write(append.events);
    });
}

Result<void> JournalWorker::inTransaction(const std::function<Result<void>()> &work)
{
    Result<void> result;
    {
        const auto transaction = SqlTransaction::begin(*m_connection, SqlTransaction::Kind::Write);
        if (!transaction)
            return std::unexpected(transaction.error());
        result = work();
        if (result)
            result = (*transaction)->commit();
    }
    constexpr int pagesOfSmallCommit = 4;
    m_pagesSinceCheckpoint += pagesOfSmallCommit;
    if (!result)
        m_events->forget();
    return result;
}

Result<void> JournalWorker::dropOutput(const OutputOwner &owner)
{
    return inTransaction([&] { return m_output->drop(owner); });
}

Result<void> JournalWorker::writeSlice()
{
    const qint64 before = m_output->pendingBytes();
    const Result<void> result = inTransaction([this] { return m_output->write(sliceBytes); });
    if (!result) {
        m_output->undone();
        qCWarning(storeLog) << "output not stored:" << result.error().detail;
        return result;
    }
    m_output->written();
    m_pagesSinceCheckpoint += (before - m_output->pendingBytes()) / pageSize;
    return result;
}

void JournalWorker::flush()
{
    if (m_output->pendingBytes() == 0)
        return;
    // The next slice waits for its turn in the event loop: appends come in between.
    if (writeSlice())
        m_flushTimer->start(m_output->pendingBytes() > ridesAlong ? 0ms : flushInterval);
    else
        m_flushTimer->start(retryInterval);
    checkpointWhenDue();
}

void JournalWorker::flushAll()
{
    while (m_output->pendingBytes() > 0 && writeSlice()) { }
}

void JournalWorker::flushMetrics()
{
    if (!m_metrics->hasPending())
        return;
    if (!mayWrite()) {
        // Another one has the journal, and measures.
        m_metrics->written();
        return;
    }
    const Result<void> result
        = inTransaction([this] { return m_metrics->write([this] { return isClosing(); }); });
    if (result) {
        m_metrics->written();
        return;
    }
    m_metrics->undone();
    qCWarning(storeLog) << "metrics not stored:" << result.error().message << result.error().detail;
    m_metricsTimer->start(metricsInterval);
}

void JournalWorker::scheduleFlush()
{
    if (m_metrics->hasPending() && !m_metricsTimer->isActive())
        m_metricsTimer->start(metricsInterval);
    if (m_output->pendingBytes() > 0 && !m_flushTimer->isActive())
        m_flushTimer->start(flushInterval);
}

/// Between commits, so that nobody waits for it. PASSIVE: never waits for a reader either.
void JournalWorker::checkpointWhenDue()
{
    if (m_pagesSinceCheckpoint < checkpointPages || !mayWrite())
        return;
    m_pagesSinceCheckpoint = 0;
    if (const Result<void> done = m_connection->run(u"PRAGMA wal_checkpoint(PASSIVE)"_s); !done)
        qCWarning(storeLog) << "checkpoint:" << done.error().detail;
}

} // namespace slipway
