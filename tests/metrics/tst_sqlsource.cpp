// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/sqlsource.h"
#include "sourcetesting.h"

#include <QElapsedTimer>
#include <QPromise>

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;

using Quality = MetricSample::Quality;

/// What answers of databases mean; the databases themselves are in tst_sqlasker.
class TestSqlSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldTakeTheOneFigure_data()
    {
        QTest::addColumn<QVariantList>("row");
        QTest::addColumn<bool>("hasMore");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("reason");
        const double none = qQNaN();
        QTest::newRow("integer") << QVariantList{42} << false << 42.0 << QString();
        QTest::newRow("double") << QVariantList{0.25} << false << 0.25 << QString();
        QTest::newRow("numeric as text") << QVariantList{u"12.50"_s} << false << 12.5 << QString();
        QTest::newRow("no row") << QVariantList() << false << none << u"gave no row"_s;
        QTest::newRow("NULL") << QVariantList{QVariant()} << false << none << u"gave NULL"_s;
        QTest::newRow("text") << QVariantList{u"many\x1b[31m"_s} << false << none
                              << u"which is no number"_s;
        QTest::newRow("yes") << QVariantList{true} << false << none
                             << u"“true”, which is no number"_s;
        QTest::newRow("NaN") << QVariantList{qQNaN()} << false << none << u"no number"_s;
        QTest::newRow("two rows") << QVariantList{1} << true << none << u"more than one"_s;
        QTest::newRow("two columns") << QVariantList{1, 2} << false << none << u"more than one"_s;
    }

    void shouldTakeTheOneFigure()
    {
        QFETCH(QVariantList, row);
        QFETCH(bool, hasMore);
        QFETCH(double, value);
        QFETCH(QString, reason);
        SourceBench bench;
        bench.sql = [&](const SqlQuestion &) {
            return QtFuture::makeReadyValueFuture(Result<SqlAnswer>(SqlAnswer{row, hasMore}));
        };
        QVERIFY(bench.make(u"sql"_s, {{u"database"_s, u"a.db"_s}, {u"query"_s, u"SELECT 1"_s}}));

        const MetricSample sample = bench.measure();

        QVERIFY(sample.at > 0);
        QVERIFY(qIsNaN(value) ? qIsNaN(sample.value) : sample.value == value);
        QVERIFY((sample.quality == Quality::Good) == reason.isEmpty());
        QVERIFY2(sample.reason.contains(reason), qPrintable(sample.reason));
        QVERIFY(!sample.reason.contains(u'\x1b'));
    }

    void shouldAskWhatTheSettingsSay()
    {
        SourceBench bench;
        SqlQuestion asked;
        bench.sql = [&asked](const SqlQuestion &question) {
            asked = question;
            return QtFuture::makeReadyValueFuture(
                Result<SqlAnswer>(failure(ErrorCode::Unreachable, u"Nobody is there."_s)));
        };
        QVERIFY(bench.make(u"sql"_s,
                           {{u"driver"_s, u"postgresql"_s},
                            {u"host"_s, u"db"_s},
                            {u"port"_s, 5433},
                            {u"database"_s, u"shop"_s},
                            {u"user"_s, u"u"_s},
                            {u"password"_s, u"p"_s},
                            {u"timeout"_s, 2000},
                            {u"query"_s, u"SELECT 1"_s}}));
        const MetricSample sample = bench.measure();

        QVERIFY(asked.driver == SqlQuestion::Driver::Postgresql);
        QCOMPARE(asked.host + asked.database + asked.user + asked.password, u"dbshopup"_s);
        QCOMPARE(asked.port, 5433);
        QVERIFY(asked.timeout == std::chrono::seconds(2));
        QVERIFY(sample.quality == Quality::SourceDown);
        QCOMPARE(sample.reason, u"Nobody is there."_s);
        QVERIFY(bench.make(u"sql"_s, {{u"database"_s, u"a.db"_s}, {u"query"_s, u"q"_s}}));
        bench.measure();
        QCOMPARE(asked.database, bench.folder.filePath(u"a.db"_s));
    }

    void shouldNotAskAgainWhileADatabaseHangs()
    {
        SourceBench bench;
        int asked = 0;
        QPromise<Result<SqlAnswer>> promise;
        promise.start();
        bench.sql = [&](const SqlQuestion &) {
            ++asked;
            return promise.future();
        };
        QVERIFY(bench.make(
            u"sql"_s, {{u"database"_s, u"a.db"_s}, {u"query"_s, u"q"_s}, {u"timeout"_s, 200}}));

        QElapsedTimer timer;
        timer.start();
        const MetricSample first = bench.measure();
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        const MetricSample second = bench.measure();
        promise.addResult(SqlAnswer{{7}, false});
        promise.finish();
        QTest::qWait(1);

        QVERIFY(first.quality == Quality::SourceDown && second.quality == Quality::SourceDown);
        QVERIFY2(first.reason.contains(u"in time"_s), qPrintable(first.reason));
        QCOMPARE(asked, 1);
    }

    void shouldRefuseWrongSettings_data()
    {
        QTest::addColumn<QJsonObject>("source");
        QTest::addColumn<QString>("named");
        QTest::newRow("no database") << QJsonObject{{u"query"_s, u"q"_s}} << u"‘database’"_s;
        QTest::newRow("no query") << QJsonObject{{u"database"_s, u"d"_s}} << u"‘query’"_s;
        QTest::newRow("a driver") << QJsonObject{{u"database"_s, u"d"_s},
                                                 {u"query"_s, u"q"_s},
                                                 {u"driver"_s, u"oracle"_s}}
                                  << u"‘driver’"_s;
        QTest::newRow("a port") << QJsonObject{{u"database"_s, u"d"_s},
                                               {u"query"_s, u"q"_s},
                                               {u"port"_s, 99999}}
                                << u"‘port’"_s;
    }

    void shouldRefuseWrongSettings()
    {
        QFETCH(QJsonObject, source);
        QFETCH(QString, named);
        SourceBench bench;
        bench.sql = [](const SqlQuestion &) {
            return QtFuture::makeReadyValueFuture(Result<SqlAnswer>(SqlAnswer()));
        };

        const Result<void> made = bench.make(u"sql"_s, source);

        QVERIFY(!made);
        QVERIFY2(made.error().message.contains(named), qPrintable(made.error().message));
    }
};

QTEST_GUILESS_MAIN(TestSqlSource)
#include "tst_sqlsource.moc"
