// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/connectionurl.h"

namespace slipway {

class RuleContext;
struct RuleValue;

enum class DatabaseKind { Postgres, MySql, MongoDb, MongoDbSrv, SqlServer };
/// By the scheme of a URL, without the driver's name after "+"; nullopt for one that is none.
std::optional<DatabaseKind> databaseKindOf(QByteArrayView scheme);

/// Reports a connection that may be read on the way. What a URL says without a parameter is what
/// its drivers do by default.
void checkDatabaseSsl(const RuleValue &value, const ConnectionUrl &url, DatabaseKind kind,
                      RuleContext &context);

} // namespace slipway
