// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/yamljson.h"
#include "support/jsonschema.h"
#include "support/plantesting.h"
#include "support/printable.h"
#include "workspace/workspaceconfig.h"
#include "workspace/workspacekeys.h"

#include <QTest>

SLIPWAY_PRINTABLE(EnvDialect)

using namespace slipway;
using namespace slipway::test;

namespace {

const QByteArray head("slipway: 1\nname: Test\n");

/// Three lines, then servers: `      a: {…}` stands in line 6.
QByteArray withServers(const QByteArray &servers)
{
    return head + "environments:\n  one:\n    servers:\n" + servers;
}

JsonSchema schema()
{
    return JsonSchema(QStringLiteral(SLIPWAY_SOURCE_DIR "/resources/schema/workspace.schema.json"));
}

} // namespace

class TestWorkspaceConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shouldReadEveryKey();
    void shouldReadServersInTheOrderOfTheFile();
    void shouldFillInTheValuesOfGroups();
    void shouldReadPeopleAndPlaces();
    void shouldReadMetrics();
    void shouldReadMetricsOfServices();
    void shouldWantAHundredRequestsForAShare();
    void shouldReadHowEnvFilesAreHandled();
    void shouldLetTheNearerEnvSectionWin();
    void shouldNeedLittle();
    void shouldReportEveryFaultAtItsPlace_data();
    void shouldReportEveryFaultAtItsPlace();
    void shouldHaveTheKeysOfTheSchema_data();
    void shouldHaveTheKeysOfTheSchema();
    void shouldAgreeWithTheSchema();

private:
    QByteArray m_text;
    WorkspaceConfig m_config;
};

void TestWorkspaceConfig::initTestCase()
{
    QTest::failOnWarning();
    m_text = planFile(u"slipway.yaml"_s);
    const WorkspaceReading reading = readWorkspaceConfig(m_text);
    QCOMPARE(messages(reading.diagnostics), QString());
    m_config = reading.config;
}

void TestWorkspaceConfig::shouldReadEveryKey()
{
    QCOMPARE(m_config.name, u"Claude CRM"_s);
    QCOMPARE(m_config.plans, (QStringList{u"plans/production.yaml"_s, u"plans/hotfix.yaml"_s}));
    QCOMPARE(m_config.store, u"sqlite"_s);
    QCOMPARE(m_config.environment, u"production"_s);
    QCOMPARE(m_config.environments.size(), 2);
    QVERIFY(m_config.inUse() == &m_config.environments.at(0));
    QCOMPARE(m_config.inUse()->vars.value(u"domain"_s), u"crm.example.com"_s);
    QCOMPARE(m_config.inUse()->vars.value(u"version"_s), u"1.10"_s);
    QCOMPARE(m_config.inUse()->envFile, u".env.production"_s);
    QCOMPARE(m_config.environments.at(1).name, u"staging"_s);
    QVERIFY(m_config.environments.at(1).servers.isEmpty());
}

void TestWorkspaceConfig::shouldReadServersInTheOrderOfTheFile()
{
    const QList<Server> &servers = m_config.inUse()->servers;

    QCOMPARE(servers.size(), 5);
    Server bastion;
    bastion.name = ServerId(u"bastion"_s);
    bastion.host = u"203.0.113.1"_s;
    bastion.user = u"ops"_s;
    bastion.port = 2222;
    bastion.knownHosts = u"known_hosts"_s;
    QVERIFY(servers.at(0) == bastion);
    QCOMPARE(servers.at(1).name, ServerId(u"web-1"_s));
    QCOMPARE(servers.at(1).jump, u"bastion"_s);
    QCOMPARE(servers.at(1).identity, u"~/.ssh/id_ed25519"_s);
    QCOMPARE(servers.at(1).groups, QStringList{u"web"_s});
    QCOMPARE(servers.at(3).host, u"db-1"_s);
    // Without a host the name is an alias of ssh's own configuration.
    QCOMPARE(servers.at(4).host, u"backup"_s);
}

