// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/slipwayctl.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {
const QByteArray goodPlan
    = "slipway: 1\n"
      "name: Hello\n"
      "inputs:\n"
      "  version: {type: string, default: v1}\n"
      "phases:\n"
      "  - id: one\n"
      "    name: First phase\n"
      "    steps:\n"
      "      - id: greet\n"
      "        run: echo hello {{ vars.who }} {{ inputs.version }}\n"
      "      - id: ok\n"
      "        decision: {question: \"Good?\", options: {yes: next, no: greet}}\n";
const QByteArray badPlan = "slipway: 1\n"
                           "name: Bad\n"
                           "phases:\n"
                           "  - id: one\n"
                           "    name: P\n"
                           "    steps:\n"
                           "      - id: a\n"
                           "        rnu: true\n"
                           "      - id: a\n"
                           "        run: \"true\"\n";
} // namespace

/// Everything that runs no plan.
class TestSlipwayctl : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void shouldRefuseWrongUsage_data();
    void shouldRefuseWrongUsage();
    void shouldPrintAPageForEachCommand_data();
    void shouldPrintAPageForEachCommand();
    void shouldPrintAManualPage();
    void shouldListTheCommandsOfAWord();
    void shouldFindNothingInAGoodPlan();
    void shouldPrintEveryFindingOfABadPlan();
    void shouldGoOnAfterAnUnreadableFile();
    void shouldSurviveGarbage();
    void shouldShowAPlanAsText();
    void shouldShowAPlanAsJson();
    void shouldDrawAPlan_data();
    void shouldDrawAPlan();
    void shouldPreviewWithoutRunning();
    void shouldRefuseUnknownInputs();
    void shouldRefuseAWrongAnswersFileBeforeTheRun();
    void shouldWriteTheDemoWorkspaceWithoutHoles();
    void shouldComplete_data();
    void shouldComplete();
    void shouldCompleteEveryCommand();

private:
    std::unique_ptr<CtlWorkspace> m_workspace;
};

void TestSlipwayctl::init()
{
    m_workspace = std::make_unique<CtlWorkspace>();
    m_workspace->write(u"plan.yaml"_s, goodPlan);
    m_workspace->write(u"bad.yaml"_s, badPlan);
}

void TestSlipwayctl::shouldRefuseWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("error");

    QTest::newRow("unknown command") << QStringList{u"rum"_s}
                                     << u"slipwayctl: There is no command “rum”. Did you mean "
                                        "‘run’?\nTry “slipwayctl --help”.\n"_s;
    QTest::newRow("half a command") << QStringList{u"plan"_s}
                                    << u"slipwayctl: “plan” needs a word more.\n"
                                       "Try “slipwayctl --help”.\n"_s;
    QTest::newRow("unknown option")
        << QStringList{u"run"_s, u"--answer"_s, u"x"_s, u"plan.yaml"_s}
        << u"slipwayctl: “run” knows no option --answer. Did you mean ‘answers’?\n"
           "Try “slipwayctl run --help”.\n"_s;
    QTest::newRow("missing value") << QStringList{u"run"_s, u"plan.yaml"_s, u"--input"_s}
                                   << u"slipwayctl: The option --input needs a value: "
                                      "NAME=VALUE.\nTry “slipwayctl run --help”.\n"_s;
    QTest::newRow("value for a flag")
        << QStringList{u"run"_s, u"plan.yaml"_s, u"--json=1"_s}
        << u"slipwayctl: The option --json takes no value.\nTry “slipwayctl run --help”.\n"_s;
    QTest::newRow("bad choice")
        << QStringList{u"plan"_s, u"show"_s, u"plan.yaml"_s, u"--format"_s, u"pgn"_s}
        << u"slipwayctl: “pgn” is no value of --format; it takes text, json, svg, png. Did you "
           "mean ‘png’?\nTry “slipwayctl plan show --help”.\n"_s;
    QTest::newRow("missing argument") << QStringList{u"resume"_s}
                                      << u"slipwayctl: “resume” needs an argument: RUN.\n"
                                         "Try “slipwayctl resume --help”.\n"_s;
    QTest::newRow("one too many") << QStringList{u"run"_s, u"a"_s, u"b"_s}
                                  << u"slipwayctl: “b” is one argument too many for “run”.\n"
                                     "Try “slipwayctl run --help”.\n"_s;
    QTest::newRow("no input") << QStringList{u"run"_s, u"plan.yaml"_s, u"--input"_s, u"v"_s}
                              << u"slipwayctl: “v” is no input; write NAME=VALUE.\n"_s;
    QTest::newRow("no plan") << QStringList{u"plan"_s, u"check"_s, u"none.yaml"_s}
                             << u"slipwayctl: none.yaml cannot be read: No such file or "
                                "directory.\n"_s;
    QTest::newRow("unknown run")
        << QStringList{u"runs"_s, u"show"_s, u"nope"_s}
        << u"slipwayctl: There is no run nope in this journal. See the list of runs.\n"_s;
    QTest::newRow("resume is never a new run")
        << QStringList{u"resume"_s, u"nope"_s}
        << u"slipwayctl: There is no run nope in this journal. See the list of runs.\n"_s;
}

