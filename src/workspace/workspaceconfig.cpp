// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspaceconfig.h"

#include "workspace/envreader.h"
#include "workspace/metricsreader.h"
#include "workspace/serversreader.h"
#include "workspace/workspacekeys.h"

#include "plan/suggestion.h"
#include "plan/template.h"
#include "plan/yamljson.h"
#include "secrets/secretscope.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::WorkspaceReader)
};

class ConfigReader
{
public:
    explicit ConfigReader(FieldReader &fields) : m_fields(fields) { }

    WorkspaceConfig read(const YamlNode &root)
    {
        WorkspaceConfig config;
        if (!m_fields.isMapOf(root, u"workspace"_s))
            return config;
        const YamlNode *version = m_fields.required(root, u"workspace"_s, u"slipway"_s);
        if (version && version->text != u"1")
            m_fields.error(version->place, u"version"_s,
                           Words::tr("This version of Slipway reads files that say ‘slipway: 1’."));
        if (const YamlNode *name = m_fields.required(root, u"workspace"_s, u"name"_s))
            config.name = m_fields.filled(*name);
        if (const YamlNode *plans = value(root, u"plans"_s))
            config.plans = m_fields.texts(*plans);
        readStore(root, config);
        readKeychain(root, config);
        readEnvironments(root, config);
        readRoles(root, config);
        readLinks(root, config);
        readNotify(root, config);
        readContacts(root, config);
        if (const YamlNode *env = value(root, u"env"_s))
            config.env = EnvReader(m_fields).read(*env);
        return config;
    }

private:
    const YamlNode *value(const YamlNode &node, const QString &key) const
    {
        return m_fields.value(node, u"workspace"_s, key);
    }

    void readStore(const YamlNode &root, WorkspaceConfig &config)
    {
        const YamlNode *store = value(root, u"store"_s);
        if (!store)
            return;
        config.store = m_fields.filled(*store);
        const bool isShared = config.store.startsWith(u"postgresql://");
        if (isShared)
            m_fields.warning(store->place, u"not-available"_s,
                             Words::tr("A shared store cannot be used in this version."));
        else if (config.store != u"sqlite" && store->isScalar() && !store->isNothing())
            m_fields.error(store->place, u"store"_s,
                           Words::tr("‘%1’ is no store: write sqlite or postgresql://….")
                               .arg(config.store.left(40)));
    }

    void readKeychain(const YamlNode &root, WorkspaceConfig &config)
    {
        const YamlNode *keychain = value(root, u"keychain"_s);
        if (!keychain)
            return;
        config.keychain = m_fields.filled(*keychain);
        if (config.keychain.isEmpty())
            return;
        if (const Result<SecretScope> scope = SecretScope::named(config.keychain); !scope)
            m_fields.error(keychain->place, u"name"_s, scope.error().message);
    }

    void readEnvironments(const YamlNode &root, WorkspaceConfig &config)
    {
        QStringList names;
        const YamlNode *environments = value(root, u"environments"_s);
        if (environments && m_fields.isMap(*environments)) {
            for (const YamlEntry &entry : environments->entries) {
                config.environments.append(readEnvironment(entry));
                names.append(entry.key);
            }
        }
        const YamlNode *inUse = value(root, u"environment"_s);
        if (inUse)
            config.environment = m_fields.filled(*inUse);
        else if (names.size() == 1)
            config.environment = names.first();
        else if (!names.isEmpty())
            m_fields.error(root.place, u"missing-key"_s,
                           Words::tr("‘environment’ is missing: say which of %1 is in use.")
                               .arg(names.join(u", "_s)));
        if (inUse && !config.environment.isEmpty() && !names.contains(config.environment))
            m_fields.error(inUse->place, u"unknown-environment"_s,
                           Words::tr("There is no environment ‘%1’.").arg(config.environment)
                               + suggestion(config.environment, names));
    }

    Environment readEnvironment(const YamlEntry &entry)
    {
        Environment environment;
        environment.name = entry.key;
        const YamlNode &node = entry.value;
        if (node.isNothing() || !m_fields.isMapOf(node, u"environment"_s))
            return environment;
        if (const YamlNode *vars = m_fields.value(node, u"environment"_s, u"vars"_s)) {
            environment.vars = m_fields.textMap(*vars);
            for (const YamlEntry &var : vars->entries) {
                if (!isIdentifier(var.key))
                    m_fields.error(var.place, u"name"_s,
                                   Words::tr("‘%1’ is no name that a text can use: use letters, "
                                             "digits, _ and -.")
                                       .arg(var.key.left(40)));
            }
        }
        if (const YamlNode *file = m_fields.value(node, u"environment"_s, u"env_file"_s))
            environment.envFile = m_fields.filled(*file);
        if (const YamlNode *env = m_fields.value(node, u"environment"_s, u"env"_s))
            environment.env = EnvReader(m_fields).read(*env);
        ServersReader servers(m_fields);
        environment.servers = servers.read(node);
        environment.envPlaces = servers.envPlaces();
        return environment;
    }

