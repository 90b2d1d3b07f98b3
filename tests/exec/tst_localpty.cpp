// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localpty.h"

#include "support/printable.h"

#include <QMutex>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// Keeps what a program wrote, and answers a question mark.
class Listener final : public ByteSink
{
public:
    QByteArray take(QByteArrayView bytes) override
    {
        const QMutexLocker locker(&m_mutex);
        m_heard += bytes;
        return bytes.contains('?') ? "answer\n"_ba : QByteArray();
    }
    QByteArray heard() const
    {
        const QMutexLocker locker(&m_mutex);
        return m_heard;
    }

private:
    mutable QMutex m_mutex;
    QByteArray m_heard;
};

/// A channel with everything that it said.
struct Console
{
    explicit Console(const ChannelRequest &request)
        : channel(LocalPty().open(request, listener))
        , opened(channel.get(), &ByteChannel::opened)
    {
        QObject::connect(channel.get(), &ByteChannel::closed, channel.get(),
                         [this](const ChannelEnd &value) { ends.append(value); });
    }

    bool hears(const QByteArray &text) const { return listener->heard().contains(text); }

    std::shared_ptr<Listener> listener = std::make_shared<Listener>();
    std::unique_ptr<ByteChannel> channel;
    QSignalSpy opened;
    QList<ChannelEnd> ends;
};

ChannelRequest requestOf(const QString &command)
{
    ChannelRequest request;
    request.command = command;
    return request;
}

constexpr int patience = 30'000;

} // namespace

