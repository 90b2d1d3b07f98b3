// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historychart.h"
#include "gui/dashboard/dashboardroom.h"
#include "gui/dashboard/gaugecard.h"
#include "gui/dashboard/gaugegrid.h"
#include "gui/dashboard/historypane.h"
#include "gui/dashboard/metricdialog.h"
#include "gui/dashboard/metricsboard.h"
#include "gui/dashboard/wallwindow.h"
#include "gui/window/workbench.h"
#include "support/ownsettings.h"
#include "support/printable.h"
#include "support/windowfixture.h"
#include "workspace/metricdraft.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

#include <algorithm>

SLIPWAY_PRINTABLE(MetricState)

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

const QString metrics
    = u"metrics:\n"
      "  - id: errors\n    name: Error rate\n    unit: percent\n    target: '< 1'\n"
      "    window: 3s\n    source: {command: {run: cat errors, every: 1s}}\n"
      "  - id: hits\n    name: Cache hit rate\n    unit: percent\n    target: '> 70'\n"
      "    window: 3s\n    source: {command: {run: echo 93.5, every: 1s}}\n"_s;

} // namespace

class TestDashboard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { m_fixture.reset(); }

    void shouldShowHowMetricsStandAndChange()
    {
        open(metrics, u"0.25"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"errors"_s), MetricState::Ok, 10s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"hits"_s), MetricState::Ok, 10s);
        QTRY_VERIFY(board().board().isGo);
        QCOMPARE(room().grid()->cards().size(), 2);
        QVERIFY(room().grid()->cards().first()->accessibleName().startsWith(
            u"Error rate: OK, 0.25 %."_s));

        m_fixture->write(u"errors"_s, u"4.5"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"errors"_s), MetricState::Bad, 10s);
        QVERIFY(!board().board().isGo);
        QVERIFY2(board().board().sentence.contains(u"Error rate is 4.50 %"_s),
                 qPrintable(board().board().sentence));
        auto *chip = m_fixture->window.findChild<QToolButton *>(u"chip-errors"_s);
        QTRY_VERIFY(chip->text().contains(u"4.50 %"_s));

        // A source that gives no figure any more is not shown as if it did.
        m_fixture->write(u"errors"_s, u"nothing"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"errors"_s), MetricState::Unknown, 10s);
        QTRY_VERIFY(chip->text().contains(u"UNKNOWN"_s));
    }

    void shouldShowHistoryCriteriaAndArithmetic()
    {
        open(metrics, u"0.25"_s);
        m_fixture->window.workbench()->showRoom(Workbench::Room::Dashboard);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"hits"_s), MetricState::Ok, 10s);
        room().choose(u"hits"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!room().history()->chart()->points().isEmpty(), 10s);
        QCOMPARE(room().history()->chart()->points().constFirst().value, 93.5);
        auto *range = room().findChild<QToolButton *>(u"range-1440m"_s);
        QTest::mouseClick(range, Qt::LeftButton);
        QVERIFY(range->isChecked());
        QTRY_VERIFY(!room().history()->chart()->points().isEmpty());

        auto *tabs = room().findChild<QTabWidget *>(u"dashboardTabs"_s);
        QCOMPARE(tabs->tabText(0), u"History of Cache hit rate"_s);
        const auto *table = room().findChild<QTableView *>(u"criteriaTable"_s);
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(1, 3).data().toString(), u"> 70 %"_s);
        tabs->setCurrentIndex(2);
        const auto *details = room().findChild<QTextBrowser *>(u"metricDetails"_s);
        QVERIFY(details->toPlainText().contains(u"How the value comes about"_s));
        QVERIFY(details->toPlainText().contains(u"echo 93.5"_s));
    }

    void shouldGoThroughGaugesByKey()
    {
        open(metrics, u"0.25"_s);
        m_fixture->window.activateWindow();
        m_fixture->window.workbench()->showRoom(Workbench::Room::Dashboard);
        QTRY_COMPARE(room().grid()->cards().size(), 2);
        QSignalSpy chosen(room().grid(), &GaugeGrid::metricChosen);
        GaugeCard *first = room().grid()->cards().first();
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Right);
        QCOMPARE(QApplication::focusWidget(), room().grid()->cards().last());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(chosen.takeFirst().first().toString(), u"hits"_s);
        QCOMPARE(room().grid()->chosen(), u"hits"_s);
    }

    void shouldCoverTheScreenWithTheWallAndLeaveIt()
    {
        open(metrics, u"0.25"_s);
        QAction *wall = m_fixture->window.workbench()->wallAction();
        wall->setChecked(true);
        WallWindow *window = nullptr;
        const auto widgets = QApplication::topLevelWidgets();
        for (QWidget *widget : widgets) {
            if (auto *found = qobject_cast<WallWindow *>(widget))
                window = found;
        }
        QVERIFY(window && window->isVisible());
        QCOMPARE(window->findChild<GaugeGrid *>()->cards().size(), 2);
        QTest::keyClick(window, Qt::Key_Escape);
        QTRY_VERIFY(!wall->isChecked());
    }

    void shouldSayWhatToDoWithoutMetrics()
    {
        open({}, {});
        m_fixture->window.workbench()->showRoom(Workbench::Room::Dashboard);
        QVERIFY(room().findChild<QWidget *>(u"dashboardEmpty"_s)->isVisible());
        QVERIFY(!m_fixture->window.findChild<QWidget *>(u"gaugeStrip"_s)->isVisible());
        QTest::mouseClick(room().findChild<QWidget *>(u"editMetrics"_s), Qt::LeftButton);
        QCOMPARE(m_fixture->window.workbench()->room(), Workbench::Room::Env);
    }

    void shouldSetUpAMetricAndShowAtOnceWhatItGives()
    {
        open({}, {});
        m_fixture->window.workbench()->showRoom(Workbench::Room::Dashboard);
        QTest::mouseClick(room().findChild<QWidget *>(u"firstMetric"_s), Qt::LeftButton);
        auto *dialog = room().findChild<MetricDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        const auto *result = dialog->findChild<QLabel *>(u"metricResult"_s);
        const auto click = [dialog](const QString &name) {
            QTest::mouseClick(dialog->findChild<QPushButton *>(name), Qt::LeftButton);
        };

        MetricDraft draft{u"answer"_s,
                          u"Answer"_s,
                          u"number"_s,
                          u"about 40"_s,
                          u"5m"_s,
                          u"command"_s,
                          {{u"run"_s, u"echo 42"_s}, {u"every"_s, u"2s"_s}}};
        dialog->setDraft(draft);
        QCOMPARE(dialog->draft(), draft);
        click(u"metricTest"_s);
        QVERIFY2(result->text().contains(u"is no target"_s), qPrintable(result->text()));
        click(u"metricAdd"_s);
        QVERIFY(dialog->isVisible());

        draft.target = u"> 30"_s;
        dialog->setDraft(draft);
        click(u"metricTest"_s);
        QTRY_VERIFY_WITH_TIMEOUT(result->text().startsWith(u"Answer: OK, 42"_s), 10s);
        draft.settings.first().second = u"echo sorry >&2; exit 3"_s;
        dialog->setDraft(draft);
        click(u"metricTest"_s);
        QTRY_VERIFY_WITH_TIMEOUT(result->text().contains(u"status 3: sorry"_s), 10s);

        draft.settings.first().second = u"echo 42"_s;
        dialog->setDraft(draft);
        QSignalSpy closed(dialog, &QObject::destroyed);
        click(u"metricAdd"_s);
        QTRY_COMPARE(closed.size(), 1);
        QFile config(m_fixture->folder.filePath(u"slipway.yaml"_s));
        QVERIFY(config.open(QIODevice::ReadOnly) && config.readAll().contains("- id: answer"));

        // The workspace is opened again where the person wants it.
        auto *again = m_fixture->window.findChild<QPushButton *>(u"noticeChoice1"_s);
        QVERIFY(again && again->isVisible());
        QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(opened.wait());
        QTRY_COMPARE_WITH_TIMEOUT(state(u"answer"_s), MetricState::Ok, 10s);
    }

    void shouldFitEverySizeOfTheWindow()
    {
        open(metrics, u"0.25"_s);
        m_fixture->window.workbench()->showRoom(Workbench::Room::Dashboard);
        for (const QSize size : {QSize(1440, 900), QSize(1024, 700), QSize(760, 520)}) {
            m_fixture->window.resize(size);
            QTRY_COMPARE(m_fixture->window.size(), size);
            for (const GaugeCard *card : room().grid()->cards()) {
                QVERIFY(card->width() >= 200);
                QVERIFY(card->geometry().right() <= room().grid()->width());
            }
        }
    }

    void shouldAskForTheUsualSettingsFirst()
    {
        open({}, {});
        m_fixture->window.workbench()->showRoom(Workbench::Room::Dashboard);
        QTest::mouseClick(room().findChild<QWidget *>(u"firstMetric"_s), Qt::LeftButton);
        auto *dialog = room().findChild<MetricDialog *>();
        QVERIFY(dialog);
        const auto isAsked = [dialog](const QString &key) {
            return dialog->findChild<QLineEdit *>(u"setting-"_s + key)->isVisible();
        };
        const QList<MetricPreset> presets = metricPresets();
        const auto sentry = std::ranges::find_if(
            presets, [](const MetricPreset &preset) { return preset.draft.id == "crash-free"_L1; });
        QVERIFY(sentry != presets.end());
        dialog->setDraft(sentry->draft);
        QVERIFY(isAsked(u"organization"_s) && isAsked(u"token"_s));
        QVERIFY(!isAsked(u"pointer"_s) && !isAsked(u"cert"_s));
        auto *more = dialog->findChild<QPushButton *>(u"metricMore"_s);
        QVERIFY2(more->text().startsWith(u"Show 2"_s), qPrintable(more->text()));
        QTest::mouseClick(more, Qt::LeftButton);
        QVERIFY(isAsked(u"pointer"_s) && isAsked(u"cert"_s));
        QVERIFY(!more->isVisible());
        QCOMPARE(dialog->draft(), sentry->draft);

        auto *kind = dialog->findChild<QComboBox *>(u"metricSource"_s);
        kind->setCurrentText(u"redis"_s);
        Q_EMIT kind->activated(kind->currentIndex());
        QVERIFY(isAsked(u"host"_s) && isAsked(u"figure"_s));
        QVERIFY(!isAsked(u"tls"_s) && more->isVisible());
    }

    void shouldKeepTheStripsTroubleInSightWhereThereIsNoRoomForAll()
    {
        QString written = metrics;
        for (int i = 0; i < 7; ++i)
            written += u"  - id: good%1\n    name: The metric with the long name %1\n"
                       "    unit: percent\n    target: '> 70'\n    window: 3s\n"
                       "    source: {command: {run: echo 93.5, every: 1s}}\n"_s.arg(i);
        written += u"  - id: last\n    name: Last and missed\n    unit: percent\n"
                   "    target: '< 1'\n    window: 3s\n"
                   "    source: {command: {run: echo 40, every: 1s}}\n"_s;
        open(written, u"0.25"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"last"_s), MetricState::Bad, 10s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"good6"_s), MetricState::Ok, 10s);
        const auto *strip = m_fixture->window.findChild<QWidget *>(u"gaugeStrip"_s);
        const auto *last = strip->findChild<QToolButton *>(u"chip-last"_s);
        auto *rest = strip->findChild<QToolButton *>(u"restChip"_s);
        const auto shown = [strip] {
            return std::ranges::count_if(strip->findChildren<QToolButton *>(), [](auto *chip) {
                return chip->isVisible() && chip->objectName().startsWith(u"chip-"_s);
            });
        };

        m_fixture->window.resize(1024, 700);
        QTRY_VERIFY(rest->isVisible());
        QVERIFY(last->isVisible());
        QVERIFY2(last->text().startsWith(u"Last and missed 40"_s), qPrintable(last->text()));
        QTRY_VERIFY(last->width() >= last->sizeHint().width());
        QCOMPARE(rest->text(), u"%1 more OK"_s.arg(10 - shown()));
        QVERIFY(rest->toolTip().contains(u"The metric with the long name 6"_s));
        QTRY_VERIFY(rest->geometry().right() <= strip->width());
        QTest::mouseClick(rest, Qt::LeftButton);
        QCOMPARE(m_fixture->window.workbench()->room(), Workbench::Room::Dashboard);

        m_fixture->window.resize(3600, 700);
        QTRY_COMPARE(shown(), 10);
        QVERIFY(!rest->isVisible());
    }

