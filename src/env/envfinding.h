// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdialect.h"

#include <QByteArray>

#include <optional>

namespace slipway {

/// A range of bytes in the text of a file.
struct EnvRange
{
    qsizetype at = 0;
    qsizetype size = 0;

    qsizetype end() const { return at + size; }
    friend bool operator==(const EnvRange &, const EnvRange &) = default;
};

/// One replacement in the text of a file; the ranges of several are of the text before any.
struct EnvTextChange
{
    EnvRange range;
    QByteArray inserted;

    friend bool operator==(const EnvTextChange &, const EnvTextChange &) = default;
};

/// A way to mend a finding. Made by who has read the file before and after in each enabled dialect.
struct EnvFix
{
    QString title;                     ///< what it does, for the menu: "Remove the spaces"
    QList<EnvTextChange> changes;      ///< in the order of the text, not overlapping
    QList<EnvDialect> changesValuesIn; ///< empty: proven to change no value; only then "safe"

    bool isSafe() const { return changesValuesIn.isEmpty(); }
    friend bool operator==(const EnvFix &, const EnvFix &) = default;
};

enum class EnvSeverity { Error, Warning, Info };
/// "error", "warning", "info".
QString toString(EnvSeverity severity);

/// Something about a file that a person should know. Its message never holds a value.
struct EnvFinding
{
    QString check; ///< machine name: "DuplicatedKey", "JwtSecretLength"
    EnvSeverity severity = EnvSeverity::Warning;
    QByteArray key;  ///< what it is about; empty for the whole file
    int line = 1;    ///< from 1
    int column = 1;  ///< from 1, in characters
    EnvRange range;  ///< what to underline; empty for something that is missing
    QString message; ///< one sentence: what is wrong and why it matters
    std::optional<EnvFix> fix = {};

    friend bool operator==(const EnvFinding &, const EnvFinding &) = default;
};

} // namespace slipway
