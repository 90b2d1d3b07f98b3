// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outputtable.h"

#include "store/sqlconnection.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype largestPiece = 64 * 1024;
constexpr int headPart = 0;
constexpr int tailPart = 1;

QByteArray droppedNote(qint64 bytes)
{
    const QString size = QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeIecFormat);
    return u"\n%1\n"_s.arg(QCoreApplication::translate("Journal", "… %1 dropped here …").arg(size))
        .toUtf8();
}

int toColumn(OutputStream stream)
{
    return stream == OutputStream::Err ? 2 : 1;
}

OutputStream toStream(int column)
{
    return column == 2 ? OutputStream::Err : OutputStream::Out;
}

} // namespace

void OutputTable::add(const OutputChunk &chunk)
{
    const Key key{chunk.run.toString(), chunk.step.toString(), chunk.attempt, chunk.host.toString(),
                  chunk.undo};
    const qint64 at = chunk.at.toMSecsSinceEpoch();
    for (qsizetype from = 0; from < chunk.bytes.size(); from += largestPiece)
        gather({key, chunk.stream, at, chunk.bytes.mid(from, largestPiece)});
    constexpr qint64 tooMuch = 3 * keptBytes;
    if (m_gathered[key] > tooMuch)
        dropMiddle(key);
}

Result<void> OutputTable::drop(const OutputOwner &owner)
{
    const Key key{owner.run.toString(), owner.step.toString(), owner.attempt, owner.host.toString(),
                  owner.undo};
    std::erase_if(m_pending, [&](const Piece &piece) {
        if (piece.key != key)
            return false;
        m_pendingBytes -= piece.bytes.size();
        return true;
    });
    m_gathered.erase(key);
    m_lost.erase(key);
    m_groups.erase(key);
    const auto whose = u" WHERE run = ? AND step = ? AND attempt = ? AND host = ? AND undo = ?"_s;
    const auto &[run, step, attempt, host, undo] = key;
    const QVariantList values{run, step, attempt, host, int(undo)};
    const Result<void> done = m_connection.run(
        u"DELETE FROM output WHERE output_group IN (SELECT id FROM output_groups"_s + whose + u')',
        values);
    return done ? m_connection.run(u"DELETE FROM output_groups"_s + whose, values) : done;
}

void OutputTable::gather(Piece piece)
{
    m_pendingBytes += piece.bytes.size();
    m_gathered[piece.key] += piece.bytes.size();
    // Programs that print a line at a time would otherwise make a row a line.
    if (!m_pending.empty()) {
        Piece &last = m_pending.back();
        if (last.key == piece.key && last.stream == piece.stream
            && last.bytes.size() + piece.bytes.size() <= largestPiece) {
            last.bytes += piece.bytes;
            return;
        }
    }
    m_pending.push_back(std::move(piece));
}

/// Of what waits for a group, the first and the last keptBytes would survive in the table: the
/// rest need not wait. It happens when a step prints faster than the disk writes.
void OutputTable::dropMiddle(const Key &key)
{
    const qint64 total = m_gathered[key];
    qint64 seen = 0;
    qint64 dropped = 0;
    std::erase_if(m_pending, [&](const Piece &piece) {
        if (piece.key != key)
            return false;
        const qint64 from = seen;
        seen += piece.bytes.size();
        const bool inMiddle = from >= keptBytes && seen <= total - keptBytes;
        dropped += inMiddle ? piece.bytes.size() : 0;
        return inMiddle;
    });
    m_lost[key] += dropped;
    m_gathered[key] -= dropped;
    m_pendingBytes -= dropped;
}

Result<OutputTable::Group *> OutputTable::group(const Key &key)
{
    if (const auto known = m_groups.find(key); known != m_groups.end())
        return &known->second;
    const auto &[run, step, attempt, host, undo] = key;
    const QVariantList values{run, step, attempt, host, int(undo)};
    const Result<void> made = m_connection.run(
        u"INSERT OR IGNORE INTO output_groups (run, step, attempt, host, undo, head_bytes,"
        " tail_bytes, dropped_bytes) VALUES (?, ?, ?, ?, ?, 0, 0, 0)"_s,
        values);
    if (!made)
        return std::unexpected(made.error());
    Group group;
    const Result<void> read = m_connection.read(
        u"SELECT id, head_bytes, tail_bytes, dropped_bytes FROM output_groups"
        " WHERE run = ? AND step = ? AND attempt = ? AND host = ? AND undo = ?"_s,
        values, [&group](const QSqlQuery &row) -> Result<void> {
            group = {row.value(0).toLongLong(), row.value(1).toLongLong(),
                     row.value(2).toLongLong(), row.value(3).toLongLong()};
            return {};
        });
    if (!read)
        return std::unexpected(read.error());
    return &m_groups.insert_or_assign(key, group).first->second;
}