    void readRoles(const YamlNode &root, WorkspaceConfig &config)
    {
        const YamlNode *roles = value(root, u"roles"_s);
        if (!roles || !m_fields.isMap(*roles))
            return;
        const QString shape = u"role"_s;
        for (const YamlEntry &entry : roles->entries) {
            Role role{RoleId(entry.key), entry.key, {}, {}};
            if (!entry.value.isNothing() && m_fields.isMapOf(entry.value, shape)) {
                if (const YamlNode *name = m_fields.value(entry.value, shape, u"name"_s))
                    role.name = m_fields.filled(*name);
                if (const YamlNode *people = m_fields.value(entry.value, shape, u"people"_s))
                    role.people = m_fields.texts(*people);
                if (const YamlNode *duties
                    = m_fields.value(entry.value, shape, u"responsibilities"_s))
                    role.responsibilities = m_fields.texts(*duties);
            }
            config.roles.append(role);
        }
    }

    void readLinks(const YamlNode &root, WorkspaceConfig &config)
    {
        const YamlNode *links = value(root, u"links"_s);
        if (!links)
            return;
        config.links = m_fields.links(*links);
        for (const YamlNode &item : links->items) {
            if (const YamlEntry *url = item.find(u"url"))
                checkTemplate(url->value);
        }
    }

    void readNotify(const YamlNode &root, WorkspaceConfig &config)
    {
        const YamlNode *notify = value(root, u"notify"_s);
        if (!notify || !m_fields.isList(*notify))
            return;
        static const QStringList events{u"failed"_s, u"waiting"_s, u"finished"_s};
        const QString shape = u"notify"_s;
        for (const YamlNode &item : notify->items) {
            if (!m_fields.isMapOf(item, shape))
                continue;
            NotifyTarget target;
            if (const YamlNode *name = m_fields.value(item, shape, u"name"_s))
                target.name = m_fields.filled(*name);
            target.channel = readChannel(item, shape);
            const YamlNode *on = m_fields.value(item, shape, u"on"_s);
            target.on = on ? readEvents(*on, events) : events;
            config.notify.append(target);
        }
    }

    NotifyChannel readChannel(const YamlNode &item, const QString &shape)
    {
        NotifyChannel channel;
        const YamlNode *webhook = m_fields.value(item, shape, u"webhook"_s);
        const YamlNode *mail = m_fields.value(item, shape, u"mail"_s);
        if ((webhook == nullptr) == (mail == nullptr))
            m_fields.error(item.place, u"missing-key"_s,
                           Words::tr("A message goes to one place: name either its ‘webhook’ or "
                                     "its ‘mail’."));
        if (webhook)
            channel.webhook = filledTemplate(*webhook);
        if (mail && m_fields.isMapOf(*mail, u"mail"_s))
            channel.mail = readMail(*mail);
        return channel;
    }

    MailRoute readMail(const YamlNode &mail)
    {
        const QString shape = u"mail"_s;
        MailRoute route;
        if (const YamlNode *server = m_fields.required(mail, shape, u"server"_s))
            route.server = filledTemplate(*server);
        if (const YamlNode *from = m_fields.required(mail, shape, u"from"_s))
            route.from = filledTemplate(*from);
        if (const YamlNode *to = m_fields.required(mail, shape, u"to"_s))
            route.to = m_fields.texts(*to);
        if (const YamlNode *user = m_fields.value(mail, shape, u"user"_s))
            route.user = filledTemplate(*user);
        if (const YamlNode *password = m_fields.value(mail, shape, u"password"_s))
            route.password = filledTemplate(*password);
        if (const YamlNode *ca = m_fields.value(mail, shape, u"ca"_s))
            route.ca = filledTemplate(*ca);
        return route;
    }

    QString filledTemplate(const YamlNode &node)
    {
        checkTemplate(node);
        return m_fields.filled(node);
    }