void TestSlipwayctl::shouldRefuseWrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, error);

    const Ended ended = m_workspace->run(arguments);

    QCOMPARE(ended.err, error);
    QCOMPARE(ended.out, QString());
    QCOMPARE(ended.exitCode, 2);
}

void TestSlipwayctl::shouldPrintAPageForEachCommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char *name :
         {"plan check", "plan show", "run", "resume", "runs", "runs show", "secret set",
          "secret get", "secret list", "secret remove", "demo up", "demo run", "demo prepare"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestSlipwayctl::shouldPrintAPageForEachCommand()
{
    QFETCH(QString, command);

    const Ended page = m_workspace->run(command.split(u' ') + QStringList{u"--help"_s});
    const Ended help = m_workspace->run(u"help "_s.append(command).split(u' '));

    QCOMPARE(page.exitCode, 0);
    QCOMPARE(page.err, QString());
    QCOMPARE(help.out, page.out);
    const QStringList titles{QString(u"NAME\n    slipwayctl "_s + command + u" - "_s),
                             QString(u"\nSYNOPSIS\n    slipwayctl "_s + command),
                             u"\nDESCRIPTION\n"_s,
                             u"\nOPTIONS\n"_s,
                             u"\nEXIT STATUS\n"_s,
                             u"\nEXAMPLES\n"_s};
    for (const QString &title : titles)
        QVERIFY2(page.out.contains(title), qPrintable(title));
}

void TestSlipwayctl::shouldPrintAManualPage()
{
    const Ended ended = m_workspace->run({u"help"_s, u"--man"_s});

    QCOMPARE(ended.exitCode, 0);
    QVERIFY(ended.out.startsWith(".TH SLIPWAYCTL 1\n"_L1));
}

void TestSlipwayctl::shouldListTheCommandsOfAWord()
{
    const Ended ended = m_workspace->run({u"metrics"_s, u"--help"_s});
    const Ended other = m_workspace->run({u"help"_s, u"metrics"_s});
    const Ended none = m_workspace->run({u"metric"_s, u"--help"_s});

    QCOMPARE(ended.exitCode, 0);
    QVERIFY2(ended.out.contains(u"metrics watch"_s), qPrintable(ended.out));
    QVERIFY(!ended.out.contains(u"env check"_s));
    QCOMPARE(other.out, ended.out);
    QCOMPARE(none.exitCode, 2);
}

void TestSlipwayctl::shouldFindNothingInAGoodPlan()
{
    const Ended ended
        = m_workspace->run({u"plan"_s, u"check"_s, u"plan.yaml"_s, u"slipway.yaml"_s});

    QCOMPARE(ended.out, u"plan.yaml: no findings\nslipway.yaml: no findings\n"_s);
    QCOMPARE(ended.err, QString());
    QCOMPARE(ended.exitCode, 0);
}

void TestSlipwayctl::shouldPrintEveryFindingOfABadPlan()
{
    const Ended ended = m_workspace->run({u"plan"_s, u"check"_s, u"bad.yaml"_s});

    QCOMPARE(ended.out,
             u"bad.yaml:7:9: error: The step does nothing: give it one of run, ssh, upload, http, "
             "env, manual, gate, decision, wait, notify, plan. [no-action]\n"
             "bad.yaml:8:9: error: ‘rnu’ is no key here. Did you mean ‘run’? [unknown-key]\n"
             "bad.yaml:9:9: error: The step ‘a’ stands in line 7 already. [duplicate-id]\n"_s);
    QCOMPARE(ended.err, QString());
    QCOMPARE(ended.exitCode, 1);
}

void TestSlipwayctl::shouldGoOnAfterAnUnreadableFile()
{
    const Ended ended = m_workspace->run({u"plan"_s, u"check"_s, u"none"_s, u"plan.yaml"_s});

    QCOMPARE(ended.out, u"plan.yaml: no findings\n"_s);
    QCOMPARE(ended.exitCode, 2);
}

void TestSlipwayctl::shouldSurviveGarbage()
{
    QByteArray garbage(5000, '\0');
    for (qsizetype i = 0; i < garbage.size(); ++i)
        garbage[i] = char(i * 7919 % 251);
    m_workspace->write(u"garbage"_s, garbage);

    QCOMPARE(m_workspace->run({u"plan"_s, u"check"_s, u"garbage"_s}).exitCode, 1);
    QCOMPARE(m_workspace->run({u"plan"_s, u"show"_s, u"garbage"_s}).exitCode, 1);
    QCOMPARE(m_workspace->run({u"run"_s, u"garbage"_s}).exitCode, 2);
    QCOMPARE(m_workspace->run({u"run"_s, u"plan.yaml"_s, u"--answers"_s, u"garbage"_s}).exitCode,
             2);
    m_workspace->write(u"slipway.yaml"_s, garbage);
    QCOMPARE(m_workspace->run({u"run"_s, u"plan.yaml"_s}).exitCode, 2);
    QCOMPARE(m_workspace->run({u"runs"_s}).exitCode, 2);
}

void TestSlipwayctl::shouldShowAPlanAsText()
{
    const Ended ended = m_workspace->run({u"plan"_s, u"show"_s, u"plan.yaml"_s});

    QCOMPARE(ended.out,
             u"Hello\n"
             "Input: version (default v1)\n"
             "\n"
             "Phase 1: First phase\n"
             "  greet\n"
             "      run  echo hello {{ vars.who }} {{ inputs.version }}\n"
             "  ok\n"
             "      decision  Good?\n"
             "      yes → next\n"
             "      no → greet\n"_s);
    QCOMPARE(ended.exitCode, 0);
}

void TestSlipwayctl::shouldShowAPlanAsJson()
{
    const Ended ended
        = m_workspace->run({u"plan"_s, u"show"_s, u"plan.yaml"_s, u"--format"_s, u"json"_s});

    QCOMPARE(QJsonDocument::fromJson(ended.out.toUtf8()).object().value("name"_L1).toString(),
             u"Hello"_s);
    QCOMPARE(ended.exitCode, 0);
    // JSON is YAML: what was shown is a plan again.
    m_workspace->write(u"again.yaml"_s, ended.out.toUtf8());
    QCOMPARE(m_workspace->run({u"plan"_s, u"check"_s, u"again.yaml"_s}).exitCode, 0);
}

void TestSlipwayctl::shouldDrawAPlan_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("start");

    QTest::newRow("svg") << u"plan.svg"_s << "<?xml"_ba;
    QTest::newRow("png") << u"plan.png"_s << "\x89PNG"_ba;
}

