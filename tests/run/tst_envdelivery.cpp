// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/delivery/envdelivery.h"

#include "env/envreading.h"
#include "support/fakefiledownloader.h"
#include "support/fakefileuploader.h"
#include "support/fakesecretresolver.h"
#include "support/printable.h"

#include <QSignalSpy>
#include <QTest>

#include <map>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

const EnvDialect dialect = EnvDialect::PythonDotenv;

/// Servers in memory, and what a delivery said of them.
struct Fleet
{
    std::map<ServerId, FakeFileDownloader> downloads;
    std::map<ServerId, FakeFileUploader> uploads;
    FakeSecretResolver secrets{{{u"DB"_s, "hunter2 #1"_ba}}};
    EnvDelivery delivery{
        {[this](const ServerId &server) -> FileUploader & { return uploads[server]; },
         [this](const ServerId &server) -> FileDownloader & { return downloads[server]; },
         secrets}};

    void put(const QString &server, const QByteArray &text)
    {
        downloads[ServerId(server)].files.insert(u"/srv/.env"_s, {text, 0600, {}});
    }
    FakeUpload *upload(const QString &server)
    {
        auto &all = uploads[ServerId(server)].uploads;
        return all.isEmpty() ? nullptr : all.last().get();
    }
    static QList<EnvPlace> places(const QString &servers)
    {
        QList<EnvPlace> places;
        for (const QChar server : servers)
            places.append({ServerId(server), u"/srv/.env"_s});
        return places;
    }
    static EnvSource source(const QByteArray &text) { return {text, dialect}; }
};

class Observed : public QObject
{
public:
    explicit Observed(std::unique_ptr<RunningEnvDelivery> started)
        : running(std::move(started))
        , ended(running.get(), &RunningEnvDelivery::finished)
    {
        connect(running.get(), &RunningEnvDelivery::compared, this,
                [this](const ServerId &server, const EnvComparison &comparison) {
                    log.append(u"compared "_s + server.toString());
                    compared.insert(server, comparison);
                });
        connect(running.get(), &RunningEnvDelivery::pushed, this,
                [this](const ServerId &server, const UploadResult &) {
                    log.append(u"pushed "_s + server.toString());
                });
        connect(running.get(), &RunningEnvDelivery::pulled, this,
                [this](const ServerId &server, const RemoteFile &file) {
                    log.append(u"pulled "_s + server.toString());
                    pulled.insert(server, file);
                });
        connect(running.get(), &RunningEnvDelivery::failed, this,
                [this](const ServerId &server, const Error &error) {
                    log.append(u"failed "_s + server.toString());
                    errors.insert(server, error);
                });
    }
    bool waitForEnd() { return !ended.isEmpty() || ended.wait(10000); }
    /// "A same, B changed"
    QString keys(const QString &server) const
    {
        QStringList parts;
        for (const EnvKeyComparison &each : compared.value(ServerId(server)).keys)
            parts.append(QString::fromUtf8(each.key) + u' ' + toString(each.state));
        return parts.join(u", "_s);
    }

    std::unique_ptr<RunningEnvDelivery> running;
    QSignalSpy ended;
    QStringList log;
    QMap<ServerId, EnvComparison> compared;
    QMap<ServerId, RemoteFile> pulled;
    QMap<ServerId, Error> errors;
};

} // namespace

