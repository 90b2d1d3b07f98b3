// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/fanout/fanoutmodel.h"
#include "gui/fanout/fanoutpane.h"
#include "gui/fanout/fanoutservers.h"
#include "support/fakeclock.h"
#include "support/fakecommandrunner.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMainWindow>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTabWidget>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

class TestFanOutPane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void init()
    {
        m_runners.clear();
        m_pane = std::make_unique<FanOutPane>(
            FanOutPorts{[this](const QString &server) -> CommandRunner & {
                            auto &runners = m_runners[server];
                            runners.push_back(std::make_unique<FakeCommandRunner>());
                            return *runners.back();
                        },
                        m_clock,
                        [this](const QString &what) {
                            return check(what);
                        }},
            m_theming);
        m_pane->setPlace({{{u"web-1"_s, {u"web"_s}},
                           {u"web-2"_s, {u"web"_s}},
                           {u"web-3"_s, {u"web"_s}},
                           {u"db-1"_s, {u"db"_s}}},
                          u"staging"_s});
        m_pane->resize(1100, 700);
        m_pane->show();
    }
    void cleanup() { m_pane.reset(); }

    void shouldSayWhereItWouldRun()
    {
        QVERIFY(!button("runButton")->isEnabled());
        QVERIFY(find<QLabel>("emptyLabel")->isVisible());

        find<QPlainTextEdit>("commandEdit")->setPlainText(u"uptime"_s);
        find<QLineEdit>("serverFilter")->setText(u"web"_s);
        QTest::mouseClick(button("chooseShownButton"), Qt::LeftButton);

        QVERIFY(button("runButton")->text().startsWith(u"Run on 3 "_s));
        QVERIFY(button("runButton")->isEnabled());
        QTest::mouseClick(button("chooseNoneButton"), Qt::LeftButton);
        QVERIFY(!button("runButton")->isEnabled());
    }

    void shouldRunByCtrlEnterAndNotStartThePlan()
    {
        QMainWindow window;
        QAction startPlan;
        startPlan.setShortcut(QKeySequence(u"Ctrl+Return"_s));
        window.addAction(&startPlan);
        const QSignalSpy started(&startPlan, &QAction::triggered);
        auto *pane = m_pane.release();
        window.setCentralWidget(pane);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto *text = pane->findChild<QPlainTextEdit *>(u"commandEdit"_s);
        text->setFocus();
        text->setPlainText(u"uptime"_s);

        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!pane->isRunning());
        pane->choose({u"web-1"_s});
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);

        QVERIFY(pane->isRunning());
        QTRY_COMPARE(std::ssize(m_runners), 1);
        QCOMPARE(text->toPlainText(), u"uptime"_s);
        QTest::keyClick(text, Qt::Key_Enter, Qt::ControlModifier);
        QCOMPARE(std::ssize(m_runners), 1);
        QCOMPARE(started.size(), 0);
    }

    void shouldSayWhatRanOnlyWhereItBegan()
    {
        const QSignalSpy began(m_pane.get(), &FanOutPane::commandBegan);
        run({u"web-1"_s, u"web-2"_s});
        QTRY_COMPARE(std::ssize(m_runners), 2);
        QCOMPARE(began.size(), 0);

        command(u"web-1"_s)->begin();
        command(u"web-2"_s)->fail(ErrorCode::Unreachable);
        command(u"web-1"_s)->exit(0);

        QTRY_VERIFY(!m_pane->isRunning());
        QCOMPARE(began.size(), 1);
        QCOMPARE(began.constFirst(), (QVariantList{u"web-1"_s, u"uptime"_s}));
    }

    void shouldTellWhenThereAreNoServers()
    {
        m_pane->setPlace({{}, u"staging"_s});

        QVERIFY(find<QLabel>("noServers")->isVisible());
        QVERIFY(!find<QListView>("serverList")->isVisible());
    }

    void shouldShowEachServerAndFoldEqualOutputs()
    {
        const QAbstractItemModelTester tester(table()->model());
        run({u"web-1"_s, u"web-2"_s, u"web-3"_s});
        QTRY_COMPARE(std::ssize(m_runners), 3);
        QTRY_COMPARE(cell(0, FanOutModel::State), u"Running"_s);

        command(u"web-1"_s)->print("6.12\nsame\n");
        command(u"web-2"_s)->print("\x1b[32m6.12\x1b[0m\nsame\n");
        command(u"web-3"_s)->print("6.1\nsame\n");
        command(u"web-1"_s)->exit(0);
        command(u"web-2"_s)->exit(0);
        command(u"web-3"_s)->exit(3);
        find<QTabWidget>("resultTabs")->setCurrentIndex(1);

        auto *groups = find<QListWidget>("groupList");
        QTRY_COMPARE(groups->count(), 2);
        QCOMPARE(groups->item(0)->text(), u"web-1, web-2 (2)"_s);
        QCOMPARE(groups->item(1)->text(), u"web-3 (1) · exit status 3"_s);
        groups->setCurrentRow(1);
        QCOMPARE(find<QPlainTextEdit>("groupText")->toPlainText(), u"≠ 6.1\n  same\n"_s);
        find<QCheckBox>("differingBox")->setChecked(true);
        QCOMPARE(find<QPlainTextEdit>("groupText")->toPlainText(), u"≠ 6.1\n"_s);
        find<QCheckBox>("differingBox")->setChecked(false);
        find<QLineEdit>("outputFilter")->setText(u"SAME"_s);
        QCOMPARE(find<QPlainTextEdit>("groupText")->toPlainText(), u"  same\n"_s);
        QTest::mouseClick(button("copyOutputButton"), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"≠ 6.1"_s));
        QTRY_COMPARE(cell(2, FanOutModel::State), u"Failed"_s);
        QCOMPARE(cell(2, FanOutModel::Exit), u"3"_s);
        QCOMPARE(cell(0, FanOutModel::LastLine), u"same"_s);
        QVERIFY(!m_pane->isRunning());
    }

    void shouldPauseAndAskForHealthBetweenBatches()
    {
        find<QLineEdit>("batchesEdit")->setText(u"1"_s);
        find<QLineEdit>("pauseEdit")->setText(u"30s"_s);
        find<QLineEdit>("healthEdit")->setText(u" ./healthy.sh "_s);
        run({u"web-1"_s, u"web-2"_s});
        QTRY_COMPARE(std::ssize(m_runners), 1);

        command(u"web-1"_s)->exit(0);
        QTRY_VERIFY(status().contains(u"A pause before the next batch."_s));
        QVERIFY(button("nextButton")->isVisible());
        m_clock.advance(30s);
        QTRY_VERIFY(status().contains(u"Asking for the service's health"_s));
        QCOMPARE(m_asked, u"./healthy.sh"_s);
        QCOMPARE(std::ssize(m_runners), 1);
        Q_EMIT m_check->finished(Error{ErrorCode::Refused, u"The shop answers 500."_s});

        QTRY_VERIFY(!m_pane->isRunning());
        QVERIFY2(status().contains(u"The shop answers 500."_s), qPrintable(status()));
        QCOMPARE(std::ssize(m_runners), 1);
    }

    void shouldGiveUpOnAServerThatDoesNotConnectInTime()
    {
        find<QLineEdit>("connectEdit")->setText(u"10s"_s);
        run({u"web-1"_s});
        QTRY_COMPARE(std::ssize(m_runners), 1);

        m_clock.advance(10s);

        QTRY_COMPARE(cell(0, FanOutModel::State), u"Unreachable"_s);
    }

    void shouldRefuseWhatIsNoDuration_data()
    {
        QTest::addColumn<QString>("field");
        QTest::newRow("pause") << u"pauseEdit"_s;
        QTest::newRow("connect") << u"connectEdit"_s;
    }

    void shouldRefuseWhatIsNoDuration()
    {
        QFETCH(QString, field);
        m_pane->findChild<QLineEdit *>(field)->setText(u"soon"_s);
        run({u"web-1"_s});

        QCOMPARE(status(), u"“soon” is no duration. Write it as 30s or 5m."_s);
        QVERIFY(!m_pane->isRunning());
        QVERIFY(m_runners.empty());
    }

    void shouldRunAgainWhereItDidNotSucceed()
    {
        run({u"web-1"_s, u"web-2"_s});
        QTRY_COMPARE(std::ssize(m_runners), 2);
        QVERIFY(!button("againButton")->isVisible());
        command(u"web-1"_s)->exit(0);
        command(u"web-2"_s)->fail(ErrorCode::Unreachable);
        QTRY_VERIFY(button("againButton")->isVisible());
        QVERIFY(button("againButton")->text().startsWith(u"Run again on 1 "_s));

        QTest::mouseClick(button("againButton"), Qt::LeftButton);

        QTRY_COMPARE(m_runners[u"web-2"_s].size(), 2U);
        QCOMPARE(m_runners[u"web-1"_s].size(), 1U);
        QCOMPARE(table()->model()->rowCount(), 1);
    }

    void shouldAskForTheNumberInProduction()
    {
        m_pane->setPlace({{{u"web-1"_s, {}}, {u"web-2"_s, {}}}, u"production"_s});
        run({u"web-1"_s, u"web-2"_s});
        auto *dialog = m_pane->findChild<QDialog *>(u"fanOutConfirm"_s);
        QVERIFY(dialog);
        auto *act = dialog->findChild<QPushButton *>(u"actButton"_s);
        QVERIFY(!act->isEnabled());
        QVERIFY(m_runners.empty());

        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"countEdit"_s), u"2"_s);
        QTest::keyClick(act, Qt::Key_Return);
        QCoreApplication::processEvents();
        QVERIFY(m_runners.empty());
        QTest::keyClick(act, Qt::Key_Space);

        QTRY_COMPARE(std::ssize(m_runners), 2);
    }

    void shouldHoldBeforeABatchAndCancel()
    {
        find<QLineEdit>("batchesEdit")->setText(u"1"_s);
        find<QCheckBox>("holdBox")->setChecked(true);
        run({u"web-1"_s, u"web-2"_s, u"web-3"_s});
        QTRY_COMPARE(std::ssize(m_runners), 1);
        command(u"web-1"_s)->exit(0);
        QTRY_VERIFY(button("nextButton")->isVisible());

        QTest::mouseClick(button("nextButton"), Qt::LeftButton);
        QTRY_COMPARE(std::ssize(m_runners), 2);
        QTest::mouseClick(button("cancelButton"), Qt::LeftButton);

        QVERIFY(command(u"web-2"_s)->isCancelled);
        QTRY_VERIFY(!m_pane->isRunning());
        QTRY_COMPARE(cell(2, FanOutModel::State), u"Cancelled"_s);
    }

    void shouldSayWhatIsWrongWithTheOptions()
    {
        find<QLineEdit>("batchesEdit")->setText(u"many"_s);

        run({u"web-1"_s});

        QVERIFY(find<QLabel>("statusLabel")->text().contains(u"“many”"_s));
        QVERIFY(m_runners.empty());
    }

    void shouldLeaveOutWhoIsInQuarantine()
    {
        QSignalSpy changed(m_pane.get(), &FanOutPane::quarantineChanged);
        m_pane->choose({u"web-1"_s, u"web-2"_s});
        auto *list = find<QListView>("serverList");
        const QAbstractItemModelTester tester(list->model());

        list->selectionModel()->select(list->model()->index(0, 0), QItemSelectionModel::Select);
        QTest::mouseClick(button("quarantineButton"), Qt::LeftButton);

        QCOMPARE(changed.size(), 1);
        QVERIFY(m_pane->quarantine().contains(u"web-1"_s));
        QVERIFY(button("runButton")->text().startsWith(u"Run on 1 "_s));
        QVERIFY(list->model()->index(0, 0).data().toString().contains(u"quarantine"_s));
        QVERIFY(
            !list->model()->setData(list->model()->index(0, 0), Qt::Checked, Qt::CheckStateRole));
        QTest::mouseClick(button("quarantineButton"), Qt::LeftButton);
        QVERIFY(button("runButton")->text().startsWith(u"Run on 2 "_s));
    }

    void shouldQuarantineWhoIsMissingThreeTimes()
    {
        for (std::size_t i = 1; i <= 3; ++i) {
            run({u"web-1"_s});
            QTRY_COMPARE(m_runners[u"web-1"_s].size(), i);
            QVERIFY(!m_pane->quarantine().contains(u"web-1"_s));
            command(u"web-1"_s)->fail(ErrorCode::Unreachable);
            QTRY_VERIFY(!m_pane->isRunning());
        }

        QVERIFY(m_pane->quarantine().contains(u"web-1"_s));
    }

    void shouldRememberCommands()
    {
        QSignalSpy changed(m_pane.get(), &FanOutPane::historyChanged);
        m_pane->setHistory({u"df -h"_s, u"uptime"_s});

        run({u"web-1"_s});

        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_pane->history(), (QStringList{u"uptime"_s, u"df -h"_s}));
    }

    void shouldNameEverythingForScreenReaders()
    {
        const QList<QWidget *> widgets = m_pane->findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            const bool isForPeople = widget->focusPolicy() != Qt::NoFocus
                && !widget->objectName().startsWith("qt_"_L1)
                && widget->metaObject()->className() != "QTabBar"_ba
                && qobject_cast<const QTabWidget *>(widget) == nullptr
                && !widget->objectName().isEmpty();
            if (isForPeople)
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }

    void shouldShowPicturesForTheEye()
    {
        const QString folder = qEnvironmentVariable("SLIPWAY_PICTURES");
        if (folder.isEmpty())
            QSKIP("Set SLIPWAY_PICTURES to a folder to have pictures.");
        for (const auto mode :
             {ThemeFollower::Preference::Light, ThemeFollower::Preference::Dark}) {
            const QString suffix
                = mode == ThemeFollower::Preference::Light ? u"light.png"_s : u"dark.png"_s;
            m_follower.setPreference(mode);
            m_runners.clear();
            init();
            m_pane->grab().save(QDir(folder).filePath(u"fanout-empty-"_s + suffix));
            find<QLineEdit>("batchesEdit")->setText(u"3"_s);
            run({u"web-1"_s, u"web-2"_s, u"web-3"_s, u"db-1"_s});
            QTRY_COMPARE(std::ssize(m_runners), 3);
            command(u"web-1"_s)->print("shop 4.2.0\nactive (running)\n");
            command(u"web-2"_s)->print("shop 4.2.0\nactive (running)\n");
            command(u"web-3"_s)->print("shop 4.1.9\nactive (running)\n");
            command(u"web-1"_s)->exit(0);
            command(u"web-3"_s)->exit(3);
            QTRY_COMPARE(cell(2, FanOutModel::State), u"Failed"_s);
            m_pane->grab().save(QDir(folder).filePath(u"fanout-table-"_s + suffix));
            find<QTabWidget>("resultTabs")->setCurrentIndex(1);
            find<QListWidget>("groupList")->setCurrentRow(1);
            m_pane->grab().save(QDir(folder).filePath(u"fanout-output-"_s + suffix));
        }
        m_follower.setPreference(ThemeFollower::Preference::Light);
    }

