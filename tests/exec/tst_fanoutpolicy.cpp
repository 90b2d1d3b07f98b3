// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanoutpolicy.h"
#include "exec/quarantine.h"
#include "support/printable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(MachineState)

/// Batches, limits and the quarantine: numbers and words, no time and no machine.
class TestFanOutPolicy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldCutBatches_data()
    {
        QTest::addColumn<QString>("batches");
        QTest::addColumn<int>("machines");
        QTest::addColumn<QList<qsizetype>>("sizes");

        using Sizes = QList<qsizetype>;
        QTest::newRow("one, a quarter, the rest") << u"1,25%,100%"_s << 12 << Sizes{1, 3, 8};
        QTest::newRow("the last repeats") << u"1,3"_s << 9 << Sizes{1, 3, 3, 2};
        QTest::newRow("percents round up") << u"10%"_s << 15 << Sizes{2, 2, 2, 2, 2, 2, 2, 1};
        QTest::newRow("at least one") << u"1%"_s << 3 << Sizes{1, 1, 1};
        QTest::newRow("more than there are") << u"50"_s << 3 << Sizes{3};
        QTest::newRow("spaces") << u" 2 , 50% "_s << 4 << Sizes{2, 2};
        QTest::newRow("no machine") << u"1"_s << 0 << Sizes{};
    }

    void shouldCutBatches()
    {
        QFETCH(const QString, batches);
        QFETCH(const int, machines);
        QFETCH(const QList<qsizetype>, sizes);

        const Result<QList<Portion>> read = batchesFromText(batches);

        QVERIFY(read);
        QCOMPARE(batchSizes(*read, machines), sizes);
    }

    void shouldRefuseWhatIsNoBatch_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        QTest::newRow("a word") << u"1,many"_s << u"“many”"_s;
        QTest::newRow("nothing") << u"1,,2"_s << u"“”"_s;
        QTest::newRow("zero") << u"0"_s << u"“0”"_s;
        QTest::newRow("no percent") << u"0%"_s << u"“0%”"_s;
        QTest::newRow("too many percent") << u"101%"_s << u"“101%”"_s;
        QTest::newRow("negative") << u"-1"_s << u"“-1”"_s;
        QTest::newRow("plus") << u"+1"_s << u"“+1”"_s;
        QTest::newRow("huge") << u"99999999999"_s << u"“99999999999”"_s;
    }

    void shouldRefuseWhatIsNoBatch()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, named);

        const Result<QList<Portion>> read = batchesFromText(text);

        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(named), qPrintable(read.error().message));
    }

    void shouldRoundALimitDown()
    {
        QCOMPARE((Portion{0, 10}).atMost(15), 1);
        QCOMPARE((Portion{0, 10}).atMost(9), 0);
        QCOMPARE((Portion{0, 100}).atMost(9), 9);
        QCOMPARE((Portion{3, {}}).atMost(1), 3);
    }

    /// Letters: s succeeded, f failed, t timed out, u unreachable; a bar begins the next batch.
    void shouldStopWhenTooMuchWentWrong_data()
    {
        QTest::addColumn<QString>("batches");
        QTest::addColumn<QString>("total");
        QTest::addColumn<QString>("inBatch");
        QTest::addColumn<QString>("unreachable");
        QTest::addColumn<QString>("ends");
        QTest::addColumn<QString>("reason"); ///< a part of it; empty: it goes on

        const auto row = [](const char *name, const char *batches, const char *total,
                            const char *inBatch, const char *unreachable, const char *ends,
                            const char *reason) {
            QTest::newRow(name) << QString::fromLatin1(batches) << QString::fromLatin1(total)
                                << QString::fromLatin1(inBatch) << QString::fromLatin1(unreachable)
                                << QString::fromLatin1(ends) << QString::fromLatin1(reason);
        };
        row("no limit", "", "", "", "", "fffffffff", "");
        row("as many as may", "", "2", "", "", "sfst", "");
        row("one more", "", "2", "", "", "ffst", "It failed on 3 of 10 servers, and at most 2");
        row("none may", "", "0", "", "", "f", "It failed on 1 of 10 servers, and at most 0");
        row("percents of all", "", "20%", "", "", "fff", "at most 2 may fail");
        row("unreachable ones are counted apart", "", "0", "", "", "uuu", "");
        row("too many unreachable", "", "0", "", "1", "uu", "2 of 10 servers could not be reached");
        row("in the batch", "5", "", "1", "", "ff", "In batch 1 it failed on 2 of 5 servers");
        row("percents of the batch", "5", "", "20%", "", "ff", "at most 1 may fail");
        row("each batch begins anew", "5", "", "1", "", "fssss|fss", "");
        row("the total does not", "5", "1", "", "", "fssss|f", "It failed on 2 of 10");
        row("a batch of failures", "2", "", "", "", "fu",
            "succeeded on none of the 2 servers of batch 1");
        row("one is enough", "2", "", "", "", "fs", "");
        row("a canary", "1,9", "", "", "", "u", "the only server of batch 1");
        row("the last batch cannot stop any more", "5", "", "", "", "sssss|fffff", "");
    }

    void shouldStopWhenTooMuchWentWrong()
    {
        QFETCH(const QString, batches);
        QFETCH(const QString, total);
        QFETCH(const QString, inBatch);
        QFETCH(const QString, unreachable);
        QFETCH(const QString, ends);
        QFETCH(const QString, reason);
        FanOutPolicy::Settings settings;
        if (!batches.isEmpty())
            settings.batches = *batchesFromText(batches);
        settings.maxFailed = portionFromText(total);
        settings.maxFailedInBatch = portionFromText(inBatch);
        settings.maxUnreachable = portionFromText(unreachable);
        FanOutPolicy policy(10, settings);

        for (const QChar end : ends) {
            QCOMPARE(policy.stopReason().value_or(QString()), QString());
            if (end == u'|')
                policy.beginNextBatch();
            else
                policy.ended(end == u's'       ? MachineState::Succeeded
                                 : end == u'f' ? MachineState::Failed
                                 : end == u't' ? MachineState::TimedOut
                                               : MachineState::Unreachable);
        }

        const QString said = policy.stopReason().value_or(QString());
        QCOMPARE(said.isEmpty(), reason.isEmpty());
        QVERIFY2(said.contains(reason), qPrintable(said));
    }

    void shouldKnowStatesByName()
    {
        for (int i = int(MachineState::Waiting); i <= int(MachineState::Cancelled); ++i)
            QVERIFY(machineStateFromString(toString(MachineState(i))) == MachineState(i));
        QVERIFY(!machineStateFromString(u"fine"_s));
    }

    void shouldLeaveOutWhoWasMissingTooOften()
    {
        Quarantine quarantine;

        QVERIFY(!quarantine.note(u"a"_s, MachineState::Unreachable, 3));
        QVERIFY(!quarantine.note(u"a"_s, MachineState::Unreachable, 3));
        QVERIFY(!quarantine.note(u"a"_s, MachineState::Failed, 3)); // it answered
        QVERIFY(!quarantine.note(u"a"_s, MachineState::Unreachable, 3));
        QVERIFY(!quarantine.note(u"a"_s, MachineState::Skipped, 3));
        QVERIFY(!quarantine.note(u"a"_s, MachineState::Unreachable, 3));
        QVERIFY(quarantine.note(u"a"_s, MachineState::Unreachable, 3));
        QVERIFY(!quarantine.note(u"b"_s, MachineState::Unreachable, 0));

        QVERIFY(quarantine.contains(u"a"_s));
        QVERIFY(quarantine.reasons().value(u"a"_s).contains(u'3'));
        QVERIFY(!quarantine.contains(u"b"_s));
        quarantine.release(u"a"_s);
        QVERIFY(!quarantine.contains(u"a"_s));
        QVERIFY(!quarantine.note(u"a"_s, MachineState::Unreachable, 2));
    }
};

QTEST_GUILESS_MAIN(TestFanOutPolicy)
#include "tst_fanoutpolicy.moc"
