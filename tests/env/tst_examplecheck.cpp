// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/examplecheck.h"
#include "support/envrulestesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

class TestExampleCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldCompareKeysAndValues_data();
    void shouldCompareKeysAndValues();
    void shouldLeaveOptionalKeysOut();
    void shouldKnowTheWordOptional();
};

void TestExampleCheck::shouldCompareKeysAndValues_data()
{
    QTest::addColumn<QByteArray>("example");
    ruleColumns();
    const auto row
        = [](const QByteArray &example, const QByteArray &text, const QStringList &checks) {
              QTest::addRow("%s and %s", example.constData(), text.constData())
                  << example << text << checks;
          };
    row("A=", "A=1", {});
    row("A=\nB=", "A=1", {u"ExampleMissingKey"_s});
    row("A=", "A=1\nB=2", {u"(ExampleExtraKey)"_s});
    row("A=x", "A=", {u"ExampleEmptyKey"_s});
    row("API_KEY=abc-123", "API_KEY=abc-123", {u"ExampleValue"_s});
    row("API_KEY=abc-123", "API_KEY= abc-123 ", {u"ExampleValue"_s});
    row("API_KEY=abc-123", "API_KEY=abc-124", {});
    row("DATABASE_URL=postgres://a:b@c/d", "DATABASE_URL=postgres://a:b@c/d", {u"ExampleValue"_s});
    row("NAME=shop", "NAME=shop", {u"(ExampleDefault)"_s});
    row("PORT=3000\nDEBUG=false\nLOG_LEVEL=info", "PORT=3000\nDEBUG=false\nLOG_LEVEL=info", {});
    row("API_KEY=", "API_KEY=", {u"ExampleEmptyKey"_s});
    row("API_KEY=x", "API_KEY=slipway://secret/API_KEY", {});
}

void TestExampleCheck::shouldCompareKeysAndValues()
{
    QFETCH(QByteArray, example);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, checks);
    checks.sort();

    QCOMPARE(brief(checkExample({readingOf(text), EnvKeyPlaces()}, {readingOf(example), {}})),
             checks);
}

void TestExampleCheck::shouldLeaveOptionalKeysOut()
{
    const EnvExample example{readingOf("A=\nB=\nC="), {"A", "B"}};

    const QList<EnvFinding> findings = checkExample({readingOf("B="), EnvKeyPlaces()}, example);

    QCOMPARE(brief(findings), QStringList{u"ExampleMissingKey"_s});
    QCOMPARE(findings.first().key, "C");
}

void TestExampleCheck::shouldKnowTheWordOptional()
{
    QVERIFY(saysOptional("# Optional: for mail"));
    QVERIFY(saysOptional("# (optional)"));
    QVERIFY(!saysOptional("# optionally"));
    QVERIFY(!saysOptional(""));
}

QTEST_APPLESS_MAIN(TestExampleCheck)
#include "tst_examplecheck.moc"
