// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

class TestSlipwayctlMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<CtlWorkspace>(); }

    void shouldJudgeAGateAgainAndReport()
    {
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"
                           "metrics:\n  - {id: errors, name: Error rate, unit: percent, target: '< "
                           "1', window: 4s, source: {command: {run: cat errors, every: 1s}}}\n");
        m_workspace->write(u"errors"_s, "0.25\n");
        m_workspace->write(u"plan.yaml"_s,
                           "slipway: 1\nname: Watch\nphases:\n  - id: p\n    name: P\n    steps:\n"
                           "      - {id: watch, gate: {metrics: [errors], for: 4s}}\n"
                           "      - {id: other, run: 'true'}\n");
        const Ended none = m_workspace->run({u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"watch"_s});
        QCOMPARE(none.exitCode, 2);
        QVERIFY2(none.err.contains(u"No run of “Watch” began in “prod”"_s), qPrintable(none.err));

        const Ended run = m_workspace->run({u"run"_s, u"plan.yaml"_s});
        QVERIFY2(run.exitCode == 0, qPrintable(run.out + run.err));

        const Ended gate
            = m_workspace->run({u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"watch"_s, u"--json"_s});
        QVERIFY2(gate.exitCode == 0, qPrintable(gate.out + gate.err));
        const QJsonObject evidence = QJsonDocument::fromJson(gate.out.toUtf8()).object();
        QCOMPARE(evidence["verdict"_L1].toString(), u"pass"_s);
        QCOMPARE(evidence["metrics"_L1][0]["digest"_L1].toString().size(), 64);
        const Ended early
            = m_workspace->run({u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"watch"_s, u"--from"_s,
                                u"2020-01-01T00:00:00Z"_s, u"--at"_s, u"2020-01-01T00:00:10Z"_s});
        QCOMPARE(early.exitCode, 1);
        QVERIFY2(early.out.startsWith(u"SOURCE-BROKEN"_s), qPrintable(early.out));
        QCOMPARE(m_workspace->run({u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"other"_s}).exitCode,
                 2);

        // A day of which a few seconds are known is not a good one.
        const Ended csv = m_workspace->run({u"metrics"_s, u"report"_s, u"--csv"_s});
        QCOMPARE(csv.exitCode, 0);
        QVERIFY2(csv.out.contains(u"\"Error rate\",unknown,0.25,"_s), qPrintable(csv.out));
        const QJsonValue window = evidence["metrics"_L1][0];
        const Ended known = m_workspace->run({u"metrics"_s, u"report"_s, u"--csv"_s, u"--from"_s,
                                              window["from"_L1].toString(), u"--to"_s,
                                              window["to"_L1].toString()});
        QVERIFY2(known.out.contains(u"\"Error rate\",ok,0.25,"_s), qPrintable(known.out));
        const Ended html
            = m_workspace->run({u"metrics"_s, u"report"_s, u"--output"_s, u"report.html"_s});
        QVERIFY2(html.exitCode == 0, qPrintable(html.err));
        QCOMPARE(m_workspace
                     ->run({u"metrics"_s, u"report"_s, u"--from"_s, u"now"_s, u"--to"_s,
                            u"2020-01-01T00:00:00Z"_s})
                     .exitCode,
                 2);
        QCOMPARE(m_workspace->run({u"metrics"_s, u"report"_s, u"--output"_s, u"none/report.html"_s})
                     .exitCode,
                 1);
    }

    void shouldSayWhoseGateItJudgesAndWhatTheRunDecided()
    {
        const auto config = [this](const QByteArray &target) {
            m_workspace->write(
                u"slipway.yaml"_s,
                "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"
                "metrics:\n  - {id: load, name: Load, unit: percent, target: '"
                    + target + "', window: 4s, source: {command: {run: cat load, every: 1s}}}\n");
        };
        const auto gate = [this](const QStringList &more = {}) {
            return m_workspace->run(QStringList{u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"watch"_s}
                                    + more);
        };
        config("< 80");
        m_workspace->write(u"load"_s, "85\n");
        m_workspace->write(u"plan.yaml"_s,
                           "slipway: 1\nname: Watch\nphases:\n  - id: p\n    name: P\n    steps:\n"
                           "      - {id: first, run: test ! -e broken}\n"
                           "      - {id: watch, gate: {metrics: [load], for: 4s}}\n");
        const Ended run = m_workspace->run({u"run"_s, u"plan.yaml"_s});
        QVERIFY2(run.exitCode != 0, qPrintable(run.out));

        const Ended failed = gate();
        QCOMPARE(failed.exitCode, 1);
        QVERIFY2(failed.out.startsWith(u"FAIL"_s) && failed.out.contains(u"Run "_s)
                     && failed.out.contains(u"window 20"_s),
                 qPrintable(failed.out));

        // Looser targets of today do not change what was decided.
        config("< 90");
        const Ended loosened = gate();
        QCOMPARE(loosened.exitCode, 1);
        QVERIFY2(loosened.out.contains(u"was < 80 %; today it is < 90 %"_s),
                 qPrintable(loosened.out + loosened.err));

        // Nor does the gate of an older run pass for that of a newer one.
        m_workspace->write(u"broken"_s, "x");
        QVERIFY(m_workspace->run({u"run"_s, u"plan.yaml"_s}).exitCode != 0);
        const Ended notBegun = gate();
        QCOMPARE(notBegun.exitCode, 2);
        QVERIFY2(notBegun.err.contains(u"had not begun “watch”"_s), qPrintable(notBegun.err));
        const QString older = failed.out.section(u"Run "_s, 1).section(u';', 0, 0);
        const Ended named = gate({u"--run"_s, older, u"--json"_s});
        QCOMPARE(named.exitCode, 1);
        const QJsonObject evidence = QJsonDocument::fromJson(named.out.toUtf8()).object();
        QCOMPARE(evidence["run"_L1].toString(), older);
        QVERIFY(!evidence["differences"_L1].toArray().isEmpty());
        QCOMPARE(gate({u"--run"_s, u"none"_s}).exitCode, 2);
        QCOMPARE(gate({u"--run"_s, older, u"--from"_s, u"now"_s}).exitCode, 2);
    }

    void shouldReportOfAllTimes()
    {
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"
                           "metrics:\n  - {id: up, unit: percent, target: '> 99', window: 4s, "
                           "source: {http_probe: {url: 'http://127.0.0.1:1/', every: 1s}}}\n");
        m_workspace->run({u"metrics"_s, u"show"_s});

        const Ended report
            = m_workspace->run({u"metrics"_s, u"report"_s, u"--csv"_s, u"--from"_s,
                                u"0001-01-01T00:00:00Z"_s, u"--to"_s, u"9999-12-31T00:00:00Z"_s});

        QCOMPARE(report.exitCode, 0);
        QVERIFY2(report.out.contains(u"unknown"_s), qPrintable(report.out));
    }

    void shouldSayThatThereIsNoEnvironment()
    {
        m_workspace->write(u"slipway.yaml"_s, "slipway: 1\nname: Bare\n");

        const Ended none = m_workspace->run({u"metrics"_s, u"show"_s});
        const Ended unknown
            = m_workspace->run({u"metrics"_s, u"report"_s, u"--environment"_s, u"moon"_s});

        QCOMPARE(none.exitCode, 2);
        QVERIFY2(none.err.contains(u"Add one to slipway.yaml"_s), qPrintable(none.err));
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY2(unknown.err.contains(u"“moon”"_s), qPrintable(unknown.err));
    }

    void shouldPrintAQuantileOfEachHistogram()
    {
        m_workspace->write(u"metrics.txt"_s,
                           "# TYPE lat histogram\nlat_bucket{job=\"a\\\"b\",le=\"0.1\"} 5\n"
                           "lat_bucket{job=\"a\\\"b\",le=\"0.5\"} 15\n"
                           "lat_bucket{job=\"a\\\"b\",le=\"+Inf\"} 20\n"
                           "up 1\nempty_bucket{le=\"1\"} 0\nempty_bucket{le=\"+Inf\"} 0\n");

        const Ended plain = withInput({u"metrics"_s, u"quantile"_s, u"0.25"_s});
        const Ended json = withInput({u"metrics"_s, u"quantile"_s, u"0.95"_s, u"--json"_s});

        QCOMPARE(plain.err, QString());
        QCOMPARE(plain.out, u"lat{job=\"a\\\"b\"} 0.1\nempty NaN\n"_s);
        QCOMPARE(plain.exitCode, 0);
        const QJsonArray all = QJsonDocument::fromJson(json.out.toUtf8()).array();
        QCOMPARE(all.at(0)["value"_L1].toDouble(), 0.5);
        QCOMPARE(all.at(0)["high"_L1].toString(), u"+Inf"_s);
        QCOMPARE(all.at(0)["labels"_L1]["job"_L1].toString(), u"a\"b"_s);
        QCOMPARE(all.at(1)["value"_L1].toString(), u"NaN"_s);
    }

    void shouldTakeOddQuantilesAndNoEmptyInput()
    {
        m_workspace->write(u"metrics.txt"_s, "a_bucket{le=\"1\"} 1\na_bucket{le=\"Infinity\"} 2\n");
        QCOMPARE(withInput({u"metrics"_s, u"quantile"_s, u"-1"_s}).out, u"a -Inf\n"_s);
        QCOMPARE(withInput({u"metrics"_s, u"quantile"_s, u"0.5"_s}).out, u"a 1\n"_s);
        m_workspace->write(u"metrics.txt"_s, "\n");
        const Ended empty = withInput({u"metrics"_s, u"quantile"_s, u"0.5"_s});
        QCOMPARE(empty.exitCode, 2);
        QVERIFY2(empty.err.contains(u"empty"_s), qPrintable(empty.err));
        m_workspace->write(u"odd.json"_s, "[]");
        QCOMPARE(m_workspace->run({u"metrics"_s, u"security"_s, u"--response"_s, u"odd.json"_s})
                     .exitCode,
                 2);
        m_workspace->write(u"odd.json"_s, "{}");
        QCOMPARE(m_workspace->run({u"metrics"_s, u"security"_s, u"--response"_s, u"odd.json"_s})
                     .exitCode,
                 2);
    }

    void shouldRefuseWhatIsNotInTheFormat()
    {
        m_workspace->write(u"metrics.txt"_s, "up 1\n<html>\n");

        const Ended text = withInput({u"metrics"_s, u"quantile"_s, u"0.5"_s});
        const Ended quantile = withInput({u"metrics"_s, u"quantile"_s, u"half"_s});

        QCOMPARE(text.exitCode, 2);
        QVERIFY2(text.err.contains(u"Line 2"_s), qPrintable(text.err));
        QCOMPARE(text.out, QString());
        QCOMPARE(quantile.exitCode, 2);
        QVERIFY(quantile.err.contains(u"“half” is no quantile"_s));
    }

    void shouldScoreARecordedAnswer()
    {
        m_workspace->write(u"answer.json"_s,
                           R"({"in": {"name": "ours", "headers": [["X-Frame-Options", "DENY"]]}})");

        const Ended json = m_workspace->run(
            {u"metrics"_s, u"security"_s, u"--response"_s, u"answer.json"_s, u"--json"_s});
        const Ended plain
            = m_workspace->run({u"metrics"_s, u"security"_s, u"--response"_s, u"answer.json"_s});

        QCOMPARE(json.exitCode, 0);
        const QJsonObject score = QJsonDocument::fromJson(json.out.toUtf8()).object();
        QCOMPARE(score["score"_L1].toInt(), 50);
        QCOMPARE(score["grade"_L1].toString(), u"C"_s);
        QCOMPARE(score["tests"_L1]["x-frame-options"_L1]["pass"_L1].toBool(), true);
        QVERIFY2(plain.out.startsWith(u"ours\nScore 50, grade C, 9 of 12 tests passed\n"_s),
                 qPrintable(plain.out));
    }

    void shouldScoreAFileOfMany()
    {
        m_workspace->write(u"all.json"_s,
                           R"({"hstsPreload": {"known.example": "includeSubDomains"}, "vectors": [
                               {"in": {"host": "a.known.example"}}, {"in": {"status": 500}}]})");

        const Ended ended = m_workspace->run(
            {u"metrics"_s, u"security"_s, u"--response"_s, u"all.json"_s, u"--json"_s});

        QCOMPARE(ended.exitCode, 1);
        const QJsonArray all = QJsonDocument::fromJson(ended.out.toUtf8()).array();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.at(0)["tests"_L1]["strict-transport-security"_L1]["result"_L1].toString(),
                 u"hsts-preloaded"_s);
        QVERIFY(all.at(1)["error"_L1].toString().contains(u"500"_s));
    }

    void shouldSayWhatIsWrongWithAFile()
    {
        m_workspace->write(u"broken.json"_s, "{\"headers\": ");
        m_workspace->write(u"odd.json"_s, R"({"headers": 1})");
        const QStringList command{u"metrics"_s, u"security"_s};

        const Ended broken
            = m_workspace->run(command + QStringList{u"--response"_s, u"broken.json"_s});
        const Ended odd = m_workspace->run(command + QStringList{u"--response"_s, u"odd.json"_s});
        const Ended gone = m_workspace->run(command + QStringList{u"--response"_s, u"gone.json"_s});
        const Ended nothing = m_workspace->run(command);
        const Ended address = m_workspace->run(command + QStringList{u"ftp://a"_s});

        for (const Ended &ended : {broken, odd, gone, nothing, address})
            QCOMPARE(ended.exitCode, 2);
        QVERIFY(broken.err.contains(u"no JSON"_s));
        QVERIFY(odd.err.contains(u"‘headers’"_s));
        QVERIFY(gone.err.contains(u"gone.json"_s));
        QVERIFY(address.err.contains(u"no web address"_s));
    }

    void shouldMeasureTheWorkspacesMetrics()
    {
        m_workspace->write(
            u"slipway.yaml"_s,
            "slipway: 1\nname: Test\nenvironment: test\nenvironments:\n  test: {vars: {figure: "
            "\"7\"}}\n"
            "metrics:\n"
            "  - {id: good, name: Good, target: \"< 10\", source: {command: {run: \"echo {{ "
            "vars.figure }}\"}}}\n"
            "  - {id: bad, name: Bad, target: \"< 5\", source: {command: {run: echo 7}}}\n"
            "  - {id: odd, name: Odd, target: \"< 5\", source: {commnd: {run: echo 1}}}\n");
        const QStringList time{u"--for"_s, u"1s"_s};

        const Ended shown
            = m_workspace->run(QStringList{u"metrics"_s, u"show"_s, u"--json"_s} + time);
        const Ended good = m_workspace->run(
            QStringList{u"metrics"_s, u"check"_s, u"--metric"_s, u"good"_s} + time);
        const Ended all = m_workspace->run(QStringList{u"metrics"_s, u"check"_s} + time);
        const Ended none = m_workspace->run({u"metrics"_s, u"check"_s, u"--metric"_s, u"none"_s});

        QCOMPARE(shown.exitCode, 0);
        const QJsonArray metrics = QJsonDocument::fromJson(shown.out.toUtf8()).array();
        QCOMPARE(metrics.at(0)["state"_L1].toString(), u"ok"_s);
        QCOMPARE(metrics.at(0)["value"_L1].toDouble(), 7.0);
        QCOMPARE(metrics.at(1)["state"_L1].toString(), u"bad"_s);
        QCOMPARE(metrics.at(2)["state"_L1].toString(), u"unknown"_s);
        QVERIFY2(shown.err.contains(u"Did you mean ‘command’?"_s), qPrintable(shown.err));
        QCOMPARE(good.exitCode, 0);
        QVERIFY2(good.out.startsWith(u"OK"_s), qPrintable(good.out));
        QCOMPARE(all.exitCode, 1);
        QCOMPARE(none.exitCode, 2);
        QVERIFY(none.err.contains(u"“none”"_s));
    }

    /// As plan-format.md has it for scripts: values are quoted, secrets are no arguments.
    void shouldChangeNothingWhereNothingIsKept()
    {
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Shop\nenvironment: prod\nenvironments: {prod: {}}\n"
                           "metrics:\n  - {id: load, name: Load, unit: number, target: '< 10', "
                           "source: {command: {run: echo 7, every: 1s}}}\n");
        m_workspace->write(u"plan.yaml"_s,
                           "slipway: 1\nname: Watch\nphases:\n  - id: p\n    name: P\n    steps:\n"
                           "      - {id: watch, gate: {metrics: [load], for: 4s}}\n");
        const QString state = m_workspace->path(u".slipway"_s);

        const Ended show = m_workspace->run({u"metrics"_s, u"show"_s, u"--for"_s, u"2s"_s});
        const Ended check = m_workspace->run({u"metrics"_s, u"check"_s, u"--for"_s, u"2s"_s});
        const Ended report = m_workspace->run({u"metrics"_s, u"report"_s, u"--csv"_s});
        const Ended gate = m_workspace->run({u"metrics"_s, u"gate"_s, u"plan.yaml"_s, u"watch"_s});

        QVERIFY2(show.exitCode == 0 && show.out.startsWith(u"OK"_s), qPrintable(show.err));
        QVERIFY2(check.exitCode == 0, qPrintable(check.err));
        QVERIFY2(report.out.contains(u"\"Load\",unknown,"_s), qPrintable(report.err));
        QCOMPARE(gate.exitCode, 2);
        QVERIFY(!QFileInfo::exists(state));
        // Nor does a journal of somebody else's get in the way.
        QVERIFY(QDir().mkpath(state));
        m_workspace->write(u".slipway/journal.sqlite"_s,
                           "no journal, but long enough for one ....");
        QCOMPARE(m_workspace->run({u"metrics"_s, u"check"_s, u"--for"_s, u"2s"_s}).exitCode, 0);
        QCOMPARE(m_workspace->run({u"metrics"_s, u"report"_s, u"--csv"_s}).exitCode, 2);
    }

    void shouldHandSecretsToCommandsAndShowNone()
    {
        m_workspace->write(
            u"slipway.yaml"_s,
            "slipway: 1\nname: Test\nenvironment: test\nenvironments:\n"
            "  test: {vars: {evil: \"x'; echo 99; echo '\"}}\n"
            "metrics:\n"
            "  - {id: args, name: Args, target: \"< 1\", source: {command: {run: \"tr '\\\\0' ' ' "
            "</proc/$$/cmdline | { grep -c {{ secrets.TOK }} || :; }\"}}}\n"
            "  - {id: handed, name: Handed, target: \"> 10\", source: {command: {run: \"printf %s "
            "{{ secrets.TOK }} | wc -c\"}}}\n"
            "  - {id: quoted, name: Quoted, target: \"> 10\", source: {command: {run: \"printf %s "
            "{{ vars.evil }} | wc -c\"}}}\n"
            "  - {id: says, name: Says, target: \"< 1\", source: {command: {run: \"echo token {{ "
            "secrets.TOK }} refused >&2; exit 1\"}}}\n"
            "  - {id: lacks, name: Lacks, target: \"< 1\", source: {command: {run: \"echo {{ "
            "secrets.NONE }}\"}}}\n"
            "  - {id: pairs, name: Pairs, unit: percent, target: \"< 1\", source: {json: {run: "
            "\"echo {{ secrets.TOK }} >&2; exit 3\", pointer: /a}}}\n");
        QProcess process;
        m_workspace->prepare(process);
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(u"SLIPWAY_SECRET_TOK"_s, u"tok-Abc-123456"_s);
        process.setProcessEnvironment(environment);
        process.setArguments({u"metrics"_s, u"show"_s, u"--for"_s, u"1s"_s});
        process.start();
        QVERIFY(process.waitForFinished(30000));
        const QString out = QString::fromUtf8(process.readAllStandardOutput());
        const QString err = QString::fromUtf8(process.readAllStandardError());

        QCOMPARE(out.count(u"OK "_s), 3);
        QVERIFY2(out.contains(u"refused"_s), qPrintable(out + err));
        QVERIFY2(out.contains(u"SLIPWAY_SECRET_NONE"_s), qPrintable(out));
        QVERIFY2(!out.contains(u"tok-Abc"_s) && !err.contains(u"tok-Abc"_s), qPrintable(out + err));
    }

    /// An answer may take as long as the file says, though less often is asked than usual.
    void shouldLeaveTimeoutsAsTheyAre()
    {
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Test\nenvironment: test\nenvironments:\n  test: {}\n"
                           "metrics:\n  - {id: slow, name: Slow, target: \"< 10\", source: "
                           "{command: {run: sleep 2; echo 7, every: 30s, timeout: 3s}}}\n");

        const Ended ended = m_workspace->run({u"metrics"_s, u"check"_s, u"--for"_s, u"5s"_s});

        QVERIFY2(ended.out.startsWith(u"OK"_s), qPrintable(ended.out + ended.err));
    }

    void shouldWatchUntilItIsInterrupted()
    {
        m_workspace->write(u"slipway.yaml"_s,
                           "slipway: 1\nname: Test\nenvironment: test\nenvironments:\n  test: {}\n"
                           "metrics:\n  - {id: m, name: Load, target: \"< 10\", "
                           "source: {command: {run: echo 7, every: 1s}}}\n"
                           "  - {id: n, name: Broken, target: \"< 10\", "
                           "source: {command: {run: exit 9, every: 1s}}}\n");
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"metrics"_s, u"watch"_s});
        QByteArray out;
        process.start();
        QTRY_VERIFY_WITH_TIMEOUT((out += process.readAllStandardOutput()).contains("OK"), 15000);
        QTRY_VERIFY_WITH_TIMEOUT((out += process.readAllStandardOutput()).contains("status 9"),
                                 15000);

        process.terminate();

        QVERIFY(process.waitForFinished(15000));
        QVERIFY(out.contains("Load"));
        QVERIFY(process.exitCode() != 0);
    }

private:
    Ended withInput(const QStringList &arguments) const
    {
        QProcess process;
        m_workspace->prepare(process);
        process.setStandardInputFile(m_workspace->path(u"metrics.txt"_s));
        process.setArguments(arguments);
        process.start();
        process.waitForFinished(60000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlMetrics)
#include "tst_slipwayctl_metrics.moc"
