// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

#include "secrets/memorysecretstore.h"
#include "support/futureresult.h"
#include "support/sshdfixture.h"
#include "support/sshloginserver.h"
#include "workspace/workspaceenv.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QJsonDocument>
#include <QSignalSpy>

#include <sys/mount.h>
#include <sys/stat.h>

SLIPWAY_PRINTABLE(EnvDialect)

using namespace slipway;
using namespace slipway::testing;

namespace {

const QByteArray canary = "k4n4ry-hunter2-w1th-$-and #"_ba;

/// What a delivery said, by server: "pushed", or the code of an error.
struct Outcome
{
    QMap<QString, QString> ends;
    QMap<QString, Error> errors;
    QMap<QString, EnvComparison> compared;
    QMap<QString, UploadResult> pushed;
    QMap<QString, RemoteFile> pulled;
};

Outcome outcomeOf(WorkspaceEnv::Started started)
{
    Outcome outcome;
    if (!started) {
        outcome.errors.insert(QString(), started.error());
        return outcome;
    }
    RunningEnvDelivery &running = **started;
    QSignalSpy ended(&running, &RunningEnvDelivery::finished);
    QObject::connect(&running, &RunningEnvDelivery::compared, &running,
                     [&outcome](const ServerId &server, const EnvComparison &comparison) {
                         outcome.ends.insert(server.toString(), u"compared"_s);
                         outcome.compared.insert(server.toString(), comparison);
                     });
    QObject::connect(&running, &RunningEnvDelivery::pushed, &running,
                     [&outcome](const ServerId &server, const UploadResult &result) {
                         outcome.ends.insert(server.toString(), u"pushed"_s);
                         outcome.pushed.insert(server.toString(), result);
                     });
    QObject::connect(&running, &RunningEnvDelivery::pulled, &running,
                     [&outcome](const ServerId &server, const RemoteFile &file) {
                         outcome.ends.insert(server.toString(), u"pulled"_s);
                         outcome.pulled.insert(server.toString(), file);
                     });
    QObject::connect(&running, &RunningEnvDelivery::failed, &running,
                     [&outcome](const ServerId &server, const Error &error) {
                         outcome.ends.insert(server.toString(), toString(error.code));
                         outcome.errors.insert(server.toString(), error);
                     });
    if (ended.isEmpty() && !ended.wait(30000))
        outcome.ends.insert(QString(), u"it did not end"_s);
    return outcome;
}

EnvTarget on(const QStringList &servers)
{
    EnvTarget target;
    target.on = servers;
    return target;
}

} // namespace

