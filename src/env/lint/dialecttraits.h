// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdialect.h"

namespace slipway {

/// How a loader treats variables in values, found out once by letting its reader read samples: what
/// the linter says of a loader cannot differ from what the loader's reader does.
struct DialectTraits
{
    bool expandsBraces = false;         ///< "${A}", plain and in double quotes
    bool expandsLowercase = false;      ///< "${a}"
    bool expandsBare = false;           ///< "$A"
    bool expandsInSingleQuotes = false; ///< "'${A}'"
    bool seesLaterKeys = false;         ///< finds what is declared below
    bool usesProcess = false;           ///< finds what is in its process's environment
    bool misreadsByteOrderMark = false;
    bool countsReturns = false; ///< takes a CR without LF for the end of a line, and counts it
};

const DialectTraits &traitsOf(EnvDialect dialect);

/// "dotenv, node and sh", in the user's language.
QString listed(const QList<EnvDialect> &dialects);

} // namespace slipway