    QStringList readEvents(const YamlNode &node, const QStringList &events)
    {
        QStringList chosen;
        const QList<YamlNode> items = node.isList() ? node.items : QList<YamlNode>{node};
        for (const YamlNode &item : items) {
            const auto index = m_fields.choice(item, events);
            if (index && !chosen.contains(events.at(*index)))
                chosen.append(events.at(*index));
        }
        return chosen;
    }

    void readContacts(const YamlNode &root, WorkspaceConfig &config)
    {
        const YamlNode *contacts = value(root, u"contacts"_s);
        if (!contacts || !m_fields.isList(*contacts))
            return;
        const QString shape = u"contact"_s;
        for (const YamlNode &item : contacts->items) {
            if (!m_fields.isMapOf(item, shape))
                continue;
            Contact contact;
            if (const YamlNode *role = m_fields.required(item, shape, u"role"_s))
                contact.role = m_fields.filled(*role);
            if (const YamlNode *reached = m_fields.required(item, shape, u"contact"_s))
                contact.contact = m_fields.filled(*reached);
            config.contacts.append(contact);
        }
    }

    void checkTemplate(const YamlNode &node)
    {
        QList<TextTemplate::Fault> faults;
        const TextTemplate text = TextTemplate::scan(node.text, faults);
        for (const TextTemplate::Fault &fault : std::as_const(faults))
            m_fields.error(node.placeInFile(fault.place), u"template"_s, fault.message);
        for (const TextTemplate::Reference &reference : text.references()) {
            if (!reference.name.startsWith(u"vars.") && !reference.name.startsWith(u"secrets."))
                m_fields.error(node.placeInFile(reference.place), u"template"_s,
                               Words::tr("‘%1’ is known in plans alone; here use vars. and "
                                         "secrets.")
                                   .arg(reference.name));
        }
    }

    FieldReader &m_fields;
};

} // namespace

const QMap<QString, QStringList> &workspaceKeyTable()
{
    static const QMap<QString, QStringList> table{
        {u"workspace"_s,
         {u"slipway"_s, u"name"_s, u"plans"_s, u"store"_s, u"keychain"_s, u"environment"_s,
          u"environments"_s, u"roles"_s, u"metrics"_s, u"env"_s, u"links"_s, u"notify"_s,
          u"contacts"_s}},
        {u"environment"_s, {u"vars"_s, u"env_file"_s, u"env"_s, u"servers"_s, u"groups"_s}},
        {u"env"_s,
         {u"dialect"_s, u"dialects"_s, u"rules"_s, u"schema"_s, u"example"_s, u"severity"_s,
          u"path"_s, u"mode"_s}},
        {u"server"_s,
         {u"host"_s, u"user"_s, u"port"_s, u"groups"_s, u"jump"_s, u"identity"_s, u"known_hosts"_s,
          u"vars"_s, u"env"_s}},
        {u"serverEnv"_s, {u"path"_s, u"mode"_s}},
        {u"group"_s, {u"vars"_s}},
        {u"role"_s, {u"name"_s, u"people"_s, u"responsibilities"_s}},
        {u"link"_s, {u"name"_s, u"url"_s}},
        {u"notify"_s, {u"name"_s, u"webhook"_s, u"mail"_s, u"on"_s}},
        {u"mail"_s, {u"server"_s, u"user"_s, u"password"_s, u"from"_s, u"to"_s, u"ca"_s}},
        {u"contact"_s, {u"role"_s, u"contact"_s}},
    };
    return table;
}

const Environment *WorkspaceConfig::inUse() const
{
    for (const Environment &candidate : environments) {
        if (candidate.name == environment)
            return &candidate;
    }
    return nullptr;
}

WorkspaceReading readWorkspaceConfig(const QByteArray &yaml)
{
    WorkspaceReading reading;
    const YamlReading source = readYaml(yaml);
    reading.diagnostics = source.diagnostics;
    if (source.root) {
        FieldReader fields(reading.diagnostics, workspaceKeyTable());
        reading.config = ConfigReader(fields).read(*source.root);
        static const QMap<QString, QStringList> metricKeys = metricKeyTable();
        FieldReader metricFields(reading.diagnostics, metricKeys);
        QStringList channels;
        for (const NotifyTarget &target : std::as_const(reading.config.notify)) {
            if (!target.name.isEmpty())
                channels.append(target.name);
        }
        if (const YamlEntry *metrics = source.root->find(u"metrics"))
            reading.config.metrics
                = MetricsReader(metricFields, std::move(channels)).read(metrics->value);
    }
    sortDiagnostics(reading.diagnostics);
    return reading;
}

} // namespace slipway