class TestLocalPty : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void tellsAllOutputAndThenTheExitStatus()
    {
        Console console(requestOf(u"seq 1 20000; exit 7"_s));

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);

        QCOMPARE(console.opened.size(), 1);
        QCOMPARE(console.ends.first().exitCode, std::optional(7));
        QVERIFY(!console.ends.first().error);
        QCOMPARE(console.listener->heard().count('\n'), 20'000);
        QVERIFY(console.listener->heard().endsWith("20000\r\n"));
    }

    void namesTheSignalThatEndedTheProgram()
    {
        Console console(requestOf(u"kill -TERM $$; sleep 30"_s));

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);

        QCOMPARE(console.ends.first().signalName, u"TERM"_s);
        QVERIFY(!console.ends.first().exitCode);
    }

    void isTheTerminalThatControlsTheProgram()
    {
        Console console(requestOf(u"test -t 0 && test -t 2 && echo through-tty > /dev/tty; "
                                  "trap 'echo interrupted; exit 3' INT; echo ready; "
                                  "while :; do sleep 0.05; done"_s));
        QTRY_VERIFY_WITH_TIMEOUT(console.hears("ready"), patience);

        console.channel->write("\x03");

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);
        QVERIFY(console.hears("through-tty"));
        QVERIFY(console.hears("interrupted"));
        QCOMPARE(console.ends.first().exitCode, std::optional(3));
    }

    void hasTheSizeThatWasAskedForAndFollowsChanges()
    {
        ChannelRequest request = requestOf(u"trap 'stty size; exit' WINCH; stty size; "
                                           "while :; do sleep 0.05; done"_s);
        request.size = {101, 33, 0, 0};
        Console console(request);
        QTRY_VERIFY_WITH_TIMEOUT(console.hears("33 101"), patience);

        console.channel->resize({90, 20, 0, 0});

        QTRY_VERIFY_WITH_TIMEOUT(console.hears("20 90"), patience);
    }

    void writesWhatIsTypedAndWhatTheSinkAnswers()
    {
        Console console(requestOf(u"stty -echo; echo 'who?'; read a; read b; echo \"<$a><$b>\""_s));
        QTRY_VERIFY_WITH_TIMEOUT(console.hears("who?"), patience);

        console.channel->write("typed\n"_ba);

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);
        QVERIFY2(console.hears("<answer><typed>") || console.hears("<typed><answer>"),
                 console.listener->heard().constData());
    }

    void keepsWhatWasTypedBeforeItWasOpen()
    {
        Console console(requestOf(u"read line; echo \"<$line>\""_s));

        console.channel->write("early\n");

        QTRY_VERIFY_WITH_TIMEOUT(console.hears("<early>"), patience);
    }

    void startsInTheFolderOrWhereItCan()
    {
        const QTemporaryDir folder;
        ChannelRequest inside = requestOf(u"pwd"_s);
        inside.cwd = folder.path();
        ChannelRequest gone = requestOf(u"echo here"_s);
        gone.cwd = folder.filePath(u"gone"_s);

        Console first(inside);
        Console second(gone);

        QTRY_VERIFY_WITH_TIMEOUT(first.hears(folder.path().toUtf8()), patience);
        QTRY_VERIFY_WITH_TIMEOUT(second.hears("here"), patience);
    }

    void givesNoSecretAndNoOpenFileToTheProgram()
    {
        qputenv("SLIPWAY_SECRET_TOKEN", "hidden");
        ChannelRequest request
            = requestOf(u"echo \"$TERM/$COLOUR/$SLIPWAY_SECRET_TOKEN.\"; ls -1 /proc/self/fd"_s);
        request.environment = {{u"COLOUR"_s, u"blue"_s}};

        Console console(request);

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);
        qunsetenv("SLIPWAY_SECRET_TOKEN");
        QVERIFY2(console.hears("xterm-256color/blue/."), console.listener->heard().constData());
        // The three of a terminal, and the folder that `ls` reads.
        QCOMPARE(console.listener->heard().count('\n'), 5);
    }

    void opensTheLoginShell()
    {
        qputenv("SHELL", "/bin/sh");
        Console console({});

        console.channel->write("echo \"$0\" shell\nexit 4\n");

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);
        QVERIFY2(console.hears("-sh shell"), console.listener->heard().constData());
        QCOMPARE(console.ends.first().exitCode, std::optional(4));
    }

    void hangsUpWhenItIsClosed()
    {
        const QTemporaryDir folder;
        ChannelRequest request = requestOf(u"trap 'touch heard; exit' HUP; echo ready; "
                                           "while :; do sleep 0.05; done"_s);
        request.cwd = folder.path();
        Console console(request);
        QTRY_VERIFY_WITH_TIMEOUT(console.hears("ready"), patience);

        console.channel->close();
        console.channel->close();

        QVERIFY(console.ends.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);
        QCOMPARE(console.ends.first().error->code, ErrorCode::Cancelled);
        QVERIFY(!console.ends.first().error->message.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath(u"heard"_s)), patience);
    }

    void killsWhoIgnoresTheHangUpWhenTheChannelIsDeleted()
    {
        auto console = std::make_unique<Console>(
            requestOf(u"trap '' HUP; echo \"pid $$.\"; while :; do sleep 0.05; done"_s));
        QTRY_VERIFY_WITH_TIMEOUT(console->hears("."), patience);
        const QByteArray heard = console->listener->heard();
        const pid_t pid = heard.sliced(4, heard.indexOf('.') - 4).toInt();
        QCOMPARE(::kill(pid, 0), 0);

        console.reset();

        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid, 0) != 0, patience);
    }

    void endsThoughSomebodyInTheBackgroundKeepsWriting()
    {
        Console console(requestOf(u"(trap '' HUP; while echo x; do :; done) & exit 5"_s));

        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);

        QCOMPARE(console.ends.first().exitCode, std::optional(5));
    }

    void saysWhatCannotBeStarted()
    {
        Console console(requestOf(u"echo a\0b"_s));

        QVERIFY(console.ends.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(console.ends.size(), 1, patience);
        QCOMPARE(console.ends.first().error->code, ErrorCode::InvalidInput);
        QCOMPARE(console.opened.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestLocalPty)
#include "tst_localpty.moc"
