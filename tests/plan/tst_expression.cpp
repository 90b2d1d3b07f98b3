// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/expression.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

std::optional<QString> known(const QString &name)
{
    static const QMap<QString, QString> values{
        {u"inputs.env"_s, u"staging"_s},      {u"inputs.count"_s, u"5"_s},
        {u"inputs.yes"_s, u"true"_s},         {u"inputs.no"_s, u"false"_s},
        {u"inputs.empty"_s, QString()},       {u"vars.version"_s, u"1.10"_s},
        {u"steps.a.state"_s, u"succeeded"_s}, {u"steps.a-b.outputs.n"_s, u"10"_s},
        {u"run.operator"_s, u"asha"_s},
    };
    const auto value = values.constFind(name);
    return value == values.constEnd() ? std::nullopt : std::optional(*value);
}

} // namespace

class TestExpression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldJudge_data();
    void shouldJudge();
    void shouldSayWhy_data();
    void shouldSayWhy();
    void shouldRefuseWhatIsNoExpression_data();
    void shouldRefuseWhatIsNoExpression();
    void shouldFailWhereAValueDoesNotFit_data();
    void shouldFailWhereAValueDoesNotFit();
    void shouldNotLookAtWhatDoesNotMatterAnyMore();
    void shouldListItsReferences();
    void shouldSurviveDeepNesting();
};

void TestExpression::shouldJudge_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");

    const auto row = [](const char *text, bool expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
    };
    row("inputs.env == staging", true);
    row("inputs.env == 'staging'", true);
    row("inputs.env == \"production\"", false);
    row("inputs.env != production", true);
    row("'staging' == inputs.env", true);
    row("inputs.count == 5", true);
    row("inputs.count == 5.0", true);
    row("inputs.count == '5.0'", false);
    row("vars.version == 1.1", true);
    row("vars.version == '1.1'", false);
    row("inputs.count < 10", true);
    row("inputs.count < steps.a-b.outputs.n", true);
    row("inputs.count <= 5", true);
    row("inputs.count > 5", false);
    row("inputs.count >= 6", false);
    row("inputs.count > -1", true);
    row("inputs.env < 'z'", true);
    row("inputs.env in [staging, production]", true);
    row("inputs.env in ['production']", false);
    row("inputs.env not in [production]", true);
    row("inputs.count in [4, 5.0]", true);
    row("inputs.yes", true);
    row("inputs.no", false);
    row("inputs.empty", false);
    row("not inputs.no", true);
    row("not not inputs.no", false);
    row("true", true);
    row("inputs.yes and inputs.no", false);
    row("inputs.yes or inputs.no", true);
    row("inputs.no and inputs.no or inputs.yes", true);
    row("inputs.no and (inputs.no or inputs.yes)", false);
    row("not inputs.no and inputs.yes", true);
    row("not (inputs.yes and inputs.no)", true);
    row("steps.a.state == succeeded and run.operator == asha", true);
    row("  inputs.yes\n  and\n  inputs.yes ", true);
    row("(inputs.env==staging)", true);
    row("inputs.empty == ''", true);
}

void TestExpression::shouldJudge()
{
    QFETCH(QString, text);
    QFETCH(bool, expected);

    const auto expression = Expression::parse(text);

    QVERIFY2(expression, qPrintable(expression ? QString() : expression.error().message));
    const auto verdict = expression->evaluate(known);
    QVERIFY2(verdict, qPrintable(verdict ? QString() : verdict.error().message));
    QCOMPARE(verdict->holds, expected);
    if (!expected)
        QVERIFY(!verdict->why.isEmpty());
}

void TestExpression::shouldSayWhy_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("why");

    const auto row = [](const char *text, const QString &why) {
        QTest::newRow(text) << QString::fromUtf8(text) << why;
    };
    row("inputs.env == production", u"inputs.env is ‘staging’, not ‘production’"_s);
    row("'production' == inputs.env", u"inputs.env is ‘staging’, not ‘production’"_s);
    row("inputs.env != staging", u"inputs.env is ‘staging’"_s);
    row("inputs.count > 7", u"inputs.count is ‘5’, which is less than ‘7’"_s);
    row("7 < inputs.count", u"inputs.count is ‘5’, which is less than ‘7’"_s);
    row("inputs.count < 5", u"inputs.count is exactly ‘5’"_s);
    row("inputs.env in [a, b]", u"inputs.env is ‘staging’, none of ‘a’, ‘b’"_s);
    row("inputs.env not in [a, staging]", u"inputs.env is ‘staging’"_s);
    row("inputs.no", u"inputs.no is ‘false’"_s);
    row("not inputs.yes", u"inputs.yes is ‘true’"_s);
    row("inputs.yes and inputs.no", u"inputs.no is ‘false’"_s);
    row("inputs.no or inputs.env == a",
        u"inputs.no is ‘false’ and inputs.env is ‘staging’, not ‘a’"_s);
}

