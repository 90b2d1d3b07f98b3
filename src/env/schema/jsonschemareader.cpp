// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/schema/schemareaders.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <array>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvSchemaReader)
};

/// What says nothing about a value.
const QSet<QString> &annotations()
{
    static const QSet<QString> keywords{u"$schema"_s, u"$id"_s,        u"id"_s,       u"$comment"_s,
                                        u"title"_s,   u"examples"_s,   u"readOnly"_s, u"$anchor"_s,
                                        u"$defs"_s,   u"definitions"_s};
    return keywords;
}

bool isTrue(const YamlNode &node)
{
    return node.isScalar() && node.style == YamlNode::Style::Plain && node.text == u"true";
}

struct Format
{
    QLatin1StringView name;
    EnvType type;
};
constexpr std::array formats{
    Format{"uri"_L1, EnvType::Url},           Format{"url"_L1, EnvType::Url},
    Format{"iri"_L1, EnvType::Url},           Format{"email"_L1, EnvType::Email},
    Format{"idn-email"_L1, EnvType::Email},   Format{"hostname"_L1, EnvType::Host},
    Format{"idn-hostname"_L1, EnvType::Host}, Format{"ipv4"_L1, EnvType::Host},
    Format{"ipv6"_L1, EnvType::Host},         Format{"port"_L1, EnvType::Port},
    Format{"json"_L1, EnvType::Json},         Format{"byte"_L1, EnvType::Base64},
};

/// Reads JSON Schema as far as it is about a flat object of texts, numbers and flags; the rest is
/// reported as not checked.
class JsonSchemaReader
{
public:
    JsonSchemaReader(const YamlNode &root, QList<Diagnostic> &diagnostics)
        : m_root(root)
        , m_diagnostics(diagnostics)
    { }

    EnvSchema read()
    {
        if (!m_root.isMap()) {
            error(m_root, Words::tr("A JSON Schema is an object."));
            return {};
        }
        for (const YamlEntry &entry : m_root.entries)
            readRoot(entry);
        if (!m_root.find(u"properties"))
            error(m_root, Words::tr("This is no schema: it has no ‘properties’."));
        return m_schema;
    }

private:
    void error(const YamlNode &node, const QString &message)
    {
        m_diagnostics.append({Diagnostic::Severity::Error, node.place, message, u"json-schema"_s});
    }

    void notChecked(const YamlEntry &entry)
    {
        m_diagnostics.append({Diagnostic::Severity::Warning, entry.place,
                              Words::tr("‘%1’ is not checked.").arg(entry.key.left(40)),
                              u"not-checked"_s});
    }

    void readRoot(const YamlEntry &entry)
    {
        if (entry.key == u"properties") {
            for (const YamlEntry &property : entry.value.entries)
                m_schema.keys.append(readProperty(property));
        } else if (entry.key == u"additionalProperties") {
            const bool isRefused = entry.value.isScalar() && entry.value.text == u"false";
            m_schema.others = isRefused ? EnvSchema::Others::Refused : EnvSchema::Others::Allowed;
            if (entry.value.isMap())
                notChecked(entry);
        } else if (entry.key == u"type") {
            if (entry.value.text != u"object")
                error(entry.value,
                      Words::tr("The schema of an environment file is of type object."));
        } else if (entry.key != u"required" && entry.key != u"description"
                   && !annotations().contains(entry.key)) {
            notChecked(entry);
        }
    }

    bool isRequired(const QString &key) const
    {
        const YamlEntry *required = m_root.find(u"required");
        return required && required->value.isList()
            && std::ranges::any_of(required->value.items,
                                   [&key](const YamlNode &item) { return item.text == key; });
    }

    EnvSchemaKey readProperty(const YamlEntry &property)
    {
        EnvSchemaKey key;
        key.name = property.key.toUtf8();
        key.place = property.place;
        if (isRequired(property.key))
            key.need = EnvSchemaKey::Need::Required;
        const YamlNode &node = resolved(property.value);
        // The type first, since a format narrows it.
        if (const YamlEntry *type = node.find(u"type"))
            readType(*type, key);
        for (const YamlEntry &entry : node.entries)
            readKeyword(entry, key);
        if (key.isSecret)
            key.defaultValue.reset();
        return key;
    }

