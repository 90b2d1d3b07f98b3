// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/envschema.h"

#include "env/asciitext.h"
#include "env/schema/schemareaders.h"
#include "plan/fieldreader.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

constexpr std::array typeNames{
    std::pair{EnvType::String, "string"_L1}, std::pair{EnvType::Int, "int"_L1},
    std::pair{EnvType::Float, "float"_L1},   std::pair{EnvType::Bool, "bool"_L1},
    std::pair{EnvType::Url, "url"_L1},       std::pair{EnvType::Email, "email"_L1},
    std::pair{EnvType::Host, "host"_L1},     std::pair{EnvType::Port, "port"_L1},
    std::pair{EnvType::Json, "json"_L1},     std::pair{EnvType::Enum, "enum"_L1},
    std::pair{EnvType::Base64, "base64"_L1}, std::pair{EnvType::Hex, "hex"_L1},
    std::pair{EnvType::Path, "path"_L1},     std::pair{EnvType::Duration, "duration"_L1},
};

QByteArrayView withoutByteOrderMark(QByteArrayView bytes)
{
    return bytes.startsWith("\xef\xbb\xbf") ? bytes.sliced(3) : bytes;
}

/// A line `KEY=…` or a decorator says that it is an environment file.
bool looksLikeEnvSpec(QByteArrayView bytes)
{
    const QList<QByteArrayView> lines = ascii::split(bytes, '\n');
    return std::ranges::any_of(lines, [](QByteArrayView line) {
        if (line.startsWith('#'))
            return line.sliced(1).trimmed().startsWith('@');
        if (line.startsWith("export "))
            return true;
        const qsizetype equals = line.indexOf('=');
        const auto isKeyByte = [](char c) {
            return ascii::isAlnum(c) || c == '_';
        };
        return equals > 0 && ascii::allOf(line.first(equals), isKeyByte);
    });
}

EnvSchemaFormat jsonFormatOf(QByteArrayView bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes.toByteArray());
    const QJsonObject root = document.object();
    // Broken JSON goes to the reader that will say so; YAML begins with a brace too.
    const auto has = [&](const char *key) {
        const QByteArray quoted = '"' + QByteArray(key) + '"';
        return document.isNull() ? bytes.contains(quoted) : root.contains(QLatin1StringView(key));
    };
    if (has("entries"))
        return EnvSchemaFormat::DotenvLinter;
    return has("properties") || has("$schema") ? EnvSchemaFormat::JsonSchema
                                               : EnvSchemaFormat::Slipway;
}

} // namespace

const EnvSchemaKey *EnvSchema::find(QByteArrayView name) const
{
    const auto key = std::ranges::find(keys, name, &EnvSchemaKey::name);
    return key == keys.cend() ? nullptr : &*key;
}

QString toString(EnvType type)
{
    for (const auto &[known, name] : typeNames) {
        if (known == type)
            return name;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<EnvType> envTypeFromString(QStringView name)
{
    for (const auto &[type, known] : typeNames) {
        if (name == known)
            return type;
    }
    return std::nullopt;
}

QStringList envTypeNames()
{
    QStringList names;
    for (const auto &[type, name] : typeNames)
        names.append(name);
    return names;
}

EnvSchemaFormat envSchemaFormatOf(const QByteArray &bytes)
{
    const QByteArrayView text = withoutByteOrderMark(bytes).trimmed();
    if (text.startsWith('{'))
        return jsonFormatOf(text);
    return looksLikeEnvSpec(text) ? EnvSchemaFormat::EnvSpec : EnvSchemaFormat::Slipway;
}

EnvSchemaReading readEnvSchema(const QByteArray &bytes)
{
    EnvSchemaReading reading;
    switch (envSchemaFormatOf(bytes)) {
    case EnvSchemaFormat::Slipway:
        reading = readOwnSchema(bytes);
        break;
    case EnvSchemaFormat::JsonSchema:
        reading = readJsonSchema(bytes);
        break;
    case EnvSchemaFormat::DotenvLinter:
        reading = readLinterSchemaFile(bytes);
        break;
    case EnvSchemaFormat::EnvSpec:
        reading = readEnvSpec(bytes);
        break;
    }
    sortDiagnostics(reading.diagnostics);
    return reading;
}

} // namespace slipway
