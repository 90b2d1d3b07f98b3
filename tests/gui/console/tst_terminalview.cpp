// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalview.h"

#include "exec/localpty.h"
#include "gui/common/theming.h"
#include "gui/console/terminallink.h"
#include "support/printable.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

namespace {

constexpr int patience = 30'000;

} // namespace

/// Takes what a link leads to instead of a browser.
class LinkTarget : public QObject
{
    Q_OBJECT
public:
    QList<QUrl> opened;
public Q_SLOTS:
    void open(const QUrl &url) { opened.append(url); }
};

class TestTerminalView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void init()
    {
        m_console = std::make_unique<ConsoleScreen>(TerminalOptions{});
        m_view = std::make_unique<TerminalView>(m_theming);
        m_view->setScreen(m_console.get());
        m_view->resize(700, 420);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasFocus());
        m_written = std::make_unique<QSignalSpy>(m_view.get(), &TerminalView::written);
    }
    void cleanup()
    {
        m_written.reset();
        m_view.reset();
        m_console.reset();
    }

    void typesIntoARealShellAndShowsItsAnswer()
    {
        ChannelRequest request;
        request.command = u"PS1='ready> ' exec sh"_s;
        const auto channel = LocalPty().open(request, m_console->sink());
        connect(m_view.get(), &TerminalView::written, channel.get(), &ByteChannel::write);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->visibleText().contains(u"ready>"), patience);

        QTest::keyClicks(m_view.get(), u"echo $((6*7)) and $TERM"_s);
        QTest::keyClick(m_view.get(), Qt::Key_Return);

        QTRY_VERIFY_WITH_TIMEOUT(m_view->visibleText().contains(u"42 and xterm-256color"),
                                 patience);
    }

    void tellsTheSizeThatFits()
    {
        QSignalSpy resized(m_view.get(), &TerminalView::resized);

        m_view->resize(500, 300);

        QTRY_COMPARE(resized.size(), 1);
        const auto size = resized.first().at(0).value<TerminalSize>();
        const auto cell = resized.first().at(1).toSize();
        QCOMPARE(m_console->lock()->size(), size);
        QVERIFY(size.columns * cell.width() <= m_view->viewport()->width());
        QVERIFY((size.columns + 2) * cell.width() > m_view->viewport()->width() - 8);
    }

    void sendsKeysAsProgramsExpectThem_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<QByteArray>("modes");
        QTest::addColumn<QByteArray>("bytes");
        const auto none = Qt::KeyboardModifiers();
        const Qt::KeyboardModifiers control = Qt::ControlModifier;
        QTest::newRow("letter") << int(Qt::Key_A) << none << ""_ba << "a"_ba;
        QTest::newRow("Ctrl+C") << int(Qt::Key_C) << control << ""_ba << "\x03"_ba;
        QTest::newRow("Ctrl+K") << int(Qt::Key_K) << control << ""_ba << "\x0b"_ba;
        QTest::newRow("Tab") << int(Qt::Key_Tab) << none << ""_ba << "\t"_ba;
        QTest::newRow("Shift+Tab")
            << int(Qt::Key_Backtab) << Qt::KeyboardModifiers(Qt::ShiftModifier) << ""_ba
            << "\x1b[Z"_ba;
        QTest::newRow("Up") << int(Qt::Key_Up) << none << ""_ba << "\x1b[A"_ba;
        QTest::newRow("Up, application") << int(Qt::Key_Up) << none << "\x1b[?1h"_ba << "\x1bOA"_ba;
        QTest::newRow("F5") << int(Qt::Key_F5) << none << ""_ba << "\x1b[15~"_ba;
        QTest::newRow("Alt+b") << int(Qt::Key_B) << Qt::KeyboardModifiers(Qt::AltModifier) << ""_ba
                               << "\x1b"
                                  "b"_ba;
        QTest::newRow("Escape") << int(Qt::Key_Escape) << none << ""_ba << "\x1b"_ba;
        QTest::newRow("Enter") << int(Qt::Key_Return) << none << ""_ba << "\r"_ba;
        QTest::newRow("keypad 5") << int(Qt::Key_5) << Qt::KeyboardModifiers(Qt::KeypadModifier)
                                  << "\x1b="_ba << "\x1bOu"_ba;
        QTest::newRow("keypad Enter")
            << int(Qt::Key_Enter) << Qt::KeyboardModifiers(Qt::KeypadModifier) << ""_ba
            << "\r"_ba;
        QTest::newRow("Ctrl+Enter, kitty") << int(Qt::Key_Return) << control << "\x1b[>1u"_ba
                                           << "\x1b[13;5u"_ba;
    }
    void sendsKeysAsProgramsExpectThem()
    {
        QFETCH(int, key);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(QByteArray, modes);
        QFETCH(QByteArray, bytes);
        m_console->feed(modes);

        QTest::keyClick(m_view.get(), Qt::Key(key), modifiers);

        QCOMPARE(written(), bytes);
        QVERIFY(m_view->hasFocus());
    }

    void tellsOfKeysThatComeUpOnlyToWhoAskedForIt()
    {
        m_console->feed("\x1b[>3u");

        QTest::keyClick(m_view.get(), Qt::Key_F5);

        QCOMPARE(written(), "\x1b[15~\x1b[15;1:3~"_ba);
    }

    void leavesTheWindowItsKeys()
    {
        const auto isTaken = [this](Qt::Key key, Qt::KeyboardModifiers modifiers) {
            QKeyEvent override(QEvent::ShortcutOverride, key, modifiers);
            override.ignore();
            QApplication::sendEvent(m_view.get(), &override);
            return override.isAccepted();
        };

        QVERIFY(isTaken(Qt::Key_K, Qt::ControlModifier));
        QVERIFY(isTaken(Qt::Key_F1, Qt::NoModifier));
        QVERIFY(isTaken(Qt::Key_W, Qt::ControlModifier));
        QVERIFY(!isTaken(Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier));
        QVERIFY(!isTaken(Qt::Key_2, Qt::ControlModifier));
        QVERIFY(!isTaken(Qt::Key_PageDown, Qt::ControlModifier));
    }

    void sendsWhatAnInputMethodComposed()
    {
        QInputMethodEvent composing(u"にほ"_s, {});
        QApplication::sendEvent(m_view.get(), &composing);
        QCOMPARE(written(), QByteArray());
        QInputMethodQueryEvent place(Qt::ImCursorRectangle | Qt::ImEnabled);
        QApplication::sendEvent(m_view.get(), &place);
        QVERIFY(place.value(Qt::ImEnabled).toBool());
        QVERIFY(!place.value(Qt::ImCursorRectangle).toRect().isEmpty());
        const QImage picture = m_view->grab().toImage();
        QVERIFY(hasColour(picture, m_view->colours().selection));

        QInputMethodEvent done;
        done.setCommitString(u"日本"_s);
        QApplication::sendEvent(m_view.get(), &done);

        QCOMPARE(written(), u"日本"_s.toUtf8());
        QVERIFY(!hasColour(m_view->grab().toImage(), m_view->colours().selection));
    }

    void typesNothingWhileItIsReadOnly()
    {
        m_view->setReadOnly(TerminalView::ReadOnly::Yes);

        QTest::keyClicks(m_view.get(), u"text"_s);
        m_view->paste(u"text"_s);

        QCOMPARE(written(), QByteArray());
    }

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

    void comesBackFromTheAlternateScreenToTheEnd()
    {
        show(numbered(300, " line"));
        m_view->verticalScrollBar()->setValue(5);

        show("\x1b[?1049h\x1b[2J\x1b[Hprogram");
        QVERIFY(m_view->visibleText().startsWith(u"program"));
        QCOMPARE(m_view->verticalScrollBar()->maximum(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_PageUp, Qt::ShiftModifier);
        QCOMPARE(written(), "\x1b[5;2~"_ba);
        show("\x1b[?1049l");

        QVERIFY(m_view->visibleText().contains(u"299 line"));
    }

    void ringsOnceHoweverOftenTheBellDoes()
    {
        const QImage calm = m_view->grab().toImage();

        show("\a");
        const QImage ringing = m_view->grab().toImage();
        QTRY_COMPARE(m_view->grab().toImage(), calm);
        show("\a\a\a");

        QVERIFY(ringing != calm);
        QCOMPARE(m_view->grab().toImage(), calm);
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

    void staysWhereOneReadsAndSaysThatThereIsMore()
    {
        show(numbered(100, " line"));
        auto *news = m_view->findChild<QToolButton *>(u"terminalNews"_s);
        m_view->verticalScrollBar()->setValue(20);
        const QString before = m_view->visibleText();
        QVERIFY(!news->isVisible());

        show("more\r\n"_ba.repeated(100));
        QCOMPARE(m_view->visibleText(), before);
        QTRY_VERIFY(news->isVisible());

        QTest::keyClick(m_view.get(), Qt::Key_A);
        QVERIFY(!news->isVisible());
        QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
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
        data.setUrls(
            {QUrl::fromLocalFile(u"/srv/it's here"_s), QUrl::fromLocalFile(u"/etc/motd"_s)});

        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_view->viewport(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_view->viewport(), &drop);

        QCOMPARE(written(), "'/srv/it'\\''s here' /etc/motd "_ba);
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

    void reportsTheMouseToProgramsThatAskUnlessShiftIsHeld()
    {
        show("some text\x1b[?1002h\x1b[?1006h");

        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, pixel({2, 4}));
        QTest::mouseMove(m_view->viewport(), pixel({3, 5}));
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pixel({3, 5}));

        QCOMPARE(written(), "\x1b[<0;5;3M\x1b[<32;6;4M\x1b[<0;6;4m"_ba);
        QCOMPARE(m_written->first().at(1).value<TerminalView::Source>(),
                 TerminalView::Source::Mouse);
        drag({0, 0}, {0, 3}, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedText(), u"some"_s);
    }

    void theWheelScrollsOrGoesToTheProgram()
    {
        show("line\r\n"_ba.repeated(100));
        const int end = m_view->verticalScrollBar()->value();

        wheel(120);
        QCOMPARE(m_view->verticalScrollBar()->value(), end - 3);
        wheel(-120);
        QCOMPARE(written(), QByteArray());
        show("\x1b[?1049h");
        wheel(120);

        QCOMPARE(written(), "\x1b[A\x1b[A\x1b[A"_ba);
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

    void tellsScreenReadersTheVisibleLinesAndTheCursor()
    {
        show("first\r\nsecond");
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(accessible);
        QAccessibleTextInterface *text = accessible->textInterface();
        QVERIFY(text);

        QCOMPARE(accessible->role(), QAccessible::Terminal);
        QCOMPARE(accessible->text(QAccessible::Name), u"Console"_s);
        QVERIFY(text->text(0, text->characterCount()).startsWith(u"first\nsecond\n"));
        QTRY_COMPARE(text->cursorPosition(), 12);
        QCOMPARE(text->offsetAtPoint(text->characterRect(8).center()), 8);
        int start = 0;
        int end = 0;
        QCOMPARE(text->textAtOffset(7, QAccessible::WordBoundary, &start, &end), u"second"_s);
    }

    void offersWhatCanBeDoneInAMenu()
    {
        show("see https://example.com/page here\r\n");
        QStringList offered;
        QTimer::singleShot(0, m_view.get(), [this, &offered] {
            auto *menu = m_view->findChild<QMenu *>(u"terminalMenu"_s);
            const QList<QAction *> actions = menu->actions();
            for (QAction *action : actions) {
                if (action->isEnabled() && !action->isSeparator())
                    offered.append(action->text().section(u'\t', 0, 0));
                if (action->text() == u"Copy link"_s)
                    action->trigger();
            }
            menu->close();
        });

        QContextMenuEvent event(QContextMenuEvent::Mouse, pixel({0, 8}),
                                m_view->viewport()->mapToGlobal(pixel({0, 8})));
        QApplication::sendEvent(m_view->viewport(), &event);

        QCOMPARE(offered.first(2), QStringList({u"Open link"_s, u"Copy link"_s}));
        QVERIFY(offered.contains(u"Clear the scrollback"_s));
        QVERIFY(!offered.contains(u"Copy"_s));
        QCOMPARE(QApplication::clipboard()->text(), u"https://example.com/page"_s);
    }

    void holdsThePictureDuringASynchronisedUpdate()
    {
        show("before");
        const QImage before = m_view->grab().toImage();

        show("\x1b[?2026h\x1b[1;1Hduring");
        const QImage during = m_view->grab().toImage();
        show("\x1b[?2026l");

        QVERIFY(during == before);
        QTRY_VERIFY(m_view->grab().toImage() != before);
    }

    void paintsAnUpdateThatNeverEnds()
    {
        show("before");
        const QImage before = m_view->grab().toImage();

        show("\x1b[?2026h\x1b[1;1Hduring");

        QTRY_VERIFY(m_view->grab().toImage() != before);
    }

    void tellsProgramsWhetherTheGroundIsLightOrDark()
    {
        const QColor ground = m_view->colours().background;
        const QByteArray channel = QByteArray::number(ground.red(), 16).rightJustified(2, '0');

        const QByteArray answer = m_console->sink()->take("\x1b]11;?\x1b\\");

        QVERIFY2(answer.startsWith(QByteArray("\x1b]11;rgb:" + channel + channel + '/')),
                 answer.constData());
    }

    void reportsTheFocusToProgramsThatAsk()
    {
        show("\x1b[?1004h");

        m_view->clearFocus();
        m_view->setFocus();

        QCOMPARE(written(), "\x1b[O\x1b[I"_ba);
    }

    void changesTheSizeOfTheText()
    {
        const double before = m_view->fontSize();
        const int columns = m_console->lock()->size().columns;

        QTest::keyClick(m_view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(m_view->fontSize(), before + 2);
        QVERIFY(m_console->lock()->size().columns < columns);
        QTest::keyClick(m_view.get(), Qt::Key_0, Qt::ControlModifier);

        QCOMPARE(m_view->fontSize(), before);
        QCOMPARE(m_console->lock()->size().columns, columns);
    }

    void aRecordingKeepsItsSize()
    {
        m_view->setSizing(TerminalView::Sizing::ScreenKeeps);
        m_console->resize({10, 30});

        m_view->resize(900, 600);
        QTest::qWait(0);

        QCOMPARE(m_console->lock()->size(), (TerminalSize{10, 30}));
        show("text");
        QVERIFY(m_view->visibleText().startsWith(u"text"));
    }

    void outlivesItsScreen()
    {
        show("text");

        m_console.reset();
        QTest::keyClicks(m_view.get(), u"typed"_s);
        m_view->openSearch();
        m_view->grab();

        QCOMPARE(m_view->visibleText(), QString());
    }

    void paintsGarbageWithoutHarm()
    {
        quint32 state = 12'345;
        QByteArray garbage;
        for (int index = 0; index < 200'000; ++index) {
            state = state * 1'664'525 + 1'013'904'223;
            const char byte = char(state >> 24);
            garbage += state % 11 == 0 ? "\x1b["_ba : QByteArray(1, byte);
        }

        for (qsizetype at = 0; at < garbage.size(); at += 10'000) {
            m_console->sink()->take(garbage.mid(at, 10'000));
            m_view->grab();
            QCoreApplication::processEvents();
        }

        QVERIFY(m_view->visibleRows() > 0);
    }

    void showsEverythingInBothThemes_data()
    {
        QTest::addColumn<ThemeFollower::Preference>("preference");
        QTest::newRow("light") << ThemeFollower::Preference::Light;
        QTest::newRow("dark") << ThemeFollower::Preference::Dark;
    }
    void showsEverythingInBothThemes()
    {
        QFETCH(ThemeFollower::Preference, preference);
        m_follower.setPreference(preference);
        m_view->resize(900, 620);
        QTRY_VERIFY(m_console->lock()->size().columns > 90);

        show(samples());

        const QImage picture = m_view->grab().toImage();
        QVERIFY(picture.pixelColor(picture.width() - 40, picture.height() - 2)
                == m_view->colours().background);
        // Somewhere there is a red letter, and the cursor.
        QVERIFY(hasColour(picture, m_view->colours().palette[1]));
        QVERIFY(hasColour(picture, m_view->colours().cursor));
        keepPicture(u"text"_s);
    }

    void itsBarsHaveRoomInTheView_data() { showsEverythingInBothThemes_data(); }
    void itsBarsHaveRoomInTheView()
    {
        QFETCH(ThemeFollower::Preference, preference);
        m_follower.setPreference(preference);
        m_view->resize(900, 420);
        QTRY_VERIFY(m_console->lock()->size().columns > 90);
        show(numbered(200, " ERROR in a line of a log, with some words"));
        show("\x1b[Hsome words typed by hand: ");
        m_view->setFrame(TerminalView::Mark{m_view->colours().broadcast,
                                            m_view->colours().onBroadcast,
                                            u"Broadcast: 3 consoles"_s});
        drag({4, 6}, {6, 20});
        m_view->openSearch();
        m_view->findChild<QLineEdit *>(u"terminalSearchText"_s)->setText(u"error"_s);
        QTRY_VERIFY(m_view->findChild<QLabel *>(u"terminalSearchResult"_s)->text().contains(u"of"));
        m_view->paste(u"sudo systemctl stop web\nrm -rf /srv/old\u200b\n"_s);
        for (const QString &name : {u"terminalSearchBar"_s, u"pasteBar"_s}) {
            const auto *bar = m_view->findChild<QWidget *>(name);
            QVERIFY(bar->isVisible());
            QVERIFY(m_view->rect().contains(bar->geometry()));
            QVERIFY(bar->height() >= bar->minimumSizeHint().height());
        }
        keepPicture(u"bars"_s);
        m_view->closeSearch();
        QTest::keyClick(m_view->findChild<QWidget *>(u"pasteCancel"_s), Qt::Key_Escape);
        m_view->setCopyMode(TerminalView::CopyMode::On);
        m_view->verticalScrollBar()->setValue(60);
        show("\r\n\r\n\r\n"_ba.repeated(20));
        keepPicture(u"hints"_s);
        m_view->setContrast(TerminalView::Contrast::High);
        keepPicture(u"contrast"_s);
    }

private:
    void keepPicture(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("SLIPWAY_PICTURES");
        if (!folder.isEmpty())
            m_view->grab().save(QDir(folder).filePath(
                u"terminal-%1-%2.png"_s.arg(name, QString::fromLatin1(QTest::currentDataTag()))));
    }
    static bool hasColour(const QImage &image, const QColor &colour)
    {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colour)
                    return true;
            }
        }
        return false;
    }
    static QByteArray samples()
    {
        QByteArray text = "\x1b[1mbold\x1b[0m \x1b[3mitalic fjord\x1b[0m \x1b[2mfaint\x1b[0m "
                          "\x1b[4msingle\x1b[0m \x1b[4:2mdouble\x1b[0m \x1b[4:3mcurly\x1b[0m "
                          "\x1b[4:3;58:2::255:80:80mred curl\x1b[0m \x1b[4:4mdotted\x1b[0m "
                          "\x1b[4:5mdashed\x1b[0m \x1b[9mstrike\x1b[0m \x1b[53mover\x1b[0m "
                          "\x1b[7minverse\x1b[0m [\x1b[8mhidden\x1b[0m]\r\n\r\n";
        for (int colour = 0; colour < 16; ++colour) {
            text += "\x1b[38;5;" + QByteArray::number(colour) + "mcolour "
                + QByteArray::number(colour).rightJustified(2) + "\x1b[0m \x1b[48;5;"
                + QByteArray::number(colour) + "m    \x1b[0m ";
            if (colour % 5 == 4)
                text += "\r\n";
        }
        text += "\r\n";
        for (int step = 0; step < 90; ++step)
            text += "\x1b[48;2;" + QByteArray::number(step * 255 / 90) + ";"
                + QByteArray::number(255 - step * 255 / 90) + ";128m ";
        text += "\x1b[0m\r\n\r\n";
        text += R"(┌──────┬──────┐ ╔══════╦══════╗ ┏━━━━━━┳━━━━━━┓ ╭──────╮ ╒══╤══╕ ╓──╥──╖
│ box  │ more │ ║ box  ║ more ║ ┃ box  ┃ more ┃ │ soft │ │  │  │ ║  ║  ║
├──────┼──────┤ ╠══════╬══════╣ ┣━━━━━━╋━━━━━━┫ ╰──────╯ ╞══╪══╡ ╟──╫──╢
└──────┴──────┘ ╚══════╩══════╝ ┗━━━━━━┻━━━━━━┛ ╱╲╳┄┅┆┇┈ ╘══╧══╛ ╙──╨──╜
▁▂▃▄▅▆▇█ ▉▊▋▌▍▎▏ ░▒▓█ ▖▗▘▙▚▛▜▝▞▟ ⠁⠃⠇⡇⣇⣧⣷⣿  🬀🬁🬂🬃🬞🬻
日本語 中文字 한국어 e)";
        text.replace("\r\n", "\n").replace("\n", "\r\n");
        text += "\xcc\x81 a\xcc\x8a \xf0\x9f\x98\x80 \xf0\x9f\x9a\x80 "
                "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa "
                "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb "
                "\xe2\x9c\x93 \xe2\x9c\x97 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\r\n";
        text += "\x1b#3double height\r\n\x1b#4double height\r\n\x1b#6double width\r\n";
        text += "\x1b[48;5;4m\x1b[97m main \x1b[34;42m\xee\x82\xb0\x1b[30m ok "
                "\x1b[32;49m\xee\x82\xb0"
                "\x1b[0m \x1b]8;;https://example.com\x1b\\a link\x1b]8;;\x1b\\ "
                "https://example.com/path\r\n";
        text += "\x1b[01;34mdrwxr-xr-x\x1b[0m  2 deploy www  4096 \x1b[01;34mreleases\x1b[0m\r\n"
                "\x1b[01;32m-rwxr-xr-x\x1b[0m  1 deploy www   812 \x1b[01;32mdeploy.sh\x1b[0m\r\n"
                "\x1b[01;36mlrwxrwxrwx\x1b[0m  1 deploy www    21 \x1b[01;36mcurrent\x1b[0m -> "
                "releases/42\r\n"
                "deploy@web-1:~$ ";
        return text;
    }

    void show(const QByteArray &bytes)
    {
        QSignalSpy changed(m_console.get(), &ConsoleScreen::changed);
        m_console->sink()->take(bytes);
        const QDeadlineTimer deadline(patience);
        while (changed.isEmpty() && !deadline.hasExpired())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        QVERIFY(!changed.isEmpty());
    }
    static QByteArray numbered(int lines, const QByteArray &text)
    {
        QByteArray output;
        for (int line = 0; line < lines; ++line)
            output += QByteArray::number(line) + text + "\r\n";
        return output;
    }
    QByteArray written() const
    {
        QByteArray bytes;
        for (const QVariantList &each : std::as_const(*m_written))
            bytes += each.first().toByteArray();
        return bytes;
    }
    QPoint pixel(TerminalPlace place) const { return m_view->cellRectangle(place).center(); }
    void drag(TerminalPlace from, TerminalPlace to, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *viewport = m_view->viewport();
        QTest::mousePress(viewport, Qt::LeftButton, modifiers, pixel(from));
        QTest::mouseMove(viewport, pixel(to));
        QTest::mouseRelease(viewport, Qt::LeftButton, modifiers, pixel(to));
    }
    void wheel(int delta)
    {
        QWheelEvent event(pixel({1, 1}), m_view->viewport()->mapToGlobal(pixel({1, 1})), {},
                          {0, delta}, {}, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_view->viewport(), &event);
    }

    ThemeFollower m_follower{ThemeFollower::Preference::Dark};
    Theming m_theming{m_follower};
    std::unique_ptr<ConsoleScreen> m_console;
    std::unique_ptr<TerminalView> m_view;
    std::unique_ptr<QSignalSpy> m_written;
};

QTEST_MAIN(TestTerminalView)
#include "tst_terminalview.moc"
