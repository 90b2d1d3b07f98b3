// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localpty.h"
#include "gui/console/consolescreen.h"
#include "gui/console/outputtap.h"

#include <QMutex>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr int patience = 30'000;

QString textOf(const ConsoleScreen &console)
{
    const auto screen = console.lock();
    QString text;
    for (qint64 line = screen->firstLine(); line < screen->endLine(); ++line)
        text += screen->lineText(line) + u'\n';
    return text;
}

/// Writes down what it gets, on whatever thread.
class Notes final : public OutputTap
{
public:
    void output(QByteArrayView bytes) override { add(bytes.toByteArray()); }
    void resized(TerminalSize size) override
    {
        add('{' + QByteArray::number(size.columns) + 'x' + QByteArray::number(size.rows) + '}');
    }
    QByteArray text() const
    {
        const QMutexLocker locker(&m_mutex);
        return m_text;
    }

private:
    void add(const QByteArray &bytes)
    {
        const QMutexLocker locker(&m_mutex);
        m_text += bytes;
    }

    mutable QMutex m_mutex;
    QByteArray m_text;
};

} // namespace

class TestConsoleScreen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void showsWhatAProgramOfAChannelWrites()
    {
        ConsoleScreen console({});
        QSignalSpy changed(&console, &ConsoleScreen::changed);
        ChannelRequest request;
        request.command = u"printf 'from \\033[1mthe program\\033[0m'"_s;

        const auto channel = LocalPty().open(request, console.sink());

        QTRY_VERIFY_WITH_TIMEOUT(textOf(console).contains(u"from the program"), patience);
        QTRY_VERIFY(!changed.isEmpty());
    }

    void answersWhatAProgramAsksTheTerminal()
    {
        ConsoleScreen console({});

        const QByteArray answer = console.sink()->take("ab\x1b[6n");

        QCOMPARE(answer, "\x1b[1;3R"_ba);
    }

    void tellsOfManyChangesOnce()
    {
        ConsoleScreen console({});
        QSignalSpy changed(&console, &ConsoleScreen::changed);
        QSignalSpy bell(&console, &ConsoleScreen::bell);
        QSignalSpy title(&console, &ConsoleScreen::titleChanged);
        const auto sink = console.sink();

        for (int index = 0; index < 1'000; ++index)
            sink->take("line\a\r\n");
        sink->take("\x1b]2;first\a\x1b]2;second\a");

        QTRY_COMPARE(title.size(), 1);
        QCOMPARE(title.first().first().toString(), u"second"_s);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(bell.size(), 1);
    }

    void tellsAtMostOnceAFrame()
    {
        ConsoleScreen console({});
        const auto sink = console.sink();
        QElapsedTimer sinceLast;
        QList<qint64> pauses;
        connect(&console, &ConsoleScreen::changed, this, [&sinceLast, &pauses, sink] {
            if (sinceLast.isValid())
                pauses.append(sinceLast.elapsed());
            sinceLast.start();
            sink->take("more");
        });

        sink->take("first");

        QTRY_VERIFY(pauses.size() >= 5);
        QVERIFY2(*std::ranges::min_element(pauses) >= 15, "two frames came too close together");
    }

    void tellsOfFoldersCommandsAndTheClipboard()
    {
        ConsoleScreen console({.clipboard = TerminalOptions::Clipboard::AllowWrite});
        QSignalSpy folder(&console, &ConsoleScreen::directoryChanged);
        QSignalSpy clipboard(&console, &ConsoleScreen::clipboardWriteRequested);
        QSignalSpy ended(&console, &ConsoleScreen::commandEnded);
        QSignalSpy cleared(&console, &ConsoleScreen::scrollbackCleared);

        console.sink()->take("\x1b]7;file://host/srv\a\x1b]52;c;aGVsbG8=\a\r\n\x1b]133;D;3\a"
                             "\x1b[3J");

        QTRY_COMPARE(cleared.size(), 1);
        QCOMPARE(folder.value(0).value(0).toByteArray(), "file://host/srv"_ba);
        QCOMPARE(clipboard.value(0).value(0).toByteArray(), "hello"_ba);
        QCOMPARE(ended.value(0), (QVariantList{qint64(1), 3}));
    }

    void tapsOutputAndSizesUntilItIsTakenAway()
    {
        ConsoleScreen console({});
        const auto notes = std::make_shared<Notes>();
        const auto sink = console.sink();
        sink->take("before ");

        console.setTap(notes);
        sink->take("during ");
        console.feed("banner ");
        console.resize({10, 20});
        console.setTap(nullptr);
        sink->take("after");

        // First what draws the screen as it was.
        QCOMPARE(notes->text(), "\x1b[1;1Hbefore \x1b[1;8Hduring {20x10}"_ba);
        QCOMPARE(notes.use_count(), 1);
        QVERIFY(textOf(console).contains(u"before during banner"));
    }

    void ownTextAsksNothing()
    {
        ConsoleScreen console({});

        console.feed("\x1b[6n");

        QCOMPARE(console.sink()->take("x"), QByteArray());
    }

    void keepsPositionsAtTheirTextWhenTheWidthChanges()
    {
        ConsoleScreen console({});
        console.resize({5, 20});
        for (int line = 0; line < 50; ++line)
            console.feed(
                QByteArray(QByteArray::number(line) + " words that go over the end of a row\r\n"));
        TerminalPosition place;
        {
            const auto screen = console.lock();
            for (qint64 line = screen->firstLine(); line < screen->endLine(); ++line) {
                if (screen->lineText(line).startsWith(u"31 "))
                    place = {line, 3};
            }
        }

        std::array kept{place, TerminalPosition{-5, 0}};
        console.resize({8, 13}, kept);
        std::array back = kept;
        console.resize({5, 20}, back);

        QVERIFY(kept[0].line > place.line);
        QCOMPARE(kept[1].line, -1);
        QCOMPARE(back[0], place);
    }

    void theWindowNeverWaitsForAStreamToEnd()
    {
        ConsoleScreen console({});
        std::atomic<bool> enough = false;
        std::thread stream([sink = console.sink(), &enough] {
            const QByteArray output
                = QByteArray("\x1b[31mred\x1b[0m and more of it\r\n").repeated(2'000);
            while (!enough)
                sink->take(output);
        });

        // Were the stream not to let others go first, this would hardly ever get its turn.
        for (int turn = 0; turn < 200; ++turn) {
            const auto screen = console.lock();
            QVERIFY(screen->endLine() > 0);
        }

        enough = true;
        stream.join();
    }

    void outlivesItsWindowButTellsNobody()
    {
        auto console = std::make_unique<ConsoleScreen>(TerminalOptions{});
        const auto sink = console->sink();
        sink->take("waits to be told");

        console.reset();

        QCOMPARE(sink->take("\x1b[6n").size(), 7);
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(TestConsoleScreen)
#include "tst_consolescreen.moc"