void TestWorkspaceConfig::shouldFillInTheValuesOfGroups()
{
    const QList<Server> &servers = m_config.inUse()->servers;

    QCOMPARE(servers.at(1).vars,
             (QMap<QString, QString>{{u"port_http"_s, u"8081"_s}, {u"folder"_s, u"/srv/crm"_s}}));
    QCOMPARE(servers.at(2).vars,
             (QMap<QString, QString>{{u"port_http"_s, u"8080"_s}, {u"folder"_s, u"/srv/crm"_s}}));
    QVERIFY(servers.at(0).vars.isEmpty());
}

void TestWorkspaceConfig::shouldReadPeopleAndPlaces()
{
    QCOMPARE(m_config.roles.size(), 2);
    QVERIFY(m_config.roles.at(0)
            == (Role{RoleId(u"devops"_s),
                     u"DevOps Engineer"_s,
                     {u"asha"_s, u"lena"_s},
                     {u"Environment setup"_s, u"Incident response"_s}}));
    QCOMPARE(m_config.roles.at(1).people, QStringList{u"tom"_s});
    QVERIFY(m_config.links == (QList<Link>{{u"Admin"_s, u"https://{{ vars.domain }}/admin/"_s}}));
    QVERIFY(m_config.notify
            == (QList<NotifyTarget>{{u"team"_s,
                                     {u"{{ secrets.SLACK_WEBHOOK }}"_s, std::nullopt},
                                     {u"failed"_s, u"waiting"_s}},
                                    {{},
                                     {u"https://example.com/hook"_s, std::nullopt},
                                     {u"failed"_s, u"waiting"_s, u"finished"_s}},
                                    {u"ops"_s,
                                     {{},
                                      MailRoute{u"smtps://mail.example.com:465"_s,
                                                u"slipway"_s,
                                                u"{{ secrets.MAIL }}"_s,
                                                u"slipway@example.com"_s,
                                                {u"ops@example.com"_s, u"lead@example.com"_s},
                                                u"ca.pem"_s}},
                                     {u"failed"_s}}}));
    QVERIFY(m_config.contacts == (QList<Contact>{{u"Emergency hotline"_s, u"+1-555-0100"_s}}));
}

void TestWorkspaceConfig::shouldReadMetrics()
{
    QCOMPARE(m_config.metrics.size(), 1);
    const MetricSpec &uptime = m_config.metrics.at(0);
    QCOMPARE(uptime.id, u"uptime"_s);
    QVERIFY(uptime.target == (MetricTarget{MetricTarget::Side::Above, false, 99.9}));
    QCOMPARE(uptime.sourceKind, u"http_probe"_s);
    QVERIFY(uptime.kind == MetricKind::Availability);
}

void TestWorkspaceConfig::shouldWantAHundredRequestsForAShare()
{
    const auto least = [](const QByteArray &more) {
        const WorkspaceReading reading
            = readWorkspaceConfig(head + "metrics:\n  - id: a\n    unit: percent\n" + more);
        return reading.config.metrics.at(0).leastSamples;
    };
    QCOMPARE(least("    source: {redis: {host: x}}\n"), 100);
    QCOMPARE(least("    min_samples: 5\n    source: {redis: {host: x}}\n"), 5);
    QCOMPARE(least("    source: {redis: {host: x, figure: memory}}\n"), 1);
    QCOMPARE(least("    source: {scrape: {url: 'http://x', numerator: a, denominator: b}}\n"), 100);
    QCOMPARE(least("    source: {scrape: {url: 'http://x', numerator: a}}\n"), 1);
    QCOMPARE(least("    source: {access_log: {path: /x, figure: errors}}\n"), 100);
    QCOMPARE(least("    source: {prometheus: {url: 'http://x', numerator: 'increase(a[5m])',"
                   " denominator: 'increase(b[5m])'}}\n"),
             100);
    // As many as there are.
    QCOMPARE(least("    source: {prometheus: {url: 'http://x', numerator: sum(up),"
                   " denominator: count(up)}}\n"),
             1);
    QCOMPARE(least("    source: {json: {url: 'http://x', numerator: /a, denominator: /b}}\n"), 1);
}

