// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configfile.h"
#include "ssh/configscan.h"
#include "ssh/routeresolver.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What the workspace and ~/.ssh/config say together, with a script that answers like `ssh -G`.
class TestRouteResolver : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_targets.clear();
        m_settings = SshSettings();
        m_config = std::make_unique<ConfigReader>();
    }

    void shouldReadTheAnswerOfSshG()
    {
        const auto options = ConfigReader::parse("hostname 10.0.0.1\nidentityfile ~/.ssh/a\n"
                                                 "identityfile ~/.ssh/b\nport 2222\n\nodd\n");

        QCOMPARE(options.value(u"hostname"_s), QStringList{u"10.0.0.1"_s});
        QCOMPARE(options.value(u"identityfile"_s), (QStringList{u"~/.ssh/a"_s, u"~/.ssh/b"_s}));
        QCOMPARE(options.size(), 3);
    }

    void shouldTakeFromTheConfigWhatTheWorkspaceLeavesOpen()
    {
        answer("db-1",
               "hostname 10.0.0.7\nuser postgres\nport 2200\nidentityfile ~/.ssh/db\n"
               "identitiesonly yes\nhostkeyalias db\nuserknownhostsfile ~/kh1 ~/kh2\n"
               "globalknownhostsfile /etc/kh\nproxyjump none\nidentityagent none");
        m_targets[u"db-1"_s] = named(u"db-1"_s);

        const auto route = resolve(u"db-1"_s);

        QVERIFY(route);
        QCOMPARE(route->size(), 1);
        const SshHost host = route->first();
        QCOMPARE(host.account(), u"postgres@10.0.0.7:2200"_s);
        QCOMPARE(host.identityFiles, QStringList{QDir::homePath() + u"/.ssh/db"_s});
        QVERIFY(host.identitiesOnly);
        QCOMPARE(host.hostKeyAlias, u"db"_s);
        QCOMPARE(host.knownHosts, QDir::homePath() + u"/kh1"_s);
        QVERIFY(host.knownHostsFiles.contains(u"/etc/kh"_s));
        QVERIFY(host.agentSocket.isEmpty());
    }

    void shouldAskForSecretsAsOftenAsTheConfigSays()
    {
        answer("db-1", "hostname 10.0.0.7\nnumberofpasswordprompts 1\n");
        answer("web-1", "hostname 10.0.0.8\nnumberofpasswordprompts 3\nbatchmode yes\n");
        m_targets[u"db-1"_s] = named(u"db-1"_s);
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto once = resolve(u"db-1"_s);
        const auto never = resolve(u"web-1"_s);

        QVERIFY(once && never);
        QCOMPARE(once->first().secretAttempts, 1);
        QCOMPARE(never->first().secretAttempts, 0);
    }

    void shouldSayWhatOnlyTheProgramCanFollow()
    {
        answer("db-1", "hostname 10.0.0.7\npkcs11provider /usr/lib/token.so\n");
        answer("web-1", "hostname 10.0.0.8\n");
        m_targets[u"db-1"_s] = named(u"db-1"_s);
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto database = resolve(u"db-1"_s);
        const auto web = resolve(u"web-1"_s);

        QVERIFY(database && web);
        QCOMPARE(database->first().systemOption, u"PKCS11Provider"_s);
        QCOMPARE(web->first().systemOption, QString());
    }

    void shouldFollowTheConfigInWhatBecomesOfNewHostKeys_data()
    {
        using Keys = SshHost::NewHostKeys;
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<Keys>("wanted");
        QTest::newRow("nothing") << ""_ba << Keys::Ask;
        QTest::newRow("ask") << "stricthostkeychecking ask\n"_ba << Keys::Ask;
        QTest::newRow("yes") << "stricthostkeychecking true\n"_ba << Keys::Refuse;
        QTest::newRow("new ones") << "stricthostkeychecking accept-new\n"_ba << Keys::Remember;
        QTest::newRow("no") << "stricthostkeychecking false\n"_ba << Keys::Remember;
    }

    void shouldFollowTheConfigInWhatBecomesOfNewHostKeys()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const SshHost::NewHostKeys, wanted);
        answer("web-1",
               "hostname web-1\n" + line
                   + "userknownhostsfile none\nhashknownhosts yes\nrevokedhostkeys ~/revoked\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        QCOMPARE(route->first().newHostKeys, wanted);
        QCOMPARE(route->first().knownHosts, u"/dev/null"_s);
        QVERIFY(route->first().hashKnownHosts);
        QCOMPARE(route->first().revokedHostKeys, QDir::homePath() + u"/revoked"_s);
    }

    void shouldLetTheWorkspaceWin()
    {
        answer("10.0.0.11", "hostname 10.0.0.99\nuser nobody\nport 22\n");
        SshTarget target = named(u"web-1"_s);
        target.host = u"10.0.0.11"_s;
        target.user = u"deploy"_s;
        target.port = 2222;
        target.identity = u"~/.ssh/web"_s;
        target.knownHosts = u"/srv/known_hosts"_s;
        m_targets[u"web-1"_s] = target;

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        QCOMPARE(route->first().account(), u"deploy@10.0.0.99:2222"_s);
        QCOMPARE(route->first().identity, QDir::homePath() + u"/.ssh/web"_s);
        QCOMPARE(route->first().knownHosts, u"/srv/known_hosts"_s);
    }

    void shouldFollowTheJumpsOfTheConfig()
    {
        answer("inner", "hostname inner\nuser a\nport 22\nproxyjump ops@gate:2200,[fe80::1]:23\n");
        answer("gate", "hostname 203.0.113.1\nuser wrong\nport 22\n");
        answer("fe80::1", "hostname fe80::1\nuser b\nport 22\n");
        m_targets[u"inner"_s] = named(u"inner"_s);

        const auto route = resolve(u"inner"_s);

        QVERIFY(route);
        QStringList accounts;
        for (const SshHost &hop : *route)
            accounts << hop.account();
        QCOMPARE(accounts,
                 (QStringList{u"ops@203.0.113.1:2200"_s, u"b@fe80::1:23"_s, u"a@inner:22"_s}));
    }

    void shouldFillInTheProxyCommandOfTheConfig()
    {
        answer("web-1",
               "hostname 10.0.0.9\nuser ops\nport 2200\nproxycommand nc -X %h:%p %r %n %%\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        QCOMPARE(route->size(), 1);
        QCOMPARE(route->first().proxyCommand, u"nc -X 10.0.0.9:2200 ops web-1 %"_s);
    }

    void shouldPreferTheJumpOfTheWorkspaceToAProxyCommand()
    {
        answer("web-1", "hostname 10.0.0.9\nproxycommand nc %h %p\n");
        answer("gate", "hostname 10.0.0.1\n");
        SshTarget target = named(u"web-1"_s);
        target.jump = u"gate"_s;
        m_targets[u"web-1"_s] = target;
        m_targets[u"gate"_s] = named(u"gate"_s);

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        QCOMPARE(route->size(), 2);
        QVERIFY(route->last().proxyCommand.isEmpty());
    }

    void shouldTakeTheFurtherSettingsOfTheConfig()
    {
        answer("web-1",
               "connecttimeout 7\naddressfamily inet6\nbindaddress ::1\n"
               "serveraliveinterval 20\nserveralivecountmax 4\n"
               "certificatefile ~/.ssh/a-cert.pub\ncertificatefile /b-cert.pub\n"
               "preferredauthentications password,gssapi-with-mic,publickey\n"
               "passwordauthentication yes\npubkeyauthentication no\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        const SshHost &host = route->first();
        QCOMPARE(host.patience(std::chrono::seconds(15)), std::chrono::seconds(7));
        QCOMPARE(host.addressFamily, u"inet6"_s);
        QCOMPARE(host.bindAddress, u"::1"_s);
        QCOMPARE(host.lostAfter(std::chrono::seconds(15)), std::chrono::seconds(80));
        QCOMPARE(host.certificateFiles,
                 (QStringList{QDir::homePath() + u"/.ssh/a-cert.pub"_s, u"/b-cert.pub"_s}));
        QCOMPARE(host.authentication, (QStringList{u"password"_s, u"gssapi-with-mic"_s}));
    }

    void shouldTakeTheVariablesThatTheConfigSends()
    {
        qputenv("SLIPWAY_TEST_A", "sent");
        qputenv("SLIPWAY_TEST_B", "covered");
        qputenv("SLIPWAY_SECRET_TEST", "hidden");
        answer("web-1",
               "sendenv SLIPWAY_*\nsendenv slipway_test_*\nsetenv SLIPWAY_TEST_B=a b=c\n"
               "setenv OTHER=\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto route = resolve(u"web-1"_s);

        for (const char *name : {"SLIPWAY_TEST_A", "SLIPWAY_TEST_B", "SLIPWAY_SECRET_TEST"})
            qunsetenv(name);
        QVERIFY(route);
        const QMap<QByteArray, QByteArray> sent = route->first().environment;
        QCOMPARE(sent.value("SLIPWAY_TEST_A"), "sent"_ba);
        QCOMPARE(sent.value("SLIPWAY_TEST_B"), "a b=c"_ba);
        QVERIFY(sent.contains("OTHER"));
        QVERIFY(!sent.contains("SLIPWAY_SECRET_TEST"));
        QVERIFY(!sent.contains("PATH"));
    }

    void shouldSayWhatItCannotFollow_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("jump");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("proxy command with an unknown token")
            << "proxycommand nc %z\n"_ba << QString() << ErrorCode::InvalidInput;
        QTest::newRow("proxy command with a hostile host name")
            << "hostname a;reboot\nproxycommand nc %h\n"_ba << QString() << ErrorCode::InvalidInput;
        QTest::newRow("unknown jump") << "port 22\n"_ba << u"none"_s << ErrorCode::NotFound;
        QTest::newRow("itself") << "port 22\n"_ba << u"web-1"_s << ErrorCode::InvalidInput;
    }

    void shouldSayWhatItCannotFollow()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, jump);
        QFETCH(ErrorCode, code);
        answer("web-1", config);
        SshTarget target = named(u"web-1"_s);
        target.jump = jump;
        m_targets[u"web-1"_s] = target;

        const auto route = resolve(u"web-1"_s);

        QVERIFY(!route);
        QVERIFY(route.error().code == code);
    }

    void shouldGoWithoutAnSshProgram()
    {
        m_config->setProgram({});
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        QCOMPARE(route->first().host, u"web-1"_s);
        QCOMPARE(route->first().port, 22);
        QCOMPARE(route->first().knownHosts, QDir::homePath() + u"/.ssh/known_hosts"_s);
        QCOMPARE(route->first().identityFiles.size(), 3);
    }

    void shouldRefuseAHostWhoseSettingsSshDoesNotAccept()
    {
        program("echo 'config: line 3: Bad configuration option: fnord' >&2\n"
                "echo 'config: terminating, 1 bad configuration options' >&2\nexit 255\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto refused = resolve(u"web-1"_s);

        QVERIFY(!refused);
        QCOMPARE(int(refused.error().code), int(ErrorCode::InvalidInput));
        QCOMPARE(refused.error().message,
                 u"web-1 is not connected to, because ssh cannot say which settings hold for it: "
                 "config: line 3: Bad configuration option: fnord; config: terminating, 1 bad "
                 "configuration options. Correct the SSH configuration first; “ssh -G web-1” "
                 "checks it."_s);
        // What somebody corrected meanwhile counts.
        answer("web-1", "hostname 10.0.0.9\n");
        const auto corrected = resolve(u"web-1"_s);
        QVERIFY(corrected);
        QCOMPARE(corrected->first().host, u"10.0.0.9"_s);
    }

    void shouldRefuseAHostBehindAJumpWhoseSettingsSshDoesNotAccept()
    {
        program("for host; do :; done\n[ \"$host\" = web-1 ] && echo 'proxyjump gate' && exit 0\n"
                "exit 7\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        const auto refused = resolve(u"web-1"_s);

        QVERIFY(!refused);
        QVERIFY2(refused.error().message.startsWith(u"gate is not connected to"_s),
                 qPrintable(refused.error().message));
        QVERIFY2(refused.error().message.contains(u"status 7"_s),
                 qPrintable(refused.error().message));
    }

    void shouldReadTheFilesByItselfWhereTheProgramCannotBeStarted()
    {
        answer("web-1", {});
        QFile::setPermissions(m_folder.filePath(u"ssh"_s), QFile::ReadOwner);
        m_targets[u"web-1"_s] = named(u"web-1"_s);
        const auto wanted = ConfigFile::ofAccount({u"web-1"_s, {}, 0});

        const auto route = resolve(u"web-1"_s);

        QVERIFY(route);
        QVERIFY(!wanted.isEmpty());
        std::optional<ConfigReader::Options> answered;
        m_config->ask({u"web-1"_s, {}, 0},
                      [&answered](const Result<ConfigReader::Options> &options) {
                          answered = options.value_or(ConfigReader::Options());
                      });
        QVERIFY(answered == wanted);
    }

    void shouldSeeWhichHostsTheConfigSaysTheSameOf_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<bool>("isAlike");
        QTest::newRow("empty") << ""_ba << true;
        QTest::newRow("for all") << "# Host web-1\nHost *\n  Port 2222\n"_ba << true;
        QTest::newRow("one of them") << "Host web-1\n Port 1\n"_ba << false;
        QTest::newRow("both") << "Host web-?\n Port 1\n"_ba << true;
        QTest::newRow("another") << "Host unix/* unix%* vsock%*\n ProxyCommand x %h\n"_ba << true;
        QTest::newRow("equals sign") << "Host=web-1\n"_ba << false;
        QTest::newRow("exception") << "Host * !web-1\n"_ba << false;
        QTest::newRow("match") << "match user root\n"_ba << false;
        QTest::newRow("token") << "IdentityFile ~/.ssh/%h\n"_ba << false;
        QTest::newRow("token of theirs") << "Host web-*\nIdentityFile ~/.ssh/%h\n"_ba << false;
        QTest::newRow("host name") << "HostName x\n"_ba << false;
        QTest::newRow("host name of another") << "Host db\nHostName x\n"_ba << true;
        QTest::newRow("after a block") << "Host db\nPort 1\nHost *\nHostName x\n"_ba << false;
        QTest::newRow("includes the same") << "Include part-uniform\n"_ba << true;
        QTest::newRow("includes a host") << "Include part-*\n"_ba << false;
        QTest::newRow("includes a token") << "Host web-*\nInclude part-token\n"_ba << false;
        QTest::newRow("includes nothing") << "Include nothing/*\n"_ba << true;
        QTest::newRow("includes itself") << "Include config\n"_ba << false;
    }

    void shouldSeeWhichHostsTheConfigSaysTheSameOf()
    {
        QFETCH(QByteArray, config);
        QFETCH(bool, isAlike);
        write("part-uniform", "Host *\nUser x\n");
        write("part-host", "Host web-1\n");
        write("part-token", "IdentityFile /%h\n");
        write("config", config);

        const auto scan = ConfigScan::of(m_folder.filePath(u"config"_s), m_folder.path());
        const std::optional<QBitArray> first = scan.kindOf(u"web-1"_s);
        const std::optional<QBitArray> second = scan.kindOf(u"web-2"_s);

        QCOMPARE(first && first == second, isAlike);
        QVERIFY(!scan.kindOf(u"WEB-1"_s));
    }

    void shouldAskOnceForHostsThatAreAlike()
    {
        const QString config = QDir::homePath() + u"/.ssh/config"_s;
        if (QFile::exists(config) || !ConfigScan::ofAccount().kindOf(u"web-1"_s))
            QSKIP("this account's SSH configuration tells hosts apart");
        ConfigReader reader;
        QHash<QString, QStringList> names;
        for (const QString &host : {u"web-1"_s, u"web-2"_s})
            reader.ask({host, {}, 2022},
                       [&names, host](const Result<ConfigReader::Options> &options) {
                           QVERIFY(options);
                           names[host] = options->value(u"hostname"_s) + options->value(u"port"_s);
                       });

        QCOMPARE(reader.findChildren<QProcess *>().size(), 1);
        QTRY_COMPARE(names.value(u"web-1"_s), (QStringList{u"web-1"_s, u"2022"_s}));
        QTRY_COMPARE(names.value(u"web-2"_s), (QStringList{u"web-2"_s, u"2022"_s}));
    }

    void shouldAskOnceForTheSameHost()
    {
        answer("web-1", "port 2022\n");
        m_targets[u"web-1"_s] = named(u"web-1"_s);

        for (int i = 0; i < 3; ++i)
            QVERIFY(resolve(u"web-1"_s));

        QFile log(m_folder.filePath(u"ssh.log"_s));
        QVERIFY(log.open(QIODevice::ReadOnly));
        QCOMPARE(log.readAll().count('\n'), 1);
    }

private:
    void write(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QString::fromUtf8(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static SshTarget named(const QString &name)
    {
        SshTarget target;
        target.name = name;
        return target;
    }
    /// The last argument of the stand-in for ssh is the host.
    void answer(const QByteArray &host, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QString::fromUtf8("answer-" + host)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        program("for host; do :; done\necho \"$host\" >> \"$0.log\"\n"
                "exec cat \"${0%/ssh}/answer-$host\"\n");
        QFile::remove(m_folder.filePath(u"ssh.log"_s));
    }
    /// What stands in for ssh.
    void program(const QByteArray &text)
    {
        QFile script(m_folder.filePath(u"ssh"_s));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\n" + text);
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        m_config->setProgram(script.fileName());
    }
    Result<SshRoute> resolve(const QString &name)
    {
        RouteResolver resolver(m_targets, m_settings, *m_config);
        std::optional<Result<SshRoute>> answer;
        resolver.resolve(name, [&answer](const Result<SshRoute> &route) { answer = route; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
            return failure(ErrorCode::Timeout, u"No answer."_s);
        return *answer;
    }

    QTemporaryDir m_folder;
    QHash<QString, SshTarget> m_targets;
    SshSettings m_settings;
    std::unique_ptr<ConfigReader> m_config;
};

QTEST_GUILESS_MAIN(TestRouteResolver)
#include "tst_routeresolver.moc"
