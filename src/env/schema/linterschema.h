// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/envfinding.h"
#include "env/schema/envschema.h"

namespace slipway {

/// The schema of dotenv-linter, as that program has it.
struct LinterSchema
{
    enum class Type { String, Integer, Float, Boolean, Url, Email };
    struct Entry
    {
        QByteArray key;
        Type type = Type::String;
        bool isRequired = false;
        QString regex; ///< of a String

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    QList<Entry> entries;
    bool allowsOtherKeys = false;

    friend bool operator==(const LinterSchema &, const LinterSchema &) = default;
};

/// Refuses what dotenv-linter would refuse: no version, an unknown type, a key twice, a bad regex.
Result<LinterSchema> linterSchemaFromJson(const QByteArray &json);

/// The findings of dotenv-linter's check SchemaViolation, with its words: values are taken as they
/// stand in the file, quotes and spaces and all, and comments `dotenv-linter:off SchemaViolation`
/// and `:on` switch it. A line counts as that program counts it.
QList<EnvFinding> linterSchemaFindings(QByteArrayView text, const LinterSchema &schema);

} // namespace slipway
