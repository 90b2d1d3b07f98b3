// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/files/filebrowser.h"
#include "support/fakefiletransfers.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace slipway;

/// The file browser by keys, in a window that has commands of its own on some of them.
class TestFileBrowserKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_files = std::make_unique<FakeRemoteFiles>();
        m_transfers = std::make_unique<FakeFileTransfers>(*m_files);
        m_files->addFile("/home/deploy/app.conf", "x");
        m_files->addFile("/home/deploy/big.log", QByteArray(2048, 'x'));
        m_files->addLink("/home/deploy/lost", "nowhere");
        m_files->addFolder("/home/deploy/empty");
        m_files->addFile("/home/deploy/dots/.profile", "x");
        m_window = std::make_unique<QMainWindow>();
        m_browser = new FileBrowser(m_theming, m_window.get());
        m_window->setCentralWidget(m_browser);
        m_window->resize(1000, 600);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_browser->setFiles(m_files.get(), m_transfers.get(), u"web-1"_s);
        QTRY_VERIFY(list()->isVisible() && list()->model()->rowCount() > 0);
        m_browser->setFocus();
        QTRY_VERIFY(list()->hasFocus());
    }
    void cleanup() { m_window.reset(); }

    void shouldKeepTheKeysOfTheWindowsCommands_data()
    {
        QTest::addColumn<QString>("keys");
        QTest::addColumn<QString>("action");
        QTest::newRow("permissions") << u"Ctrl+P"_s << u"permissionsAction"_s;
        QTest::newRow("refresh") << u"F5"_s << u"refreshAction"_s;
    }
    void shouldKeepTheKeysOfTheWindowsCommands()
    {
        QFETCH(const QString, keys);
        QFETCH(const QString, action);
        QAction ofWindow;
        ofWindow.setShortcut(QKeySequence(keys));
        m_window->addAction(&ofWindow);
        const QSignalSpy taken(&ofWindow, &QAction::triggered);
        const QSignalSpy done(m_browser->findChild<QAction *>(action), &QAction::triggered);

        QTest::keySequence(list(), QKeySequence(keys));

        QCOMPARE(done.size(), 1);
        QCOMPARE(taken.size(), 0);
    }

    void shouldGoOnWorkingByKeysInAnEmptyFolder()
    {
        m_browser->openFolder("/home/deploy/empty");
        QTRY_VERIFY(!list()->isVisible());
        QVERIFY(state()->text().contains(u"empty"_s));
        QVERIFY(state()->hasFocus());

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_U, Qt::ControlModifier);
        auto *upload = m_browser->findChild<QFileDialog *>(u"uploadDialog"_s);
        QVERIFY(upload);
        upload->reject();
        m_window->activateWindow();
        QTRY_VERIFY(state()->hasFocus());
        m_files->addFile("/home/deploy/empty/new", "x");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F5);
        QTRY_VERIFY(list()->isVisible());
        QTRY_VERIFY(list()->hasFocus());
        QTest::keyClick(list(), Qt::Key_Backspace);

        QTRY_COMPARE(m_browser->folder(), "/home/deploy"_ba);
        QCOMPARE(list()->currentIndex().data().toString(), u"empty"_s);
    }

    void shouldLeadOutOfAnEmptyFolder()
    {
        m_browser->openFolder("/home/deploy/empty");
        QTRY_VERIFY(!list()->isVisible());

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backspace);

        QTRY_COMPARE(m_browser->folder(), "/home/deploy"_ba);
        QTRY_VERIFY(list()->hasFocus());
    }

    void shouldSayWhyNothingIsShown()
    {
        auto *filter = m_browser->findChild<QLineEdit *>(u"filterEdit"_s);
        filter->setText(u"zzz"_s);
        QVERIFY(state()->isVisible());
        QVERIFY2(state()->text().contains(u"zzz"_s), qPrintable(state()->text()));
        filter->clear();
        QVERIFY(list()->isVisible());

        m_browser->openFolder("/home/deploy/dots");
        QTRY_VERIFY(state()->isVisible());
        QVERIFY2(state()->text().contains(u"hidden"_s), qPrintable(state()->text()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(list()->isVisible());
    }

    void shouldTakeATildeForTheLoginFolder_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArray>("folder");
        QTest::newRow("alone") << u"~"_s << "/home/deploy"_ba;
        QTest::newRow("slash") << u"~/"_s << "/home/deploy"_ba;
        QTest::newRow("below") << u"~/dots"_s << "/home/deploy/dots"_ba;
    }
    void shouldTakeATildeForTheLoginFolder()
    {
        QFETCH(const QString, typed);
        QFETCH(const QByteArray, folder);
        m_browser->openFolder("/home/deploy/empty");
        QTRY_COMPARE(m_browser->folder(), "/home/deploy/empty"_ba);
        auto *path = m_browser->findChild<QLineEdit *>(u"pathEdit"_s);
        path->selectAll();

        QTest::keyClicks(path, typed);
        QTest::keyClick(path, Qt::Key_Return);

        QTRY_COMPARE(m_browser->folder(), folder);
    }

    void shouldForgetAProblemElsewhere()
    {
        m_browser->openFolder("/none");
        QTRY_VERIFY(problem()->isVisible());

        m_browser->openFolder("/home/deploy/dots");

        QTRY_VERIFY(!problem()->isVisible());
    }

    void shouldSayWhatCannotBeOpened()
    {
        select(u"lost"_s);

        QTest::keyClick(list(), Qt::Key_Return);

        QVERIFY(problem()->isVisible());
        const QString text = problem()->findChild<QLabel *>(u"problemText"_s)->text();
        QVERIFY2(text.contains(u"nowhere"_s), qPrintable(text));
    }

    void shouldAskForThePermissionsOfWhatALinkLeadsTo()
    {
        m_files->addFile("/srv/secret", "x", 0600);
        m_files->addLink("/home/deploy/a-link", "/srv/secret");
        m_files->nodes["/home/deploy/a-link"].entry.mode = 0777;
        QTest::keyClick(list(), Qt::Key_F5);
        QTRY_COMPARE(list()->model()->rowCount(), 6);
        select(u"a-link"_s);

        QTest::keyClick(list(), Qt::Key_P, Qt::ControlModifier);

        QTRY_VERIFY(m_browser->findChild<PermissionsDialog *>());
        QCOMPARE(m_browser->findChild<PermissionsDialog *>()->mode(), 0600);
        m_browser->findChild<PermissionsDialog *>()->reject();
        select(u"lost"_s);
        QTest::keyClick(list(), Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(problem()->isVisible());
    }

    void shouldCountWhatIsHidden()
    {
        m_files->addFile("/home/deploy/dots/seen", "x");
        m_browser->openFolder("/home/deploy/dots");
        const auto *status = m_browser->findChild<QLabel *>(u"statusText"_s);
        QTRY_VERIFY2(status->text().contains(u"1 hidden"_s), qPrintable(status->text()));

        m_browser->findChild<QAction *>(u"hiddenAction"_s)->trigger();

        QVERIFY(!status->text().contains(u"hidden"_s));
        QVERIFY(status->text().startsWith(u"2 "_s));
    }

    void shouldCopyPathsAndOpenAConsoleHere()
    {
        const QSignalSpy wanted(m_browser, &FileBrowser::consoleRequested);
        list()->selectAll();

        QTest::keyClick(list(), Qt::Key_C, Qt::ControlModifier);
        m_browser->findChild<QAction *>(u"consoleHereAction"_s)->trigger();

        const QStringList paths = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(paths.size(), 5);
        QVERIFY(paths.contains(u"/home/deploy/app.conf"_s));
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().toByteArray(), "/home/deploy"_ba);
    }

    void shouldTellSizes()
    {
        QCOMPARE(RemoteListModel::sizeText(2048), QLocale().formattedDataSize(2048, 1));
        QVERIFY(RemoteListModel::sizeText(1).startsWith(u"1 "_s));
        QVERIFY(RemoteListModel::sizeText(1) != QLocale().formattedDataSize(1, 1));
    }

private:
    QTreeView *list() const { return m_browser->findChild<QTreeView *>(u"fileList"_s); }
    QLabel *state() const { return m_browser->findChild<QLabel *>(u"stateText"_s); }
    QWidget *problem() const { return m_browser->findChild<QWidget *>(u"envDangers"_s); }
    void select(const QString &name)
    {
        // Ctrl of the key before adds to what is selected.
        list()->clearSelection();
        const QAbstractItemModel *model = list()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == name)
                list()->setCurrentIndex(model->index(row, 0));
        }
        QCOMPARE(list()->currentIndex().data().toString(), name);
    }

    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
    std::unique_ptr<FakeRemoteFiles> m_files;
    std::unique_ptr<FakeFileTransfers> m_transfers;
    std::unique_ptr<QMainWindow> m_window;
    FileBrowser *m_browser = nullptr;
};

QTEST_MAIN(TestFileBrowserKeys)
#include "tst_filebrowserkeys.moc"
