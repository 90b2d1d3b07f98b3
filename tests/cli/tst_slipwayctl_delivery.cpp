// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"
#include "support/sshdfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

const QByteArray canary = "k4n4ry w1th $ and #"_ba;
const QString previous = u".slipway-previous"_s;

} // namespace

/// `env push`, `pull`, `compare` and `export` with a real sshd.
class TestSlipwayctlDelivery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_sshd.start()); }

    void init()
    {
        m_remote = std::make_unique<QTemporaryDir>();
        m_workspace = std::make_unique<CtlWorkspace>();
        const QByteArray server = "{host: 127.0.0.1, port: " + QByteArray::number(m_sshd.port())
            + ", identity: " + m_sshd.userKey().toUtf8()
            + ", known_hosts: " + m_sshd.knownHosts().toUtf8() + ", groups: [web]";
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Shop\nplans: [plan.yaml]\nenvironment: production\n"
                           "env: {dialect: python-dotenv, path: '{{ server.folder }}/.env'}\n"
                           "environments:\n  production:\n    servers:\n      web-1: "
                               + server + ", vars: {folder: " + remote(u"one"_s).toUtf8()
                               + "}}\n      web-2: " + server
                               + ", vars: {folder: " + remote(u"two"_s).toUtf8() + "}}\n");
        QVERIFY(QDir().mkpath(remote(u"one"_s)));
        QVERIFY(QDir().mkpath(remote(u"two"_s)));
    }

    void shouldCompareByKeyWithoutValues()
    {
        m_workspace->write(u".env.production"_s, "SAME=1\nOTHER=secret1\nNEW=x\n");
        writeRemote(u"one/.env"_s, "OTHER=secret2\nSAME='1'\nOLD=y\n");
        writeRemote(u"two/.env"_s, "SAME=1\nOTHER=secret1\nNEW=x\n");

        const Ended ended = run({u"compare"_s, u"--server"_s, u"web"_s});

        QCOMPARE(sorted(ended.out),
                 (QStringList{u"web-1: changed OTHER"_s, u"web-1: only-here NEW"_s,
                              u"web-1: only-there OLD"_s, u"web-2: same"_s}));
        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldCompareForPrograms()
    {
        m_workspace->write(u".env.production"_s, "A=1\n");
        writeRemote(u"one/.env"_s, "A=1\n");

        const Ended ended
            = run({u"compare"_s, u"--server"_s, u"web-1,web-2"_s, u"--format"_s, u"json"_s});

        const QJsonArray servers = QJsonDocument::fromJson(ended.out.toUtf8()).array();
        QCOMPARE(servers.size(), 2);
        for (const QJsonValue &server : servers) {
            const bool isFirst = server["server"_L1] == "web-1"_L1;
            QCOMPARE(server["found"_L1].toBool(), isFirst);
            QCOMPARE(server["same"_L1].toBool(), isFirst);
            QCOMPARE(server["keys"_L1][0]["state"_L1].toString(),
                     isFirst ? u"same"_s : u"only-here"_s);
        }
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldUploadWithSecretsAndKeepTheOldFile()
    {
        m_workspace->write(u".env.production"_s, "A=1\nDB=slipway://secret/DB\n");
        writeRemote(u"one/.env"_s, "A=0\n");

        const Ended ended
            = run({u"push"_s, u"--server"_s, u"web-1"_s}, {{u"SLIPWAY_SECRET_DB"_s, canary}});

        QCOMPARE(ended.err, QString());
        const QString place = remote(u"one/.env"_s);
        QCOMPARE(ended.out, u"web-1:%1: uploaded; the old file is %1%2\n"_s.arg(place, previous));
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(readRemote(u"one/.env"_s), "A=1\nDB='" + canary + "'\n");
        QCOMPARE(readRemote(u"one/.env"_s + previous), "A=0\n");
        QCOMPARE(modeOf(place), 0600);
        QCOMPARE(
            run({u"compare"_s, u"--server"_s, u"web-1"_s}, {{u"SLIPWAY_SECRET_DB"_s, canary}}).out,
            u"web-1: same\n"_s);
    }

    void shouldUploadNothingWithoutASecret()
    {
        m_workspace->write(u".env.production"_s, "DB=slipway://secret/DB\n");
        writeRemote(u"two/.env"_s, "DB=old\n");

        const Ended ended = run({u"push"_s, u"--server"_s, u"web"_s});

        QVERIFY2(ended.err.contains(u"DB"_s), qPrintable(ended.err));
        QCOMPARE(ended.out, QString());
        QCOMPARE(ended.exitCode, 1);
        QVERIFY(!QFile::exists(remote(u"one/.env"_s)));
        QCOMPARE(readRemote(u"two/.env"_s), "DB=old\n");
    }

    void shouldNameWhatIsMissingBeforeAnythingIsDone_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("wanted");

        QTest::newRow("no server") << QStringList{u"push"_s} << u"--server"_s;
        QTest::newRow("unknown server")
            << QStringList{u"push"_s, u"--server"_s, u"web-9"_s} << u"web-9"_s;
        QTest::newRow("no file") << QStringList{u"push"_s, u"--server"_s, u"web-1"_s}
                                 << u".env.production"_s;
        QTest::newRow("a mode of another kind")
            << QStringList{u"push"_s, u"--server"_s, u"web-1"_s, u"--mode"_s, u"0999"_s}
            << u"0999"_s;
        QTest::newRow("several servers to take over from")
            << QStringList{u"pull"_s, u"--server"_s, u"web"_s} << u"2"_s;
    }

    void shouldNameWhatIsMissingBeforeAnythingIsDone()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, wanted);

        const Ended ended = run(arguments);

        QVERIFY2(ended.err.contains(wanted), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 2);
    }

    void shouldTakeOverKeysOfAServer()
    {
        m_workspace->write(u".env.production"_s,
                           "# mine\nA=1 # why\nHERE=2\nS=slipway://secret/S\n");
        writeRemote(u"one/.env"_s, "A=\"one more\"\nTHERE=3\nS=other\n");

        const Ended ended
            = run({u"pull"_s, u"--server"_s, u"web-1"_s}, {{u"SLIPWAY_SECRET_S"_s, canary}});

        QCOMPARE(ended.out, u"~ A\n+ THERE\n"_s);
        QVERIFY2(ended.err.contains(u"S is kept in the keychain"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(m_workspace->read(u".env.production"_s),
                 "# mine\nA=\"one more\" # why\nTHERE=3\nHERE=2\nS=slipway://secret/S\n");
    }

    void shouldMakeTheFileThatIsNotHereYet()
    {
        writeRemote(u"one/.env"_s, "# theirs\nA=1");

        const Ended printed = run({u"pull"_s, u"--server"_s, u"web-1"_s, u"--print"_s});
        QVERIFY(!QFile::exists(m_workspace->path(u".env.production"_s)));
        const Ended ended = run({u"pull"_s, u"--server"_s, u"web-1"_s});

        QCOMPARE(printed.out, u"+ A\n"_s);
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(m_workspace->read(u".env.production"_s), "# theirs\nA=1");
        QCOMPARE(modeOf(m_workspace->path(u".env.production"_s)), 0600);
    }

    void shouldSayThatAServerHasNoFile()
    {
        const Ended ended = run({u"pull"_s, u"--server"_s, u"web-1"_s});

        QVERIFY2(ended.err.contains(u"web-1"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
        QVERIFY(!QFile::exists(m_workspace->path(u".env.production"_s)));
    }

    void shouldExportWithSecrets()
    {
        m_workspace->write(u".env"_s, "A=1\nDB=slipway://secret/DB\n");

        const Ended ended = run({u"export"_s, u".env"_s, u"--to"_s, u"json"_s},
                                {{u"SLIPWAY_SECRET_DB"_s, canary}});
        const Ended without = run({u"export"_s, u".env"_s, u"--to"_s, u"json"_s});

        const QJsonObject object = QJsonDocument::fromJson(ended.out.toUtf8()).object();
        QCOMPARE(object["DB"_L1].toString().toUtf8(), canary);
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(without.out, QString());
        QVERIFY2(without.err.contains(u"DB"_s), qPrintable(without.err));
        QCOMPARE(without.exitCode, 1);
    }

private:
    Ended run(const QStringList &words, const QMap<QString, QByteArray> &variables = {}) const
    {
        QProcess process;
        m_workspace->prepare(process);
        QProcessEnvironment environment = process.processEnvironment();
        // No keychain: what is not handed over is missing.
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent"_s);
        for (const auto &[name, value] : variables.asKeyValueRange())
            environment.insert(name, QString::fromUtf8(value));
        process.setProcessEnvironment(environment);
        process.setArguments(QStringList{u"env"_s} + words);
        process.start();
        process.waitForFinished(60000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }
    static QStringList sorted(const QString &text)
    {
        QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        lines.sort();
        return lines;
    }
    static int modeOf(const QString &path)
    {
        struct stat status = {};
        return ::stat(path.toUtf8().constData(), &status) == 0 ? int(status.st_mode & 0777) : -1;
    }
    QString remote(const QString &name) const { return m_remote->filePath(name); }
    void writeRemote(const QString &name, const QByteArray &content) const
    {
        QFile file(remote(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray readRemote(const QString &name) const
    {
        QFile file(remote(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable"_ba;
    }

    SshdFixture m_sshd;
    std::unique_ptr<QTemporaryDir> m_remote;
    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlDelivery)
#include "tst_slipwayctl_delivery.moc"
