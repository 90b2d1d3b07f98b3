// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <optional>

namespace slipway {

/// What a value has to be. Names in files: "string", "int", "float", "bool", "url", "email",
/// "host", "port", "json", "enum", "base64", "hex", "path", "duration".
enum class EnvType {
    String,
    Int,
    Float,
    Bool,
    Url,
    Email,
    Host,
    Port,
    Json,
    Enum,
    Base64,
    Hex,
    Path,
    Duration,
};

/// `KEY == value`, `KEY != value` or `KEY` alone, which asks whether it has a value.
struct EnvCondition
{
    enum class Test { Equals, Differs, HasValue };

    QByteArray key;
    Test test = Test::Equals;
    QByteArray value;

    friend bool operator==(const EnvCondition &, const EnvCondition &) = default;
};

/// One key of a schema.
struct EnvSchemaKey
{
    enum class Need { Optional, Required, When };

    QByteArray name;
    EnvType type = EnvType::String;
    Need need = Need::Optional;
    EnvCondition when;           ///< with Need::When
    QString pattern;             ///< is found in the value; empty: anything
    std::optional<int> shortest; ///< characters
    std::optional<int> longest;
    std::optional<double> lowest; ///< of numbers
    std::optional<double> highest;
    QStringList choices;
    bool isSecret = false;
    QString description;
    QString example;
    QString docs; ///< a URL
    std::optional<QString> defaultValue;
    std::optional<QString> deprecated; ///< what to use instead, or nothing
    SourcePlace place;                 ///< in the schema

    friend bool operator==(const EnvSchemaKey &, const EnvSchemaKey &) = default;
};

/// What the keys of an environment file have to be.
struct EnvSchema
{
    enum class Others { Allowed, Warned, Refused };

    QList<EnvSchemaKey> keys;        ///< in the order of the schema
    Others others = Others::Allowed; ///< what becomes of keys that it does not have

    /// Linear; nullptr for a key that it does not have.
    const EnvSchemaKey *find(QByteArrayView name) const;

    friend bool operator==(const EnvSchema &, const EnvSchema &) = default;
};

/// Where a schema came from.
enum class EnvSchemaFormat { Slipway, JsonSchema, DotenvLinter, EnvSpec };

struct EnvSchemaReading
{
    EnvSchema schema; ///< as much as could be read; use it only without errors
    EnvSchemaFormat format = EnvSchemaFormat::Slipway;
    QList<Diagnostic> diagnostics; ///< by place; a warning says what is not checked
};

/// Reads a schema and tells its format by its content: Slipway's own `.env.schema.yaml`, JSON
/// Schema for a flat object (draft 7 and 2020-12), dotenv-linter's JSON, or @env-spec. Never
/// throws.
EnvSchemaReading readEnvSchema(const QByteArray &bytes);

/// The format that the content looks like.
EnvSchemaFormat envSchemaFormatOf(const QByteArray &bytes);

QString toString(EnvType type);
std::optional<EnvType> envTypeFromString(QStringView name);
/// In the order of the enum.
QStringList envTypeNames();

} // namespace slipway
