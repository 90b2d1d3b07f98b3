// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalviewtesting.h"

#include "gui/console/terminallink.h"
#include "support/printable.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

/// Takes what a link leads to instead of a browser.
class LinkTarget : public QObject
{
    Q_OBJECT
public:
    QList<QUrl> opened;
public Q_SLOTS:
    void open(const QUrl &url) { opened.append(url); }
};

/// Text of a console: chosen, copied, pasted, found, followed, kept.
class TestTerminalViewText : public TerminalViewTesting
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init() { open(); }
    void cleanup() { close(); }

    void aSelectionSurvivesOutputAndScrolling()
    {
        show("first line\r\nsecond line\r\n");
        drag({0, 6}, {1, 5});
        QCOMPARE(m_view->selectedText(), u"line\nsecond"_s);

        show("more\r\n"_ba.repeated(200));

        QCOMPARE(m_view->selectedText(), u"line\nsecond"_s);
    }

    void aSelectionGoesWhenItsTextChanges()
    {
        show("first line\r\nsecond line");
        drag({0, 0}, {0, 4});
        QSignalSpy changed(m_view.get(), &TerminalView::selectionChanged);

        show("\x1b[2;1Hother");
        QVERIFY(m_view->hasSelection());
        show("\x1b[1;1HF");

        QTRY_VERIFY(!m_view->hasSelection());
        QCOMPARE(changed.size(), 1);
    }

    void selectsWordsLinesAndBlocks()
    {
        show("ls /srv/www/a.txt end\r\nsecond words here\r\n");
        const QPoint word = pixel({0, 6});

        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, word);
        QCOMPARE(m_view->selectedText(), u"/srv/www/a.txt"_s);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, word);
        QCOMPARE(m_view->selectedText(), u"ls /srv/www/a.txt end"_s);
        drag({0, 3}, {1, 6}, Qt::AltModifier);
        QCOMPARE(m_view->selectedText(), u"/srv\nond"_s);
    }

    void draggingBeyondTheEdgeScrolls()
    {
        show(numbered(300, " line"));
        QWidget *viewport = m_view->viewport();
        const int end = m_view->verticalScrollBar()->value();

        QTest::mousePress(viewport, Qt::LeftButton, {}, pixel({5, 4}));
        QTest::mouseMove(viewport, QPoint(20, -40));
        QTRY_VERIFY(m_view->verticalScrollBar()->value() < end - 60);
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, QPoint(20, -40));

        QVERIFY(m_view->selectedText().count(u'\n') > 60);
        const int settled = m_view->verticalScrollBar()->value();
        show("more\r\n");
        QCOMPARE(m_view->verticalScrollBar()->value(), settled);
    }

    void extendsASelectionWithShift()
    {
        show("0123456789abcdef");
        drag({0, 2}, {0, 4});

        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, pixel({0, 9}));

        QCOMPARE(m_view->selectedText(), u"23456789"_s);
    }

    void copiesWrappedLinesWithoutFalseLineEnds()
    {
        const int columns = m_console->lock()->size().columns;
        const QByteArray longLine = QByteArray("abcdefghij").repeated(columns / 5);
        show(longLine + "\r\nnext e\xcc\x81 \xf0\x9f\x98\x80");

        m_view->selectAll();
        m_view->copy();

        QCOMPARE(QApplication::clipboard()->text(),
                 QString::fromUtf8(longLine + "\nnext e\xcc\x81 \xf0\x9f\x98\x80"));
    }

    void keepsThePlaceAndTheSelectionWhenTheWidthChanges()
    {
        show(numbered(300, QByteArray(" some words").repeated(9)));
        m_view->verticalScrollBar()->setValue(100);
        const QString first = m_view->visibleText().section(u'\n', 0, 0);
        const QString number = first.section(u' ', 0, 0);
        drag({0, 0}, {0, 8});
        const QString selected = m_view->selectedText();

        m_view->resize(500, 420);
        QTRY_VERIFY(m_console->lock()->size().columns < 70);

        QVERIFY2(m_view->visibleText().startsWith(number), qPrintable(m_view->visibleText()));
        QCOMPARE(m_view->selectedText(), selected);
    }

    void pastesWhatIsHarmlessAtOnce()
    {
        show("\x1b[?2004h");

        m_view->paste(u"one\ntwo"_s);

        QCOMPARE(written(), "\x1b[200~one\rtwo\x1b[201~"_ba);
    }

    void asksBeforeAPasteThatRunsCommands()
    {
        m_view->paste(u"rm -rf x\necho done\n"_s);
        auto *bar = m_view->findChild<QWidget *>(u"pasteBar"_s);
        auto *preview = m_view->findChild<QPlainTextEdit *>(u"pastePreview"_s);
        auto *anyway = m_view->findChild<QPushButton *>(u"pasteAnyway"_s);
        QVERIFY(bar->isVisible());
        QVERIFY(preview->toPlainText().contains(u"rm -rf x"));
        QCOMPARE(written(), QByteArray());

        for (QWidget *each : {static_cast<QWidget *>(anyway), QApplication::focusWidget()}) {
            QTest::keyClick(each, Qt::Key_Return);
            QTest::keyClick(each, Qt::Key_Enter);
        }
        QCOMPARE(written(), QByteArray());
        QVERIFY(bar->isVisible());

        QTest::mouseClick(anyway, Qt::LeftButton);
        QCOMPARE(written(), "rm -rf x\recho done\r"_ba);
        QVERIFY(!bar->isVisible());
        QTRY_VERIFY(m_view->hasFocus());
    }

    void aPasteCanBecomeOneLineOrNothing()
    {
        auto *oneLine = m_view->findChild<QPushButton *>(u"pasteOneLine"_s);
        m_view->paste(u"cd /srv\n  ls\n"_s);
        QTest::mouseClick(oneLine, Qt::LeftButton);
        QCOMPARE(written(), "cd /srv ls"_ba);

        m_view->paste(u"a\nb"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);

        QCOMPARE(written(), "cd /srv ls"_ba);
        QVERIFY(!m_view->findChild<QWidget *>(u"pasteBar"_s)->isVisible());
    }

    void asksAboutEveryPasteThatOthersGetToo()
    {
        m_view->setPasteNote(u"3 consoles get it."_s);

        m_view->paste(u"ls"_s);

        QCOMPARE(written(), QByteArray());
        QVERIFY(m_view->findChild<QLabel *>(u"pasteQuestion"_s)->text().contains(u"3 consoles"));
    }

    void dropsFilesAsQuotedPaths()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(u"/srv/it's here"_s), QUrl::fromLocalFile(u"/etc/motd"_s),
                      QUrl(u"sftp://deploy@web-1/var/log/a%20b.log"_s)});

        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_view->viewport(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_view->viewport(), &drop);

        QCOMPARE(written(), "'/srv/it'\\''s here' /etc/motd '/var/log/a b.log' "_ba);
    }

    void findsTextInTheScrollback()
    {
        QByteArray output;
        for (int line = 0; line < 1'000; ++line)
            output
                += line % 100 == 7 ? "a needle " + QByteArray::number(line) + "\r\n" : "hay\r\n"_ba;
        show(output);
        m_view->openSearch();
        auto *text = m_view->findChild<QLineEdit *>(u"terminalSearchText"_s);
        auto *result = m_view->findChild<QLabel *>(u"terminalSearchResult"_s);

        QTest::keyClicks(text, u"NEEDLE"_s);
        QTRY_COMPARE(result->text(), u"10 of 10"_s);
        QVERIFY(m_view->visibleText().contains(u"needle 907"));
        QTest::keyClick(text, Qt::Key_Return);
        QTRY_COMPARE(result->text(), u"9 of 10"_s);
        QVERIFY(m_view->visibleText().contains(u"needle 807"));
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_COMPARE(result->text(), u"1 of 10"_s);

        show("another needle\r\n");
        QTRY_COMPARE(result->text(), u"1 of 11"_s);
        QTest::keyClick(text, Qt::Key_Escape);
        QTRY_VERIFY(m_view->hasFocus());
        QCOMPARE(m_view->selectedText(), u"needle"_s);
    }

    void searchesByExpressionAndCase()
    {
        show("web-1 Web-2 db-3\r\n");
        m_view->openSearch();
        auto *text = m_view->findChild<QLineEdit *>(u"terminalSearchText"_s);
        auto *result = m_view->findChild<QLabel *>(u"terminalSearchResult"_s);
        m_view->findChild<QToolButton *>(u"terminalSearchRegex"_s)->click();

        text->setText(u"web-\\d"_s);
        QTRY_COMPARE(result->text(), u"2 of 2"_s);
        m_view->findChild<QToolButton *>(u"terminalSearchCase"_s)->click();
        QTRY_COMPARE(result->text(), u"1 of 1"_s);
        text->setText(u"web-("_s);
        QTRY_COMPARE(result->text(), u"Not a regular expression yet"_s);
        QTest::keyClick(text, Qt::Key_F5);
        QTest::keyClick(text, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(written(), QByteArray());
        text->setText(u"nothing like it"_s);
        QTRY_COMPARE(result->text(), u"Not found"_s);
    }

    void opensLinksWithCtrlOnly()
    {
        LinkTarget target;
        QDesktopServices::setUrlHandler(u"https"_s, &target, "open");
        QDesktopServices::setUrlHandler(u"file"_s, &target, "open");
        show("see (https://example.com/a_(b)). "
             "\x1b]8;;https://evil.example/x\x1b\\https://good.example"
             "\x1b]8;;\x1b\\ \x1b]8;;file:///etc/passwd\x1b\\file\x1b]8;;\x1b\\");

        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, pixel({0, 10}));
        QCOMPARE(target.opened.size(), 0);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier, pixel({0, 10}));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier, pixel({0, 57}));

        QCOMPARE(target.opened, QList<QUrl>{QUrl(u"https://example.com/a_(b)"_s)});
        const auto screen = m_console->lock();
        const auto misleading = TerminalLink::at(*screen, {0, 40});
        QVERIFY(misleading && misleading->isMisleading());
        QVERIFY(misleading->tip().contains(u"evil.example"));
        QCOMPARE(misleading->text, u"https://good.example"_s);
        QDesktopServices::unsetUrlHandler(u"https"_s);
        QDesktopServices::unsetUrlHandler(u"file"_s);
    }

    void selectsByKeysInCopyMode()
    {
        show("first words\r\nsecond words\r\n");
        QSignalSpy changed(m_view.get(), &TerminalView::copyModeChanged);

        QTest::keyClick(m_view.get(), Qt::Key_Space, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_view->isInCopyMode());
        for (const auto key : {Qt::Key_K, Qt::Key_0, Qt::Key_W, Qt::Key_V, Qt::Key_Dollar})
            QTest::keyClick(m_view.get(), key);
        QCOMPARE(m_view->selectedText(), u"words"_s);
        QTest::keyClick(m_view.get(), Qt::Key_V, Qt::ShiftModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Up);
        QTest::keyClick(m_view.get(), Qt::Key_Y);

        QCOMPARE(QApplication::clipboard()->text(), u"first words\nsecond words"_s);
        QVERIFY(!m_view->isInCopyMode());
        QCOMPARE(changed.size(), 2);
        QCOMPARE(written(), QByteArray());
    }

    void jumpsBetweenPromptsAndCopiesTheLastOutput()
    {
        for (int command = 0; command < 5; ++command) {
            show("\x1b]133;A\a$ \x1b]133;B\acommand " + QByteArray::number(command)
                 + "\r\n\x1b]133;C\a");
            show(QByteArray("output " + QByteArray::number(command) + "\r\n").repeated(40)
                 + "\x1b]133;D;0\a");
        }
        show("\x1b]133;A\a$ \x1b]133;B\a");

        m_view->jumpToPrompt(TerminalView::Prompt::Previous);
        QVERIFY(m_view->visibleText().startsWith(u"$ command 4"));
        m_view->jumpToPrompt(TerminalView::Prompt::Previous);
        QVERIFY(m_view->visibleText().startsWith(u"$ command 3"));
        m_view->jumpToPrompt(TerminalView::Prompt::Next);
        QVERIFY(m_view->visibleText().startsWith(u"$ command 4"));
        m_view->copyLastOutput();

        QCOMPARE(QApplication::clipboard()->text(), u"output 4\n"_s.repeated(40));
    }

    void savesTheWholeText()
    {
        show(numbered(500, {}));
        show(QByteArray("wrapped ").repeated(30) + "end");
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"console.txt"_s);
        QSignalSpy saved(m_view.get(), &TerminalView::saved);

        m_view->saveTo(path);

        QTRY_COMPARE(saved.size(), 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), 502);
        QCOMPARE(lines.at(499), "499"_ba);
        QCOMPARE(lines.at(500), QByteArray("wrapped ").repeated(30) + "end");
        QCOMPARE(lines.at(501), QByteArray());
        QVERIFY(!file.permissions().testFlag(QFile::ReadOther));
    }

    void saysWhenTheTextCannotBeSaved()
    {
        QSignalSpy failed(m_view.get(), &TerminalView::saveFailed);

        m_view->saveTo(u"/proc/nowhere/console.txt"_s);

        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<Error>().code, ErrorCode::Io);
    }

    void knowsAPasswordPrompt_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<bool>("asks");
        QTest::newRow("sudo") << "[sudo] password for deploy: "_ba << true;
        QTest::newRow("ssh") << "admin@web-1's password: "_ba << true;
        QTest::newRow("key") << "Enter passphrase for key '/home/a/.ssh/id_ed25519': "_ba << true;
        QTest::newRow("code") << "Verification code: "_ba << true;
        QTest::newRow("shell") << "deploy@web-1:~$ "_ba << false;
        QTest::newRow("typed") << "$ echo password: x"_ba << false;
        QTest::newRow("answered") << "password: \r\n$ "_ba << false;
    }

    void knowsAPasswordPrompt()
    {
        QFETCH(QByteArray, output);
        QFETCH(bool, asks);

        show(output);

        QCOMPARE(m_view->isAtPasswordPrompt(), asks);
    }
};

QTEST_MAIN(TestTerminalViewText)
#include "tst_terminalviewtext.moc"
