// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/run/diagnosticsmodel.h"
#include "gui/run/previewfilter.h"
#include "gui/run/previewmodel.h"
#include "gui/runs/runsmodel.h"
#include "gui/start/recentworkspaces.h"
#include "gui/window/palettemodel.h"
#include "support/ownsettings.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

PreviewRow row(const QString &step, const QString &host, const QString &what,
               const QString &problem = {})
{
    return {PhaseId(u"p"_s), StepId(step), step, u"ssh"_s, ServerId(host), what, problem};
}

} // namespace

class TestGuiModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldListThePreviewOneLineARow();
    void shouldFilterThePreviewByAnyColumnAndByProblem();
    void shouldSayWhichRunsWereInterrupted();
    void shouldRememberTenWorkspacesAndMarkTheMissing();
    void shouldListFindingsWithTheirPlaces();
    void shouldFindWhatTheLettersFitBest();

private:
    OwnSettings m_settings{u"models"_s};
    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
};

void TestGuiModels::shouldListThePreviewOneLineARow()
{
    PreviewModel model;
    const QAbstractItemModelTester tester(&model, fatal);
    Plan plan;
    Phase phase;
    phase.id = PhaseId(u"p"_s);
    phase.name = u"Release"_s;
    plan.phases.append(phase);

    model.setRows({row(u"a"_s, u"web-1"_s, u"one\ntwo"_s)}, plan);

    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, PreviewModel::Phase).data().toString(), u"Release"_s);
    QCOMPARE(model.index(0, PreviewModel::Host).data().toString(), u"web-1"_s);
    QCOMPARE(model.index(0, PreviewModel::What).data().toString(), u"one ⏎ two"_s);
    QCOMPARE(model.index(0, PreviewModel::What).data(Qt::ToolTipRole).toString(), u"one\ntwo"_s);
}

void TestGuiModels::shouldFilterThePreviewByAnyColumnAndByProblem()
{
    PreviewModel model;
    model.setRows({row(u"build"_s, u"web-1"_s, u"make"_s),
                   row(u"copy"_s, u"web-2"_s, {}, u"“vars.x” is not defined."_s)},
                  {});
    PreviewFilter filter(m_theming);
    filter.setSourceModel(&model);
    const QAbstractItemModelTester tester(&filter, fatal);

    filter.setText(u"WEB-2"_s);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, PreviewModel::Step).data().toString(), u"copy"_s);

    filter.setText({});
    filter.setScope(PreviewFilter::Scope::Problems);
    QCOMPARE(filter.rowCount(), 1);
    QVERIFY(filter.index(0, PreviewModel::What).data(Qt::ForegroundRole).isValid());
}

void TestGuiModels::shouldSayWhichRunsWereInterrupted()
{
    RunsModel model(m_theming);
    const QAbstractItemModelTester tester(&model, fatal);
    const QDateTime start(QDate(2026, 1, 2), QTime(3, 4), QTimeZone::UTC);
    const RunSummary done{RunId(u"1"_s),
                          u"Shop"_s,
                          u"staging"_s,
                          u"asha"_s,
                          start,
                          start.addSecs(67),
                          toString(RunOutcome::Success)};
    RunSummary open = done;
    open.id = RunId(u"2"_s);
    open.outcome.clear();
    open.endedAt = {};
    RunSummary live = open;
    live.id = RunId(u"3"_s);

    model.setRuns({done, open, live}, {RunId(u"3"_s)});

    QCOMPARE(model.index(0, RunsModel::Duration).data().toString(), u"1m 07s"_s);
    QVERIFY(!model.isInterrupted(0));
    QVERIFY(model.isInterrupted(1));
    QVERIFY(!model.isInterrupted(2));
    QVERIFY(model.index(1, RunsModel::State).data().toString()
            != model.index(2, RunsModel::State).data().toString());
}

void TestGuiModels::shouldRememberTenWorkspacesAndMarkTheMissing()
{
    QTemporaryDir there;
    QFile file(there.filePath(u"slipway.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    {
        RecentWorkspaces recent;
        const QAbstractItemModelTester tester(&recent, fatal);
        for (int i = 0; i < 12; ++i)
            recent.remember(u"/nowhere/%1"_s.arg(i), u"Gone %1"_s.arg(i));
        recent.remember(there.path(), u"There"_s);
    }

    RecentWorkspaces again;
    again.refresh();

    QCOMPARE(again.rowCount(), RecentWorkspaces::most);
    QVERIFY(!again.index(0).data(RecentWorkspaces::missingRole).toBool());
    QVERIFY(again.index(1).data(RecentWorkspaces::missingRole).toBool());
    again.forget(u"/nowhere/11"_s);
    QCOMPARE(RecentWorkspaces().rowCount(), RecentWorkspaces::most - 1);
}

void TestGuiModels::shouldListFindingsWithTheirPlaces()
{
    DiagnosticsModel model(m_theming);
    const QAbstractItemModelTester tester(&model, fatal);

    model.setDiagnostics(
        u"plan.yaml"_s,
        {{Diagnostic::Severity::Error, {3, 5}, u"What is “rum”?"_s, u"unknown-key"_s}});

    QVERIFY(model.index(0).data().toString().startsWith(u"plan.yaml:3:5: error: What is"_s));
}

void TestGuiModels::shouldFindWhatTheLettersFitBest()
{
    PaletteModel model;
    const QAbstractItemModelTester tester(&model, fatal);
    QString called;
    std::vector<PaletteEntry> entries;
    for (const QString &name : {u"Theatre roof"_s, u"Roll back"_s, u"Read the file"_s})
        entries.push_back({name, u"action"_s, {}, {}, [&called, name] {
                               called = name;
                           }});
    model.setEntries(std::move(entries));
    QCOMPARE(model.rowCount(), 3);

    model.setText(u"rb"_s);
    model.trigger(0);

    QCOMPARE(called, u"Roll back"_s);
    model.setText(u"zzz"_s);
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestGuiModels)
#include "tst_guimodels.moc"
