// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QFuture>
#include <QVariant>

#include <chrono>
#include <functional>

namespace slipway {

/// A question to a database, which must not change anything there.
struct SqlQuestion
{
    enum class Driver { Sqlite, Postgresql };
    Driver driver = Driver::Sqlite;
    QString database; ///< a file, or a name
    QString host;     ///< of a server; empty: this machine's socket
    int port = 0;     ///< 0: the usual one
    QString user;
    QString password;
    QString query;
    std::chrono::milliseconds timeout{10'000};
};

/// What a question gave: the first row, and whether there was another.
struct SqlAnswer
{
    QVariantList row; ///< empty: there was none
    bool hasMore = false;
};

/// Asks on another thread. The future resolves there, within the timeout and a little.
using SqlAsker = std::function<QFuture<Result<SqlAnswer>>(const SqlQuestion &question)>;

} // namespace slipway
