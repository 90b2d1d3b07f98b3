// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QMap>
#include <QString>

#include <chrono>

namespace slipway {

/// What the demo shop is told by its environment file.
struct ShopConfig
{
    QString databasePath;  ///< of DATABASE_URL, sqlite:///absolute/path
    QByteArray secretKey;  ///< SECRET_KEY: signs sessions
    QString publicUrl;     ///< PUBLIC_URL: where links in mails lead
    QString mailFrom;      ///< MAIL_FROM
    QString adminUser;     ///< ADMIN_USER
    QString adminPassword; ///< ADMIN_PASSWORD
    QString folder; ///< of files that all releases share; beside the environment file by default
    QString cache;  ///< host:port of a Redis; empty: none
    QString faults; ///< a file, as ShopFaults reads it; empty: none
    int rateLimit = 10; ///< RATE_LIMIT: logins of one account and address in a window
    std::chrono::seconds rateWindow{30}; ///< RATE_WINDOW

    /// Fails with Io when the file cannot be read and with InvalidInput naming every missing key.
    static Result<ShopConfig> read(const QString &envFile);
};

/// KEY=VALUE lines; `#` comments, optional `export`, optional single or double quotes.
QMap<QString, QString> readEnvLines(const QString &text);

} // namespace slipway