void TestSlipwayctl::shouldDrawAPlan()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, start);

    const Ended ended = m_workspace->run({u"plan"_s, u"show"_s, u"plan.yaml"_s, u"-o"_s, file});

    QCOMPARE(ended.err, QString());
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(m_workspace->read(file).startsWith(start));
    QVERIFY(m_workspace->read(file).size() > 2000);
}

void TestSlipwayctl::shouldPreviewWithoutRunning()
{
    const Ended ended = m_workspace->run(
        {u"run"_s, u"plan.yaml"_s, u"--dry-run"_s, u"--input"_s, u"version=it's"_s});

    QCOMPARE(ended.out,
             u"First phase\n"
             "  greet (greet): run\n"
             "      echo hello 'world' 'it'\\''s'\n"
             "  ok (ok): decision\n"
             "      Good? (yes / no)\n"_s);
    QCOMPARE(ended.err, QString());
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(m_workspace->run({u"runs"_s}).out, u"No run is recorded.\n"_s);
}

void TestSlipwayctl::shouldRefuseUnknownInputs()
{
    const Ended ended = m_workspace->run({u"run"_s, u"plan.yaml"_s, u"--input"_s, u"nope=1"_s});

    QCOMPARE(ended.err, u"plan.yaml: error: The plan has no input “nope”. [unknown-input]\n"_s);
    QCOMPARE(ended.exitCode, 2);
}

