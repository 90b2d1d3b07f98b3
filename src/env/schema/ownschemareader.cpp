// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/schema/schemacheck.h"
#include "env/schema/schemakeys.h"
#include "env/schema/schemareaders.h"
#include "plan/fieldreader.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvSchemaReader)
};

constexpr int longestText = 1'000'000;

bool isEnvName(QStringView name)
{
    const auto isNameByte = [](QChar c) {
        return c.unicode() < 128 && (ascii::isAlnum(char(c.unicode())) || c == u'_');
    };
    return !name.isEmpty() && !ascii::isDigit(char(name.front().unicode() & 0x7f))
        && std::ranges::all_of(name, isNameByte);
}

/// A file that is nothing but keys may leave out the `keys:` round them.
bool isShortForm(const YamlNode &root)
{
    return root.isMap() && !root.entries.isEmpty()
        && std::ranges::all_of(root.entries, [](const YamlEntry &entry) {
               return isEnvName(entry.key) && entry.key == entry.key.toUpper();
           });
}

/// Reads `.env.schema.yaml`.
class OwnSchemaReader
{
public:
    explicit OwnSchemaReader(QList<Diagnostic> &diagnostics)
        : m_fields(diagnostics, envSchemaKeyTable())
    { }

    EnvSchema read(const YamlNode &root)
    {
        const QString shape = u"schema-file"_s;
        m_schema.others = EnvSchema::Others::Warned;
        if (isShortForm(root)) {
            readKeys(root);
            return m_schema;
        }
        if (!m_fields.isMapOf(root, shape))
            return m_schema;
        if (const YamlNode *version = m_fields.value(root, shape, u"slipway"_s);
            version && version->text != u"1")
            m_fields.error(version->place, u"version"_s,
                           Words::tr("This version of Slipway reads files that say ‘slipway: 1’."));
        if (const YamlNode *others = m_fields.value(root, shape, u"other_keys"_s)) {
            if (const auto index = m_fields.choice(*others, names::otherKeys()))
                m_schema.others = static_cast<EnvSchema::Others>(*index);
        }
        if (const YamlNode *keys = m_fields.required(root, shape, u"keys"_s);
            keys && m_fields.isMap(*keys))
            readKeys(*keys);
        return m_schema;
    }

private:
    const YamlNode *value(const YamlNode &node, const QString &key)
    {
        return m_fields.value(node, u"key"_s, key);
    }

    void readText(const YamlNode &node, const QString &key, QString &text)
    {
        if (const YamlNode *found = value(node, key))
            text = m_fields.filled(*found);
    }

    void readKeys(const YamlNode &node)
    {
        for (const YamlEntry &entry : node.entries) {
            if (!isEnvName(entry.key))
                m_fields.error(
                    entry.place, u"name"_s,
                    Words::tr("‘%1’ is no name of a variable: use letters, digits and _.")
                        .arg(entry.key.left(40)));
            EnvSchemaKey key;
            key.name = entry.key.toUtf8();
            key.place = entry.place;
            // `NAME:` alone is an optional text.
            if (!entry.value.isNothing() && m_fields.isMapOf(entry.value, u"key"_s))
                readKey(entry.value, key);
            m_schema.keys.append(key);
        }
    }

    void readKey(const YamlNode &node, EnvSchemaKey &key)
    {
        if (const YamlNode *type = value(node, u"type"_s)) {
            if (const auto index = m_fields.choice(*type, envTypeNames()))
                key.type = static_cast<EnvType>(*index);
        }
        readText(node, u"description"_s, key.description);
        readText(node, u"docs"_s, key.docs);
        readNeed(node, key);
        readPattern(node, key);
        if (const YamlNode *length = value(node, u"length"_s))
            readLength(*length, key);
        readChoices(node, key);
        if (const YamlNode *secret = value(node, u"secret"_s))
            key.isSecret = m_fields.boolean(*secret).value_or(false);
        readDeprecated(node, key);
        readValues(node, key);
    }

