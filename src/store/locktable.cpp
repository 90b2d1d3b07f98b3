// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/locktable.h"

#include "store/processidentity.h"
#include "store/sqlconnection.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

bool hasDied(const QString &process)
{
    const std::optional<ProcessIdentity> identity = ProcessIdentity::fromText(process);
    return identity && identity->life() == ProcessIdentity::Life::Gone;
}

} // namespace

Result<std::optional<LockTable::Holder>> LockTable::holder(const QString &name)
{
    std::optional<Holder> holder;
    const Result<void> read = m_connection.read(
        u"SELECT owner, run, since, process FROM locks WHERE name = ?"_s, {name},
        [&holder](const QSqlQuery &row) -> Result<void> {
            holder = {row.value(0).toString(), RunId(row.value(1).toString()),
                      QDateTime::fromMSecsSinceEpoch(row.value(2).toLongLong(), QTimeZone::UTC),
                      row.value(3).toString()};
            return {};
        });
    if (!read)
        return std::unexpected(read.error());
    return holder;
}

Result<bool> LockTable::holdsNothing(const Holder &holder)
{
    if (!hasDied(holder.process))
        return false;
    const Result<QVariant> ended
        = m_connection.value(u"SELECT ended_at FROM runs WHERE id = ?"_s, {holder.run.toString()});
    if (!ended)
        return std::unexpected(ended.error());
    // Died before it wrote its first event, or after its last.
    return !ended->isValid() || ended->toLongLong() != 0;
}

Result<void> LockTable::take(const QString &name, const Journal::LockOwner &owner,
                             Journal::BreakLock breaking)
{
    const auto transaction = SqlTransaction::begin(m_connection, SqlTransaction::Kind::Write);
    if (!transaction)
        return std::unexpected(transaction.error());
    const Result<std::optional<Holder>> found = holder(name);
    if (!found)
        return std::unexpected(found.error());
    if (const std::optional<Holder> &other = *found;
        other && other->run != owner.run && breaking == Journal::BreakLock::No) {
        const Result<bool> free = holdsNothing(*other);
        if (!free)
            return std::unexpected(free.error());
        if (!*free) {
            const QString since
                = QLocale().toString(other->since.toLocalTime(), QLocale::ShortFormat);
            const QString run = other->run.toString();
            const QString message = hasDied(other->process)
                ? QCoreApplication::translate(
                      "Journal",
                      "“%1” has been locked by %2 since %3 for run %4, but the Slipway that "
                      "drove it no longer runs. Resume run %4, or break the lock with a "
                      "reason.")
                : QCoreApplication::translate(
                      "Journal",
                      "“%1” has been locked by %2 since %3 for run %4. Wait until that run "
                      "has ended, or break the lock with a reason.");
            return failure(ErrorCode::Refused, message.arg(name, other->owner, since, run),
                           other->process);
        }
    }
    const Result<void> written
        = m_connection.run(u"INSERT OR REPLACE INTO locks (name, owner, run, since, process)"
                           " VALUES (?, ?, ?, ?, ?)"_s,
                           {name, owner.owner, owner.run.toString(),
                            owner.since.toMSecsSinceEpoch(), ProcessIdentity::current().toText()});
    if (!written)
        return written;
    return (*transaction)->commit();
}

Result<void> LockTable::release(const QString &name, const RunId &run)
{
    const auto transaction = SqlTransaction::begin(m_connection, SqlTransaction::Kind::Write);
    if (!transaction)
        return std::unexpected(transaction.error());
    const Result<void> released = m_connection.run(
        u"DELETE FROM locks WHERE name = ? AND run = ?"_s, {name, run.toString()});
    return released ? (*transaction)->commit() : released;
}

} // namespace slipway
