// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/linterschema.h"

#include "env/asciitext.h"
#include "env/schema/schemareaders.h"
#include "plan/yamljson.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvSchemaReader)
};

using Type = LinterSchema::Type;

constexpr std::array typeNames{
    std::pair{Type::String, "String"_L1}, std::pair{Type::Integer, "Integer"_L1},
    std::pair{Type::Float, "Float"_L1},   std::pair{Type::Boolean, "Boolean"_L1},
    std::pair{Type::Url, "Url"_L1},       std::pair{Type::Email, "Email"_L1},
};

std::optional<Type> typeFromString(const QString &name)
{
    for (const auto &[type, known] : typeNames) {
        if (name == known)
            return type;
    }
    return std::nullopt;
}

bool isBoolean(const YamlNode &node)
{
    return node.isScalar() && node.style == YamlNode::Style::Plain
        && (node.text == u"true" || node.text == u"false");
}

bool isText(const YamlNode &node)
{
    return node.isScalar() && node.style == YamlNode::Style::Quoted;
}

/// Reads the tree of a schema and keeps the first fault.
class LinterSchemaReader
{
public:
    LinterSchema read(const YamlNode &root)
    {
        LinterSchema schema;
        const YamlEntry *version = root.find(u"version");
        if (!version || !isText(version->value))
            fail(root, Words::tr("The schema needs a ‘version’, a text."));
        if (const YamlEntry *others = root.find(u"allow_other_keys"))
            schema.allowsOtherKeys = flag(others->value);
        const YamlEntry *entries = root.find(u"entries");
        if (!entries || !entries->value.isMap()) {
            fail(root, Words::tr("The schema needs ‘entries’, an object."));
            return schema;
        }
        for (const YamlEntry &entry : entries->value.entries)
            schema.entries.append(readEntry(entry));
        return schema;
    }

    const QString &fault() const { return m_fault; }

private:
    void fail(const YamlNode &node, const QString &message)
    {
        if (!m_fault.isEmpty())
            return;
        m_fault = node.place.line > 0 ? Words::tr("Line %1: %2").arg(node.place.line).arg(message)
                                      : message;
    }

    bool flag(const YamlNode &node)
    {
        if (!isBoolean(node))
            fail(node, Words::tr("This has to be true or false."));
        return node.text == u"true";
    }

    LinterSchema::Entry readEntry(const YamlEntry &source)
    {
        LinterSchema::Entry entry;
        entry.key = source.key.toUtf8();
        if (!source.value.isMap()) {
            fail(source.value, Words::tr("An entry has to be an object."));
            return entry;
        }
        if (const YamlEntry *type = source.value.find(u"type")) {
            const auto known = typeFromString(type->value.text);
            if (!known)
                fail(type->value,
                     Words::tr("A type is String, Integer, Float, Boolean, Url or Email."));
            entry.type = known.value_or(Type::String);
        }
        if (const YamlEntry *required = source.value.find(u"required"))
            entry.isRequired = flag(required->value);
        if (const YamlEntry *regex = source.value.find(u"regex"); regex && isText(regex->value)) {
            entry.regex = regex->value.text;
            if (const QString wrong = patternFault(entry.regex); !wrong.isEmpty())
                fail(regex->value, wrong);
        }
        return entry;
    }

    QString m_fault;
};

EnvType typeOf(Type type)
{
    switch (type) {
    case Type::String:
        return EnvType::String;
    case Type::Integer:
        return EnvType::Int;
    case Type::Float:
        return EnvType::Float;
    case Type::Boolean:
        return EnvType::Bool;
    case Type::Url:
        return EnvType::Url;
    case Type::Email:
        return EnvType::Email;
    }
    Q_UNREACHABLE_RETURN(EnvType::String);
}

SourcePlace placeOfByte(const QByteArray &bytes, qsizetype offset)
{
    const QByteArrayView before = QByteArrayView(bytes).first(std::min(offset, bytes.size()));
    return {int(before.count('\n')) + 1, int(before.size() - before.lastIndexOf('\n'))};
}

} // namespace

YamlReading readJson(const QByteArray &bytes)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (document.isNull()) {
        const Diagnostic diagnostic{Diagnostic::Severity::Error, placeOfByte(bytes, error.offset),
                                    Words::tr("This is no JSON: %1.").arg(error.errorString()),
                                    u"json"_s};
        return {std::nullopt, {diagnostic}};
    }
    YamlReading reading = readYaml(bytes);
    const bool isTwice = std::ranges::any_of(reading.diagnostics, [](const Diagnostic &diagnostic) {
        return diagnostic.code == u"duplicate-key";
    });
    if (!reading.diagnostics.isEmpty() && !isTwice) {
        const QJsonValue root
            = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
        return {fromJsonValue(root), {}};
    }
    return reading;
}

Result<LinterSchema> linterSchemaFromJson(const QByteArray &json)
{
    const YamlReading source = readJson(json);
    if (!source.root || !source.diagnostics.isEmpty()) {
        const Diagnostic &first = source.diagnostics.first();
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The schema cannot be read. Line %1, column %2: %3")
                           .arg(first.place.line)
                           .arg(first.place.column)
                           .arg(first.message));
    }
    LinterSchemaReader reader;
    LinterSchema schema = reader.read(*source.root);
    if (!reader.fault().isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The schema cannot be read. %1").arg(reader.fault()));
    return schema;
}

EnvSchemaReading readLinterSchemaFile(const QByteArray &bytes)
{
    EnvSchemaReading reading;
    reading.format = EnvSchemaFormat::DotenvLinter;
    const auto source = linterSchemaFromJson(bytes);
    if (!source) {
        reading.diagnostics.append(
            {Diagnostic::Severity::Error, {1, 1}, source.error().message, u"schema"_s});
        return reading;
    }
    reading.schema.others
        = source->allowsOtherKeys ? EnvSchema::Others::Allowed : EnvSchema::Others::Refused;
    for (const LinterSchema::Entry &entry : source->entries) {
        EnvSchemaKey key;
        key.name = entry.key;
        key.type = typeOf(entry.type);
        key.need = entry.isRequired ? EnvSchemaKey::Need::Required : EnvSchemaKey::Need::Optional;
        if (entry.type == Type::String)
            key.pattern = entry.regex;
        reading.schema.keys.append(key);
    }
    return reading;
}

} // namespace slipway