void TestExpression::shouldSayWhy()
{
    QFETCH(QString, text);
    QFETCH(QString, why);

    const auto verdict = Expression::parse(text)->evaluate(known);

    QVERIFY(verdict && !verdict->holds);
    QCOMPARE(verdict->why, why);
}

void TestExpression::shouldRefuseWhatIsNoExpression_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");

    const auto row = [](const char *text, int line, int column) {
        QTest::newRow(text) << QString::fromUtf8(text) << line << column;
    };
    row("", 1, 1);
    row("inputs.env ==", 1, 14);
    row("inputs.env = a", 1, 12);
    row("env == a", 1, 1);
    row("inputs.env == input.x and and", 1, 27);
    row("inputs.env == inputs.", 1, 15);
    row("inputs.env a", 1, 12);
    row("(inputs.env == a", 1, 17);
    row("inputs.env == a)", 1, 16);
    row("inputs.env in a", 1, 15);
    row("inputs.env in []", 1, 16);
    row("inputs.env in [a", 1, 17);
    row("inputs.env in [a b]", 1, 18);
    row("inputs.env not a", 1, 16);
    row("inputs.env == 'a", 1, 15);
    row("inputs.yes and\nsecrets.X == a", 2, 1);
    row("server.name == a", 1, 1);
    row("steps.a == b", 1, 1);
    row("steps.a.output.x == b", 1, 1);
    row("inputs.env == a ; rm", 1, 17);
    row("inputs.env && inputs.no", 1, 12);
    row("and", 1, 1);
}

void TestExpression::shouldRefuseWhatIsNoExpression()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(int, column);

    const auto expression = Expression::parse(text);

    QVERIFY(!expression);
    QVERIFY(!expression.error().message.isEmpty());
    QCOMPARE(expression.error().place, (SourcePlace{line, column}));
}

void TestExpression::shouldFailWhereAValueDoesNotFit_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("about");

    QTest::newRow("undefined") << u"inputs.gone == a"_s << u"inputs.gone"_s;
    QTest::newRow("undefined on the right") << u"inputs.env == vars.gone"_s << u"vars.gone"_s;
    QTest::newRow("undefined in a list") << u"inputs.env in [vars.gone]"_s << u"vars.gone"_s;
    QTest::newRow("neither true nor false") << u"inputs.env"_s << u"neither true nor false"_s;
    QTest::newRow("a text and a number") << u"inputs.env < 5"_s << u"inputs.env"_s;
}

void TestExpression::shouldFailWhereAValueDoesNotFit()
{
    QFETCH(QString, text);
    QFETCH(QString, about);

    const auto verdict = Expression::parse(text)->evaluate(known);

    QVERIFY(!verdict);
    QVERIFY2(verdict.error().message.contains(about), qPrintable(verdict.error().message));
}

void TestExpression::shouldNotLookAtWhatDoesNotMatterAnyMore()
{
    const auto expression = Expression::parse(u"inputs.no and steps.gone.outputs.x == y"_s);

    const auto verdict = expression->evaluate(known);

    QVERIFY(verdict && !verdict->holds);
}

void TestExpression::shouldListItsReferences()
{
    const auto expression = Expression::parse(u"inputs.a == b and\n vars.c in [run.id, 'x']"_s);

    QVERIFY(expression);
    const QList<TextTemplate::Reference> expected{{u"inputs.a"_s, false, {1, 1}},
                                                  {u"vars.c"_s, false, {2, 2}},
                                                  {u"run.id"_s, false, {2, 13}}};
    QCOMPARE(expression->references(), expected);
}

void TestExpression::shouldSurviveDeepNesting()
{
    QVERIFY(!Expression::parse(QString(100'000, u'(')));
    QVERIFY(!Expression::parse(u"not "_s.repeated(100'000) + u"true"_s));
    QVERIFY(Expression::parse(QString(50, u'(') + u"true"_s + QString(50, u')')));
}

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
