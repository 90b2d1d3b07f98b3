// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

const QByteArray config
    = "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"
      "metrics:\n  - {id: errors, name: Error rate, unit: percent, target: '< 1', window: 4s, "
      "source: {command: {run: cat errors, every: 1s}}}\n"_ba;

QByteArray plan(const QByteArray &steps)
{
    return "slipway: 1\nname: Watch\nphases:\n  - id: p\n    name: P\n    steps:\n" + steps;
}

QString runIdOf(const QString &text)
{
    static const QRegularExpression id(u"\\d{8}-\\d{6}-[0-9a-f]+"_s);
    return id.match(text).captured();
}

/// The verdict in the journal that a run's JSON lines tell of.
QJsonObject verdictIn(const QString &jsonLines)
{
    QJsonObject found;
    const QStringList lines = jsonLines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QJsonObject event = QJsonDocument::fromJson(line.toUtf8()).object();
        const QJsonObject evidence = event["data"_L1]["evidence"_L1].toObject();
        if (evidence.contains("verdict"_L1))
            found = evidence;
    }
    return found;
}

} // namespace

/// The program dies, hangs or is not alone while a gate watches.
class TestSlipwayctlGateFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<CtlWorkspace>();
        m_workspace->write(u"slipway.yaml"_s, config);
    }

    void m07_shouldJudgeTheSameAfterItWasKilledTenTimes()
    {
        m_workspace->write(u"errors"_s, "0.25\n");
        m_workspace->write(
            u"plan.yaml"_s,
            plan("      - {id: watch, gate: {metrics: [errors], for: 18s, on_no_data: fail}}\n"));
        QRandomGenerator random(7);
        QString run;
        QStringList arguments{u"run"_s, u"plan.yaml"_s, u"--json"_s};
        for (int kill = 0; kill < 10; ++kill) {
            QProcess process;
            begin(process, arguments);
            QString out;
            QTRY_VERIFY_WITH_TIMEOUT(
                (out += QString::fromUtf8(process.readAllStandardOutput())).contains("\"run"_L1),
                20'000);
            if (run.isEmpty())
                run = runIdOf(out);
            QVERIFY(!run.isEmpty());
            QTest::qWait(random.bounded(50, 1300));
            QCOMPARE(process.state(), QProcess::Running);
            process.kill();
            QVERIFY(process.waitForFinished());
            arguments = {u"resume"_s, run, u"--json"_s};
        }

        const Ended ended = m_workspace->run(arguments);

        const QJsonObject decided = verdictIn(ended.out);
        const QString verdict = decided["verdict"_L1].toString();
        // What nobody measured while it was dead may be too much of the window, never a fault.
        QVERIFY2(verdict == "pass"_L1 || verdict == "inconclusive"_L1,
                 qPrintable(ended.out + ended.err));
        const Ended again
            = m_workspace->run({u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"watch"_s, u"--json"_s});
        const QJsonObject judged = QJsonDocument::fromJson(again.out.toUtf8()).object();
        QCOMPARE(judged["verdict"_L1].toString(), verdict);
        QCOMPARE(judged["metrics"_L1][0]["digest"_L1].toString().size(), 64);
        QCOMPARE(judged["metrics"_L1][0]["digest"_L1], decided["metrics"_L1][0]["digest"_L1]);
    }

    void m08_shouldLeaveTheGateToOneOfTwo()
    {
        m_workspace->write(u"errors"_s, "7\n");
        m_workspace->write(u"plan.yaml"_s,
                           plan("      - {id: up, run: echo up >>did, undo: {run: echo down "
                                ">>did}}\n"
                                "      - {id: watch, gate: {metrics: [errors], for: 6s}}\n"));
        m_workspace->write(u"answers.yaml"_s, "watch: [rollback]\n");
        QProcess first;
        begin(first, {u"run"_s, u"plan.yaml"_s, u"--answers"_s, u"answers.yaml"_s, u"--json"_s});
        QString out;
        QTRY_VERIFY_WITH_TIMEOUT(
            (out += QString::fromUtf8(first.readAllStandardOutput())).contains("step-held"_L1),
            20'000);

        // Hung or not, it has the workspace.
        QCOMPARE(::kill(pid_t(first.processId()), SIGSTOP), 0);
        const Ended resumed = m_workspace->run({u"resume"_s, runIdOf(out)});
        const Ended second
            = m_workspace->run({u"run"_s, u"plan.yaml"_s, u"--answers"_s, u"answers.yaml"_s});
        QCOMPARE(::kill(pid_t(first.processId()), SIGCONT), 0);
        QVERIFY(first.waitForFinished(60'000));

        QVERIFY2(resumed.exitCode == 1 && !resumed.err.isEmpty(), qPrintable(resumed.err));
        QVERIFY2(second.exitCode == 1 && !second.err.isEmpty(), qPrintable(second.err));
        out += QString::fromUtf8(first.readAllStandardOutput());
        QVERIFY2(first.exitCode() == 4, qPrintable(out));
        QCOMPARE(verdictIn(out)["verdict"_L1].toString(), u"fail"_s);
        QCOMPARE(m_workspace->read(u"did"_s), "up\ndown\n"_ba);
        const Ended runs = m_workspace->run({u"runs"_s});
        QCOMPARE(runs.out.count(QRegularExpression(u"\\d{8}-\\d{6}-[0-9a-f]+"_s)), 1);
    }

private:
    void begin(QProcess &process, const QStringList &arguments)
    {
        m_workspace->prepare(process);
        process.setArguments(arguments);
        process.start();
        QVERIFY(process.waitForStarted());
    }

    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlGateFaults)
#include "tst_slipwayctl_gatefaults.moc"
