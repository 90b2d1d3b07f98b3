// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace slipway;
using namespace slipway::testing;

namespace {

/// What somebody with a SQLite shell could do to a journal.
void tamper(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"tamper"_s);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        for (const QString &statement : statements) {
            QSqlQuery query(database);
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            QVERIFY(query.numRowsAffected() > 0);
        }
    }
    QSqlDatabase::removeDatabase(u"tamper"_s);
}

} // namespace

class TestJournalChain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldNameTheFirstBadEvent_data()
    {
        QTest::addColumn<QStringList>("statements");
        QTest::addColumn<int>("firstBad");

        QTest::newRow("text edited")
            << QStringList{u"UPDATE events SET data = '{}' WHERE seq = 4"_s} << 4;
        QTest::newRow("time edited")
            << QStringList{u"UPDATE events SET at = at + 1 WHERE seq = 5"_s} << 5;
        QTest::newRow("host edited")
            << QStringList{u"UPDATE events SET host = 'web-2' WHERE seq = 2"_s} << 2;
        QTest::newRow("kind edited")
            << QStringList{u"UPDATE events SET kind = 'step-result' WHERE seq = 3"_s} << 3;
        QTest::newRow("data that is no JSON")
            << QStringList{u"UPDATE events SET data = 'x' WHERE seq = 3"_s} << 3;
        QTest::newRow("hash edited")
            << QStringList{u"UPDATE events SET hash = x'00' WHERE seq = 6"_s} << 6;
        QTest::newRow("deleted in the middle")
            << QStringList{u"DELETE FROM events WHERE seq = 3"_s} << 3;
        QTest::newRow("deleted at the start")
            << QStringList{u"DELETE FROM events WHERE seq = 1"_s} << 1;
        QTest::newRow("renumbered after a deletion")
            << QStringList{u"DELETE FROM events WHERE seq = 3"_s,
                           u"UPDATE events SET seq = seq - 1 WHERE seq > 3"_s}
            << 3;
        QTest::newRow("swapped") << QStringList{u"UPDATE events SET seq = 100 WHERE seq = 3"_s,
                                                u"UPDATE events SET seq = 3 WHERE seq = 4"_s,
                                                u"UPDATE events SET seq = 4 WHERE seq = 100"_s}
                                 << 3;
        QTest::newRow("end cut off") << QStringList{u"DELETE FROM events WHERE seq > 6"_s} << 7;
        QTest::newRow("end cut off, counter too")
            << QStringList{u"DELETE FROM events WHERE seq > 6"_s, u"UPDATE runs SET head_seq = 6"_s}
            << 6;
        QTest::newRow("one made up at the end")
            << QStringList{u"INSERT INTO events SELECT run, 9, at, kind, step, attempt, host,"
                           " data, hash FROM events WHERE seq = 8"_s}
            << 9;
    }

    void shouldNameTheFirstBadEvent()
    {
        QFETCH(QStringList, statements);
        QFETCH(int, firstBad);
        JournalFolder folder;
        QVERIFY(folder.open()->append(startedRun(u"r1"_s, 8)).result());
        tamper(folder.path(), statements);

        const auto journal = folder.open();
        const Result<void> verified = journal->verify(RunId(u"r1"_s)).result();
        const auto events = journal->events(RunId(u"r1"_s)).result();

        QVERIFY(!verified);
        QCOMPARE(verified.error().code, ErrorCode::Io);
        QVERIFY2(verified.error().message.contains(u"event %1 is"_s.arg(firstBad)),
                 qPrintable(verified.error().message));
        QVERIFY(!events);
    }

    void shouldNotTakeAnotherRunsEventsForItsOwn()
    {
        JournalFolder folder;
        QVERIFY(folder.open()->append(startedRun(u"r1"_s, 3) + startedRun(u"r2"_s, 3)).result());

        tamper(folder.path(),
               {u"DELETE FROM events WHERE run = 'r2'"_s,
                u"UPDATE events SET run = 'r2' WHERE run = 'r1'"_s});

        const auto journal = folder.open();
        QVERIFY(!journal->verify(RunId(u"r1"_s)).result());
        QVERIFY(!journal->verify(RunId(u"r2"_s)).result());
    }

    void shouldHoldOverManyAppends()
    {
        JournalFolder folder;
        QList<RunEvent> all = startedRun(u"r1"_s, 3000);
        for (qsizetype from = 0; from < all.size(); from += 300)
            QVERIFY(folder.open()->append(all.mid(from, 300)).result());

        QVERIFY(folder.open()->verify(RunId(u"r1"_s)).result());
    }
};

QTEST_GUILESS_MAIN(TestJournalChain)
#include "tst_journalchain.moc"
