// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What happens in which order, as tables of event logs.
class TestEngineOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }
    void shouldRecordExactly_data();
    void shouldRecordExactly();
};

void TestEngineOrder::shouldRecordExactly_data()
{
    QTest::addColumn<QString>("steps");
    QTest::addColumn<QString>("failing"); // "a b": these fail once
    QTest::addColumn<QStringList>("commands");
    QTest::addColumn<QString>("expected");

    const QString chain = u"- {id: a, run: x}\n- {id: b, run: x}"_s;
    QTest::newRow("one after the other")
        << chain << u""_s << QStringList()
        << u"run-started|"
           "step-intent a 1|step-result a succeeded|"
           "step-intent b 1|step-result b succeeded|run-finished success"_s;
    QTest::newRow("side by side, then joined")
        << u"- {id: a, run: x}\n- {id: b, run: x, needs: []}\n- {id: c, run: x, needs: [a, b]}"_s
        << u""_s << QStringList()
        << u"run-started|step-intent a 1|step-intent b 1|step-result a succeeded|"
           "step-result b succeeded|step-intent c 1|step-result c succeeded|run-finished success"_s;
    QTest::newRow("a condition that does not hold")
        << u"- {id: a, run: x, when: vars.domain == other}\n- {id: b, run: x}"_s << u""_s
        << QStringList()
        << u"run-started|step-skipped a when|step-intent b 1|step-result b succeeded|"
           "run-finished success"_s;
    QTest::newRow("a failure that is retried by a person")
        << chain << u"a"_s << QStringList{u"a: retry"_s}
        << u"run-started|step-intent a 1|step-result a failed|question-asked a failure|"
           "question-answered a retry|step-intent a 2|step-result a succeeded|step-intent b 1|"
           "step-result b succeeded|run-finished success with deviations"_s;
    QTest::newRow("a required step overridden")
        << chain << u"a"_s << QStringList{u"a: override it is known"_s}
        << u"run-started|step-intent a 1|step-result a failed|question-asked a failure|"
           "question-answered a override|override a|step-skipped a olga|step-intent b 1|"
           "step-result b succeeded|run-finished success with deviations"_s;
    QTest::newRow("an optional step skipped")
        << u"- {id: a, run: x, required: false}\n- {id: b, run: x}"_s << u"a"_s
        << QStringList{u"a: skip not today"_s}
        << u"run-started|step-intent a 1|step-result a failed|question-asked a failure|"
           "question-answered a skip|step-skipped a olga|step-intent b 1|step-result b succeeded|"
           "run-finished success with deviations"_s;
    QTest::newRow("retries by policy, with backoff")
        << u"- {id: a, run: x, idempotent: true, retry: {times: 2, delay: 10s, backoff: 2}}"_s
        << u"a a"_s << QStringList{u"advance 9"_s, u"advance 1"_s, u"advance 19"_s, u"advance 1"_s}
        << u"run-started|step-intent a 1|step-result a failed|step-held a retry|step-intent a 2|"
           "step-result a failed|step-held a retry|step-intent a 3|step-result a succeeded|"
           "run-finished success with deviations"_s;
    QTest::newRow("on_failure: stop")
        << u"- {id: a, run: x, on_failure: stop}\n- {id: b, run: x}\n"
           "- {id: c, run: x, always: true}"_s
        << u"a"_s << QStringList()
        << u"run-started|step-intent a 1|step-result a failed|stop-requested|step-intent c 1|"
           "step-result c succeeded|run-finished failed"_s;
    QTest::newRow("on_failure: continue")
        << u"- {id: a, run: x, on_failure: continue}\n- {id: b, run: x}"_s << u"a"_s
        << QStringList()
        << u"run-started|step-intent a 1|step-result a warned|step-intent b 1|"
           "step-result b succeeded|run-finished success with deviations"_s;
    QTest::newRow("on_failure: goto")
        << u"- {id: a, run: x}\n- {id: b, run: x, on_failure: {goto: a, label: Fix}}"_s << u"b"_s
        << QStringList()
        << u"run-started|step-intent a 1|step-result a succeeded|step-intent b 1|"
           "step-result b failed|step-reset a loop|step-reset b loop|step-intent a 2|"
           "step-result a succeeded|step-intent b 2|step-result b succeeded|"
           "run-finished success with deviations"_s;
    QTest::newRow("a manual step")
        << u"- {id: a, manual: Do it}"_s << u""_s << QStringList{u"a: done"_s}
        << u"run-started|step-intent a 1|question-asked a manual|"
           "question-answered a done|step-result a succeeded|"
           "run-finished success"_s;
    QTest::newRow("a wait") << u"- {id: a, wait: 30s}\n- {id: b, run: x}"_s << u""_s
                            << QStringList{u"advance 29"_s, u"advance 1"_s}
                            << u"run-started|step-intent a 1|step-held a clock|"
                               "step-result a succeeded|step-intent b 1|step-result b succeeded|"
                               "run-finished success"_s;
    QTest::newRow("pause and continue")
        << u"- {id: a, manual: x}\n- {id: b, run: x}"_s << u""_s
        << QStringList{u"pause"_s, u"a: done"_s, u"continue"_s}
        << u"run-started|step-intent a 1|question-asked a manual|run-paused|"
           "question-answered a done|step-result a succeeded|step-ready b|run-continued|"
           "step-intent b 1|step-result b succeeded|run-finished success"_s;
    QTest::newRow("stop by a person")
        << u"- {id: a, manual: x}\n- {id: b, run: x}"_s << u""_s << QStringList{u"stop enough"_s}
        << u"run-started|step-intent a 1|question-asked a manual|"
           "stop-requested|run-finished aborted"_s;
}

void TestEngineOrder::shouldRecordExactly()
{
    QFETCH(const QString, steps);
    QFETCH(const QString, failing);
    QFETCH(const QStringList, commands);
    QFETCH(const QString, expected);
    EngineDriver driver;
    QHash<QString, QList<FakeExecutor::Behaviour>> behaviours;
    for (const QString &step : failing.split(u' ', Qt::SkipEmptyParts))
        behaviours[step].append(FakeExecutor::failing());
    for (auto it = behaviours.cbegin(); it != behaviours.cend(); ++it)
        driver.executor.behave(it.key(), it.value());

    const auto started = driver.start(steps);
    const auto done = driver.commands(commands);

    QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QCOMPARE(driver.log().join(u"|\n"), expected.split(u'|').join(u"|\n"));
    QVERIFY(driver.foldsAlike());
}

QTEST_GUILESS_MAIN(TestEngineOrder)
#include "tst_engineorder.moc"
