// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/scrollback.h"
#include "terminal/terminalscreen.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <array>
#include <ctime>
#include <deque>

#include <vterm.h>

using namespace slipway;

namespace {

constexpr TerminalSize size{40, 120};
constexpr qsizetype scrollbackLines = 10'000;
constexpr qsizetype chunk = 16L * 1024;
constexpr int rounds = 5;

double cpuSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

QByteArray logLines(qsizetype bytes)
{
    QRandomGenerator random(1);
    const std::array<QByteArray, 4> levels{"\x1b[32mI", "\x1b[33mW", "\x1b[31mE", "\x1b[34mD"};
    QByteArray text;
    while (text.size() < bytes) {
        const quint32 pick = random.bounded(4U);
        text += "\x1b[90m08-14 12:" + QByteArray::number(random.bounded(10U, 60U)) + ':'
            + QByteArray::number(random.bounded(10U, 60U)) + "\x1b[0m " + levels.at(pick)
            + "\x1b[0m " + "ActivityManager: process "
            + QByteArray::number(random.bounded(1'000U, 99'999U)) + " took "
            + QByteArray::number(random.bounded(10U, 999U)) + " ms to answer the broadcast\r\n";
    }
    return text;
}

QByteArray scrolling(qsizetype bytes)
{
    return QByteArray("y\r\n").repeated(bytes / 3);
}

/// Every cell of the screen in a colour of its own, again and again.
QByteArray denseCells(qsizetype bytes)
{
    QByteArray text;
    for (int frame = 0; text.size() < bytes; ++frame) {
        text += "\x1b[H";
        for (int row = 0; row < size.rows; ++row) {
            for (int column = 0; column < size.columns; ++column)
                text += "\x1b[38;5;" + QByteArray::number((frame + row + column) % 156 + 100)
                    + ";48;5;" + QByteArray::number((frame + row * column) % 156 + 100) + ";1;3;4m"
                    + char('A' + (frame + column) % 26);
        }
    }
    return text;
}

template<typename Feed> void inChunks(const QByteArray &text, Feed feed)
{
    for (qsizetype at = 0; at < text.size(); at += chunk)
        feed(QByteArrayView(text).sliced(at, std::min(chunk, text.size() - at)));
}

TerminalScreen newScreen()
{
    TerminalOptions options;
    options.scrollbackLines = scrollbackLines;
    return TerminalScreen(size, options);
}

double ourRate(const QByteArray &text)
{
    TerminalScreen screen = newScreen();
    const double start = cpuSeconds();
    inChunks(text, [&screen](QByteArrayView part) { screen.feed(part); });
    return double(text.size()) / 1e6 / (cpuSeconds() - start);
}

/// What a user of libvterm's screen does with rows that leave: keeps their cells.
struct Kept
{
    std::deque<std::vector<VTermScreenCell>> lines;
};

int keepLine(int columns, const VTermScreenCell *cells, void *user)
{
    auto &kept = *static_cast<Kept *>(user);
    kept.lines.emplace_back(cells, cells + columns);
    if (qsizetype(kept.lines.size()) > scrollbackLines)
        kept.lines.pop_front();
    return 1;
}

double libvtermRate(const QByteArray &text)
{
    VTerm *vterm = vterm_new(size.rows, size.columns);
    vterm_set_utf8(vterm, 1);
    VTermScreen *screen = vterm_obtain_screen(vterm);
    VTermScreenCallbacks callbacks{};
    callbacks.sb_pushline = keepLine;
    Kept kept;
    vterm_screen_set_callbacks(screen, &callbacks, &kept);
    vterm_screen_set_damage_merge(screen, VTERM_DAMAGE_SCROLL);
    vterm_screen_reset(screen, 1);
    const double start = cpuSeconds();
    inChunks(text, [vterm, screen](QByteArrayView part) {
        vterm_input_write(vterm, part.data(), std::size_t(part.size()));
        vterm_screen_flush_damage(screen);
    });
    const double rate = double(text.size()) / 1e6 / (cpuSeconds() - start);
    vterm_free(vterm);
    return rate;
}

double median(std::array<double, rounds> values)
{
    std::ranges::sort(values);
    return values[rounds / 2];
}

} // namespace

class BenchTerminal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void throughput_data()
    {
        QTest::addColumn<QByteArray>("ours");
        QTest::addColumn<QByteArray>("libvterms");
        QTest::addColumn<double>("leastRate");
        QTest::addColumn<double>("leastRatio");

        // libvterm's screen takes minutes for what ours does in seconds, so it gets less of it.
        const QByteArray log = logLines(16'000'000);
        QTest::newRow("coloured log") << log << log.first(4'000'000) << 50.0 << 4.5;
        const QByteArray lines = scrolling(12'000'000);
        QTest::newRow("y and a line end") << lines << lines.first(300'000) << 25.0 << 4.5;
        const QByteArray dense = denseCells(16'000'000);
        QTest::newRow("a style for each cell") << dense << dense << 0.0 << 0.0;
    }

    void throughput()
    {
        QFETCH(const QByteArray, ours);
        QFETCH(const QByteArray, libvterms);
        QFETCH(const double, leastRate);
        QFETCH(const double, leastRatio);
        std::array<double, rounds> mine{};
        std::array<double, rounds> theirs{};

        for (int round = 0; round < rounds; ++round) {
            mine[std::size_t(round)] = ourRate(ours);
            theirs[std::size_t(round)] = libvtermRate(libvterms);
        }

        const double ratio = median(mine) / median(theirs);
        qInfo("%.1f MB per CPU second, libvterm's screen %.1f: %.1f times", median(mine),
              median(theirs), ratio);
        QVERIFY(median(mine) >= leastRate);
        QVERIFY(ratio >= leastRatio);
    }

    void bytesPerLine()
    {
        TerminalOptions options;
        options.scrollbackLines = 1'000'000;
        TerminalScreen screen(size, options);
        inChunks(logLines(10'000'000), [&screen](QByteArrayView part) { screen.feed(part); });
        const qint64 lines = screen.screenTop() - screen.firstLine();

        const double each = double(screen.scrollbackBytes()) / double(lines);

        qInfo("%lld lines of %.0f characters: %.1f bytes each", static_cast<long long>(lines),
              double(screen.lineText(10).size()), each);
        QVERIFY(each <= 400);
    }

    void reflowOfAHundredThousandLines()
    {
        TerminalOptions options;
        options.scrollbackLines = 100'000;
        TerminalScreen screen(size, options);
        inChunks(logLines(11'000'000), [&screen](QByteArrayView part) { screen.feed(part); });

        const double start = cpuSeconds();
        screen.resize({40, 60});
        const double narrower = cpuSeconds();
        screen.resize({40, 120});
        const double wider = cpuSeconds();

        qInfo("to half the width: %.0f ms, back: %.0f ms", (narrower - start) * 1e3,
              (wider - narrower) * 1e3);
    }
};

QTEST_GUILESS_MAIN(BenchTerminal)
#include "bench_terminal.moc"