class TestWorkspaceEnv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_sshd.start());
        m_sshd.makeKey(u"other_ed25519"_s, u"ed25519"_s);
        // Root may write everywhere; as root another account has to be the one that may not.
        if (::geteuid() == 0)
            m_sshd.openToOthers();
        m_passwordPort = SshdFixture::freePort();
        m_downPort = SshdFixture::freePort();
        m_passwords
            = std::make_unique<SshLoginServer>(m_passwordPort, m_sshd.path("host_ed25519").toUtf8(),
                                               SshLoginServer::Rules{"right-password", {}});
        QVERIFY(m_passwords->isListening);
    }
    void init()
    {
        m_remote = std::make_unique<QTemporaryDir>();
        for (const QString &name : {u"one"_s, u"two"_s})
            QDir(m_remote->path()).mkdir(name);
        m_folder = std::make_unique<WorkspaceFolder>();
        m_folder->write(u"slipway.yaml"_s, config());
        m_workspace = opened();
    }
    void cleanup() { m_workspace.reset(); }

    void shouldKnowWhereTheFileStands()
    {
        const auto places = m_workspace->env().places(on({u"web"_s, u"own"_s}));

        QVERIFY(places);
        QCOMPARE(places->size(), 3);
        QCOMPARE(places->at(0).path, remote(u"one/.env"_s));
        QCOMPARE(places->at(0).mode, 0600);
        QCOMPARE(places->at(1).path, remote(u"two/.env"_s));
        QCOMPARE(places->at(2).path, u"/srv/own.env"_s);
        QCOMPARE(places->at(2).mode, 0640);
        EnvTarget said = on({u"own"_s});
        said.path = u"/else/{{ server.name }}.env"_s;
        said.mode = 0400;
        QCOMPARE(m_workspace->env().places(said)->first().path, u"/else/own.env"_s);
        QCOMPARE(m_workspace->env().places(said)->first().mode, 0400);
        EnvTarget staging = on({u"stage"_s});
        staging.environment = u"staging"_s;
        QCOMPARE(m_workspace->env().places(staging)->first().path, u"/srv/staging.env"_s);
        QCOMPARE(m_workspace->env().settings().dialect, EnvDialect::PythonDotenv);
        QCOMPARE(m_workspace->env().settings(u"staging"_s).dialect, EnvDialect::Systemd);
    }

    void shouldRefuseUnknownPlaces_data()
    {
        QTest::addColumn<QStringList>("servers");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("words");
        QTest::newRow("no server") << QStringList() << QString() << u"No server"_s;
        QTest::newRow("unknown") << QStringList{u"wbe"_s} << QString() << u"wbe"_s;
        QTest::newRow("an undefined value")
            << QStringList{u"own"_s} << u"{{ server.nothing }}/.env"_s << u"server.nothing"_s;
    }
    void shouldRefuseUnknownPlaces()
    {
        QFETCH(QStringList, servers);
        QFETCH(QString, path);
        QFETCH(QString, words);
        EnvTarget target = on(servers);
        target.path = path;

        const WorkspaceEnv::Started started = m_workspace->env().push("A=1\n", target);

        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::InvalidInput);
        QVERIFY2(started.error().message.contains(words), qPrintable(started.error().message));
    }

    void shouldBringAFileToAGroupAndBack()
    {
        const QByteArray text = "# shop\nA=1\nDB=slipway://secret/DB\n"_ba;
        const WorkspaceEnv &env = m_workspace->env();

        const Outcome before = outcomeOf(env.compare(text, on({u"web"_s})));
        const Outcome pushed = outcomeOf(env.push(text, on({u"web"_s})));
        const Outcome after = outcomeOf(env.compare(text, on({u"web"_s})));
        const Outcome pulled = outcomeOf(env.pull(on({u"web-1"_s})));
        const Outcome again = outcomeOf(env.push("A=2\n", on({u"web-1"_s})));

        QCOMPARE(before.compared.value(u"web-1"_s).there, EnvComparison::There::Missing);
        QCOMPARE(pushed.ends,
                 (QMap<QString, QString>{{u"web-1"_s, u"pushed"_s}, {u"web-2"_s, u"pushed"_s}}));
        QVERIFY(after.compared.value(u"web-1"_s).isSame());
        QVERIFY(after.compared.value(u"web-2"_s).isSame());
        QCOMPARE(after.compared.value(u"web-2"_s).mode, 0600);
        const QByteArray delivered = pulled.pulled.value(u"web-1"_s).content;
        QVERIFY(delivered.startsWith("# shop\nA=1\nDB="));
        QVERIFY(delivered.contains(canary));
        QCOMPARE(pushed.pushed.value(u"web-1"_s).sha256,
                 QCryptographicHash::hash(delivered, QCryptographicHash::Sha256).toHex());
        QCOMPARE(readRemote(u"one/.env"_s), "A=2\n"_ba);
        QCOMPARE(readRemote(u"one/.env.slipway-previous"_s), delivered);
        QCOMPARE(again.pushed.value(u"web-1"_s).previous.section(u'/', -1),
                 u".env.slipway-previous"_s);
    }

    void shouldSayWhatIsWrongAndLeaveEverythingAsItWas_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("path");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("wrong key") << u"stranger"_s << u"one/.env"_s << ErrorCode::Authentication;
        QTest::newRow("wrong password")
            << u"passworded"_s << u"one/.env"_s << ErrorCode::Authentication;
        QTest::newRow("host down") << u"down"_s << u"one/.env"_s << ErrorCode::Unreachable;
        QTest::newRow("read-only folder") << u"guest"_s << u"one/.env"_s << ErrorCode::Io;
        QTest::newRow("no such folder") << u"web-1"_s << u"none/.env"_s << ErrorCode::NotFound;
    }
    void shouldSayWhatIsWrongAndLeaveEverythingAsItWas()
    {
        QFETCH(QString, server);
        QFETCH(QString, path);
        QFETCH(ErrorCode, code);
        writeRemote(u"one/.env"_s, "OLD=1\n");
        ::chmod(m_remote->path().toUtf8().constData(), 0755);
        ::chmod(remote(u"one"_s).toUtf8().constData(), ::geteuid() == 0 ? 0755 : 0555);
        const auto restore
            = qScopeGuard([this] { ::chmod(remote(u"one"_s).toUtf8().constData(), 0755); });
        m_folder->prompter.secrets = {"wrong", "wrong again", "still wrong"};
        EnvTarget target = on({server});
        target.path = remote(path);

        const Outcome outcome = outcomeOf(m_workspace->env().push("A=1\n", target));

        QCOMPARE(outcome.ends, (QMap<QString, QString>{{server, toString(code)}}));
        QVERIFY(!outcome.errors.value(server).message.isEmpty());
        QCOMPARE(readRemote(u"one/.env"_s), "OLD=1\n"_ba);
        QCOMPARE(QDir(remote(u"one"_s)).entryList(QDir::Files | QDir::Hidden),
                 QStringList{u".env"_s});
    }

    void shouldKeepTheOldFileWhenTheDiskIsFull()
    {
        const QByteArray folder = remote(u"one"_s).toUtf8();
        if (::mount("none", folder.constData(), "tmpfs", 0, "size=64k") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount = qScopeGuard([&folder] { ::umount(folder.constData()); });
        writeRemote(u"one/.env"_s, "OLD=1\n");

        const Outcome outcome = outcomeOf(
            m_workspace->env().push("A=" + QByteArray(100'000, 'x') + '\n', on({u"web-1"_s})));

        QCOMPARE(outcome.ends.value(u"web-1"_s), toString(ErrorCode::Io));
        QVERIFY(outcome.errors.value(u"web-1"_s).message.contains(u"full"_s));
        QCOMPARE(readRemote(u"one/.env"_s), "OLD=1\n"_ba);
    }

    void shouldSayWhatIsNotThere()
    {
        const Outcome outcome = outcomeOf(m_workspace->env().pull(on({u"web-1"_s})));

        QCOMPARE(outcome.ends.value(u"web-1"_s), toString(ErrorCode::NotFound));
    }

    void shouldRefuseWithoutTheKeychain()
    {
        m_store->setState(SecretStoreStatus::State::Locked);

        const Outcome outcome
            = outcomeOf(m_workspace->env().push("A=1\nDB=slipway://secret/DB\n", on({u"web-1"_s})));

        QCOMPARE(outcome.ends.value(u"web-1"_s), toString(ErrorCode::Refused));
        QVERIFY(outcome.errors.value(u"web-1"_s).message.contains(u"DB"_s));
        QVERIFY(!QFile::exists(remote(u"one/.env"_s)));
    }

    void shouldTakeSecretsThatWereHandedToTheProgramFirst()
    {
        m_folder->secrets.add(u"DB"_s, "from-the-environment"_ba);

        outcomeOf(m_workspace->env().push("DB=slipway://secret/DB\n", on({u"web-1"_s})));

        QCOMPARE(readRemote(u"one/.env"_s), "DB=from-the-environment\n"_ba);
    }

    void rule21_aRunDeliversASecretAndShowsItNowhere()
    {
        m_folder->write(u".env.production"_s, "A=1\nDB=slipway://secret/DB\n");
        m_folder->writePlan("      - id: send\n        upload: {on: web, from: .env.production, "
                            "to: '{{ server.folder }}/.env', mode: '0600'}\n"
                            "      - id: leak\n        ssh: {on: web-1, script: 'cat {{ "
                            "server.folder }}/.env'}\n"_ba);

        const auto session = start(*m_workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QVERIFY(readRemote(u"two/.env"_s).contains(canary));
        QByteArray stored;
        QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                stored += file.readAll();
        }
        QVERIFY(stored.contains("slipway://secret/DB"));
        QVERIFY(!stored.contains(canary));
        QVERIFY(!stored.contains("k4n4ry"));
    }

    void anEnvStepFailsForErrorsAndLeadsBack()
    {
        m_folder->write(u".env.production"_s, "A=1\nA=hunter2-value\n");
        m_folder->write(u"slipway.yaml"_s, config() + "  severity: {DuplicatedKey: error}\n");
        m_workspace.reset();
        m_workspace = opened();
        m_folder->writePlan(
            "      - id: mend\n        run: echo turn >> turns; test $(wc -l < turns) -lt 2 || "
            "echo A=1 > .env.production\n"
            "      - id: check\n        env: .env.production\n"
            "        on_failure: {goto: mend, label: Fix issues and retry}\n"_ba);

        const auto session = start(*m_workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::SuccessWithDeviations);
        QCOMPARE((*session)->state().status(StepId(u"check"_s)).state, StepState::Succeeded);
        QCOMPARE(m_folder->read(u"turns"_s), "turn\nturn\n"_ba);
        const QList<RunEvent> events = eventsOf(*m_workspace, (*session)->state().id);
        QVERIFY(std::ranges::any_of(events, [](const RunEvent &event) {
            return event.kind == EventKind::StepResult
                && QString::fromUtf8(QJsonDocument(event.data).toJson())
                       .contains(toString(ErrorCode::Assertion));
        }));
    }

private:
    std::unique_ptr<Workspace> opened()
    {
        Workspace::Ports ports{m_folder->prompter, m_folder->secrets};
        ports.openKeychain = [this](const SecretScope &) {
            auto store = std::make_unique<MemorySecretStore>();
            m_store = store.get();
            return store;
        };
        auto workspace = Workspace::open(m_folder->path(), ports);
        if (!workspace)
            qFatal("%s %s", qPrintable(workspace.error().message),
                   qPrintable(workspace.error().detail));
        resultOf(m_store->write(*SecretName::from(u"DB"_s), Secret(canary)));
        return std::move(*workspace);
    }
    QByteArray server(const QByteArray &name, int port, const QByteArray &more) const
    {
        return "      " + name + ": {host: 127.0.0.1, port: " + QByteArray::number(port)
            + ", known_hosts: " + m_knownHosts->fileName().toUtf8() + ", " + more + "}\n";
    }
    QByteArray config()
    {
        m_knownHosts = std::make_unique<QFile>(m_folder->path(u"known_hosts"_s));
        QByteArray known;
        for (const int port : {m_sshd.port(), m_passwordPort, m_downPort})
            known += "[127.0.0.1]:" + QByteArray::number(port) + ' ' + m_sshd.hostKey() + '\n';
        m_folder->write(u"known_hosts"_s, known);
        const QByteArray key = "identity: " + m_sshd.userKey().toUtf8();
        const QByteArray other = "identity: " + m_sshd.path("other_ed25519").toUtf8();
        const auto vars = [this](const QString &folder) {
            return ", groups: [web], vars: {folder: " + remote(folder).toUtf8() + "}";
        };
        const int port = m_sshd.port();
        return "slipway: 1\nname: Shop\nplans: [plan.yaml]\nenvironment: production\n"
               "environments:\n  production:\n    env_file: .env.production\n    servers:\n"
            + server("web-1", port, key + vars(u"one"_s))
            + server("web-2", port, key + vars(u"two"_s))
            + server("own", port, key + ", env: {path: /srv/own.env, mode: 0640}")
            + server("stranger", port, other)
            + server("guest", port, key + (::geteuid() == 0 ? ", user: sync" : ""))
            + server("down", m_downPort, key)
            + server("passworded", m_passwordPort, "user: asha, " + other)
            + "  staging:\n    env: {dialect: systemd, path: /srv/staging.env}\n"
              "    servers: {stage: {host: 192.0.2.1}}\n"
              "env:\n  dialect: python-dotenv\n  path: '{{ server.folder }}/.env'\n";
    }
    QString remote(const QString &name) const { return m_remote->filePath(name); }
    void writeRemote(const QString &name, const QByteArray &content) const
    {
        QFile file(remote(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write a test file");
    }
    QByteArray readRemote(const QString &name) const
    {
        QFile file(remote(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable"_ba;
    }

    SshdFixture m_sshd;
    int m_passwordPort = 0;
    int m_downPort = 0;
    std::unique_ptr<SshLoginServer> m_passwords;
    std::unique_ptr<QFile> m_knownHosts;
    std::unique_ptr<QTemporaryDir> m_remote;
    std::unique_ptr<WorkspaceFolder> m_folder;
    MemorySecretStore *m_store = nullptr; ///< the workspace's
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestWorkspaceEnv)
#include "tst_workspaceenv.moc"