void TestWorkspaceConfig::shouldReadMetricsOfServices()
{
    using namespace std::chrono_literals;

    const WorkspaceReading reading = readWorkspaceConfig(
        head
        + "metrics:\n"
          "  - {id: crash-free, unit: percent, source: {json: {service: sentry, period: 6h,\n"
          "     organization: acme, project: 42, token: '{{ secrets.SENTRY }}', ca: ca.pem}}}\n"
          "  - {id: cpu, source: {json: {service: datadog, query: 'avg:cpu{*}', every: 1m,\n"
          "     token: '{{ secrets.DD }}', app_key: '{{ secrets.DD_APP }}'}}}\n"
          "  - {id: plain, source: {json: {url: 'https://a.example/', pointer: /v}}}\n");

    QCOMPARE(messages(reading.diagnostics), QString());
    const QList<MetricSpec> &metrics = reading.config.metrics;
    QCOMPARE(metrics.size(), 3);
    QVERIFY(metrics.at(0).kind == MetricKind::Level);
    QVERIFY(metrics.at(0).interval == 5min);
    QCOMPARE(metrics.at(0).source.value(u"service"_s).toString(), u"sentry"_s);
    QCOMPARE(metrics.at(0).source.value(u"period"_s).toString(), u"6h"_s);
    QVERIFY(metrics.at(1).interval == 1min);
    QVERIFY(metrics.at(2).interval == 30s);
}

void TestWorkspaceConfig::shouldReadHowEnvFilesAreHandled()
{
    QCOMPARE(m_config.env.dialect, EnvDialect::Compose);
    QCOMPARE(m_config.env.rules, u"production"_s);
    QCOMPARE(m_config.env.schema, u".env.schema.yaml"_s);
    QCOMPARE(m_config.env.example, u".env.example"_s);
    QVERIFY(!m_config.env.dialects);

    const WorkspaceReading reading = readWorkspaceConfig(
        head
        + "environments:\n  one:\n    env: {path: /srv/.env, mode: 0640}\n    servers:\n"
          "      a: {env: {path: '{{ server.name }}/.env'}}\n      b: {env: {mode: '0400'}}\n"
          "env:\n  dialects: [node, sh, node]\n"
          "  severity: {DuplicatedKey: error, UnorderedKey: off}\n");

    QCOMPARE(messages(reading.diagnostics), QString());
    const EnvConfig &env = reading.config.env;
    QVERIFY((env.dialects == QList{EnvDialect::Node, EnvDialect::Sh}));
    QCOMPARE(env.severities,
             (QMap<QString, std::optional<EnvSeverity>>{{u"DuplicatedKey"_s, EnvSeverity::Error},
                                                        {u"UnorderedKey"_s, std::nullopt}}));
    const Environment &one = reading.config.environments.constFirst();
    QVERIFY((one.env.place == EnvPlaceConfig{u"/srv/.env"_s, 0640}));
    QVERIFY((one.envPlaces.value(ServerId(u"a"_s))
             == EnvPlaceConfig{u"{{ server.name }}/.env"_s, std::nullopt}));
    QVERIFY((one.envPlaces.value(ServerId(u"b"_s)) == EnvPlaceConfig{QString(), 0400}));
}

void TestWorkspaceConfig::shouldLetTheNearerEnvSectionWin()
{
    EnvConfig workspace;
    workspace.dialect = EnvDialect::Compose;
    workspace.dialects = QList{EnvDialect::Node};
    workspace.rules = u"production"_s;
    workspace.severities = {{u"A"_s, EnvSeverity::Error}, {u"B"_s, EnvSeverity::Info}};
    EnvConfig staging;
    staging.rules = u"none"_s;
    staging.severities = {{u"B"_s, std::nullopt}};

    const EnvSettings settings = envSettings(workspace, staging);

    QCOMPARE(settings.dialect, EnvDialect::Compose);
    QVERIFY((settings.dialects == QList{EnvDialect::Compose, EnvDialect::Node}));
    QCOMPARE(settings.rules, u"none"_s);
    QCOMPARE(settings.severities,
             (QMap<QString, std::optional<EnvSeverity>>{{u"A"_s, EnvSeverity::Error},
                                                        {u"B"_s, std::nullopt}}));
    QVERIFY(envSettings({}, {}).dialects == QList{EnvDialect::Dotenv});
}

