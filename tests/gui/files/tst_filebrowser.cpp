// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/remotename.h"
#include "gui/files/filebrowser.h"
#include "gui/files/remoteeditor.h"
#include "ssh/sshconnections.h"
#include "support/fakefiletransfers.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeView>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// The file browser over files in memory, and once over a real sshd.
class TestFileBrowser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_files = std::make_unique<FakeRemoteFiles>();
        m_transfers = std::make_unique<FakeFileTransfers>(*m_files);
        m_local = std::make_unique<QTemporaryDir>();
        m_files->addFolder("/home/deploy/releases");
        m_files->addFile("/home/deploy/releases/v1/app.js", "1");
        m_files->addFile("/home/deploy/app.conf", "port = 80\r\nhost = x\r\n", 0640);
        m_files->addFile("/home/deploy/b.log", QByteArray(5000, 'x'));
        m_files->addFile("/home/deploy/.profile", "x");
        m_files->addLink("/home/deploy/current", "releases");
        m_browser = std::make_unique<FileBrowser>(m_theming);
        m_browser->resize(1000, 600);
        m_browser->show();
    }
    void cleanup() { m_browser.reset(); }

    void shouldShowTheLoginFolderWithFoldersFirst()
    {
        const QAbstractItemModelTester tester(list()->model());
        open();

        QCOMPARE(names(), (QStringList{u"current"_s, u"releases"_s, u"app.conf"_s, u"b.log"_s}));
        QCOMPARE(cell(2, RemoteListModel::Permissions), u"rw-r-----"_s);
        QCOMPARE(list()->model()->index(2, RemoteListModel::Permissions).data(Qt::ToolTipRole),
                 u"0640"_s);
        QCOMPARE(find<QLineEdit>("pathEdit")->text(), u"/home/deploy"_s);

        action("hiddenAction")->trigger();
        QVERIFY(names().contains(u".profile"_s));
        find<QLineEdit>("filterEdit")->setText(u"CONF"_s);
        QCOMPARE(names(), QStringList{u"app.conf"_s});
    }

    void shouldSayWhatItWaitsForAndWhatIsMissing()
    {
        QVERIFY(find<QLabel>("stateText")->text().contains(u"server"_s));
        m_files->isHolding = true;
        m_browser->setFiles(m_files.get(), m_transfers.get(), u"web-1"_s);
        QVERIFY(find<QLabel>("stateText")->text().contains(u"web-1"_s));
        m_files->release();
        QTRY_VERIFY(list()->isVisible());

        m_files->addFolder("/home/deploy/nothing");
        m_browser->openFolder("/home/deploy/nothing");
        QTRY_VERIFY(find<QLabel>("stateText")->text().contains(u"empty"_s));
        m_browser->openFolder("/none");
        QTRY_VERIFY(find<QWidget>("envDangers")->isVisible());
        QVERIFY(find<QLabel>("problemText")->text().contains(u"/none"_s));
        QCOMPARE(find<QLineEdit>("pathEdit")->text(), u"/home/deploy/nothing"_s);
    }

    void shouldWalkByKeys()
    {
        open();
        select(u"releases"_s);

        QTest::keyClick(list(), Qt::Key_Return);
        QTRY_COMPARE(m_browser->folder(), "/home/deploy/releases"_ba);
        QTest::keyClick(list(), Qt::Key_Backspace);
        QTRY_COMPARE(m_browser->folder(), "/home/deploy"_ba);

        QCOMPARE(list()->currentIndex().data().toString(), u"releases"_s);
    }

    void shouldShowHostileNamesAndStillReachThem()
    {
        m_files->addFile("/home/deploy/a\n\x1b[2Jb", "x");
        open();
        QVERIFY(names().contains(u"a\\x0A\\x1B[2Jb"_s));
        select(u"a\\x0A\\x1B[2Jb"_s);

        action("deleteAction")->trigger();
        press("confirmDialog", "actButton");

        QTRY_VERIFY(!m_files->has("/home/deploy/a\n\x1b[2Jb"));
    }

    void shouldMakeRenameAndDelete()
    {
        open();
        action("newFolderAction")->trigger();
        answer(u"logs"_s);
        QTRY_VERIFY(names().contains(u"logs"_s));
        QTRY_COMPARE(list()->currentIndex().data().toString(), u"logs"_s);

        action("renameAction")->trigger();
        answer(u"old-logs"_s);
        QTRY_VERIFY(names().contains(u"old-logs"_s));
        action("renameAction")->trigger();
        answer(u"../x"_s);
        QTRY_VERIFY(find<QWidget>("envDangers")->isVisible());

        select(u"releases"_s);
        action("deleteAction")->trigger();
        QTRY_VERIFY(dialog("confirmDialog"));
        QVERIFY(dialog("confirmDialog")
                    ->findChild<QLabel *>(u"explanation"_s)
                    ->text()
                    .contains(u"1 files and 1 folders"_s));
        press("confirmDialog", "actButton");
        QTRY_VERIFY(!names().contains(u"releases"_s));
        QVERIFY(!m_files->has("/home/deploy/releases"));
    }

    void shouldChangePermissions()
    {
        open();
        select(u"app.conf"_s);

        action("permissionsAction")->trigger();
        QTRY_VERIFY(dialog("permissionsDialog"));
        dialog("permissionsDialog")->findChild<QCheckBox *>(u"right004"_s)->click();
        QCOMPARE(dialog("permissionsDialog")->findChild<QLineEdit *>(u"octalEdit"_s)->text(),
                 u"0644"_s);
        press("permissionsDialog", "changeButton");

        QTRY_COMPARE(m_files->nodes["/home/deploy/app.conf"].entry.mode, 0644);
        QTRY_COMPARE(cell(2, RemoteListModel::Permissions), u"rw-r--r--"_s);
    }

    void shouldUploadWhatIsDroppedAndAskBeforeItReplaces()
    {
        const QAbstractItemModelTester tester(&m_browser->transferList());
        open();
        drop({write(u"new.txt"_s, "n"), write(u"app.conf"_s, "other")});
        QTRY_VERIFY(dialog("confirmDialog"));
        QCOMPARE(dialog("confirmDialog")->findChild<QLabel *>(u"explanation"_s)->text(),
                 u"app.conf"_s);
        QCOMPARE(m_browser->transferList().rowCount(), 0);

        press("confirmDialog", "actButton");

        QTRY_COMPARE(m_files->contentOf("/home/deploy/app.conf"), "other"_ba);
        QTRY_COMPARE(m_browser->transferList().active(), 0);
        QTRY_VERIFY(names().contains(u"new.txt"_s));
        find<QPushButton>("clearButton")->click();
        QVERIFY(!find<QWidget>("transfersPane")->isVisible());
    }

    void shouldGiveAddressesToWhomFilesAreDragged()
    {
        m_files->addFile("/home/deploy/it's 100% \xc3\xa4.txt", "x");
        open();
        QVERIFY(!(list()->model()->index(0, 0).flags() & Qt::ItemIsDragEnabled));
        m_browser->setAddress(QUrl(u"sftp://deploy@web-1.example:2222"_s));
        m_browser->openFolder("/home/deploy");
        QTRY_VERIFY(list()->model()->index(0, 0).flags() & Qt::ItemIsDragEnabled);

        list()->selectAll();
        const std::unique_ptr<QMimeData> data(
            list()->model()->mimeData(list()->selectionModel()->selectedIndexes()));

        QCOMPARE(data->urls().size(), list()->model()->rowCount());
        QVERIFY(
            data->urls().contains(QUrl(u"sftp://deploy@web-1.example:2222/home/deploy/b.log"_s)));
        QVERIFY(data->text().split(u'\n').contains(u"/home/deploy/it's 100% ä.txt"_s));
        QStringList paths;
        for (const QUrl &url : data->urls())
            paths.append(url.path(QUrl::FullyDecoded));
        QCOMPARE(paths, data->text().split(u'\n'));
    }

    void shouldRefuseWhatIsNoFileOfThisMachine()
    {
        open();
        QMimeData data;
        data.setUrls({QUrl(u"sftp://deploy@web-1.example/home/deploy/b.log"_s)});

        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_browser.get(), &enter);

        QVERIFY(!enter.isAccepted());
    }

    void shouldUploadAFolderWithAllThatIsInIt()
    {
        const QDir site(m_local->filePath(u"site"_s));
        QVERIFY(site.mkpath(u"css"_s));
        write(u"site/index.html"_s, "<p>");
        write(u"site/css/a.css"_s, "p {}");
        open();

        drop({site.path()});

        QTRY_COMPARE(m_files->contentOf("/home/deploy/site/css/a.css"), "p {}"_ba);
        QTRY_VERIFY(names().contains(u"site"_s));
        QTRY_COMPARE(m_browser->transferList().active(), 0);
        QCOMPARE(m_files->contentOf("/home/deploy/site/index.html"), "<p>"_ba);
    }

    void shouldGiveFoldersTheirPermissionsAndNameWhatItLeavesOut()
    {
        const QDir site(m_local->filePath(u"site"_s));
        QVERIFY(site.mkpath(u"."_s));
        write(u"site/index.html"_s, "<p>");
        const QByteArray path = QFile::encodeName(site.path());
        QCOMPARE(::mkfifo(QByteArray(path + "/pipe").constData(), 0600), 0);
        QCOMPARE(::chmod(path.constData(), 0500), 0);
        open();

        drop({site.path()});

        QTRY_COMPARE(m_files->modeOf("/home/deploy/site"), 0500);
        QCOMPARE(m_files->contentOf("/home/deploy/site/index.html"), "<p>"_ba);
        QVERIFY2(find<QLabel>("problemText")->text().contains("pipe is no file"_L1),
                 qPrintable(find<QLabel>("problemText")->text()));
        QCOMPARE(::chmod(path.constData(), 0700), 0);
    }

    void shouldDownloadAFolderWithAllThatIsInIt()
    {
        m_files->addFolder("/home/deploy/releases/42");
        m_files->addFile("/home/deploy/releases/42/run.sh", "exit 0");
        open();
        find<QTreeView>("fileList")
            ->setCurrentIndex(find<QTreeView>("fileList")->model()->index(1, 0));
        QCOMPARE(cell(1, RemoteListModel::Name), u"releases"_s);

        action("downloadAction")->trigger();
        auto *chooser = m_browser->findChild<QFileDialog *>(u"downloadDialog"_s);
        QVERIFY(chooser);
        Q_EMIT chooser->fileSelected(m_local->path());

        QFile file(m_local->filePath(u"releases/42/run.sh"_s));
        QTRY_VERIFY(file.exists());
        QTRY_COMPARE(m_browser->transferList().active(), 0);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "exit 0"_ba);
    }

    void shouldShowProgressCancelAndGoOn()
    {
        const QAbstractItemModelTester tester(&m_browser->transferList());
        open();
        m_transfers->isHolding = true;
        m_browser->upload({write(u"big"_s, QByteArray(1000, 'b'))});
        TransferList &transfers = m_browser->transferList();
        QTRY_COMPARE(m_transfers->transfers.size(), 1);
        m_transfers->transfers.constFirst()->progress(500, 1000);
        QCOMPARE(transfers.index(0, TransferList::Progress).data(TransferList::PercentRole), 50);

        find<QPushButton>("cancelButton")->click();
        QTRY_COMPARE(transfers.phase(0), TransferList::Phase::Cancelled);
        m_transfers->isHolding = false;
        find<QPushButton>("againButton")->click();

        QTRY_COMPARE(transfers.phase(0), TransferList::Phase::Done);
        QCOMPARE(m_files->contentOf("/home/deploy/big").size(), 1000);
    }

    void shouldEditATextAndKeepItsModeAndLineEnds()
    {
        RemoteEditor *editor = edit(u"app.conf"_s);
        QVERIFY(editor);
        change(editor, u"port = 81\nhost = x\n"_s);

        editor->save();

        QTRY_VERIFY(!editor->isModified());
        QCOMPARE(m_files->contentOf("/home/deploy/app.conf"), "port = 81\r\nhost = x\r\n"_ba);
        QCOMPARE(m_files->nodes["/home/deploy/app.conf"].entry.mode, 0640);
    }

    void shouldNotWriteOverWhatChangedThere()
    {
        RemoteEditor *editor = edit(u"app.conf"_s);
        QVERIFY(editor);
        change(editor, u"mine\n"_s);
        // As long as before, and not even with another time.
        m_files->nodes["/home/deploy/app.conf"].content = "port = 99\r\nhost = x\r\n";

        editor->save();

        const auto *replace = editor->findChild<QPushButton *>(u"replaceButton"_s);
        QTRY_VERIFY(replace->isVisible());
        QCOMPARE(m_files->contentOf("/home/deploy/app.conf"), "port = 99\r\nhost = x\r\n"_ba);
        QVERIFY(editor->isModified());
        press("remoteEditor", "replaceButton");
        QTRY_COMPARE(m_files->contentOf("/home/deploy/app.conf"), "mine\r\n"_ba);
    }

    void shouldKeepTheTextWhenTheConnectionBreaks()
    {
        RemoteEditor *editor = edit(u"app.conf"_s);
        QVERIFY(editor);
        change(editor, u"mine\n"_s);
        m_files->error = Error{ErrorCode::ConnectionLost, u"The connection broke."_s};

        editor->save();
        QTRY_VERIFY(editor->findChild<QLabel *>(u"editorProblem"_s)->isVisible());
        editor->reject();

        QTRY_VERIFY(dialog("confirmDialog"));
        QVERIFY(editor->isVisible());
        QVERIFY(m_browser->hasUnsavedTexts());
        QCOMPARE(editor->findChild<QPlainTextEdit *>(u"editorText"_s)->toPlainText(), u"mine\n"_s);
        press("confirmDialog", "stayButton");
        m_files->error.reset();
        editor->save();
        QTRY_COMPARE(m_files->contentOf("/home/deploy/app.conf"), "mine\r\n"_ba);
    }

    void shouldNameEveryWidgetForScreenReaders()
    {
        open();
        for (const char *name : {"upButton", "pathEdit", "filterEdit", "actionsButton", "fileList",
                                 "transferList", "cancelButton", "againButton", "clearButton"})
            QVERIFY2(!find<QWidget>(name)->accessibleName().isEmpty(), name);
    }

    void shouldWorkWithARealServer()
    {
        SshdFixture sshd;
        QVERIFY(sshd.start());
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = sshd.port();
        target.identity = sshd.userKey();
        target.knownHosts = sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        FakeSshPrompter prompter;
        QTemporaryDir there;
        QFile::copy(write(u"conf.ini"_s, "[a]\nb=1\n"), there.filePath(u"conf.ini"_s));
        SshConnections connections({target}, settings, prompter);
        m_browser->setFiles(&connections.files(u"web-1"_s), &connections.transfers(u"web-1"_s),
                            u"web-1"_s);
        m_browser->openFolder(QFile::encodeName(there.path()));
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringList{u"conf.ini"_s}, 20000);

        m_browser->upload({write(u"up.txt"_s, "hello")});
        QTRY_VERIFY_WITH_TIMEOUT(names().contains(u"up.txt"_s), 20000);
        RemoteEditor *editor = edit(u"conf.ini"_s);
        QVERIFY(editor);
        change(editor, u"[a]\nb=2\n"_s);
        editor->save();
        QTRY_VERIFY_WITH_TIMEOUT(!editor->isModified(), 20000);

        QFile file(there.filePath(u"conf.ini"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "[a]\nb=2\n"_ba);
        m_browser.reset();
    }

