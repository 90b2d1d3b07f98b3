// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {
QByteArray plan(const QByteArray &steps)
{
    return "slipway: 1\nname: Hello\nphases:\n  - id: one\n    name: First phase\n    steps:\n"
        + steps;
}

QStringList kindsOf(const QString &jsonLines)
{
    QStringList kinds;
    const auto rows = jsonLines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : rows)
        kinds << QJsonDocument::fromJson(line.toUtf8()).object().value("kind"_L1).toString();
    return kinds;
}

QString runIdOf(const QString &text)
{
    static const QRegularExpression id(u"\\d{8}-\\d{6}-[0-9a-f]+"_s);
    return id.match(text).captured();
}
} // namespace

/// The program with plans that really run.
class TestSlipwayctlRuns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<CtlWorkspace>(); }
    void shouldPrintALineAnEventAndEndWithSuccess();
    void shouldAnswerARepeatedQuestionFromAList();
    void shouldPrintDeviationsOfASuccess();
    void shouldEndWithOneWhenAStepFails();
    void shouldStopAtAnUnansweredQuestion();
    void shouldStopAtAnAnswerThatIsNotOffered();
    void shouldPrintOneEventALineAsItHappens();
    void shouldEndWithFourWhenRolledBack();
    void shouldTakeApprovalsOfSeveralPeople();
    void shouldStopProperlyWhenInterrupted_data();
    void shouldStopProperlyWhenInterrupted();
    void shouldLeaveAtOnceWhenInterruptedTwice();
    void shouldResumeARunThatWasKilled();
    void shouldNotResumeAFinishedRun();
    void shouldListAndShowRuns();
    void shouldStartAtAStep();
    void shouldAskOnATerminal();

private:
    Ended runPlan(const QByteArray &steps, const QByteArray &answers,
                  const QStringList &options = {})
    {
        m_workspace->write(u"plan.yaml"_s, plan(steps));
        QStringList arguments{u"run"_s, u"plan.yaml"_s, u"--operator"_s, u"lena"_s};
        if (!answers.isEmpty()) {
            m_workspace->write(u"answers.yaml"_s, answers);
            arguments += {u"--answers"_s, u"answers.yaml"_s};
        }
        return m_workspace->run(arguments + options);
    }
    std::unique_ptr<CtlWorkspace> m_workspace;
};

void TestSlipwayctlRuns::shouldPrintALineAnEventAndEndWithSuccess()
{
    const Ended ended = runPlan("      - {id: a, name: Greet, run: echo hello}\n"
                                "      - {id: b, run: printf unfinished}\n",
                                {});

    QCOMPARE(CtlWorkspace::steady(ended.out),
             u"HH:MM:SS                 Run RUN: Hello, environment test, started by lena\n"
             "\n"
             "First phase\n"
             "HH:MM:SS  ◐ Running      Greet\n"
             "          │ hello\n"
             "HH:MM:SS  ✓ Done         Greet (Ns)\n"
             "HH:MM:SS  ◐ Running      b\n"
             "          │ unfinished\n"
             "HH:MM:SS  ✓ Done         b (Ns)\n"
             "\n"
             "✓ Success after Ns, run RUN\n"_s);
    QCOMPARE(ended.err, QString());
    QCOMPARE(ended.exitCode, 0);
}

void TestSlipwayctlRuns::shouldAnswerARepeatedQuestionFromAList()
{
    const Ended ended = runPlan("      - {id: a, run: \"true\"}\n"
                                "      - {id: ok, decision: {question: Good?, options: {yes: next, "
                                "no: a}}}\n",
                                "ok: [\"no\", {\"yes\": , as: tom}]\n");

    QCOMPARE(ended.exitCode, 0);
    QVERIFY(ended.out.contains(u"lena answered “no”"_s));
    QVERIFY(ended.out.contains(u"tom answered “yes”"_s));
    QVERIFY(ended.out.contains(u"✓ Success after"_s));
}