void TestWorkspaceConfig::shouldNeedLittle()
{
    const WorkspaceReading least = readWorkspaceConfig(head);
    const WorkspaceReading one = readWorkspaceConfig(head + "environments: {only: }\n");

    QCOMPARE(messages(least.diagnostics), QString());
    QVERIFY(!least.config.inUse());
    QCOMPARE(messages(one.diagnostics), QString());
    QCOMPARE(one.config.environment, u"only"_s);
    QVERIFY(one.config.inUse());
}

void TestWorkspaceConfig::shouldReportEveryFaultAtItsPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char *name, const QByteArray &text, const QStringList &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("nothing", "", {u"1:1 empty-file"_s});
    row("an empty mapping", "{}", {u"1:1 missing-key"_s, u"1:1 missing-key"_s});
    row("another version", "slipway: 9\nname: a\n", {u"1:10 version"_s});
    row("an unknown key", head + "enviroment: x\n", {u"3:1 unknown-key"_s});
    row("an unknown environment", head + "environment: prod\nenvironments: {production: }\n",
        {u"3:14 unknown-environment"_s});
    row("which of two", head + "environments: {a: , b: }\n", {u"1:1 missing-key"_s});
    row("another store", head + "store: oracle\n", {u"3:8 store"_s});
    row("a keychain", head + "keychain: team.shop-1\n", {});
    row("no name of a keychain", head + "keychain: other/shop\n", {u"3:11 name"_s});
    row("a shared store", head + "store: postgresql://db/slipway\n", {u"3:8 (not-available)"_s});
    row("a server twice", withServers("      a: {host: x}\n      a: {host: y}\n"),
        {u"7:7 duplicate-key"_s});
    row("a server's unknown key", withServers("      a: {hots: x}\n"), {u"6:11 unknown-key"_s});
    row("a port that is none", withServers("      a: {port: 70000}\n"), {u"6:17 number"_s});
    row("a host that is an option", withServers("      a: {host: -oProxyCommand=x}\n"),
        {u"6:17 host"_s});
    row("a server's name", withServers("      'a b': {}\n"), {u"6:7 name"_s});
    row("a jump over nobody", withServers("      bastion: {}\n      a: {jump: bastoin}\n"),
        {u"7:17 unknown-server"_s});
    row("a jump over itself", withServers("      a: {jump: a}\n"), {u"6:17 jump-cycle"_s});
    row("a ring of jumps",
        withServers("      a: {jump: b}\n      b: {jump: c}\n      c: {jump: b}\n"),
        {u"7:17 jump-cycle"_s});
    row("a name for two things", withServers("      web: {groups: [web]}\n"),
        {u"6:7 name-clash"_s});
    row("a value that hides the host", withServers("      a: {vars: {host: x}}\n"),
        {u"6:18 reserved-name"_s});
    row("a value no text can name", withServers("      a: {vars: {1x: y}}\n"), {u"6:18 name"_s});
    row("a group of nobody",
        head + "environments:\n  one:\n    groups: {web: {vars: {a: b}}}\n    servers: {a: }\n",
        {u"5:14 (empty-group)"_s});
    row("servers that are a list", head + "environments:\n  one:\n    servers: [a]\n",
        {u"5:14 type"_s});
    row("a value with parts", head + "environments:\n  one:\n    vars: {a: {b: c}}\n",
        {u"5:15 type"_s});
    row("notify", head + "notify: [{on: [started]}, {webhook: 'x {{ inputs.a }} {{'}]\n",
        {u"3:10 missing-key"_s, u"3:16 choice"_s, u"3:40 template"_s, u"3:55 template"_s});
    row("a mail's keys", head + "notify: [{mail: {server: a, form: b}}]\n",
        {u"3:17 missing-key"_s, u"3:17 missing-key"_s, u"3:29 unknown-key"_s});
    row("a mail and a webhook",
        head + "notify: [{webhook: x, mail: {server: a, from: b, to: c}}]\n",
        {u"3:10 missing-key"_s});
    row("contacts", head + "contacts: [{role: a}]\n", {u"3:12 missing-key"_s});
    row("roles", head + "roles: {a: {people: {b: c}}}\n", {u"3:21 type"_s});
    row("links", head + "links: {a: b}\n", {u"3:8 type"_s});
    row("metrics and env", head + "metrics: x\nenv: y\n", {u"3:10 type"_s, u"4:6 type"_s});
    row("an env section's unknown key", head + "env: {dialct: node}\n", {u"3:7 unknown-key"_s});
    row("dialects", head + "env: {dialect: dotnev, dialects: [node, x]}\n",
        {u"3:16 choice"_s, u"3:41 choice"_s});
    row("a set of rules", head + "env: {rules: strict}\n", {u"3:14 choice"_s});
    row("severities", head + "env: {severity: {DuplicateKey: error, LowercaseKey: loud}}\n",
        {u"3:18 (unknown-check)"_s, u"3:53 choice"_s});
    row("a mode", head + "env: {mode: rw}\n", {u"3:13 mode"_s});
    row("a path with a secret", head + "env: {path: '/srv/{{ secrets.A }}'}\n",
        {u"3:19 template"_s});
    row("a server's env section", withServers("      a: {env: {dialect: node}}\n"),
        {u"6:17 unknown-key"_s});
    const auto metric = [](const QByteArray &more) {
        return QByteArray(head
                          + "notify:\n  - {name: team, webhook: x}\nmetrics:\n  - id: a\n"
                            "    target: '> 90'\n    source: {command: {run: x}}\n"
                          + more);
    };
    row("an alert", metric("    alert: [team]\n"), {});
    row("an alert for nobody", metric("    alert: [nobody]\n"), {u"9:12 (alert)"_s});
    row("quiet hours", metric("    quiet: 22:00-07:00\n"), {});
    row("quiet hours without length", metric("    quiet: 22:00-22:00\n"), {u"9:12 quiet"_s});
    row("a warning", metric("    warn: 95\n"), {});
    row("a warning beyond the target", metric("    warn: 80\n"), {u"9:11 (warn)"_s});
    row("no window", metric("    window: 0s\n"), {u"9:13 range"_s});
    row("no YAML", head + "plans: [\n", {u"4:1 yaml"_s});
}

