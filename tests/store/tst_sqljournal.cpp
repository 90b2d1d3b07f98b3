// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::testing;

class TestSqlJournal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldGiveBackEventsAsTheyWere()
    {
        JournalFolder folder;
        const QList<RunEvent> written = startedRun(u"r1"_s, 5);
        {
            const auto journal = folder.open();
            QVERIFY(journal->append(written).result());
        }

        const auto journal = folder.open();
        const auto read = journal->events(RunId(u"r1"_s)).result();

        QVERIFY(read);
        QCOMPARE(*read, written);
        QVERIFY(journal->verify(RunId(u"r1"_s)).result());
    }

    void shouldKeepTheOrderOfAppendsThatAreNotWaitedFor()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QList<QFuture<Result<void>>> futures;
        const QList<RunEvent> written = startedRun(u"r1"_s, 500);

        for (const RunEvent &event : written)
            futures.append(journal->append({event}));

        for (const auto &future : futures)
            QVERIFY(future.result());
        QCOMPARE(*journal->events(RunId(u"r1"_s)).result(), written);
    }

    void shouldKeepRunsApart()
    {
        JournalFolder folder;
        const auto journal = folder.open();

        QVERIFY(journal->append(startedRun(u"r1"_s, 3) + startedRun(u"r2"_s, 2)).result());
        QVERIFY(journal->append({eventOf(u"r1"_s, 4), eventOf(u"r2"_s, 3)}).result());

        QCOMPARE(journal->events(RunId(u"r1"_s)).result()->size(), 4);
        QCOMPARE(journal->events(RunId(u"r2"_s)).result()->size(), 3);
    }

    void shouldRefuseAGapOrARepeat_data()
    {
        QTest::addColumn<QList<qint64>>("sequence");

        QTest::newRow("gap") << QList<qint64>{5};
        QTest::newRow("repeat") << QList<qint64>{3};
        QTest::newRow("gap within") << QList<qint64>{4, 6};
        QTest::newRow("repeat within") << QList<qint64>{4, 4};
        QTest::newRow("zero") << QList<qint64>{0};
    }

    void shouldRefuseAGapOrARepeat()
    {
        QFETCH(QList<qint64>, sequence);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not recorded:"_s));
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->append(startedRun(u"r1"_s, 3)).result());
        QList<RunEvent> events;
        for (const qint64 seq : sequence)
            events.append(eventOf(u"r1"_s, seq));

        const Result<void> result = journal->append(events).result();

        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Internal);
        QCOMPARE(journal->events(RunId(u"r1"_s)).result()->size(), 3);
        QVERIFY(journal->append({eventOf(u"r1"_s, 4)}).result());
    }

    void shouldRecordTheGoodAppendsBesideABadOne()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not recorded:"_s));
        JournalFolder folder;
        const auto journal = folder.open();
        QVERIFY(journal->append(startedRun(u"r1"_s, 1)).result());

        const auto good = journal->append({eventOf(u"r1"_s, 2)});
        const auto bad = journal->append({eventOf(u"r1"_s, 7)});
        const auto alsoGood = journal->append({eventOf(u"r1"_s, 3)});

        QVERIFY(good.result());
        QVERIFY(!bad.result());
        QVERIFY(alsoGood.result());
        QVERIFY(journal->verify(RunId(u"r1"_s)).result());
    }

    void shouldSayThatARunIsUnknown()
    {
        JournalFolder folder;
        const auto journal = folder.open();

        const auto events = journal->events(RunId(u"nobody"_s)).result();

        QVERIFY(!events);
        QCOMPARE(events.error().code, ErrorCode::NotFound);
        QVERIFY(events.error().message.contains(u"nobody"_s));
        QCOMPARE(journal->verify(RunId(u"nobody"_s)).result().error().code, ErrorCode::NotFound);
    }

    void shouldListRunsNewestFirstWithoutNestedOnes()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        QList<RunEvent> later = startedRun(u"r2"_s, 1);
        later[0].at = instant(100);
        QVERIFY(journal->append(startedRun(u"r1"_s, 2)).result());
        QVERIFY(journal->append(startedRun(u"r1.hotfix"_s, 2)).result());
        QVERIFY(journal->append(later).result());

        const auto runs = journal->runs().result();

        QVERIFY(runs);
        QCOMPARE(runs->size(), 2);
        QCOMPARE(runs->at(0).id, RunId(u"r2"_s));
        const RunSummary expected{
            RunId(u"r1"_s), u"Web shop 4.2"_s, u"production"_s, u"asha"_s, instant(1), {}, {}};
        QCOMPARE(runs->at(1), expected);
    }

    void shouldSummarizeAFinishedRunUntilItGoesOn()
    {
        JournalFolder folder;
        const auto journal = folder.open();
        RunEvent end = eventOf(u"r1"_s, 3, EventKind::RunFinished);
        end.data = {{u"outcome"_s, u"success"_s}};
        QVERIFY(journal->append(startedRun(u"r1"_s, 2) << end).result());

        const RunSummary finished = journal->runs().result()->first();
        QVERIFY(journal->append({eventOf(u"r1"_s, 4)}).result());
        const RunSummary noted = journal->runs().result()->first();
        QVERIFY(journal->append({eventOf(u"r1"_s, 5, EventKind::StepReset)}).result());
        const RunSummary again = journal->runs().result()->first();

        QCOMPARE(finished.outcome, u"success"_s);
        QCOMPARE(finished.endedAt, instant(3));
        QCOMPARE(noted.outcome, u"success"_s);
        QCOMPARE(again.outcome, QString());
        QVERIFY(!again.endedAt.isValid());
    }

    void shouldWriteAllThatWasAskedBeforeItIsClosed()
    {
        JournalFolder folder;
        QFuture<Result<void>> future;
        {
            const auto journal = folder.open();
            future = journal->append(startedRun(u"r1"_s, 100));
            journal->appendOutput(chunk("the last words"_ba));
        }

        QVERIFY(future.isFinished());
        QVERIFY(future.result());
        const auto journal = folder.open();
        QCOMPARE(journal->events(RunId(u"r1"_s)).result()->size(), 100);
        QCOMPARE(journal->output(RunId(u"r1"_s), StepId(u"build"_s)).result()->first().bytes,
                 "the last words"_ba);
    }

    void shouldLetAnotherProcessLookWhileItWrites()
    {
        JournalFolder folder;
        const auto writer = folder.open();
        QVERIFY(writer->append(startedRun(u"r1"_s, 2)).result());

        const auto reader = folder.open();

        QCOMPARE(writer->access(), SqlJournal::Access::ReadWrite);
        QCOMPARE(reader->access(), SqlJournal::Access::ReadOnly);
        QCOMPARE(reader->events(RunId(u"r1"_s)).result()->size(), 2);
        QVERIFY(writer->append({eventOf(u"r1"_s, 3)}).result());
        QCOMPARE(reader->events(RunId(u"r1"_s)).result()->size(), 3);
    }

    void shouldNameTheWriterWhenItRefusesASecondOne()
    {
        JournalFolder folder;
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not recorded:"_s));
        const auto writer = folder.open();
        const auto reader = folder.open();

        const Result<void> result = reader->append(startedRun(u"r1"_s, 2)).result();
        const Result<void> locked
            = reader->lock(u"production"_s, {}, Journal::BreakLock::Yes).result();

        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Refused);
        QVERIFY(
            result.error().message.contains(QString::number(QCoreApplication::applicationPid())));
        QCOMPARE(locked.error(), result.error());
        QVERIFY(writer->runs().result()->isEmpty());
    }

    void shouldBecomeTheWriterOnceTheOtherHasGone()
    {
        JournalFolder folder;
        folder.open();

        QCOMPARE(folder.open()->access(), SqlJournal::Access::ReadWrite);
    }

    void shouldOpenForReadingOnlyWhenAsked()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not recorded:"_s));
        JournalFolder folder;
        QCOMPARE(SqlJournal::open(folder.path(), SqlJournal::Access::ReadOnly).error().code,
                 ErrorCode::NotFound);
        folder.open();

        const auto reader = folder.open(SqlJournal::Access::ReadOnly);

        QCOMPARE(reader->access(), SqlJournal::Access::ReadOnly);
        QVERIFY(!reader->append(startedRun(u"r1"_s, 2)).result());
    }
};

QTEST_GUILESS_MAIN(TestSqlJournal)
#include "tst_sqljournal.moc"