void TestSlipwayctlRuns::shouldPrintDeviationsOfASuccess()
{
    const Ended ended = runPlan("      - {id: a, required: false, run: exit 3}\n"
                                "      - {id: b, run: \"true\"}\n",
                                "a: {skip: The test server is down}\n");

    QCOMPARE(ended.exitCode, 0);
    const QString end = ended.out.mid(ended.out.lastIndexOf("\n\n"_L1) + 2);
    QVERIFY2(end.contains("Success with deviations"_L1), qPrintable(end));
    QVERIFY2(end.contains(u"  ! “a” failed in attempt 1: "_s), qPrintable(end));
    QVERIFY2(end.contains(u"  ! “a” was skipped by lena: The test server is down"_s),
             qPrintable(end));
}

void TestSlipwayctlRuns::shouldEndWithOneWhenAStepFails()
{
    const Ended ended = runPlan("      - {id: a, on_failure: stop, run: exit 3}\n", {});

    QCOMPARE(ended.exitCode, 1);
    QVERIFY(ended.out.contains(u"✗ Failed"_s));
}

void TestSlipwayctlRuns::shouldStopAtAnUnansweredQuestion()
{
    const Ended ended = runPlan("      - {id: a, name: Look, manual: Look at it.}\n"
                                "      - {id: b, run: touch ran}\n"
                                "      - {id: c, always: true, run: touch tidied}\n",
                                {});

    QCOMPARE(ended.exitCode, 3);
    QVERIFY2(ended.err.startsWith(u"slipwayctl: The question of “a” stays unanswered: "_s),
             qPrintable(ended.err));
    QVERIFY(ended.err.endsWith("There is no answers file and no terminal to ask.\n"_L1));
    QVERIFY(!QFile::exists(m_workspace->path(u"ran"_s)));
    QVERIFY(QFile::exists(m_workspace->path(u"tidied"_s)));
}

void TestSlipwayctlRuns::shouldStopAtAnAnswerThatIsNotOffered()
{
    // A required step may be overridden, not skipped.
    const Ended ended = runPlan("      - {id: a, run: exit 3}\n", "a: {skip: Never mind}\n");

    QCOMPARE(ended.exitCode, 3);
    QVERIFY2(ended.err.contains(u"The question of “a” stays unanswered"_s), qPrintable(ended.err));
}

void TestSlipwayctlRuns::shouldPrintOneEventALineAsItHappens()
{
    m_workspace->write(u"plan.yaml"_s, plan("      - {id: a, run: sleep 30}\n"));
    QProcess process;
    m_workspace->prepare(process);
    process.setArguments({u"run"_s, u"plan.yaml"_s, u"--json"_s});
    process.start();

    QString out;
    QTRY_VERIFY_WITH_TIMEOUT(
        (out += QString::fromUtf8(process.readAllStandardOutput())).contains("step-intent"_L1),
        20000);

    QCOMPARE(kindsOf(out), (QStringList{u"run-started"_s, u"step-intent"_s}));
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    const QStringList rest = kindsOf(QString::fromUtf8(process.readAllStandardOutput()));
    QCOMPARE(rest.last(), u"run-finished"_s);
    QCOMPARE(process.exitCode(), 130);
}

void TestSlipwayctlRuns::shouldEndWithFourWhenRolledBack()
{
    const Ended ended = runPlan("      - {id: a, run: touch made, undo: {run: rm made}}\n"
                                "      - {id: b, run: exit 1}\n",
                                "b: [retry, rollback]\n");

    QCOMPARE(ended.exitCode, 4);
    QVERIFY(ended.out.contains(u"↶ Rolled back after"_s));
    QVERIFY(!QFile::exists(m_workspace->path(u"made"_s)));
}

