// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventtable.h"

#include "store/sqlconnection.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QtEndian>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// A row as it stands in the table; the chain is over these bytes, not over what they mean.
struct Row
{
    QString run;
    qint64 seq = 0;
    qint64 at = 0;
    QString kind;
    QString step;
    qint64 attempt = 0;
    QString host;
    QString data;
};

void addNumber(QCryptographicHash &hash, qint64 number)
{
    const qint64 bigEndian = qToBigEndian(number);
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&bigEndian), sizeof bigEndian));
}

/// With its length, so that no two rows have the same bytes.
void addText(QCryptographicHash &hash, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    addNumber(hash, utf8.size());
    hash.addData(utf8);
}

QByteArray chainStart(const RunId &run)
{
    const QByteArray text = "slipway run "_ba + run.toString().toUtf8();
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

QByteArray chained(const QByteArray &previous, const Row &row)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(previous);
    addText(hash, row.run);
    addNumber(hash, row.seq);
    addNumber(hash, row.at);
    addText(hash, row.kind);
    addText(hash, row.step);
    addNumber(hash, row.attempt);
    addText(hash, row.host);
    addText(hash, row.data);
    return hash.result();
}

Row toRow(const RunEvent &event)
{
    return {event.run.toString(),
            event.seq,
            event.at.toMSecsSinceEpoch(),
            toString(event.kind),
            event.step.toString(),
            event.attempt,
            event.host.toString(),
            QString::fromUtf8(QJsonDocument(event.data).toJson(QJsonDocument::Compact))};
}

QDateTime toTime(qint64 milliseconds)
{
    return milliseconds == 0 ? QDateTime()
                             : QDateTime::fromMSecsSinceEpoch(milliseconds, QTimeZone::UTC);
}

std::optional<RunEvent> toEvent(const Row &row)
{
    const std::optional<EventKind> kind = eventKindFromString(row.kind);
    QJsonParseError parsing;
    const QJsonDocument data = QJsonDocument::fromJson(row.data.toUtf8(), &parsing);
    if (!kind || parsing.error != QJsonParseError::NoError)
        return std::nullopt;
    return RunEvent{row.seq,
                    QDateTime::fromMSecsSinceEpoch(row.at, QTimeZone::UTC),
                    RunId(row.run),
                    *kind,
                    StepId(row.step),
                    int(row.attempt),
                    ServerId(row.host),
                    data.object()};
}

Error brokenAt(const RunId &run, qint64 seq)
{
    return {ErrorCode::Io,
            QCoreApplication::translate("Journal",
                                        "The journal of run %1 was altered or damaged: event %2 is "
                                        "not what was recorded.")
                .arg(run.toString())
                .arg(seq)};
}

Error unknownRun(const RunId &run)
{
    return {ErrorCode::NotFound,
            QCoreApplication::translate("Journal",
                                        "There is no run %1 in this journal. See the list of runs.")
                .arg(run.toString())};
}

/// Whether the event means that its run goes on, also after it had finished.
bool carriesOn(const RunEvent &event)
{
    return event.kind != EventKind::RunFinished && event.kind != EventKind::Note;
}

} // namespace

Result<EventTable::Head> EventTable::head(const RunId &run)
{
    if (const auto known = m_heads.constFind(run); known != m_heads.cend())
        return *known;
    Head head{0, chainStart(run)};
    const Result<void> read
        = m_connection.read(u"SELECT head_seq, head_hash FROM runs WHERE id = ?"_s,
                            {run.toString()}, [&head](const QSqlQuery &row) -> Result<void> {
                                head = {row.value(0).toLongLong(), row.value(1).toByteArray()};
                                return {};
                            });
    if (!read)
        return std::unexpected(read.error());
    m_heads.insert(run, head);
    return head;
}

Result<void> EventTable::check(const QList<RunEvent> &events)
{
    QHash<RunId, qint64> last;
    for (const RunEvent &event : events) {
        if (!last.contains(event.run)) {
            const Result<Head> known = head(event.run);
            if (!known)
                return std::unexpected(known.error());
            last.insert(event.run, known->seq);
        }
        qint64 &seq = last[event.run];
        if (event.seq != seq + 1) {
            return failure(ErrorCode::Internal,
                           QCoreApplication::translate("Journal",
                                                       "Event %1 of run %2 does not follow event "
                                                       "%3, so nothing was recorded.")
                               .arg(event.seq)
                               .arg(event.run.toString())
                               .arg(seq));
        }
        seq = event.seq;
    }
    return {};
}

