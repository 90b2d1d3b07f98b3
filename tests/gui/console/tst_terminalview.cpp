// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalviewtesting.h"

#include "exec/localpty.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What is typed and shown in a console.
class TestTerminalView : public TerminalViewTesting
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init() { open(); }
    void cleanup() { close(); }

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

    void keepsItsOwnKeysFromTheWindowsCommands_data()
    {
        QTest::addColumn<QString>("keys");
        for (const auto &keys : {u"Ctrl+Shift+C"_s, u"Ctrl+Shift+Z"_s, u"Ctrl++"_s, u"Ctrl+-"_s,
                                 u"Ctrl+0"_s, u"Ctrl+Shift+A"_s})
            QTest::newRow(qPrintable(keys)) << keys;
    }

    void keepsItsOwnKeysFromTheWindowsCommands()
    {
        QFETCH(const QString, keys);
        QMainWindow window;
        QAction ofWindow;
        ofWindow.setShortcut(QKeySequence(keys));
        QAction openConsole;
        openConsole.setShortcut(QKeySequence(u"Ctrl+Shift+T"_s));
        window.addActions({&ofWindow, &openConsole});
        const QSignalSpy taken(&ofWindow, &QAction::triggered);
        const QSignalSpy opened(&openConsole, &QAction::triggered);
        auto *view = new TerminalView(m_theming, &window);
        view->setScreen(m_console.get());
        window.setCentralWidget(view);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        view->setFocus();

        QTest::keySequence(view, QKeySequence(keys));
        QCOMPARE(taken.size(), 0);
        QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keySequence(QApplication::focusWidget(), QKeySequence(keys));
        QCOMPARE(taken.size(), 0);
        QTest::keySequence(view, QKeySequence(u"Ctrl+Shift+T"_s));
        QCOMPARE(opened.size(), 1);
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
};

QTEST_MAIN(TestTerminalView)
#include "tst_terminalview.moc"