void TestSlipwayctlRuns::shouldTakeApprovalsOfSeveralPeople()
{
    m_workspace->write(u"slipway.yaml"_s,
                       "slipway: 1\nname: Test\nplans: [plan.yaml]\nenvironment: test\n"
                       "environments: {test: {}}\nroles:\n"
                       "  product: {name: Product, people: [tom]}\n"
                       "  devops: {name: DevOps, people: [asha]}\n");

    const Ended ended
        = runPlan("      - {id: sign, gate: {approvals: {from: [product, devops], need: all}}}\n",
                  "sign: [{approve: Fine, as: tom}, {approve: , as: asha}]\n");

    QVERIFY2(ended.exitCode == 0, qPrintable(ended.out + ended.err));
    QVERIFY(ended.out.contains("tom (product): approve (Fine)"_L1));
    QVERIFY(ended.out.contains("asha (devops): approve"_L1));
}

void TestSlipwayctlRuns::shouldStopProperlyWhenInterrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestSlipwayctlRuns::shouldStopProperlyWhenInterrupted()
{
    QFETCH(int, signal);
    m_workspace->write(u"plan.yaml"_s,
                       plan("      - {id: a, run: 'echo begun; sleep 60'}\n"
                            "      - {id: b, always: true, run: touch tidied}\n"));
    QProcess process;
    m_workspace->prepare(process);
    process.setArguments({u"run"_s, u"plan.yaml"_s});
    process.start();
    QString out;
    QTRY_VERIFY_WITH_TIMEOUT(
        (out += QString::fromUtf8(process.readAllStandardOutput())).contains(u"│ begun"_s), 20000);

    ::kill(pid_t(process.processId()), signal);

    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(QFile::exists(m_workspace->path(u"tidied"_s)));
    const Ended shown = m_workspace->run({u"runs"_s, u"show"_s, runIdOf(out), u"--json"_s});
    const QStringList kinds = kindsOf(shown.out);
    QVERIFY(kinds.contains("stop-requested"_L1));
    QVERIFY(kinds.contains("step-cancelled"_L1));
    QCOMPARE(kinds.last(), u"run-finished"_s);
}

void TestSlipwayctlRuns::shouldLeaveAtOnceWhenInterruptedTwice()
{
    m_workspace->write(u"plan.yaml"_s,
                       plan("      - {id: a, run: 'echo begun; sleep 60'}\n"
                            "      - {id: b, always: true, run: 'echo tidying; sleep 60'}\n"));
    QProcess process;
    m_workspace->prepare(process);
    process.setArguments({u"run"_s, u"plan.yaml"_s});
    process.start();
    QString out;
    const auto printed = [&process, &out](const QString &text) {
        out += QString::fromUtf8(process.readAllStandardOutput());
        return out.contains(text);
    };
    QTRY_VERIFY_WITH_TIMEOUT(printed(u"│ begun"_s), 20000);
    ::kill(pid_t(process.processId()), SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(printed(u"│ tidying"_s), 20000);

    ::kill(pid_t(process.processId()), SIGINT);

    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitCode(), 130);
}

void TestSlipwayctlRuns::shouldResumeARunThatWasKilled()
{
    m_workspace->write(
        u"plan.yaml"_s,
        plan("      - {id: a, run: echo one >>did}\n"
             "      - {id: b, idempotent: true, run: '[ -e go ] || sleep 60; echo two >>did'}\n"));
    QProcess process;
    m_workspace->prepare(process);
    process.setArguments({u"run"_s, u"plan.yaml"_s, u"--json"_s});
    process.start();
    QString out;
    QTRY_VERIFY_WITH_TIMEOUT(
        (out += QString::fromUtf8(process.readAllStandardOutput())).contains("sleep 60\"}"_L1)
            || out.contains("\"step\":\"b\""_L1),
        20000);
    process.kill();
    QVERIFY(process.waitForFinished());
    m_workspace->write(u"go"_s, {});
    m_workspace->write(u"answers.yaml"_s, "b: [retry, retry]\n");

    const Ended ended = m_workspace->run(
        {u"resume"_s, runIdOf(out), u"--answers"_s, u"answers.yaml"_s, u"--operator"_s, u"tom"_s});

    QVERIFY2(ended.exitCode == 0, qPrintable(ended.out + ended.err));
    QVERIFY(ended.out.contains("Resumed by tom"_L1));
    QCOMPARE(m_workspace->read(u"did"_s), "one\ntwo\n"_ba);
}

