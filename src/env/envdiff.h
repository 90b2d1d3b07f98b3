// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envreading.h"

namespace slipway {

/// What became of one key from one file to another. Values are compared, never shown.
struct EnvKeyDifference
{
    enum class State { Same, Changed, Added, Removed };

    QByteArray key;
    State state = State::Same;

    friend bool operator==(const EnvKeyDifference &, const EnvKeyDifference &) = default;
};

/// Every key of both files once: those of the second in its order, each removed one behind the key
/// that it followed in the first.
using EnvDifference = QList<EnvKeyDifference>;

/// A file's keys with hashes in the values' stead: it can be kept and compared where the values may
/// not be. Equal values of one digest have equal hashes, whatever their keys.
struct EnvDigest
{
    struct Entry
    {
        QByteArray key;
        QByteArray hash; ///< SHA-256 of salt and value; empty when declared without a value

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    QByteArray salt;
    QList<Entry> entries; ///< in the order of the reading

    friend bool operator==(const EnvDigest &, const EnvDigest &) = default;
};

/// 32 bytes of the system's randomness. A new one for each comparison: whoever knows the salt can
/// try values against the hashes.
QByteArray randomEnvSalt();
EnvDigest digestOf(const EnvReading &reading, const QByteArray &salt);

EnvDifference differenceOf(const EnvReading &before, const EnvReading &after);
/// Of digests made with one salt; those made with two have nothing in common.
EnvDifference differenceOf(const EnvDigest &before, const EnvDigest &after);
/// Whether any key is not the same.
bool hasDifferences(const EnvDifference &difference);

/// "same", "changed", "added", "removed".
QString toString(EnvKeyDifference::State state);

} // namespace slipway
