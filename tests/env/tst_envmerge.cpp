// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envmerge.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <optional>

using namespace slipway;

using Keys = QList<QByteArray>;

namespace {

std::optional<QByteArray> written(const EnvDocument &document, const QByteArray &key)
{
    const EnvStatement *statement = document.find(key);
    return statement ? std::optional(document.text(statement->value).toByteArray()) : std::nullopt;
}

QByteArray randomFile(QRandomGenerator &random)
{
    QByteArray text;
    for (int i = 0; i < 8; ++i) {
        if (random.bounded(3) > 0)
            text += QByteArray(1, char('A' + i)) + '=' + QByteArray::number(random.bounded(2))
                + '\n';
        if (random.bounded(4) == 0)
            text += "# note\n";
    }
    if (random.bounded(3) == 0)
        text.chop(1);
    return text;
}

} // namespace

class TestEnvMerge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldMergeByKey_data();
    void shouldMergeByKey();
    void shouldTakeEachChangeOfOneSideOnly();
    void shouldSettleAConflictTheirWay();
    void shouldMergeLargeFilesQuickly();
};

void TestEnvMerge::shouldMergeByKey_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("mine");
    QTest::addColumn<QByteArray>("theirs");
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<Keys>("taken");
    QTest::addColumn<Keys>("conflicts");
    const auto row = [](const char *name, const QByteArrayList &texts, Keys taken, Keys conflicts) {
        QTest::newRow(name) << texts.at(0) << texts.at(1) << texts.at(2) << texts.at(3) << taken
                            << conflicts;
    };
    row("nothing", {"", "", "", ""}, {}, {});
    row("mine stays", {"A=1\n", "# new\nA = 2 # why\n", "A=1\n", "# new\nA = 2 # why\n"}, {}, {});
    row("theirs changed",
        {"A=1\nB=1\n", "# x\nexport A = 1 # why\nB=2\n", "A='2'\nB=1\n",
         "# x\nexport A = '2' # why\nB=2\n"},
        {"A"}, {});
    row("both the same way", {"A=1\n", "A=2\n", "A=2 # theirs\n", "A=2\n"}, {}, {});
    row("both differently", {"A=1\nB=1\n", "A=2\nB=1\n", "A=3\nB=2\n", "A=2\nB=2\n"}, {"B"}, {"A"});
    row("theirs removed", {"A=1\nB=1\n", "A=1\nB=1\nA=1\n", "B=1\n", "B=1\n"}, {"A"}, {});
    row("removed against changed", {"A=1\nB=1\n", "A=2\n", "B=2\n", "A=2\n"}, {}, {"B", "A"});
    row("theirs added",
        {"A=1\nZ=1\n", "A=1\nM=1\nZ=1", "N=0 # n\nA=1\nexport B='x\ny'\nC=3\nZ=1\nD=4\n",
         "N=0 # n\nA=1\nexport B='x\ny'\nC=3\nM=1\nZ=1\nD=4\n"},
        {"N", "B", "C", "D"}, {});
    row("into a file without keys", {"", "# mine", "A=1\nB=2\n", "# mine\nA=1\nB=2\n"}, {"A", "B"},
        {});
    row("line ends stay mine", {"A=1\r\n", "A=1\r\n", "A=2\nB=3\n", "A=2\r\nB=3\r\n"}, {"A", "B"},
        {});
    row("a mark stays first",
        {"A=1\n",
         "\xef\xbb\xbf"
         "A=1\n",
         "B=2\nC=3\n",
         "\xef\xbb\xbf"
         "B=2\nC=3\n"},
        {"B", "C", "A"}, {});
    row("declared and assigned", {"A\nB=1\n", "A # a\nB=1 # b\n", "A=1\nB\n", "A=1 # a\nB # b\n"},
        {"A", "B"}, {});
    row("a tight comment", {"A='1'\n", "A='1'#c\n", "A=2\n", "A=2 #c\n"}, {"A"}, {});
}

void TestEnvMerge::shouldMergeByKey()
{
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, mine);
    QFETCH(QByteArray, theirs);
    QFETCH(QByteArray, result);
    QFETCH(Keys, taken);
    QFETCH(Keys, conflicts);

    const EnvMerge merge = mergeEnv(EnvDocument(base), EnvDocument(mine), EnvDocument(theirs));

    QCOMPARE(merge.document.bytes(), result);
    QCOMPARE(merge.taken, taken);
    QCOMPARE(merge.conflicts, conflicts);
}

void TestEnvMerge::shouldTakeEachChangeOfOneSideOnly()
{
    QRandomGenerator random(5);
    for (int i = 0; i < 3'000; ++i) {
        const EnvDocument base(randomFile(random));
        const EnvDocument mine(randomFile(random));
        const EnvDocument theirs(randomFile(random));

        const EnvMerge merge = mergeEnv(base, mine, theirs);

        for (char name = 'A'; name <= 'H'; ++name) {
            const QByteArray key(1, name);
            const auto before = written(base, key);
            const auto here = written(mine, key);
            const auto there = written(theirs, key);
            QCOMPARE(written(merge.document, key), here == before ? there : here);
            QCOMPARE(merge.conflicts.contains(key),
                     here != before && there != before && here != there);
        }
        QCOMPARE(merge.document.bytes().count("# note"), mine.bytes().count("# note"));
    }
}

void TestEnvMerge::shouldSettleAConflictTheirWay()
{
    EnvDocument mine("A=mine # a\nC=3\n");
    const EnvDocument theirs("A=theirs\nB=2\n");

    mine.apply(adoptEnvKeys(mine, theirs, {"A", "C"}));

    QCOMPARE(mine.bytes(), QByteArray("A=theirs # a\n"));
}

void TestEnvMerge::shouldMergeLargeFilesQuickly()
{
    QByteArray base;
    QByteArray theirs;
    for (int i = 0; i < 50'000; ++i) {
        const QByteArray number = QByteArray::number(i);
        base += "KEY_" + number + "=1\n";
        theirs += "KEY_" + number + "=2\nNEW_" + number + "=1\n";
    }
    QElapsedTimer timer;
    timer.start();

    const EnvMerge merge = mergeEnv(EnvDocument(base), EnvDocument(base), EnvDocument(theirs));

    QCOMPARE(merge.document.bytes(), theirs);
    QCOMPARE_LT(timer.elapsed(), 5'000);
}

QTEST_APPLESS_MAIN(TestEnvMerge)
#include "tst_envmerge.moc"