void TestSlipwayctlRuns::shouldNotResumeAFinishedRun()
{
    const QString run = runIdOf(runPlan("      - {id: a, run: \"true\"}\n", {}).out);

    const Ended ended = m_workspace->run({u"resume"_s, run});

    QCOMPARE(ended.exitCode, 1);
    QVERIFY(ended.err.startsWith("slipwayctl: "_L1));
}

void TestSlipwayctlRuns::shouldListAndShowRuns()
{
    const QString run = runIdOf(runPlan("      - {id: a, name: Greet, run: echo hello}\n", {}).out);

    const Ended list = m_workspace->run({u"runs"_s});
    const Ended json = m_workspace->run({u"runs"_s, u"--json"_s});
    const Ended shown = m_workspace->run({u"runs"_s, u"show"_s, run});
    const Ended printed = m_workspace->run({u"runs"_s, u"show"_s, run, u"--output"_s, u"a"_s});

    QCOMPARE(list.out.count(u'\n'), 2);
    QVERIFY(list.out.contains(run));
    QCOMPARE(QJsonDocument::fromJson(json.out.toUtf8()).object().value("outcome"_L1).toString(),
             u"success"_s);
    QVERIFY2(shown.out.contains(u"  ✓ Done                 Greet ("_s), qPrintable(shown.out));
    QVERIFY(shown.out.endsWith(u"run %1\n"_s.arg(run)));
    QCOMPARE(printed.out, u"hello\n"_s);
    QCOMPARE(shown.exitCode, 0);
}

void TestSlipwayctlRuns::shouldStartAtAStep()
{
    const Ended ended = runPlan("      - {id: a, run: touch a}\n"
                                "      - {id: b, run: touch b}\n",
                                {}, {u"--from"_s, u"b"_s});

    QCOMPARE(ended.exitCode, 0);
    QVERIFY(!QFile::exists(m_workspace->path(u"a"_s)));
    QVERIFY(QFile::exists(m_workspace->path(u"b"_s)));
}

void TestSlipwayctlRuns::shouldAskOnATerminal()
{
    m_workspace->write(u"plan.yaml"_s,
                       plan("      - {id: ok, decision: {question: Good?, options: "
                            "{yes: next, no: next}}}\n"));
    QProcess terminal;
    m_workspace->prepare(terminal);
    terminal.setStandardInputFile(QString());
    const QString command = terminal.program() + u" run plan.yaml --operator lena"_s;
    terminal.setProgram(u"script"_s);
    terminal.setArguments({u"-qec"_s, command, u"/dev/null"_s});
    terminal.start();
    QString out;
    const auto printed = [&terminal, &out](const QString &text) {
        out += QString::fromUtf8(terminal.readAllStandardOutput());
        return out.contains(text);
    };

    // A number that is not offered is asked for again.
    QTRY_VERIFY_WITH_TIMEOUT(printed(u"  2) no\r\nYour choice (1-2): "_s), 20000);
    terminal.write("7\n");
    QTRY_VERIFY_WITH_TIMEOUT(
        out.count(u"Your choice"_s) == 2 || printed(u"choice (1-2): 7\r\nYour"_s), 20000);
    terminal.write("2\n");

    QVERIFY(terminal.waitForFinished());
    out += QString::fromUtf8(terminal.readAllStandardOutput());
    QVERIFY2(out.contains(u"lena answered “no”"_s), qPrintable(out));
    QVERIFY(out.contains(u"\x1b[32m✓ Done"_s));
    QCOMPARE(terminal.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestSlipwayctlRuns)
#include "tst_slipwayctl_runs.moc"
