// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdialect.h"

#include <QByteArray>
#include <QHash>

#include <optional>

namespace slipway {

/// Variables by name; names and values are bytes, as the operating system has them.
using EnvVariables = QHash<QByteArray, QByteArray>;

/// What a loader makes of one key.
struct EnvValue
{
    QByteArray key;
    std::optional<QByteArray> value; ///< nullopt: declared without a value
    int line = 0;                    ///< from 1: where the winning declaration begins

    friend bool operator==(const EnvValue &, const EnvValue &) = default;
};

struct EnvReadError
{
    int line = 0; ///< from 1; 0 when the loader names none
    QString message;

    friend bool operator==(const EnvReadError &, const EnvReadError &) = default;
};

/// What a loader makes of a file.
struct EnvReading
{
    QList<EnvValue> values;     ///< each key once, in the order of first appearance
    QList<EnvReadError> errors; ///< a loader that refuses the whole file leaves no values

    friend bool operator==(const EnvReading &, const EnvReading &) = default;
};

/// Reads a file exactly as the dialect's loader does, with these variables in its process's
/// environment. Never runs anything: where a loader would run `$(…)`, that text stays as it is.
/// Linear in the size of the file, but for what its expansions produce, which is bounded.
EnvReading readEnv(QByteArrayView text, EnvDialect dialect, const EnvVariables &process = {});

} // namespace slipway