Result<void> EventTable::write(const QList<RunEvent> &events)
{
    for (const RunEvent &event : events) {
        Result<Head> last = head(event.run);
        if (!last)
            return std::unexpected(last.error());
        if (Result<void> written = writeOne(event, *last); !written)
            return written;
        if (Result<void> summarized = summarize(event, *last); !summarized)
            return summarized;
        m_heads.insert(event.run, *last);
    }
    return {};
}

Result<void> EventTable::writeOne(const RunEvent &event, Head &head)
{
    const Row row = toRow(event);
    head = {row.seq, chained(head.hash, row)};
    return m_connection.run(
        u"INSERT INTO events (run, seq, at, kind, step, attempt, host, data, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {row.run, row.seq, row.at, row.kind, row.step, row.attempt, row.host, row.data, head.hash});
}

Result<void> EventTable::summarize(const RunEvent &event, const Head &head)
{
    const QString run = event.run.toString();
    const qint64 at = event.at.toMSecsSinceEpoch();
    if (event.seq == 1) {
        return m_connection.run(
            u"INSERT INTO runs (id, plan_name, environment, operator, started_at, ended_at,"
            " outcome, head_seq, head_hash) VALUES (?, ?, ?, ?, ?, 0, '', ?, ?)"_s,
            {run, event.data["planName"_L1].toString(), event.data["environment"_L1].toString(),
             event.data["operator"_L1].toString(), at, head.seq, head.hash});
    }
    if (event.kind == EventKind::RunFinished) {
        return m_connection.run(
            u"UPDATE runs SET ended_at = ?, outcome = ?, head_seq = ?, head_hash = ?"
            " WHERE id = ?"_s,
            {at, event.data["outcome"_L1].toString(), head.seq, head.hash, run});
    }
    if (carriesOn(event)) {
        return m_connection.run(u"UPDATE runs SET ended_at = 0, outcome = '', head_seq = ?,"
                                " head_hash = ? WHERE id = ?"_s,
                                {head.seq, head.hash, run});
    }
    return m_connection.run(u"UPDATE runs SET head_seq = ?, head_hash = ? WHERE id = ?"_s,
                            {head.seq, head.hash, run});
}

Result<QList<RunEvent>> EventTable::read(const RunId &run)
{
    // One snapshot: another process may be writing.
    const auto transaction = SqlTransaction::begin(m_connection, SqlTransaction::Kind::Read);
    if (!transaction)
        return std::unexpected(transaction.error());
    forget();
    const Result<Head> last = head(run);
    if (!last)
        return std::unexpected(last.error());
    if (last->seq == 0)
        return std::unexpected(unknownRun(run));

    QList<RunEvent> events;
    QByteArray hash = chainStart(run);
    const auto each = [&](const QSqlQuery &row) -> Result<void> {
        const Row stored{
            run.toString(),          row.value(0).toLongLong(), row.value(1).toLongLong(),
            row.value(2).toString(), row.value(3).toString(),   row.value(4).toLongLong(),
            row.value(5).toString(), row.value(6).toString()};
        hash = chained(hash, stored);
        const std::optional<RunEvent> event = toEvent(stored);
        if (stored.seq != events.size() + 1 || hash != row.value(7).toByteArray() || !event)
            return std::unexpected(brokenAt(run, events.size() + 1));
        events.append(*event);
        return {};
    };
    const Result<void> result
        = m_connection.read(u"SELECT seq, at, kind, step, attempt, host, data, hash FROM events"
                            " WHERE run = ? ORDER BY seq"_s,
                            {run.toString()}, each);
    if (!result)
        return std::unexpected(result.error());
    if (events.size() != last->seq)
        return std::unexpected(brokenAt(run, std::min<qint64>(events.size(), last->seq) + 1));
    if (hash != last->hash)
        return std::unexpected(brokenAt(run, last->seq));
    return events;
}

Result<QList<RunSummary>> EventTable::runs()
{
    QList<RunSummary> runs;
    const auto each = [&runs](const QSqlQuery &row) -> Result<void> {
        runs.append({RunId(row.value(0).toString()), row.value(1).toString(),
                     row.value(2).toString(), row.value(3).toString(),
                     toTime(row.value(4).toLongLong()), toTime(row.value(5).toLongLong()),
                     row.value(6).toString()});
        return {};
    };
    const Result<void> result = m_connection.read(
        u"SELECT id, plan_name, environment, operator, started_at, ended_at, outcome"
        " FROM runs WHERE instr(id, '.') = 0 ORDER BY started_at DESC, rowid DESC"_s,
        {}, each);
    if (!result)
        return std::unexpected(result.error());
    return runs;
}

Result<void> EventTable::verify(const RunId &run)
{
    const Result<QList<RunEvent>> events = read(run);
    if (!events)
        return std::unexpected(events.error());
    return {};
}

} // namespace slipway
