// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/uploadexecutor.h"

#include "run/executors/localfile.h"
#include "support/fakeclock.h"
#include "support/fakefileuploader.h"
#include "support/fakesecretresolver.h"
#include "support/observedexecution.h"
#include "support/printable.h"

#include <QDir>
#include <QTemporaryDir>

#include <map>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

struct Fleet
{
    QTemporaryDir folder;
    FakeClock clock;
    HostSlots hostSlots;
    std::map<ServerId, FakeFileUploader> servers;
    UploadExecutor executor{
        [this](const ServerId &host) -> FileUploader & { return servers[host]; },
        folder.filePath(u"workspace"_s), clock, hostSlots};

    Fleet() { QDir(folder.path()).mkdir(u"workspace"_s); }

    void write(const QString &path, const QByteArray &content)
    {
        QFile file(folder.filePath(path));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write a test file");
    }
    FakeUpload *on(const char *host)
    {
        const auto found = servers.find(ServerId(QString::fromLatin1(host)));
        return found == servers.end() ? nullptr : found->second.uploads.last().get();
    }
};

ExecutionRequest requestFor(const QString &hosts, const QString &from,
                            const QString &mode = u"0600"_s)
{
    UploadAction action;
    action.from = from;
    action.to = u"/srv/shop/.env"_s;
    action.mode = mode;
    ExecutionRequest request;
    request.step.id = StepId(u"env"_s);
    request.step.action = action;
    for (const QChar host : hosts)
        request.resolved.targets.append({ServerId(host), action, {}});
    return request;
}

} // namespace