    void readNeed(const YamlNode &node, EnvSchemaKey &key)
    {
        const YamlNode *need = value(node, u"required"_s);
        if (!need)
            return;
        if (!need->isMap()) {
            key.need = m_fields.boolean(*need).value_or(false) ? EnvSchemaKey::Need::Required
                                                               : EnvSchemaKey::Need::Optional;
            return;
        }
        if (!m_fields.isMapOf(*need, u"condition"_s))
            return;
        const YamlNode *when = m_fields.required(*need, u"condition"_s, u"when"_s);
        if (!when)
            return;
        const QString text = m_fields.filled(*when);
        if (const auto condition = envConditionFromText(text)) {
            key.need = EnvSchemaKey::Need::When;
            key.when = *condition;
        } else if (!text.isEmpty()) {
            m_fields.error(when->place, u"condition"_s,
                           Words::tr("A condition is ‘KEY == value’, ‘KEY != value’ or ‘KEY’."));
        }
    }

    void readPattern(const YamlNode &node, EnvSchemaKey &key)
    {
        const YamlNode *pattern = value(node, u"pattern"_s);
        if (!pattern)
            return;
        const QString text = m_fields.filled(*pattern);
        if (const QString fault = patternFault(text); !fault.isEmpty())
            m_fields.error(pattern->place, u"pattern"_s, fault);
        else
            key.pattern = text;
    }

    void readLength(const YamlNode &node, EnvSchemaKey &key)
    {
        if (!node.isMap()) {
            key.shortest = m_fields.integer(node, 0, longestText);
            key.longest = key.shortest;
            return;
        }
        if (!m_fields.isMapOf(node, u"length"_s))
            return;
        if (const YamlNode *least = m_fields.value(node, u"length"_s, u"min"_s))
            key.shortest = m_fields.integer(*least, 0, longestText);
        if (const YamlNode *most = m_fields.value(node, u"length"_s, u"max"_s))
            key.longest = m_fields.integer(*most, 0, longestText);
        if (key.shortest && key.longest && *key.shortest > *key.longest)
            m_fields.error(node.place, u"length"_s,
                           Words::tr("The least length is greater than the greatest."));
    }

    void readChoices(const YamlNode &node, EnvSchemaKey &key)
    {
        const YamlNode *choices = value(node, u"choices"_s);
        if (choices)
            key.choices = m_fields.texts(*choices);
        if (key.type == EnvType::Enum && key.choices.isEmpty())
            m_fields.error(node.place, u"missing-key"_s,
                           Words::tr("A key of type ‘enum’ needs ‘choices’."));
    }

    /// true, or what to use instead.
    void readDeprecated(const YamlNode &node, EnvSchemaKey &key)
    {
        const YamlNode *deprecated = value(node, u"deprecated"_s);
        if (!deprecated)
            return;
        const QString text = m_fields.filled(*deprecated);
        if (deprecated->style == YamlNode::Style::Plain && text == u"false")
            return;
        key.deprecated = text == u"true" ? QString() : text;
    }

    void readValues(const YamlNode &node, EnvSchemaKey &key)
    {
        readText(node, u"example"_s, key.example);
        const YamlNode *standard = value(node, u"default"_s);
        if (!standard)
            return;
        const QString text = m_fields.text(*standard);
        if (key.isSecret) {
            m_fields.error(standard->place, u"secret-default"_s,
                           Words::tr("A secret must not stand in a schema; leave ‘default’ out."));
            return;
        }
        key.defaultValue = text;
        if (!fitsSchemaKey(key, text.toUtf8()))
            m_fields.error(standard->place, u"default"_s,
                           Words::tr("The default is not what this key has to be."));
    }

    FieldReader m_fields;
    EnvSchema m_schema;
};

} // namespace

QString patternFault(const QString &pattern)
{
    if (pattern.isEmpty())
        return {};
    const QRegularExpression expression(pattern);
    return expression.isValid()
        ? QString()
        : Words::tr("The pattern is no regular expression: %1.").arg(expression.errorString());
}

EnvSchemaReading readOwnSchema(const QByteArray &bytes)
{
    EnvSchemaReading reading;
    reading.format = EnvSchemaFormat::Slipway;
    const YamlReading source = readYaml(bytes);
    reading.diagnostics = source.diagnostics;
    if (source.root)
        reading.schema = OwnSchemaReader(reading.diagnostics).read(*source.root);
    return reading;
}

} // namespace slipway
