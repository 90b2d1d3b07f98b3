// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include "store/processidentity.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace slipway;
using namespace slipway::testing;

namespace {

Journal::LockOwner owner(const QString &run)
{
    return {u"asha@cockpit"_s, RunId(run), instant(0)};
}

/// Makes the holder a process that has ended: this one, started at another time.
void killHolder(const QString &path)
{
    ProcessIdentity dead = ProcessIdentity::current();
    dead.startedAt -= 1;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"kill"_s);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.prepare(u"UPDATE locks SET process = ?"_s));
        query.bindValue(0, dead.toText());
        QVERIFY(query.exec());
        QCOMPARE(query.numRowsAffected(), 1);
    }
    QSqlDatabase::removeDatabase(u"kill"_s);
}

} // namespace

class TestJournalLocks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void rule16_aHeldLockIsRefusedAndNamesItsOwner()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());

        const Result<void> second
            = journal->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::No).result();

        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Refused);
        QVERIFY(second.error().message.contains(u"asha@cockpit"_s));
        QVERIFY(second.error().message.contains(u"r1"_s));
        QVERIFY(second.error().message.contains(u"production"_s));
    }

    void shouldKeepEnvironmentsApart()
    {
        JournalFolder folder;
        const auto journal = folder.open();

        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
        QVERIFY(journal->lock(u"staging"_s, owner(u"r2"_s), Journal::BreakLock::No).result());
    }

    void rule16_aReleasedLockIsFree()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());

        QVERIFY(journal->unlock(u"production"_s, RunId(u"r1"_s)).result());

        QVERIFY(journal->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::No).result());
    }

    void rule16_aLockCanBeBroken()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());

        QVERIFY(journal->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::Yes).result());
        QVERIFY(journal->unlock(u"production"_s, RunId(u"r1"_s)).result());

        const Result<void> third
            = journal->lock(u"production"_s, owner(u"r3"_s), Journal::BreakLock::No).result();
        QVERIFY(!third);
        QVERIFY(third.error().message.contains(u"r2"_s));
    }

    void shouldBeTakenAgainByTheSameRun()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());

        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
    }

    void shouldSayThatTheHolderDiedInTheMiddleOfItsRun()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
        QVERIFY(journal->append(startedRun(u"r1"_s, 2)).result());
        killHolder(folder.path());

        const Result<void> second
            = journal->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::No).result();

        QVERIFY(!second);
        QVERIFY(second.error().message.contains(u"no longer runs"_s));
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
    }

    void shouldBeFreeWhenTheHolderDiedOutsideItsRun_data()
    {
        QTest::addColumn<bool>("hadFinished");

        QTest::newRow("before it began") << false;
        QTest::newRow("after it had finished") << true;
    }

    void shouldBeFreeWhenTheHolderDiedOutsideItsRun()
    {
        QFETCH(bool, hadFinished);
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
        if (hadFinished) {
            RunEvent end = eventOf(u"r1"_s, 3, EventKind::RunFinished);
            end.data = {{u"outcome"_s, u"failed"_s}};
            QVERIFY(journal->append(startedRun(u"r1"_s, 2) << end).result());
        }
        killHolder(folder.path());

        QVERIFY(journal->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::No).result());
    }

    void shouldSurviveTheProgram()
    {
        JournalFolder folder;
        QVERIFY(
            folder.open()->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());

        QVERIFY(
            !folder.open()->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::No).result());
    }

    void shouldTellALivingProcessFromADeadOne()
    {
        const ProcessIdentity self = ProcessIdentity::current();
        ProcessIdentity gone = self;
        gone.pid = 999'999'999;
        ProcessIdentity rebooted = self;
        rebooted.boot = u"another"_s;
        ProcessIdentity elsewhere = self;
        elsewhere.host = u"elsewhere"_s;

        QCOMPARE(self.life(), ProcessIdentity::Life::Runs);
        QCOMPARE(gone.life(), ProcessIdentity::Life::Gone);
        QCOMPARE(rebooted.life(), ProcessIdentity::Life::Gone);
        QCOMPARE(elsewhere.life(), ProcessIdentity::Life::CannotTell);
        QCOMPARE(ProcessIdentity::fromText(self.toText()), self);
        QVERIFY(!ProcessIdentity::fromText(u"nonsense"_s));
    }
};

QTEST_GUILESS_MAIN(TestJournalLocks)
#include "tst_journallocks.moc"
