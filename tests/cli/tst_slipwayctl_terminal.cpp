// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/pseudoterminal.h"
#include "support/slipwayctl.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <signal.h>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
const QByteArray recording = "{\"version\": 2, \"width\": 80, \"height\": 24}\n"
                             "[0.1, \"o\", \"one \"]\n"
                             "[0.2, \"r\", \"100x30\"]\n"
                             "[3600.0, \"o\", \"\\u001b[1mtwo\\u001b[0m\\r\\n\"]\n";
} // namespace

class TestSlipwayctlTerminal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_workspace = std::make_unique<CtlWorkspace>(); }

    void shouldPrintTheScreen_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");

        const QStringList small{u"--size"_s, u"10x3"_s};
        QTest::newRow("nothing") << small << ""_ba << u"\n\n\n"_s;
        QTest::newRow("text") << small << "one  \r\n\x1b[31mtwo\x1b[0m"_ba << u"one\ntwo\n\n"_s;
        QTest::newRow("wrapped") << small << "0123456789ab"_ba << u"0123456789\nab\n\n"_s;
        QTest::newRow("scrolled") << small << "1\r\n2\r\n3\r\n4"_ba << u"2\n3\n4\n"_s;
        QTest::newRow("placed") << small << "\x1b[2;3Hx"_ba << u"\n  x\n\n"_s;
        QTest::newRow("wide") << small << "日本"_ba << u"日本\n\n\n"_s;
        QTest::newRow("25 rows of 80 columns") << QStringList() << "\x1b[99;99Hx"_ba
                                               << QString(24, u'\n') + QString(79, u' ') + u"x\n"_s;
    }

    void shouldPrintTheScreen()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, expected);

        const Ended ended = runWith(QStringList{u"terminal"_s, u"render"_s} + options, bytes);

        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out, expected);
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldPrintTheScreenAsJson()
    {
        const Ended ended
            = runWith({u"terminal"_s, u"render"_s, u"--size"_s, u"10x2"_s, u"--json"_s},
                      "\x1b]2;name\agone\r\n\x1b[1;38;2;1;2;255mbold\x1b[0m x\r\n"
                      "\x1b[4:3m\x1b]8;;https://a.b\x1b\\link\x1b]8;;\x1b\\\x1b[?25l");

        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out,
                 u"{\"alternate\":false,\"cursor\":{\"col\":4,\"row\":1,\"visible\":false},"
                 "\"rows\":[\"bold x\",\"link\"],\"scrollback\":[\"gone\"],"
                 "\"size\":{\"cols\":10,\"rows\":2},"
                 "\"styles\":[[{\"bold\":true,\"col\":0,\"fg\":\"#0102ff\",\"len\":4}],"
                 "[{\"col\":0,\"len\":4,\"link\":\"https://a.b\",\"underline\":\"curly\"}]],"
                 "\"title\":\"name\",\"wrapped\":[]}\n"_s);
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldRefuseASizeThatIsNone_data()
    {
        QTest::addColumn<QString>("size");
        for (const QString &size : {u"80"_s, u"0x25"_s, u"80x"_s, u"9999x1"_s, u"axb"_s})
            QTest::newRow(qPrintable(size)) << size;
    }

    void shouldRefuseASizeThatIsNone()
    {
        QFETCH(const QString, size);

        const Ended ended = runWith({u"terminal"_s, u"render"_s, u"--size"_s, size}, QByteArray());

        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.startsWith(u"slipwayctl: “%1” is no size"_s.arg(size)),
                 qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 2);
    }

    void shouldAnswerAScript()
    {
        const Ended ended = runWith({u"terminal"_s, u"harness"_s},
                                    "INIT\nWANTSCREEN\nRESET\nPUSH 6162\n?cursor\n"
                                    "?screen_chars 0,0,1,80\nPUSH 1b5b366e\nNONSENSE\n");

        QCOMPARE(ended.out,
                 u"DONE\nDONE\nDONE\nDONE\n0,2\n0x61,0x62\noutput 1b,5b,31,3b,33,52\nDONE\n?\n"_s);
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldPlayAtOnceWhereThereIsNoTerminal()
    {
        m_workspace->write(u"a.cast"_s, recording);
        QElapsedTimer timer;
        timer.start();

        const Ended ended = m_workspace->run({u"terminal"_s, u"play"_s, u"a.cast"_s});

        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out, u"one \x1b[1mtwo\x1b[0m\r\n"_s);
        QCOMPARE(ended.exitCode, 0);
        QVERIFY(timer.elapsed() < 30'000);
    }

    void shouldPlayWhatComesBeforeALineThatIsNoEvent()
    {
        m_workspace->write(u"a.cast"_s, recording + "nonsense\n");

        const Ended ended = m_workspace->run({u"terminal"_s, u"play"_s, u"a.cast"_s});

        QCOMPARE(ended.out, u"one \x1b[1mtwo\x1b[0m\r\n"_s);
        QVERIFY2(ended.err.contains(u"Line 5 of the recording is no event"_s),
                 qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 2);
    }

    void shouldLookAtTheFirstLineFirst()
    {
        const Ended ended = m_workspace->run({u"terminal"_s, u"play"_s, u"/dev/zero"_s});

        QVERIFY2(ended.err.contains(u"This is no recording in asciicast v2"_s),
                 qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 2);
    }

    void shouldLeaveTheTerminalAsItWas_data()
    {
        QTest::addColumn<bool>("isInterrupted");
        QTest::newRow("at the end") << false;
        QTest::newRow("after Ctrl-C") << true;
    }
    void shouldLeaveTheTerminalAsItWas()
    {
        QFETCH(const bool, isInterrupted);
        m_workspace->write(
            u"a.cast"_s,
            "{\"version\": 2, \"width\": 80, \"height\": 24}\n"
            "[0.1, \"o\", \"\\u001b[?1049h\\u001b[?1000h\\u001b[?25l\\u001b[31mhere\"]\n"
                + QByteArray(isInterrupted ? "[3600.0, \"o\", \"late\"]\n" : ""));
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"terminal"_s, u"play"_s, u"a.cast"_s});
        PseudoTerminal terminal;
        terminal.give(process);
        process.start();
        if (isInterrupted) {
            QVERIFY(terminal.waitFor("here"));
            ::kill(pid_t(process.processId()), SIGINT);
        }

        QVERIFY(process.waitForFinished(20000));

        const QByteArray screen = terminal.screen();
        const QByteArray end = screen.sliced(screen.indexOf("here"));
        for (const char *wanted : {"\x1b[?1049l", "\x1b[?1000l", "\x1b[?25h", "\x1b[0m"})
            QVERIFY2(end.contains(wanted), wanted);
        QCOMPARE(process.exitCode(), isInterrupted ? 130 : 0);
    }

    void shouldRefuseWhatItCannotPlay_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("message");

        QTest::newRow("no file") << QStringList{u"b.cast"_s} << u"“b.cast” cannot be read"_s;
        QTest::newRow("no recording")
            << QStringList{u"slipway.yaml"_s} << u"This is no recording in asciicast v2"_s;
        QTest::newRow("no speed") << QStringList{u"a.cast"_s, u"--speed"_s, u"0"_s}
                                  << u"“0” is no value of --speed"_s;
        QTest::newRow("no limit") << QStringList{u"a.cast"_s, u"--idle-limit"_s, u"soon"_s}
                                  << u"“soon” is no value of --idle-limit"_s;
    }

    void shouldRefuseWhatItCannotPlay()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, message);
        m_workspace->write(u"a.cast"_s, recording);

        const Ended ended = m_workspace->run(QStringList{u"terminal"_s, u"play"_s} + arguments);

        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.contains(message), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 2);
    }

private:
    Ended runWith(const QStringList &arguments, const QByteArray &input) const
    {
        m_workspace->write(u"input"_s, input);
        QProcess process;
        m_workspace->prepare(process);
        process.setStandardInputFile(m_workspace->path(u"input"_s));
        process.setArguments(arguments);
        process.start();
        process.waitForFinished(60'000);
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlTerminal)
#include "tst_slipwayctl_terminal.moc"