Result<void> OutputTable::write(qint64 limit)
{
    m_inTransaction = 0;
    m_touched.clear();
    qint64 bytes = 0;
    while (m_inTransaction < m_pending.size() && bytes < limit) {
        const Piece &piece = m_pending[m_inTransaction++];
        const Result<Group *> target = group(piece.key);
        if (!target)
            return std::unexpected(target.error());
        m_touched.insert(piece.key);
        if (Result<void> done = writePiece(piece, **target); !done)
            return done;
        bytes += piece.bytes.size();
    }
    for (const Key &key : m_touched) {
        const Result<Group *> target = group(key);
        if (!target)
            return std::unexpected(target.error());
        if (Result<void> done = finishGroup(key, **target); !done)
            return done;
    }
    return {};
}

Result<void> OutputTable::writePiece(const Piece &piece, Group &group)
{
    const auto insert = [&](int part, const QByteArray &bytes) -> Result<void> {
        if (bytes.isEmpty())
            return {};
        return m_connection.run(u"INSERT INTO output (output_group, part, stream, at, bytes)"
                                " VALUES (?, ?, ?, ?, ?)"_s,
                                {group.id, part, toColumn(piece.stream), piece.at, bytes});
    };
    // Once something went to the tail the head is closed.
    const qint64 room = group.tail > 0 ? 0 : keptBytes - group.head;
    const QByteArray head = piece.bytes.left(qsizetype(room));
    const QByteArray tail = piece.bytes.mid(head.size());
    group.head += head.size();
    group.tail += tail.size();
    if (Result<void> done = insert(headPart, head); !done)
        return done;
    return insert(tailPart, tail);
}

Result<void> OutputTable::trim(Group &group)
{
    while (group.tail > keptBytes) {
        qint64 id = 0;
        qint64 size = 0;
        const Result<void> oldest = m_connection.read(
            u"SELECT id, length(bytes) FROM output WHERE output_group = ? AND part = ?"
            " ORDER BY id LIMIT 1"_s,
            {group.id, tailPart}, [&](const QSqlQuery &row) -> Result<void> {
                id = row.value(0).toLongLong();
                size = row.value(1).toLongLong();
                return {};
            });
        if (!oldest)
            return oldest;
        if (size == 0)
            return failure(ErrorCode::Io,
                           QCoreApplication::translate("Journal",
                                                       "The stored output does not "
                                                       "match its own totals."));
        const qint64 gone = std::min(size, group.tail - keptBytes);
        const Result<void> cut = gone == size
            ? m_connection.run(u"DELETE FROM output WHERE id = ?"_s, {id})
            : m_connection.run(u"UPDATE output SET bytes = substr(bytes, ?) WHERE id = ?"_s,
                               {gone + 1, id});
        if (!cut)
            return cut;
        group.tail -= gone;
        group.dropped += gone;
    }
    return {};
}

Result<void> OutputTable::finishGroup(const Key &key, Group &group)
{
    if (const auto lost = m_lost.find(key); lost != m_lost.end())
        group.dropped += lost->second;
    if (Result<void> trimmed = trim(group); !trimmed)
        return trimmed;
    return m_connection.run(u"UPDATE output_groups SET head_bytes = ?, tail_bytes = ?,"
                            " dropped_bytes = ? WHERE id = ?"_s,
                            {group.head, group.tail, group.dropped, group.id});
}

void OutputTable::written()
{
    for (; m_inTransaction > 0; --m_inTransaction) {
        const Piece &piece = m_pending.front();
        m_pendingBytes -= piece.bytes.size();
        m_gathered[piece.key] -= piece.bytes.size();
        m_pending.pop_front();
    }
    for (const Key &key : m_touched)
        m_lost.erase(key);
    m_touched.clear();
    std::erase_if(m_gathered, [](const auto &entry) { return entry.second == 0; });
}

void OutputTable::undone()
{
    m_inTransaction = 0;
    m_touched.clear();
    m_groups.clear();
}

Result<QList<OutputChunk>> OutputTable::read(const RunId &run, const StepId &step)
{
    QList<OutputChunk> chunks;
    std::set<qint64> noted;
    const auto each = [&](const QSqlQuery &row) -> Result<void> {
        OutputChunk chunk{run,
                          step,
                          row.value(1).toInt(),
                          ServerId(row.value(2).toString()),
                          toStream(row.value(6).toInt()),
                          QDateTime::fromMSecsSinceEpoch(row.value(7).toLongLong(), QTimeZone::UTC),
                          row.value(8).toByteArray(),
                          row.value(3).toBool()};
        const qint64 dropped = row.value(4).toLongLong();
        if (row.value(5).toInt() == tailPart && dropped > 0
            && noted.insert(row.value(0).toLongLong()).second) {
            OutputChunk note = chunk;
            note.bytes = droppedNote(dropped);
            chunks.append(note);
        }
        chunks.append(chunk);
        return {};
    };
    const Result<void> result = m_connection.read(
        u"SELECT g.id, g.attempt, g.host, g.undo, g.dropped_bytes, o.part, o.stream, o.at,"
        " o.bytes FROM output_groups g JOIN output o ON o.output_group = g.id"
        " WHERE g.run = ? AND g.step = ? ORDER BY o.id"_s,
        {run.toString(), step.toString()}, each);
    if (!result)
        return std::unexpected(result.error());
    return chunks;
}

} // namespace slipway
