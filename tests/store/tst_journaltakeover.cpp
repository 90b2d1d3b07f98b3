// SPDX-License-Identifier: GPL-3.0-or-later
#include "journaltesting.h"
#include "support/silentholder.h"

#include "store/writerlock.h"

#include "metrics/metrichistory.h"
#include "metrics/metricsamples.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::testing;
using namespace std::chrono_literals;

namespace {

Journal::LockOwner owner(const QString &run)
{
    return {u"asha@cockpit"_s, RunId(run), instant(0)};
}

MetricSeries series()
{
    return MetricSeries::of(u"production"_s, errorSpec());
}

} // namespace

/// A writer that stands still loses its place to the next one that wants to run something.
class TestJournalTakeover : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldRespectAHolderThatLives_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("boot");
        QTest::addColumn<QString>("words");
        QTest::newRow("just now") << qint64(0) << QString() << u"has been writing"_s;
        QTest::newRow("for a while")
            << qint64(20) << QString() << u"has given no sign of life for 20 s"_s;
        // Two clocks that do not know each other.
        QTest::newRow("on another machine")
            << qint64(3600) << u"4c5b9f9e-0000"_s << u"has been writing"_s;
    }
    void shouldRespectAHolderThatLives()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, boot);
        QFETCH(QString, words);
        JournalFolder folder;
        const auto first = folder.open();
        silenceHolder(folder.path(), std::chrono::seconds(seconds), boot);
        const auto second = folder.open();

        const Result<void> refused
            = second->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result();

        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Refused);
        QVERIFY2(refused.error().message.contains(words), qPrintable(refused.error().message));
        QCOMPARE(second->access(), SqlJournal::Access::ReadOnly);
        QVERIFY(first->append(startedRun(u"r1"_s, 2)).result());
    }

    void m08_shouldTakeThePlaceOfASilentHolderAndKeepItOut()
    {
        JournalFolder folder;
        const auto first = folder.open();
        QVERIFY(first->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
        QVERIFY(first->append(startedRun(u"r1"_s, 2)).result());
        silenceHolder(folder.path(), 31s);
        // To look is not to take.
        const auto second = folder.open();
        QCOMPARE(second->access(), SqlJournal::Access::ReadOnly);
        QCOMPARE(second->events(RunId(u"r1"_s)).result()->size(), 2);

        QVERIFY(second->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
        QVERIFY(second->append({eventOf(u"r1"_s, 3)}).result());

        QCOMPARE(second->access(), SqlJournal::Access::ReadWrite);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not recorded.*took its place"_s));
        const Result<void> late = first->append({eventOf(u"r1"_s, 3)}).result();
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Refused);
        QVERIFY2(late.error().message.contains(u"gave no sign of life"_s),
                 qPrintable(late.error().message));
        QVERIFY(!first->unlock(u"production"_s, RunId(u"r1"_s)).result());
        QVERIFY(!first->lock(u"staging"_s, owner(u"r2"_s), Journal::BreakLock::No).result());
        first->metrics().record(series(), ratioAt(noon, 60s, 1, 2));
        QCOMPARE(first->metrics().samples(series(), noon - 1000, noon).result()->size(), 0);
        QCOMPARE(second->events(RunId(u"r1"_s)).result()->size(), 3);
        QVERIFY(second->verify(RunId(u"r1"_s)).result());
        // It still has the lock that the first one could not give back.
        QVERIFY(!second->lock(u"production"_s, owner(u"r2"_s), Journal::BreakLock::No).result());
    }

    void shouldTellAtItsNextSignOfLifeThatItWasReplaced()
    {
        JournalFolder folder;
        const auto first = folder.open();
        const QFuture<Error> lost = first->lost();
        silenceHolder(folder.path(), 31s);
        const auto second = folder.open();
        QVERIFY(second->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"replaced"_s));

        QTRY_VERIFY_WITH_TIMEOUT(lost.isFinished(), 2 * WriterLock::beatInterval);

        QCOMPARE(lost.result().code, ErrorCode::Refused);
        QCOMPARE(first->access(), SqlJournal::Access::ReadOnly);
    }

    void shouldLeaveThePlaceToOneOfSeveral()
    {
        JournalFolder folder;
        const auto first = folder.open();
        silenceHolder(folder.path(), 31s);
        std::vector<std::unique_ptr<SqlJournal>> others;
        QList<QFuture<Result<void>>> tries;
        for (int i = 0; i < 6; ++i) {
            others.push_back(folder.open());
            tries.append(
                others.back()->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No));
        }

        const auto gotIt = std::ranges::count_if(
            tries, [](QFuture<Result<void>> &each) { return each.result().has_value(); });
        const auto writers = std::ranges::count(others, SqlJournal::Access::ReadWrite,
                                                [](const auto &each) { return each->access(); });

        QCOMPARE(gotIt, 1);
        QCOMPARE(writers, 1);
    }

    void shouldTakeThePlaceOfOneThatHasGone()
    {
        JournalFolder folder;
        auto first = folder.open();
        const auto second = folder.open();
        QCOMPARE(second->access(), SqlJournal::Access::ReadOnly);
        first.reset();

        QVERIFY(second->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());

        QVERIFY(second->append(startedRun(u"r1"_s, 2)).result());
    }

    void shouldLeaveAReaderAReader()
    {
        JournalFolder folder;
        folder.open().reset();
        const auto reader = folder.open(SqlJournal::Access::ReadOnly);

        QVERIFY(!reader->lock(u"production"_s, owner(u"r1"_s), Journal::BreakLock::No).result());
    }
};

QTEST_GUILESS_MAIN(TestJournalTakeover)
#include "tst_journaltakeover.moc"