class TestEnvDelivery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldCompareByKey_data()
    {
        QTest::addColumn<QByteArray>("here");
        QTest::addColumn<QByteArray>("there");
        QTest::addColumn<QString>("keys");

        QTest::newRow("same") << "A=1\nB='2'\n"_ba << "B=2\n# c\nA=\"1\"\n"_ba
                              << u"A same, B same"_s;
        QTest::newRow("all kinds") << "A=1\nB=2\nC=3\n"_ba << "X=9\nA=1\nB=3\n"_ba
                                   << u"A same, B changed, C only-here, X only-there"_s;
        QTest::newRow("a secret that is the same")
            << "DB=slipway://secret/DB\n"_ba << "DB='hunter2 #1'\n"_ba << u"DB same"_s;
        QTest::newRow("a secret that is another")
            << "DB=slipway://secret/DB\n"_ba << "DB=hunter3\n"_ba << u"DB changed"_s;
        QTest::newRow("a secret that is missing")
            << "A=1\nDB=slipway://secret/NO\nU=x${DB}\n"_ba << "A=1\nDB=hunter3\nU=xhunter3\n"_ba
            << u"A same, DB unknown, U unknown"_s;
        QTest::newRow("a value and none") << "A=\n"_ba << "A\n"_ba << u"A changed"_s;
        QTest::newRow("nothing there") << "A=1\n"_ba << ""_ba << u"A only-here"_s;
    }
    void shouldCompareByKey()
    {
        QFETCH(QByteArray, here);
        QFETCH(QByteArray, there);
        Fleet fleet;
        fleet.put(u"a"_s, there);

        Observed observed(fleet.delivery.compare(Fleet::source(here), Fleet::places(u"a"_s)));

        QVERIFY(observed.waitForEnd());
        QTEST(observed.keys(u"a"_s), "keys");
        const EnvComparison &comparison = observed.compared.first();
        QCOMPARE(comparison.there, EnvComparison::There::Found);
        QCOMPARE(comparison.mode, 0600);
        QCOMPARE(comparison.isSame(),
                 !observed.keys(u"a"_s).contains(u'-')
                     && !observed.keys(u"a"_s).contains(u"changed"_s)
                     && !observed.keys(u"a"_s).contains(u"unknown"_s));
    }

    void shouldCompareSeveralServersEachForItself()
    {
        Fleet fleet;
        fleet.put(u"a"_s, "A=1\n"_ba);
        fleet.downloads[ServerId(u"c"_s)].error = Error{ErrorCode::Unreachable, u"Down."_s};

        Observed observed(fleet.delivery.compare(Fleet::source("A=1\n"), Fleet::places(u"abc"_s)));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.compared.value(ServerId(u"a"_s)).isSame());
        QCOMPARE(observed.compared.value(ServerId(u"b"_s)).there, EnvComparison::There::Missing);
        QCOMPARE(observed.keys(u"b"_s), u"A only-here"_s);
        QCOMPARE(observed.errors.value(ServerId(u"c"_s)).code, ErrorCode::Unreachable);
        QCOMPARE(observed.log.size(), 3);
        QCOMPARE(observed.ended.size(), 1);
    }

    void shouldPushTheTextWithItsSecrets()
    {
        Fleet fleet;
        Observed observed(fleet.delivery.push(
            Fleet::source("# shop\nA=1\nDB=slipway://secret/DB\n"), Fleet::places(u"ab"_s)));
        QTRY_VERIFY(fleet.upload(u"a"_s) && fleet.upload(u"b"_s));

        const Upload &upload = fleet.upload(u"a"_s)->upload;
        QVERIFY(upload.content.startsWith("# shop\nA=1\nDB="));
        QCOMPARE(readEnv(upload.content, dialect).values.at(1).value, "hunter2 #1"_ba);
        QCOMPARE(upload.remotePath, u"/srv/.env"_s);
        QCOMPARE(upload.mode, 0600);
        QCOMPARE(upload.previous, Upload::Previous::Kept);
        QCOMPARE(fleet.secrets.asked, QStringList{u"DB"_s});
        fleet.upload(u"a"_s)->succeed();
        fleet.upload(u"b"_s)->fail(ErrorCode::Io);

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.log, (QStringList{u"pushed a"_s, u"failed b"_s}));
    }

    void shouldRefuseToPushNamingTheKey_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("a secret that is missing")
            << "A=1\nTOKEN=slipway://secret/NO\n"_ba << ErrorCode::MissingSecret;
        QTest::newRow("a reference within a value")
            << "TOKEN=xslipway://secret/DB\n"_ba << ErrorCode::InvalidInput;
    }
    void shouldRefuseToPushNamingTheKey()
    {
        QFETCH(QByteArray, text);
        Fleet fleet;

        Observed observed(fleet.delivery.push(Fleet::source(text), Fleet::places(u"ab"_s)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.log, (QStringList{u"failed a"_s, u"failed b"_s}));
        QTEST(observed.errors.first().code, "code");
        QVERIFY(observed.errors.first().message.contains(u"TOKEN"_s));
        QVERIFY(fleet.uploads.empty());
    }

    void shouldSayWhyTheKeychainRefuses()
    {
        Fleet fleet;
        fleet.secrets.error = Error{ErrorCode::Refused, u"The keychain is locked."_s};

        Observed observed(
            fleet.delivery.push(Fleet::source("DB=slipway://secret/DB\n"), Fleet::places(u"a"_s)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.errors.first().code, ErrorCode::Refused);
        QVERIFY(observed.errors.first().message.contains(u"The keychain is locked."_s));
        QVERIFY(fleet.uploads.empty());
    }

    void shouldPullTheBytes()
    {
        Fleet fleet;
        fleet.put(u"a"_s,
                  "\xef\xbb\xbf"
                  "A=1\r\n"_ba);

        Observed observed(fleet.delivery.pull(Fleet::places(u"ab"_s)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.pulled.value(ServerId(u"a"_s)).content,
                 "\xef\xbb\xbf"
                 "A=1\r\n"_ba);
        QCOMPARE(observed.errors.value(ServerId(u"b"_s)).code, ErrorCode::NotFound);
    }

    void shouldEndWhenCancelled_data()
    {
        QTest::addColumn<bool>("waitsForSecrets");
        QTest::newRow("while a keychain asks") << true;
        QTest::newRow("while files go") << false;
    }
    void shouldEndWhenCancelled()
    {
        QFETCH(bool, waitsForSecrets);
        Fleet fleet;
        fleet.secrets.isHolding = waitsForSecrets;
        Observed observed(
            fleet.delivery.push(Fleet::source("DB=slipway://secret/DB\n"), Fleet::places(u"ab"_s)));
        if (waitsForSecrets)
            QTRY_VERIFY(!fleet.secrets.asked.isEmpty());
        else
            QTRY_VERIFY(fleet.upload(u"b"_s));

        observed.running->cancel();
        observed.running->cancel();

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.log, (QStringList{u"failed a"_s, u"failed b"_s}));
        QCOMPARE(observed.errors.first().code, ErrorCode::Cancelled);
        QVERIFY(!fleet.upload(u"a"_s));
        QTest::qWait(20);
        QCOMPARE(observed.ended.size(), 1);
    }

    void shouldBearBeingDeletedAtAnyTime()
    {
        Fleet fleet;
        fleet.put(u"a"_s, "A=1\n"_ba);
        for (int rounds = 0; rounds < 12; ++rounds) {
            Observed observed(fleet.delivery.compare(Fleet::source("DB=slipway://secret/DB\n"),
                                                     Fleet::places(u"ab"_s)));
            for (int i = 0; i < rounds; ++i)
                QCoreApplication::processEvents();
            observed.running.reset();
            QCoreApplication::processEvents();
        }
        QTest::qWait(20);
    }

    void shouldHaveNothingToDoForNoServer()
    {
        Fleet fleet;

        Observed observed(fleet.delivery.pull({}));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.log.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEnvDelivery)
#include "tst_envdelivery.moc"