void TestSlipwayctl::shouldRefuseAWrongAnswersFileBeforeTheRun()
{
    m_workspace->write(u"answers.yaml"_s, "okk: yes\nok: maybe\n");

    const Ended ended
        = m_workspace->run({u"run"_s, u"plan.yaml"_s, u"--answers"_s, u"answers.yaml"_s});

    QCOMPARE(ended.err,
             u"slipwayctl: The answers file has errors.\n"
             "answers.yaml:1:1: error: The plan has no step “okk”. Did you mean ‘ok’? "
             "[unknown-step]\n"
             "answers.yaml:2:5: error: “maybe” is no answer that “ok” can take; it takes yes, no, "
             "stop, roll-back. [unknown-answer]\n"_s);
    QCOMPARE(ended.out, QString());
    QCOMPARE(ended.exitCode, 2);
    QCOMPARE(m_workspace->run({u"runs"_s}).out, u"No run is recorded.\n"_s);
}

void TestSlipwayctl::shouldWriteTheDemoWorkspaceWithoutHoles()
{
    const QString folder = m_workspace->path(u"demo"_s);

    QCOMPARE(m_workspace->run({u"demo"_s, u"prepare"_s, folder}).exitCode, 0);

    const Ended checked
        = m_workspace->run({u"plan"_s, u"check"_s, u"--strict"_s, folder + "/slipway.yaml"_L1,
                            folder + "/plans/production.yaml"_L1});
    QVERIFY2(checked.exitCode == 0, qPrintable(checked.out));
    QCOMPARE(m_workspace->run({u"demo"_s, u"prepare"_s, folder}).exitCode, 1);
}

void TestSlipwayctl::shouldComplete_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("expected");

    QTest::newRow("commands") << u"slipwayctl r"_s << u"run resume runs"_s;
    QTest::newRow("second words") << u"slipwayctl plan "_s << u"check show"_s;
    QTest::newRow("secrets") << u"slipwayctl secret "_s << u"set get list remove"_s;
    QTest::newRow("servers") << u"slipwayctl ssh "_s << u"exec hosts trust copy forward"_s;
    QTest::newRow("options of secrets") << u"slipwayctl secret get --r"_s << u"--reveal"_s;
    QTest::newRow("options") << u"slipwayctl run --dr"_s << u"--dry-run"_s;
    QTest::newRow("values") << u"slipwayctl plan show --format s"_s << u"svg"_s;
    QTest::newRow("plans") << u"slipwayctl run pl"_s << u"plan.yaml"_s;
}

void TestSlipwayctl::shouldComplete()
{
    QFETCH(QString, words);
    QFETCH(QString, expected);
    const QString script = u"shopt -s extglob; . '%1/packaging/completion/slipwayctl.bash'\n"
                           "COMP_WORDS=(%2); [[ '%2' == *' ' ]] && COMP_WORDS+=('')\n"
                           "COMP_WORDS[0]=%3; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                           "_slipwayctl 2>/dev/null; echo \"${COMPREPLY[*]}\""_s.arg(
                               QStringLiteral(SLIPWAY_SOURCE_DIR), words,
                               QStringLiteral(SLIPWAY_BIN_DIR "/slipwayctl"));
    QProcess bash;
    bash.setWorkingDirectory(m_workspace->path({}));

    bash.start(u"bash"_s, {u"--norc"_s, u"-c"_s, script});

    QVERIFY(bash.waitForFinished());
    QCOMPARE(QString::fromUtf8(bash.readAllStandardOutput()).trimmed(), expected);
}

/// What `slipwayctl --help` lists is offered.
void TestSlipwayctl::shouldCompleteEveryCommand()
{
    const QString help = m_workspace->run({u"--help"_s}).out;
    QFile completion(QStringLiteral(SLIPWAY_SOURCE_DIR "/packaging/completion/slipwayctl.bash"));
    QVERIFY(completion.open(QIODevice::ReadOnly));
    const QString script = QString::fromUtf8(completion.readAll());
    static const QRegularExpression line(u"^  ([a-z]+)( [a-z]+)?  "_s,
                                         QRegularExpression::MultilineOption);
    int commands = 0;
    for (const QRegularExpressionMatch &match : line.globalMatch(help)) {
        ++commands;
        const QString first = match.captured(1);
        const QString second = match.captured(2).trimmed();
        QVERIFY2(script.contains(QRegularExpression(u"_commands='[^']*\\b%1\\b"_s.arg(first))),
                 qPrintable(first));
        if (!second.isEmpty())
            QVERIFY2(script.contains(QRegularExpression(
                         u"\\b%1\\) mapfile[^\n]*'[^']*\\b%2\\b"_s.arg(first, second))),
                     qPrintable(match.captured()));
    }
    QVERIFY(commands > 30);
}

QTEST_GUILESS_MAIN(TestSlipwayctl)
#include "tst_slipwayctl.moc"