void TestWorkspaceConfig::shouldReportEveryFaultAtItsPlace()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);

    const WorkspaceReading reading = readWorkspaceConfig(text);

    QVERIFY2(brief(reading.diagnostics) == expected, qPrintable(messages(reading.diagnostics)));
}

void TestWorkspaceConfig::shouldHaveTheKeysOfTheSchema_data()
{
    QTest::addColumn<QString>("shape");
    for (const QString &shape : workspaceKeyTable().keys())
        QTest::newRow(qPrintable(shape)) << shape;
}

void TestWorkspaceConfig::shouldHaveTheKeysOfTheSchema()
{
    QFETCH(QString, shape);

    const QJsonObject definition = schema().definitions().value(shape).toObject();

    QStringList keys = workspaceKeyTable().value(shape);
    keys.sort();
    QCOMPARE(definition.value(u"properties"_s).toObject().keys(), keys);
    QCOMPARE(definition.value(u"additionalProperties"_s), QJsonValue(false));
}

void TestWorkspaceConfig::shouldAgreeWithTheSchema()
{
    const auto fault = [](const QByteArray &text) {
        return schema().fault(toJsonValue(*readYaml(text).root));
    };

    QCOMPARE(fault(m_text), QString());
    QCOMPARE(fault(head), QString());
    for (const QByteArray &text :
         {QByteArray("{}"), QByteArray(head + "enviroment: x\n"),
          QByteArray(head + "store: oracle\n"), withServers("      a: {hots: x}\n"),
          QByteArray(head + "notify: [{on: [started], webhook: x}]\n"),
          QByteArray(head + "notify: [{mail: {server: a, from: b}}]\n"),
          QByteArray(head + "notify: [{webhook: x, mail: {server: a, from: b, to: c}}]\n"),
          QByteArray(head + "links: {a: b}\n"), QByteArray(head + "metrics: x\n"),
          QByteArray(head + "env: {dialect: dotnev}\n"),
          QByteArray(head + "env: {severity: {A: loud}}\n"), QByteArray(head + "env: {mode: rw}\n"),
          withServers("      a: {env: {dialect: node}}\n")}) {
        QVERIFY2(!fault(text).isEmpty(), text.constData());
    }
}

QTEST_GUILESS_MAIN(TestWorkspaceConfig)
#include "tst_workspaceconfig.moc"
