// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/schema/envspecdecorators.h"
#include "env/schema/envspecvalues.h"
#include "env/schema/schemareaders.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvSchemaReader)
};

/// What holds for keys that do not say otherwise.
struct Defaults
{
    enum class Need { Infer, Required, Optional };
    Need need = Need::Infer;
    /// The format takes all for sensitive unless told otherwise; what to hide is then better judged
    /// by the keys' names.
    bool isSensitive = false;
    QString publicPrefix; ///< of keys that are not sensitive
};

/// Reads `.env.schema` in the format @env-spec line by line.
class EnvSpecReader
{
public:
    EnvSpecReader(const QByteArray &text, EnvSchemaReading &reading)
        : m_lines(text)
        , m_reading(reading)
    { }

    void read()
    {
        while (auto line = m_lines.next()) {
            if (line->text.trimmed().isEmpty())
                endBlock();
            else if (line->text.startsWith('#'))
                readComment(*line);
            else
                readItem(*line);
        }
        endBlock();
    }

private:
    void warn(int line, const QString &message)
    {
        m_reading.diagnostics.append(
            {Diagnostic::Severity::Warning, {line, 1}, message, u"not-checked"_s});
    }

    void readComment(const EnvSpecLine &line)
    {
        const QByteArrayView comment = line.text.sliced(1).trimmed();
        if (comment.startsWith("---") || comment.startsWith("===")) {
            endBlock();
            return;
        }
        const QString text = QString::fromUtf8(comment);
        if (!text.startsWith(u'@')) {
            m_description.append(text);
            return;
        }
        const QList<EnvSpecDecorator> decorators = envSpecDecorators(text);
        for (const EnvSpecDecorator &decorator : decorators)
            m_decorators.append({decorator, line.number});
    }

    /// A block that no item follows holds what is about the whole file.
    void endBlock()
    {
        for (const Located &located : std::as_const(m_decorators))
            readRoot(located.decorator);
        m_decorators.clear();
        m_description.clear();
    }

    void readRoot(const EnvSpecDecorator &decorator)
    {
        if (decorator.name == u"defaultRequired") {
            if (decorator.value == u"infer")
                m_defaults.need = Defaults::Need::Infer;
            else
                m_defaults.need
                    = decorator.isOn() ? Defaults::Need::Required : Defaults::Need::Optional;
        } else if (decorator.name == u"defaultSensitive") {
            const EnvSpecCall call = envSpecCall(decorator.value);
            m_defaults.publicPrefix = call.name == u"inferFromPrefix" && !call.arguments.isEmpty()
                ? call.arguments.first().value
                : QString();
            m_defaults.isSensitive = decorator.value != u"false";
        }
    }

    void readItem(const EnvSpecLine &line)
    {
        const auto item = m_lines.readItem(line);
        if (!item) {
            m_reading.diagnostics.append({Diagnostic::Severity::Error,
                                          {line.number, 1},
                                          Words::tr("This line is no KEY=value and no comment."),
                                          u"env-spec"_s});
            m_decorators.clear();
            m_description.clear();
            return;
        }
        EnvSchemaKey key;
        key.name = item->key;
        key.place = {line.number, 1};
        key.description = m_description.join(u'\n');
        applyDefaults(*item, key);
        for (const EnvSpecDecorator &decorator : envSpecDecorators(item->comment))
            m_decorators.append({decorator, line.number});
        for (const Located &located : std::as_const(m_decorators))
            apply(located, key);
        if (!key.isSecret && item->kind == EnvSpecItem::Kind::Static)
            key.defaultValue = item->value;
        m_reading.schema.keys.append(key);
        m_decorators.clear();
        m_description.clear();
    }

    void applyDefaults(const EnvSpecItem &item, EnvSchemaKey &key) const
    {
        const bool isRequired = m_defaults.need == Defaults::Need::Required
            || (m_defaults.need == Defaults::Need::Infer
                && item.kind != EnvSpecItem::Kind::Nothing);
        key.need = isRequired ? EnvSchemaKey::Need::Required : EnvSchemaKey::Need::Optional;
        const bool isPublic = !m_defaults.publicPrefix.isEmpty()
            && QString::fromUtf8(key.name).startsWith(m_defaults.publicPrefix);
        key.isSecret = m_defaults.isSensitive && !isPublic;
    }

    struct Located
    {
        EnvSpecDecorator decorator;
        int line = 1;
    };

    void apply(const Located &located, EnvSchemaKey &key)
    {
        const EnvSpecDecorator &decorator = located.decorator;
        const QString &name = decorator.name;
        if (name == u"required" || name == u"optional")
            applyNeed(located, key);
        else if (name == u"sensitive" || name == u"public")
            key.isSecret = decorator.isOn() == (name == u"sensitive");
        else if (name == u"type")
            applyType(located, key);
        else if (name == u"example")
            key.example = decorator.value;
        else if (name == u"docsUrl")
            key.docs = decorator.value;
        else if (name == u"docs")
            applyDocs(decorator, key);
        else if (name == u"deprecated" && decorator.value != u"false")
            key.deprecated = decorator.value == u"true" ? QString() : decorator.value;
        else if (name == u"defaultRequired" || name == u"defaultSensitive")
            readRoot(decorator);
    }

    static void applyDocs(const EnvSpecDecorator &decorator, EnvSchemaKey &key)
    {
        const EnvSpecCall call = envSpecCall(u"docs"_s + decorator.value);
        if (key.docs.isEmpty() && !call.arguments.isEmpty())
            key.docs = call.arguments.last().value;
    }

    void applyNeed(const Located &located, EnvSchemaKey &key)
    {
        const EnvSpecDecorator &decorator = located.decorator;
        const bool isOptional = decorator.name == u"optional";
        if (decorator.value == u"true" || decorator.value == u"false") {
            const bool isRequired = decorator.isOn() != isOptional;
            key.need = isRequired ? EnvSchemaKey::Need::Required : EnvSchemaKey::Need::Optional;
            return;
        }
        const auto condition = isOptional ? std::nullopt : envSpecCondition(decorator.value);
        if (!condition) {
            warn(located.line,
                 Words::tr("When this key is required is computed, and not checked."));
            key.need = EnvSchemaKey::Need::Optional;
            return;
        }
        key.need
            = condition->key.isEmpty() ? EnvSchemaKey::Need::Required : EnvSchemaKey::Need::When;
        key.when = *condition;
    }

    void applyType(const Located &located, EnvSchemaKey &key)
    {
        const QStringList left = applyEnvSpecType(envSpecCall(located.decorator.value), key);
        for (const QString &part : left)
            warn(located.line, Words::tr("‘%1’ is not checked.").arg(part));
        if (const QString fault = patternFault(key.pattern); !fault.isEmpty()) {
            m_reading.diagnostics.append(
                {Diagnostic::Severity::Error, {located.line, 1}, fault, u"pattern"_s});
            key.pattern.clear();
        }
    }

    EnvSpecLines m_lines;
    EnvSchemaReading &m_reading;
    Defaults m_defaults;
    QList<Located> m_decorators;
    QStringList m_description;
};

} // namespace

EnvSchemaReading readEnvSpec(const QByteArray &bytes)
{
    EnvSchemaReading reading;
    reading.format = EnvSchemaFormat::EnvSpec;
    EnvSpecReader(bytes, reading).read();
    return reading;
}

} // namespace slipway