    /// What a reference within the schema stands for.
    const YamlNode &resolved(const YamlNode &node)
    {
        const YamlEntry *reference = node.find(u"$ref");
        if (!reference)
            return node;
        const QStringList path = reference->value.text.split(u'/');
        const YamlNode *target = &m_root;
        for (const QString &part : path) {
            const YamlEntry *entry = part == u"#" ? nullptr : target->find(part);
            if (part != u"#" && !entry) {
                notChecked(*reference);
                return node;
            }
            target = entry ? &entry->value : target;
        }
        return *target;
    }

    void readType(const YamlEntry &entry, EnvSchemaKey &key)
    {
        const QString type = entry.value.isList() && !entry.value.items.isEmpty()
            ? entry.value.items.first().text
            : entry.value.text;
        if (type == u"integer")
            key.type = EnvType::Int;
        else if (type == u"number")
            key.type = EnvType::Float;
        else if (type == u"boolean")
            key.type = EnvType::Bool;
        else if (type == u"object" || type == u"array")
            key.type = EnvType::Json;
    }

    void readKeyword(const YamlEntry &entry, EnvSchemaKey &key)
    {
        const QString &name = entry.key;
        if (name == u"pattern")
            readPattern(entry.value, key);
        else if (name == u"format")
            readFormat(entry, key);
        else if (name == u"enum")
            readChoices(entry.value, key);
        else if (name == u"const")
            key.choices = {entry.value.text};
        else if (name == u"description")
            key.description = entry.value.text;
        else if (name == u"default")
            key.defaultValue
                = entry.value.isScalar() ? std::optional(entry.value.text) : std::nullopt;
        else if (name == u"deprecated")
            key.deprecated = isTrue(entry.value) ? std::optional(QString()) : std::nullopt;
        else if (name == u"writeOnly" || name == u"x-secret" || name == u"secret")
            key.isSecret = key.isSecret || isTrue(entry.value);
        else if (name == u"examples" && !entry.value.items.isEmpty())
            key.example = entry.value.items.first().text;
        else if (!readBound(entry, key) && name != u"type" && name != u"$ref"
                 && !annotations().contains(name))
            notChecked(entry);
    }

    void readPattern(const YamlNode &node, EnvSchemaKey &key)
    {
        if (const QString fault = patternFault(node.text); !fault.isEmpty())
            error(node, fault);
        else
            key.pattern = node.text;
    }

    void readFormat(const YamlEntry &entry, EnvSchemaKey &key)
    {
        for (const Format &format : formats) {
            if (entry.value.text == format.name) {
                key.type = format.type;
                return;
            }
        }
        if (entry.value.text == u"password")
            key.isSecret = true;
        else
            notChecked(entry);
    }

    void readChoices(const YamlNode &node, EnvSchemaKey &key)
    {
        for (const YamlNode &item : node.items) {
            if (item.isScalar())
                key.choices.append(item.text);
        }
    }

    /// False for a keyword that is no bound.
    bool readBound(const YamlEntry &entry, EnvSchemaKey &key)
    {
        bool isNumber = false;
        const double number = entry.value.text.toDouble(&isNumber);
        if (!isNumber)
            return false;
        // A whole number above a bound that is left out is one step away.
        const double step = key.type == EnvType::Int ? 1 : 0;
        if (entry.key == u"minLength")
            key.shortest = int(number);
        else if (entry.key == u"maxLength")
            key.longest = int(number);
        else if (entry.key == u"minimum")
            key.lowest = number;
        else if (entry.key == u"maximum")
            key.highest = number;
        else if (entry.key == u"exclusiveMinimum" && step > 0)
            key.lowest = std::floor(number) + step;
        else if (entry.key == u"exclusiveMaximum" && step > 0)
            key.highest = std::ceil(number) - step;
        else
            return false;
        return true;
    }

    const YamlNode &m_root;
    QList<Diagnostic> &m_diagnostics;
    EnvSchema m_schema;
};

} // namespace

EnvSchemaReading readJsonSchema(const QByteArray &bytes)
{
    EnvSchemaReading reading;
    reading.format = EnvSchemaFormat::JsonSchema;
    const YamlReading source = readJson(bytes);
    reading.diagnostics = source.diagnostics;
    if (source.root)
        reading.schema = JsonSchemaReader(*source.root, reading.diagnostics).read();
    return reading;
}

} // namespace slipway
