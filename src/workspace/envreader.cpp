// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/envreader.h"

#include "env/envfilecheck.h"
#include "plan/suggestion.h"
#include "plan/template.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::WorkspaceReader)
};

QStringList dialectNames()
{
    QStringList names;
    for (const EnvDialect dialect : allEnvDialects())
        names.append(toString(dialect));
    return names;
}

template<typename T> void takeOver(const T &said, T &setting)
{
    if (said != T())
        setting = said;
}

} // namespace

EnvSettings envSettings(const EnvConfig &workspace, const EnvConfig &environment)
{
    EnvSettings settings;
    for (const EnvConfig *config : {&workspace, &environment}) {
        settings.dialect = config->dialect.value_or(settings.dialect);
        settings.dialects = config->dialects.value_or(settings.dialects);
        takeOver(config->rules, settings.rules);
        takeOver(config->schema, settings.schema);
        takeOver(config->example, settings.example);
        settings.severities.insert(config->severities);
    }
    if (!settings.dialects.contains(settings.dialect))
        settings.dialects.prepend(settings.dialect);
    return settings;
}

EnvConfig EnvReader::read(const YamlNode &section)
{
    EnvConfig config;
    if (!m_fields.isMapOf(section, u"env"_s))
        return config;
    if (const YamlNode *dialect = value(section, u"dialect"_s))
        config.dialect = readDialect(*dialect);
    if (const YamlNode *dialects = value(section, u"dialects"_s)) {
        QList<EnvDialect> &enabled = config.dialects.emplace();
        const QList<YamlNode> items = dialects->isList() ? dialects->items : QList{*dialects};
        for (const YamlNode &item : items) {
            const std::optional<EnvDialect> dialect = readDialect(item);
            if (dialect && !enabled.contains(*dialect))
                enabled.append(*dialect);
        }
    }
    if (const YamlNode *rules = value(section, u"rules"_s)) {
        const QStringList known{u"production"_s, u"none"_s};
        if (const auto index = m_fields.choice(*rules, known))
            config.rules = known.at(*index);
    }
    if (const YamlNode *schema = value(section, u"schema"_s))
        config.schema = m_fields.filled(*schema);
    if (const YamlNode *example = value(section, u"example"_s))
        config.example = m_fields.filled(*example);
    if (const YamlNode *severity = value(section, u"severity"_s))
        readSeverities(*severity, config);
    config.place = placeIn(section, u"env"_s);
    return config;
}

EnvPlaceConfig EnvReader::readPlace(const YamlNode &section)
{
    if (!m_fields.isMapOf(section, u"serverEnv"_s))
        return {};
    return placeIn(section, u"serverEnv"_s);
}

EnvPlaceConfig EnvReader::placeIn(const YamlNode &section, const QString &shape)
{
    EnvPlaceConfig place;
    if (const YamlNode *path = m_fields.value(section, shape, u"path"_s))
        readPath(*path, place);
    if (const YamlNode *mode = m_fields.value(section, shape, u"mode"_s))
        readMode(*mode, place);
    return place;
}

void EnvReader::readPath(const YamlNode &node, EnvPlaceConfig &place)
{
    place.path = m_fields.filled(node);
    QList<TextTemplate::Fault> faults;
    const TextTemplate text = TextTemplate::scan(node.text, faults);
    for (const TextTemplate::Fault &fault : std::as_const(faults))
        m_fields.error(node.placeInFile(fault.place), u"template"_s, fault.message);
    for (const TextTemplate::Reference &reference : text.references()) {
        if (!reference.name.startsWith(u"vars.") && !reference.name.startsWith(u"server."))
            m_fields.error(
                node.placeInFile(reference.place), u"template"_s,
                Words::tr("‘%1’ is not known here; use vars. and server.").arg(reference.name));
    }
}

void EnvReader::readMode(const YamlNode &node, EnvPlaceConfig &place)
{
    const QString text = m_fields.filled(node);
    if (text.isEmpty())
        return;
    bool isOctal = false;
    const int mode = text.toInt(&isOctal, 8);
    if (isOctal && mode >= 0 && mode <= 0777)
        place.mode = mode;
    else
        m_fields.error(node.place, u"mode"_s,
                       Words::tr("‘%1’ is no file mode; write four octal digits such as 0600.")
                           .arg(text.left(40)));
}

std::optional<EnvDialect> EnvReader::readDialect(const YamlNode &node)
{
    static const QStringList names = dialectNames();
    const auto index = m_fields.choice(node, names);
    return index ? std::optional(allEnvDialects().at(*index)) : std::nullopt;
}

void EnvReader::readSeverities(const YamlNode &node, EnvConfig &config)
{
    if (!m_fields.isMap(node))
        return;
    static const QStringList names{u"off"_s, u"info"_s, u"warning"_s, u"error"_s};
    static const QList<std::optional<EnvSeverity>> severities{
        std::nullopt, EnvSeverity::Info, EnvSeverity::Warning, EnvSeverity::Error};
    const QStringList checks = envCheckNames();
    for (const YamlEntry &entry : node.entries) {
        if (!checks.contains(entry.key))
            m_fields.warning(entry.place, u"unknown-check"_s,
                             Words::tr("There is no check ‘%1’.").arg(entry.key.left(40))
                                 + suggestion(entry.key, checks));
        if (const auto index = m_fields.choice(entry.value, names))
            config.severities.insert(entry.key, severities.at(*index));
    }
}

const YamlNode *EnvReader::value(const YamlNode &section, const QString &key) const
{
    return m_fields.value(section, u"env"_s, key);
}

} // namespace slipway
