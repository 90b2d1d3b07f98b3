// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QScopeGuard>

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

    void m08_shouldBeTakenOverFromAWorkstationThatHangs()
    {
        const Ended isolated = onAnotherMachine({u"--version"_s});
        if (isolated.exitCode != 0)
            QSKIP(qPrintable(u"No second host name is permitted here: %1"_s.arg(isolated.err)));
        m_workspace->write(u"errors"_s, "7\n");
        m_workspace->write(u"plan.yaml"_s,
                           plan("      - {id: up, run: echo up >>did, undo: {run: echo down "
                                ">>did}}\n"
                                "      - {id: watch, gate: {metrics: [errors], for: 20s, "
                                "on_no_data: fail}}\n"));
        m_workspace->write(u"answers.yaml"_s, "watch: [rollback]\n");
        const QStringList answers{u"--answers"_s, u"answers.yaml"_s, u"--json"_s};
        QProcess first;
        begin(first, QStringList{u"run"_s, u"plan.yaml"_s} + answers);
        QString out;
        QTRY_VERIFY_WITH_TIMEOUT(
            (out += QString::fromUtf8(first.readAllStandardOutput())).contains("step-held"_L1),
            20'000);
        const QString run = runIdOf(out);

        QCOMPARE(::kill(pid_t(first.processId()), SIGSTOP), 0);
        const auto go = qScopeGuard([&first] {
            if (first.state() != QProcess::NotRunning)
                ::kill(pid_t(first.processId()), SIGCONT);
        });
        QElapsedTimer since;
        since.start();
        Ended second;
        int refused = 0;
        do {
            QTest::qWait(1000);
            second = onAnotherMachine(QStringList{u"resume"_s, run} + answers);
            refused += second.exitCode == 1 ? 1 : 0;
            if (second.exitCode == 1)
                QVERIFY2(second.err.contains(u"process %1"_s.arg(first.processId())),
                         qPrintable(second.err));
        } while (second.exitCode == 1 && since.elapsed() < 45'000);

        // It took over in time, and came to one verdict and one way back.
        const qint64 took = since.elapsed();
        QVERIFY2(second.exitCode == 4, qPrintable(second.out + second.err));
        QVERIFY2(took <= 45'000, qPrintable(QString::number(took)));
        QVERIFY(refused > 5);
        QCOMPARE(m_workspace->read(u"did"_s), "up\ndown\n"_ba);
        const Ended recorded = onAnotherMachine({u"runs"_s, u"show"_s, run, u"--json"_s});
        QVERIFY(!recorded.out.isEmpty());

        QCOMPARE(::kill(pid_t(first.processId()), SIGCONT), 0);
        QVERIFY(first.waitForFinished(15'000));

        // The one that hung says who took over, and changes nothing any more.
        const QString err = QString::fromUtf8(first.readAllStandardError());
        QCOMPARE(first.exitStatus(), QProcess::NormalExit);
        QCOMPARE(first.exitCode(), 1);
        QVERIFY2(err.contains("gave no sign of life"_L1) && err.contains("on other-desk"_L1),
                 qPrintable(err));
        QCOMPARE(m_workspace->read(u"did"_s), "up\ndown\n"_ba);
        QCOMPARE(m_workspace->run({u"runs"_s, u"show"_s, run, u"--json"_s}).out, recorded.out);
        out += QString::fromUtf8(first.readAllStandardOutput());
        QVERIFY2(verdictIn(out).isEmpty(), qPrintable(out));
        QVERIFY2(!verdictIn(second.out).isEmpty(), qPrintable(second.out));
        qInfo().noquote() << u"taken over after %1 s"_s.arg(double(took) / 1000);
    }

private:
    /// As run(), under another host name.
    Ended onAnotherMachine(const QStringList &arguments)
    {
        QProcess process;
        m_workspace->prepare(process);
        const QString program = process.program();
        process.setProgram(u"unshare"_s);
        process.setArguments(QStringList{u"--uts"_s, u"sh"_s, u"-c"_s,
                                         u"hostname other-desk && exec \"$@\""_s, u"sh"_s, program}
                             + arguments);
        process.start();
        process.waitForFinished(60'000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }
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
