// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

using namespace slipway;
using namespace slipway::testing;

namespace {

Result<std::unique_ptr<Workspace>> tryOpen(WorkspaceFolder &folder)
{
    return Workspace::open(folder.path(), {folder.prompter, folder.secrets});
}

const QByteArray inputs = "inputs:\n"
                          "  version: {type: string, pattern: '^v\\d+$', required: true}\n"
                          "  count: {type: integer, default: '3'}\n"
                          "  mode: {type: choice, choices: [fast, safe]}\n"
                          "  token: {type: secret, pattern: '^[a-z]+$'}\n"_ba;

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldReadItsConfiguration()
    {
        WorkspaceFolder folder;

        const auto workspace = folder.open();

        QCOMPARE(workspace->config().name, u"Shop"_s);
        QCOMPARE(workspace->config().environments.size(), 2);
        QVERIFY(workspace->canRun());
        QCOMPARE(workspace->folder(), QFileInfo(folder.path()).canonicalFilePath());
    }

    void shouldKeepItsOwnFilesOutOfGit()
    {
        WorkspaceFolder folder;
        folder.open();

        QCOMPARE(folder.read(u".slipway/.gitignore"_s), "*\n"_ba);
        QVERIFY(QFile::exists(folder.path(u".slipway/journal.sqlite"_s)));
    }

    void shouldRefuseAFolderThatIsNoWorkspace_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("detail");

