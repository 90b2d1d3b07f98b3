// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planjson.h"
#include "plan/plantext.h"
#include "plan/yamlnode.h"
#include "support/plantesting.h"

#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

// A text of known length: it holds a NUL.
const auto crumbs = QByteArrayLiteral("{}[]:,-#|>&*!%@`'\"\n\t ?~\0\x1b\xff\xc3{{ }}<<&a *a");

QByteArray mutated(QByteArray text, QRandomGenerator &random)
{
    for (int count = random.bounded(1, 6); count > 0 && !text.isEmpty(); --count) {
        const int at = random.bounded(static_cast<int>(text.size()));
        const int length = random.bounded(1, 20);
        switch (random.bounded(6)) {
        case 0:
            text[at] = static_cast<char>(random.bounded(256));
            break;
        case 1:
            text.remove(at, length);
            break;
        case 2:
            text.insert(at, crumbs.at(random.bounded(static_cast<int>(crumbs.size()))));
            break;
        case 3:
            text.insert(at, text.mid(random.bounded(static_cast<int>(text.size())), length * 4));
            break;
        case 4:
            text.truncate(at);
            break;
        default:
            text.replace(at, 1, "\n");
            break;
        }
    }
    return text;
}

} // namespace

/// Whatever the bytes, reading ends, crashes nowhere and says something sensible.
class TestPlanMutations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldSurviveEveryMutation_data();
    void shouldSurviveEveryMutation();
    void shouldRefuseABombOfAliases();
    void shouldRefuseAbsurdDepth_data();
    void shouldRefuseAbsurdDepth();
    void shouldSurviveManyKeys();
};

void TestPlanMutations::shouldSurviveEveryMutation_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("rounds");

    QTest::newRow("everything") << u"everything.yaml"_s << 2500;
    QTest::newRow("the five phases") << u"deployment-workflow.yaml"_s << 1000;
}

void TestPlanMutations::shouldSurviveEveryMutation()
{
    QFETCH(QString, file);
    QFETCH(int, rounds);
    const QByteArray text = planFile(file);
    QRandomGenerator random(4711);

    for (int round = 0; round < rounds; ++round) {
        const QByteArray bytes = mutated(text, random);

        const PlanReading reading = readPlan(bytes);

        SourcePlace last;
        for (const Diagnostic &diagnostic : reading.diagnostics) {
            QVERIFY(!diagnostic.message.isEmpty() && !diagnostic.code.isEmpty());
            QVERIFY(diagnostic.place.line >= last.line && diagnostic.place.column >= 1);
            QVERIFY(diagnostic.place.line <= bytes.count('\n') + bytes.count('\r') + 2);
            last = diagnostic.place;
        }
        QVERIFY(!planToText(reading.plan).isEmpty());
        if (!hasErrors(reading.diagnostics))
            QVERIFY(!planToJson(reading.plan).isEmpty());
    }
}

void TestPlanMutations::shouldRefuseABombOfAliases()
{
    QByteArray bomb("x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 12; ++level) {
        const QByteArray before = "*a" + QByteArray::number(level - 1);
        bomb += "x-a" + QByteArray::number(level) + ": &a" + QByteArray::number(level) + " ["
            + QByteArray(before + ", ").repeated(9) + before + "]\n";
    }

    const YamlReading reading = readYaml(bomb);

    QVERIFY(!reading.root);
    QCOMPARE(brief(reading.diagnostics).size(), 1);
    QCOMPARE(reading.diagnostics.first().code, u"too-large"_s);
}

void TestPlanMutations::shouldRefuseAbsurdDepth_data()
{
    QTest::addColumn<QByteArray>("text");

    QByteArray blocks;
    for (int level = 0; level < 200; ++level)
        blocks += QByteArray(level, ' ') + "a:\n";
    QTest::newRow("flow lists") << QByteArray(100'000, '[');
    QTest::newRow("flow maps") << QByteArray("{a: ").repeated(100'000);
    QTest::newRow("block lists") << QByteArray("- ").repeated(10'000);
    QTest::newRow("block maps") << blocks;
}

void TestPlanMutations::shouldRefuseAbsurdDepth()
{
    QFETCH(QByteArray, text);

    const YamlReading reading = readYaml(text);

    QVERIFY(!reading.root);
    QVERIFY(hasErrors(reading.diagnostics));
}

void TestPlanMutations::shouldSurviveManyKeys()
{
    QByteArray text;
    for (int index = 0; index < 20'000; ++index)
        text += "key" + QByteArray::number(index) + ": x\n";

    const YamlReading reading = readYaml(text);

    QVERIFY(reading.root && reading.root->entries.size() == 20'000);
}

QTEST_GUILESS_MAIN(TestPlanMutations)
#include "tst_planmutations.moc"
