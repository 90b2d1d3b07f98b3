// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/inputvalue.h"
#include "plan/planvalues.h"
#include "plan/suggestion.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestPlanValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldReadDurations_data();
    void shouldReadDurations();
    void shouldWriteDurationsThatReadBack();
    void shouldReadEstimates_data();
    void shouldReadEstimates();
    void shouldReadClockTimes();
    void shouldCheckInputs_data();
    void shouldCheckInputs();
    void shouldNotRepeatSecrets();
    void shouldSuggestOnlyWhatIsNear();
};

void TestPlanValues::shouldReadDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("expected"); // -1: refused

    const auto row = [](const char *text, qint64 expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
    };
    row("90s", 90'000);
    row("5m", 300'000);
    row("4h", 14'400'000);
    row("30d", 2'592'000'000);
    row("500ms", 500);
    row("0s", 0);
    row("1.5h", 5'400'000);
    row("1h30m", 5'400'000);
    row(" 1h 30m ", 5'400'000);
    row("5 m", 300'000);
    for (const char *text : {"", "5", "m", "-5m", "5x", "5m5m", "30m1h", "1..5h", "5m-", "99999d",
                             "1e9s", "٣s", "5min", "infs", "nans"})
        row(text, -1);
}

void TestPlanValues::shouldReadDurations()
{
    QFETCH(QString, text);
    QFETCH(qint64, expected);

    const auto duration = durationFromText(text);

    QCOMPARE(duration ? duration->count() : -1, expected);
}

void TestPlanValues::shouldWriteDurationsThatReadBack()
{
    QCOMPARE(durationToText(milliseconds(0)), u"0s"_s);
    QCOMPARE(durationToText(milliseconds(5'400'000)), u"1h30m"_s);
    for (qint64 value = 1; value < 4'000'000'000; value = value * 7 + 3)
        QCOMPARE(durationFromText(durationToText(milliseconds(value))), milliseconds(value));
}

void TestPlanValues::shouldReadEstimates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // empty: refused

    const auto row = [](const char *text, const QString &expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
    };
    row("5m", u"5m"_s);
    row("15-30m", u"15m-30m"_s);
    row("15 - 30 m", u"15m-30m"_s);
    row("15–30m", u"15m-30m"_s);
    row("30m-1h", u"30m-1h"_s);
    row("2.5-4.5h", u"2h30m-4h30m"_s);
    for (const char *text : {"", "-5m", "5-", "30-15m", "a-b", "5", "1-2", "5m-10"})
        row(text, {});
}

void TestPlanValues::shouldReadEstimates()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);

    const auto estimate = estimateFromText(text);

    QCOMPARE(estimate ? estimateToText(*estimate) : QString(), expected);
    if (estimate)
        QVERIFY(estimateFromText(estimateToText(*estimate)) == estimate);
}

void TestPlanValues::shouldReadClockTimes()
{
    QCOMPARE(clockTimeFromText(u"10:15"_s), QTime(10, 15));
    QCOMPARE(clockTimeFromText(u"9:05"_s), QTime(9, 5));
    QCOMPARE(clockTimeFromText(u"23:59:58"_s), QTime(23, 59, 58));
    for (const QString &text : {u"24:00"_s, u"10"_s, u"10:5"_s, u"10:60"_s, u"noon"_s, QString()})
        QVERIFY(!clockTimeFromText(text).isValid());
    QCOMPARE(clockTimeToText(QTime(9, 5)), u"09:05"_s);
    QCOMPARE(clockTimeToText(QTime(9, 5, 7)), u"09:05:07"_s);
}

void TestPlanValues::shouldCheckInputs_data()
{
    using Type = PlanInput::Type;
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("fits");

    const auto row = [](Type type, const char *value, bool fits) {
        QTest::addRow("%d %s", static_cast<int>(type), value)
            << static_cast<int>(type) << QString::fromUtf8(value) << fits;
    };
    row(Type::String, "v1", true);
    row(Type::String, "w1", false);
    row(Type::Integer, "12", true);
    row(Type::Integer, "1.5", false);
    row(Type::Number, "1.5", true);
    row(Type::Number, "inf", false);
    row(Type::Number, "one", false);
    row(Type::Boolean, "true", true);
    row(Type::Boolean, "yes", false);
    row(Type::Choice, "a", true);
    row(Type::Choice, "c", false);
}

void TestPlanValues::shouldCheckInputs()
{
    QFETCH(int, type);
    QFETCH(QString, value);
    QFETCH(bool, fits);
    PlanInput input;
    input.type = static_cast<PlanInput::Type>(type);
    input.choices = QStringList{u"a"_s, u"b"_s};
    if (input.type == PlanInput::Type::String)
        input.pattern = u"^v\\d+$"_s;

    const QString fault = inputFault(input, value);

    QCOMPARE(fault.isEmpty(), fits);
}

void TestPlanValues::shouldNotRepeatSecrets()
{
    PlanInput input;
    input.type = PlanInput::Type::Secret;
    input.pattern = u"^.{12,}$"_s;

    const QString fault = inputFault(input, u"hunter2"_s);

    QVERIFY(!fault.isEmpty());
    QVERIFY(!fault.contains(u"hunter2"));
}

void TestPlanValues::shouldSuggestOnlyWhatIsNear()
{
    const QStringList known{u"needs"_s, u"retry"_s, u"on_failure"_s};

    QCOMPARE(nearestName(u"nedds"_s, known), u"needs"_s);
    QCOMPARE(nearestName(u"onfailure"_s, known), u"on_failure"_s);
    QCOMPARE(nearestName(u"on-failure"_s, known), u"on_failure"_s);
    QCOMPARE(nearestName(u"Retry"_s, known), u"retry"_s);
    QCOMPARE(nearestName(u"colour"_s, known), QString());
    QCOMPARE(nearestName(QString(), known), QString());
    QCOMPARE(suggestion(u"colour"_s, known), QString());
}

QTEST_GUILESS_MAIN(TestPlanValues)
#include "tst_planvalues.moc"