        QTest::newRow("none") << QByteArray() << ErrorCode::NotFound << QString();
        QTest::newRow("faulty") << "slipway: 1\nname: X\nnmae: Y\nplans: 3\n"_ba
                                << ErrorCode::InvalidInput << u"slipway.yaml:3:1: error"_s;
        QTest::newRow("postgresql")
            << "slipway: 1\nname: X\nstore: postgresql://db/slipway\nenvironment: a\n"
               "environments: {a: {}}\n"_ba
            << ErrorCode::Unavailable << QString();
    }

    void shouldRefuseAFolderThatIsNoWorkspace()
    {
        QFETCH(QByteArray, config);
        QFETCH(ErrorCode, code);
        QFETCH(QString, detail);
        WorkspaceFolder folder;
        if (config.isEmpty())
            QFile::remove(folder.path(u"slipway.yaml"_s));
        else
            folder.write(u"slipway.yaml"_s, config);

        const auto workspace = tryOpen(folder);

        QVERIFY(!workspace);
        QCOMPARE(workspace.error().code, code);
        QVERIFY2(workspace.error().detail.contains(detail), qPrintable(workspace.error().detail));
        QVERIFY(!QFile::exists(folder.path(u".slipway"_s)));
    }

    void shouldBeForLookingOnlyBesideAnotherOne()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba);
        const auto first = folder.open();
        const auto begun = start(*first);
        QVERIFY(begun);
        QVERIFY(waitForEnd(**begun));

        const auto second = folder.open();
        const auto recorded = second->recordedRun((*begun)->state().id);
        const auto refused = start(*second);

        QVERIFY(!second->canRun());
        QVERIFY(waitFor(recorded));
        QCOMPARE(recorded.result()->state, (*begun)->state());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Refused);
    }

    void shouldReadPlansByTheirPlaceInTheFolder()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba, u"plans/a.yaml"_s);
        const auto workspace = folder.open();

        const auto relative = workspace->readPlan(u"plans/a.yaml"_s);
        const auto absolute = workspace->readPlan(folder.path(u"plans/a.yaml"_s));
        const auto missing = workspace->readPlan(u"plans/b.yaml"_s);

        QVERIFY(relative && absolute);
        QCOMPARE(relative->path, u"plans/a.yaml"_s);
        QCOMPARE(relative->plan, absolute->plan);
        QVERIFY(!hasErrors(relative->diagnostics));
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }

    void shouldCheckInputs_data()
    {
        QTest::addColumn<QMap<QString, QString>>("given");
        QTest::addColumn<QStringList>("codes");

        using Given = QMap<QString, QString>;
        QTest::newRow("fine") << Given{{u"version"_s, u"v1"_s}} << QStringList{};
        QTest::newRow("missing") << Given{} << QStringList{u"missing-input"_s};
        QTest::newRow("empty") << Given{{u"version"_s, u""_s}} << QStringList{u"missing-input"_s};
        QTest::newRow("pattern") << Given{{u"version"_s, u"1"_s}} << QStringList{u"bad-input"_s};
        QTest::newRow("type") << Given{{u"version"_s, u"v1"_s}, {u"count"_s, u"x"_s}}
                              << QStringList{u"bad-input"_s};
        QTest::newRow("choice") << Given{{u"version"_s, u"v1"_s}, {u"mode"_s, u"x"_s}}
                                << QStringList{u"bad-input"_s};
        QTest::newRow("unknown") << Given{{u"version"_s, u"v1"_s}, {u"versoin"_s, u"x"_s}}
                                 << QStringList{u"unknown-input"_s};
        QTest::newRow("all at once")
            << Given{{u"mode"_s, u"x"_s}, {u"y"_s, u"x"_s}}
            << QStringList{u"missing-input"_s, u"bad-input"_s, u"unknown-input"_s};
        QTest::newRow("secret") << Given{{u"version"_s, u"v1"_s}, {u"token"_s, u"HUNTER"_s}}
                                << QStringList{u"bad-input"_s};
    }

    void shouldCheckInputs()
    {
        using Given = QMap<QString, QString>;
        QFETCH(Given, given);
        QFETCH(QStringList, codes);
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba, u"plan.yaml"_s, inputs);
        const auto workspace = folder.open();
        const auto file = workspace->readPlan(u"plan.yaml"_s);
        QVERIFY(file && !hasErrors(file->diagnostics));

        const QList<Diagnostic> found = workspace->checkInputs(file->plan, given);

        QStringList foundCodes;
        for (const Diagnostic &diagnostic : found) {
            foundCodes.append(diagnostic.code);
            QVERIFY(!diagnostic.message.contains(u"HUNTER"_s));
        }
        QCOMPARE(foundCodes, codes);
    }

    void shouldPreviewEveryStepOnEveryHost()
    {
        WorkspaceFolder folder;
        folder.secrets.add(u"TOKEN"_s, "hunter2-hunter2"_ba);
        folder.writePlan(
            "      - id: here\n        run: echo {{ inputs.count }}\n"
            "      - id: there\n        ssh: {on: web, script: 'deploy {{ server.host }}'}\n"
            "      - id: call\n        http: {url: 'https://{{ vars.domain }}/?{{ secrets.TOKEN "
            "}}'}\n"
            "      - id: look\n        manual: Look at {{ inputs.version }}\n"_ba,
            u"plan.yaml"_s, inputs);
        const auto workspace = folder.open();
        const auto file = workspace->readPlan(u"plan.yaml"_s);
        QVERIFY2(file && !hasErrors(file->diagnostics), file ? "" : "cannot read");

        const QList<PreviewRow> rows = workspace->preview(*file, {});

        QCOMPARE(rows.size(), 5);
        QVERIFY(rows[0].what.contains(u"echo '3'"_s) || rows[0].what.contains(u"echo 3"_s));
        QCOMPARE(rows[1].host, ServerId(u"web-1"_s));
        QVERIFY(rows[1].what.contains(u"192.0.2.1"_s));
        QCOMPARE(rows[2].host, ServerId(u"web-2"_s));
        QVERIFY(rows[3].what.contains(u"shop.example.com"_s));
        QVERIFY(!rows[3].what.contains(u"hunter2"_s));
        QCOMPARE(rows[4].kind, u"manual"_s);
        QVERIFY(rows[4].problem.contains(u"inputs.version"_s));
        QVERIFY(rows[0].problem.isEmpty() && rows[3].problem.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