private:
    class FakeCheck : public HealthCheck
    {
    public:
        void cancel() override { }
    };

    std::unique_ptr<HealthCheck> check(const QString &what)
    {
        m_asked = what;
        auto made = std::make_unique<FakeCheck>();
        m_check = made.get();
        return made;
    }
    QString status() const { return find<QLabel>("statusLabel")->text(); }
    template<typename Widget> Widget *find(const char *name) const
    {
        return m_pane->findChild<Widget *>(QLatin1StringView(name));
    }
    QPushButton *button(const char *name) const { return find<QPushButton>(name); }
    QTableView *table() const { return find<QTableView>("resultTable"); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    FakeCommand *command(const QString &server)
    {
        return m_runners[server].back()->commands.constFirst();
    }
    void run(const QStringList &servers)
    {
        m_pane->choose(servers);
        find<QPlainTextEdit>("commandEdit")->setPlainText(u"uptime"_s);
        QTest::mouseClick(button("runButton"), Qt::LeftButton);
    }

    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
    FakeClock m_clock;
    QString m_asked;
    HealthCheck *m_check = nullptr;
    std::map<QString, std::vector<std::unique_ptr<FakeCommandRunner>>> m_runners;
    std::unique_ptr<FanOutPane> m_pane;
};

QTEST_MAIN(TestFanOutPane)
#include "tst_fanoutpane.moc"