class TestUploadExecutor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldUploadTheFileToEachHost()
    {
        Fleet fleet;
        fleet.write(u"workspace/.env"_s, "A=1\n");
        ObservedExecution observed(fleet.executor.start(requestFor(u"ab"_s, u".env"_s)));
        QTRY_VERIFY(fleet.on("b"));

        QCOMPARE(fleet.on("a")->upload.content, QByteArray("A=1\n"));
        QCOMPARE(fleet.on("a")->upload.remotePath, u"/srv/shop/.env"_s);
        QCOMPARE(fleet.on("a")->upload.mode, 0600);
        fleet.on("a")->succeed();
        fleet.on("b")->succeed();
        QVERIFY(observed.waitForEnd());

        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
        const QJsonObject b = observed.result.evidence[u"uploads"_s].toObject()[u"b"_s].toObject();
        QCOMPARE(b[u"sha256"_s].toString().size(), 64);
        QCOMPARE(b[u"changed"_s].toBool(), true);
        QVERIFY(observed.output.value(ServerId(u"a"_s)).startsWith("written, SHA-256 "));
        QVERIFY(!observed.output.contains(ServerId()));
    }

    void shouldFailWhenOneHostFails()
    {
        Fleet fleet;
        fleet.write(u"workspace/.env"_s, "A=1\n");
        ObservedExecution observed(fleet.executor.start(requestFor(u"ab"_s, u".env"_s)));
        QTRY_VERIFY(fleet.on("b"));

        fleet.on("a")->fail(ErrorCode::Io);
        fleet.on("b")->succeed();
        QVERIFY(observed.waitForEnd());

        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.message(), u"It failed on 1 host(s): a."_s);
        QCOMPARE(observed.result.error->detail, u"a: It failed: io."_s);
    }

    void shouldRefuseWhatIsNoFileToUpload_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("mode");
        QTest::addColumn<ErrorCode>("code");

        QTest::newRow("missing") << u"nothing"_s << u"0600"_s << ErrorCode::NotFound;
        QTest::newRow("folder") << u"."_s << u"0600"_s << ErrorCode::InvalidInput;
        QTest::newRow("mode") << u".env"_s << u"rw"_s << ErrorCode::InvalidInput;
        QTest::newRow("mode 0999") << u".env"_s << u"0999"_s << ErrorCode::InvalidInput;
        QTest::newRow("mode too large") << u".env"_s << u"17777"_s << ErrorCode::InvalidInput;
    }

    void shouldRefuseWhatIsNoFileToUpload()
    {
        QFETCH(QString, from);
        QFETCH(QString, mode);
        Fleet fleet;
        fleet.write(u"workspace/.env"_s, "A=1\n");

        ObservedExecution observed(fleet.executor.start(requestFor(u"ab"_s, from, mode)));

        QVERIFY(observed.waitForEnd());
        QTEST(observed.result.error->code, "code");
        QVERIFY(fleet.servers.empty());
    }

    void shouldSayWhereAFileReallyComesFrom_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("remark");

        QTest::newRow("plain") << u".env"_s << QString();
        QTest::newRow("roundabout") << u"./a/../.env"_s << QString();
        QTest::newRow("link inside") << u"link"_s << u"is a symbolic link to "_s;
        QTest::newRow("link to the outside") << u"out"_s << u"lies outside the workspace: "_s;
        QTest::newRow("outside") << u"../secret"_s << u"lies outside the workspace: "_s;
    }

    void shouldSayWhereAFileReallyComesFrom()
    {
        QFETCH(QString, from);
        QFETCH(QString, remark);
        Fleet fleet;
        fleet.write(u"workspace/.env"_s, "A=1\n");
        fleet.write(u"secret"_s, "B=2\n");
        QDir workspace(fleet.folder.filePath(u"workspace"_s));
        workspace.mkdir(u"a"_s);
        QVERIFY(QFile::link(u".env"_s, workspace.filePath(u"link"_s)));
        QVERIFY(QFile::link(u"../secret"_s, workspace.filePath(u"out"_s)));

        const Result<LocalFile> file = readLocalFile(workspace.path(), from);

        QVERIFY(file);
        QVERIFY2(remark.isEmpty() ? file->remark.isEmpty() : file->remark.contains(remark),
                 qPrintable(file->remark));
    }

    void shouldRemarkOnALinkInTheOutput()
    {
        Fleet fleet;
        fleet.write(u"secret"_s, "B=2\n");
        ObservedExecution observed(fleet.executor.start(requestFor(u"a"_s, u"../secret"_s)));
        QTRY_VERIFY(fleet.on("a"));

        QVERIFY(observed.output.value(ServerId()).startsWith("slipway: "));
        fleet.on("a")->succeed();
        QVERIFY(observed.waitForEnd());
    }

    void shouldCancelItsUploads()
    {
        Fleet fleet;
        fleet.write(u"workspace/.env"_s, "A=1\n");
        ObservedExecution observed(fleet.executor.start(requestFor(u"a"_s, u".env"_s)));
        QTRY_VERIFY(fleet.on("a"));

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QVERIFY(fleet.on("a")->isCancelled);
        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
    }

    void shouldKeepThePreviousVersionOfAnEnvFileAlone()
    {
        Fleet fleet;
        FakeSecretResolver secrets;
        fleet.executor.setEnvFiles({secrets, EnvDialect::PythonDotenv, u"settings.txt"_s});
        for (const char *name : {"workspace/.env", "workspace/app.conf", "workspace/settings.txt"})
            fleet.write(QString::fromLatin1(name), "A=1\n");
        const auto previousOf = [&fleet](const QString &from) {
            const int before = int(fleet.servers[ServerId(u"a"_s)].uploads.size());
            ObservedExecution observed(fleet.executor.start(requestFor(u"a"_s, from)));
            const bool isUnderWay = QTest::qWaitFor(
                [&] { return fleet.servers[ServerId(u"a"_s)].uploads.size() > before; });
            return isUnderWay ? std::optional(fleet.on("a")->upload.previous) : std::nullopt;
        };

        QCOMPARE(previousOf(u".env"_s), Upload::Previous::Kept);
        QCOMPARE(previousOf(u"./settings.txt"_s), Upload::Previous::Kept);
        QCOMPARE(previousOf(u"app.conf"_s), Upload::Previous::Dropped);
    }

    void shouldPutSecretsIntoEnvFilesAlone()
    {
        Fleet fleet;
        FakeSecretResolver secrets({{u"DB"_s, "hunter2 #1"}});
        fleet.executor.setEnvFiles({secrets, EnvDialect::PythonDotenv, {}});
        const QByteArray text = "A=1\nDB=slipway://secret/DB\n";
        fleet.write(u"workspace/.env"_s, text);
        fleet.write(u"workspace/app.conf"_s, text);

        ObservedExecution other(fleet.executor.start(requestFor(u"a"_s, u"app.conf"_s)));
        QTRY_VERIFY(fleet.on("a"));
        QCOMPARE(fleet.on("a")->upload.content, text);
        QVERIFY(secrets.asked.isEmpty());
        ObservedExecution observed(fleet.executor.start(requestFor(u"b"_s, u".env"_s, u"0644"_s)));
        QTRY_VERIFY(fleet.on("b"));

        const QByteArray sent = fleet.on("b")->upload.content;
        QVERIFY(!sent.contains("slipway://"));
        QVERIFY(sent.contains("hunter2 #1"));
        fleet.on("b")->succeed();
        QVERIFY(observed.waitForEnd());
        const QJsonObject b = observed.result.evidence[u"uploads"_s].toObject()[u"b"_s].toObject();
        QCOMPARE(b[u"sha256"_s].toString().toLatin1(),
                 QCryptographicHash::hash(sent, QCryptographicHash::Sha256).toHex());
        const QByteArray output = observed.output.value(ServerId(u"b"_s));
        QVERIFY2(output.contains("0644"), output.constData());
        QVERIFY(!output.contains("hunter2"));
    }

    void shouldUploadNothingWhenASecretIsMissing()
    {
        Fleet fleet;
        FakeSecretResolver secrets;
        fleet.executor.setEnvFiles({secrets, EnvDialect::PythonDotenv, {}});
        fleet.write(u"workspace/.env"_s, "A=1\nDB=slipway://secret/DB\n");

        ObservedExecution observed(fleet.executor.start(requestFor(u"ab"_s, u".env"_s)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::MissingSecret);
        QVERIFY(observed.message().contains(u"DB"_s));
        QVERIFY(fleet.servers.empty());
    }

    void shouldBeCancelledWhileAKeychainAsks()
    {
        Fleet fleet;
        FakeSecretResolver secrets;
        secrets.isHolding = true;
        fleet.executor.setEnvFiles({secrets, EnvDialect::PythonDotenv, {}});
        fleet.write(u"workspace/.env"_s, "A=1\nDB=slipway://secret/DB\n");
        ObservedExecution observed(fleet.executor.start(requestFor(u"a"_s, u".env"_s)));
        QTRY_VERIFY(!secrets.asked.isEmpty());

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
        QVERIFY(fleet.servers.empty());
    }

    void shouldBearBeingDeletedWhileItReads()
    {
        Fleet fleet;
        fleet.write(u"workspace/.env"_s, "A=1\n");
        ObservedExecution observed(fleet.executor.start(requestFor(u"a"_s, u".env"_s)));
        observed.settle();

        observed.running.reset();
        QTest::qWait(20);

        QVERIFY(observed.ended.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestUploadExecutor)
#include "tst_uploadexecutor.moc"