private:
    template<typename T> T *find(const char *name) const
    {
        return m_browser->findChild<T *>(QLatin1StringView(name));
    }
    QTreeView *list() const { return find<QTreeView>("fileList"); }
    QAction *action(const char *name) const { return find<QAction>(name); }
    QWidget *dialog(const char *name) const
    {
        const QList<QWidget *> all = m_browser->findChildren<QWidget *>(QLatin1StringView(name));
        const auto found = std::ranges::find_if(all, &QWidget::isVisible);
        return found == all.end() ? nullptr : *found;
    }
    void press(const char *name, const char *button)
    {
        QTRY_VERIFY(dialog(name));
        dialog(name)->findChild<QPushButton *>(QLatin1StringView(button))->click();
    }
    void answer(const QString &text)
    {
        QTRY_VERIFY(dialog("nameDialog"));
        auto *input = qobject_cast<QInputDialog *>(dialog("nameDialog"));
        input->setTextValue(text);
        input->accept();
    }
    void open()
    {
        m_browser->setFiles(m_files.get(), m_transfers.get(), u"web-1"_s);
        QTRY_VERIFY(list()->isVisible() && list()->model()->rowCount() > 0);
    }
    QStringList names() const
    {
        QStringList found;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            found.append(cell(row, 0));
        return found;
    }
    QString cell(int row, int column) const
    {
        return list()->model()->index(row, column).data().toString();
    }
    void select(const QString &name)
    {
        const qsizetype row = names().indexOf(name);
        QVERIFY(row >= 0);
        list()->setCurrentIndex(list()->model()->index(int(row), 0));
    }
    RemoteEditor *edit(const QString &name)
    {
        if (m_browser->folder().isEmpty())
            open();
        select(name);
        action("editAction")->trigger();
        auto *editor = qobject_cast<RemoteEditor *>(dialog("remoteEditor"));
        const auto *text = editor ? editor->findChild<QPlainTextEdit *>(u"editorText"_s) : nullptr;
        const bool isReady
            = text && QTest::qWaitFor([text] { return !text->toPlainText().isEmpty(); }, 20000);
        return isReady ? editor : nullptr;
    }
    static void change(RemoteEditor *editor, const QString &text)
    {
        auto *edit = editor->findChild<QPlainTextEdit *>(u"editorText"_s);
        edit->selectAll();
        edit->insertPlainText(text);
    }
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_local->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }
    void drop(const QStringList &paths)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &path : paths)
            urls.append(QUrl::fromLocalFile(path));
        data.setUrls(urls);
        QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(m_browser.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_browser.get(), &event);
    }

    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
    std::unique_ptr<FakeRemoteFiles> m_files;
    std::unique_ptr<FakeFileTransfers> m_transfers;
    std::unique_ptr<QTemporaryDir> m_local;
    std::unique_ptr<FileBrowser> m_browser;
};

QTEST_MAIN(TestFileBrowser)
#include "tst_filebrowser.moc"
