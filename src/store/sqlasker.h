// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/sqlfigure.h"

namespace slipway {

/// The adapter of SqlAsker: a connection of its own for each question, opened for reading alone, on
/// a thread of its own. One statement that begins with SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN
/// is sent; to another machine only over TLS. PostgreSQL ends what takes too long; of SQLite only
/// the wait is given up, as it cannot be told to end.
QFuture<Result<SqlAnswer>> askDatabase(const SqlQuestion &question);

} // namespace slipway
