// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "demo/shoprelease.h"

#include <QSqlDatabase>
#include <QString>

#include <chrono>
#include <optional>

namespace slipway {

struct ShopUser
{
    QString name;
    QString mail;
    bool verified = false;
    bool admin = false;
    bool secondFactor = false;
};

/// The shop's SQLite file. Single-threaded; several shops may share one file.
class ShopDatabase
{
public:
    enum class Open { Existing, CreateIfMissing };

    ~ShopDatabase();
    Q_DISABLE_COPY_MOVE(ShopDatabase)
    static Result<std::unique_ptr<ShopDatabase>> open(const QString &path, Open how);

    /// The newest applied migration; fails when the file cannot be read.
    Result<int> schema() const;
    /// Applies or takes back migrations until the schema is `target`, each in a transaction.
    Result<void> migrate(const QList<ShopMigration> &migrations, int target);
    /// A consistent copy, made while others use the database.
    Result<void> backUpTo(const QString &path) const;

    struct NewUser
    {
        QString name;
        QString mail;
        QString password;
        bool admin = false;
    };
    /// Refused when the name is taken. Gives the token that verifies the mail address.
    Result<QString> addUser(const NewUser &user);
    /// Makes or updates an administrator, verified at once.
    Result<void> putAdmin(const QString &name, const QString &password);
    /// NotFound for a token that is unknown or used.
    Result<QString> verifyMail(const QString &token);
    /// nullopt for a wrong name or password, in equal time.
    std::optional<ShopUser> authenticate(const QString &name, const QString &password) const;
    std::optional<ShopUser> user(const QString &name) const;
    Result<void> requireSecondFactor(const QString &name);

    struct LoginCode
    {
        QString challenge;
        QString code;
    };
    Result<LoginCode> newLoginCode(const QString &user, std::chrono::seconds validFor);
    /// The user whose code it was. A challenge works once, right or wrong.
    Result<QString> takeLoginCode(const QString &challenge, const QString &code);

private:
    explicit ShopDatabase(QString connection);
    Result<void> applyOne(const QStringList &statements, int schema);

    QString m_connection;
};

/// `bytes` random bytes as hexadecimal text.
QString randomHex(int bytes);

} // namespace slipway
