// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <functional>
#include <memory>

namespace slipway {

/// One connection to a SQLite file, with its prepared statements. Never leaves the thread that
/// opened it. Errors are sentences for a person; bound values are never part of them.
class SqlConnection
{
public:
    enum class Mode {
        ReadWrite,
        ReadOnly,  ///< beside a writer
        Immutable, ///< from a medium that nobody can write
    };

    static Result<std::unique_ptr<SqlConnection>> open(const QString &path, Mode mode);
    ~SqlConnection();
    Q_DISABLE_COPY_MOVE(SqlConnection)

    /// Asked at the beginning of each transaction that writes, when nobody else can write any
    /// more; its error ends it.
    using Guard = std::function<Result<void>()>;
    void setWriteGuard(Guard guard) { m_guard = std::move(guard); }
    Result<void> mayWrite() const { return m_guard ? m_guard() : Result<void>(); }

    /// A statement that gives no rows, prepared once.
    Result<void> run(const QString &sql, const QVariantList &values = {});
    /// Calls `each` with every row; ends at its first failure.
    using Row = std::function<Result<void>(const QSqlQuery &row)>;
    Result<void> read(const QString &sql, const QVariantList &values, const Row &each);
    /// The first column of the first row; an invalid QVariant when there is none.
    Result<QVariant> value(const QString &sql, const QVariantList &values = {});

private:
    explicit SqlConnection(QString name) : m_name(std::move(name)) { }
    Result<QSqlQuery *> execute(const QString &sql, const QVariantList &values);

    QString m_name;
    QSqlDatabase m_database;
    Guard m_guard;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_statements;
};

/// A transaction that is undone unless it was committed.
class SqlTransaction
{
public:
    enum class Kind { Read, Write };
    static Result<std::unique_ptr<SqlTransaction>> begin(SqlConnection &connection, Kind kind);
    ~SqlTransaction();
    Q_DISABLE_COPY_MOVE(SqlTransaction)

    Result<void> commit();

private:
    explicit SqlTransaction(SqlConnection &connection) : m_connection(connection) { }

    SqlConnection &m_connection;
    bool m_open = true;
};

} // namespace slipway