private:
    void open(const QString &written, const QString &errors)
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_fixture->write(u"plan.yaml"_s,
                         u"slipway: 1\nname: Plan\nphases:\n  - id: p\n    name: P\n    steps:\n"
                         "      - {id: a, run: 'true'}\n"_s);
        QFile config(m_fixture->folder.filePath(u"slipway.yaml"_s));
        QVERIFY(config.open(QIODevice::Append) && config.write(written.toUtf8()) >= 0);
        config.close();
        m_fixture->write(u"errors"_s, errors);
        m_fixture->window.show();
        QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
        m_fixture->opener.open(m_fixture->folder.path());
        QVERIFY(opened.wait());
        QTRY_VERIFY(m_fixture->window.workbench()->isVisible());
    }
    MetricsBoard &board() { return *m_fixture->window.workbench()->metrics(); }
    DashboardRoom &room() { return *m_fixture->window.workbench()->dashboard(); }
    MetricState state(const QString &metric)
    {
        const GaugeFace *face = board().face(metric);
        return face ? face->state.state : MetricState::Maintenance;
    }

    OwnSettings m_settings{u"dashboard"_s};
    std::unique_ptr<WindowFixture> m_fixture;
};

QTEST_MAIN(TestDashboard)
#include "tst_dashboard.moc"
