// SPDX-License-Identifier: GPL-3.0-or-later
// Frame times of a console of 120x40, offscreen, beside text drawn cell by cell, and how long the
// window waits while 10 MB arrive, as a Markdown table.
#include "gui/common/theming.h"
#include "gui/console/terminalpicture.h"
#include "gui/console/terminalview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QTextStream>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <functional>
#include <thread>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

constexpr TerminalSize size{40, 120};
constexpr int rounds = 41;

double processorTime()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// The median of some rounds, in milliseconds of processor time.
double median(const std::function<void()> &work)
{
    QList<double> times;
    for (int round = 0; round < rounds; ++round) {
        const double begin = processorTime();
        work();
        times.append(processorTime() - begin);
    }
    std::ranges::nth_element(times, times.begin() + rounds / 2);
    return times.at(rounds / 2);
}

QByteArray logLine(int number)
{
    return "\x1b[90m08-14 12:00:" + QByteArray::number(10 + number % 50)
        + "\x1b[0m \x1b[32mI\x1b[0m " + "ActivityManager: process " + QByteArray::number(number)
        + " took 17 ms to answer the broadcast, and then it went on with \x1b[1mwhat it "
          "did\x1b[0m\r\n";
}

QByteArray logScreen()
{
    QByteArray text = "\x1b[H";
    for (int row = 0; row < size.rows; ++row)
        text += logLine(row);
    return text;
}

/// Every cell in a colour of its own.
QByteArray denseScreen()
{
    QByteArray text = "\x1b[H";
    for (int row = 0; row < size.rows; ++row) {
        for (int column = 0; column < size.columns; ++column)
            text += "\x1b[38;5;" + QByteArray::number((row + column) % 156 + 100) + ";48;5;"
                + QByteArray::number((row * 3 + column) % 8) + 'm' + char('a' + column % 26);
    }
    return text;
}

/// As terminals on Qt's painter do it.
void paintByCell(QImage &target, const TerminalScreen &screen, const CellFonts &fonts)
{
    const TerminalColours &colours = TerminalColours::of(TerminalScheme::Dark);
    QPainter painter(&target);
    painter.setFont(fonts.font(CellFonts::Regular));
    for (int row = 0; row < size.rows; ++row) {
        for (int column = 0; column < size.columns; ++column) {
            const TerminalCell &cell = *screen.row(row).at(column);
            const TerminalStyle &style = screen.style(cell.style);
            const auto colour = [&colours](TerminalColour each, const QColor &standard) {
                return each.isDefault() ? standard : QColor(colours.indexed(each.index()));
            };
            const QRect rect(column * fonts.width(), row * fonts.height(), fonts.width(),
                             fonts.height());
            painter.fillRect(rect, colour(style.background, colours.background));
            painter.setPen(colour(style.foreground, colours.foreground));
            if (!cell.isBlank())
                painter.drawText(rect.left(), rect.top() + fonts.ascent(), screen.text(cell));
        }
    }
}

class Report
{
public:
    Report() { m_out << "| console | time | target | |\n|---|---:|---:|---|\n"; }

    void add(const QString &name, double milliseconds, double target = 0)
    {
        const bool isMissed = target > 0 && milliseconds > target;
        m_missed = m_missed || isMissed;
        m_out << u"| %1 | %2 ms | %3 | %4 |\n"_s.arg(name)
                     .arg(milliseconds, 0, 'f', 2)
                     .arg(target > 0 ? u"<= %1 ms"_s.arg(target) : u"-"_s,
                          target <= 0    ? QString()
                              : isMissed ? u"missed"_s
                                         : u"met"_s);
        m_out.flush();
    }
    int result() const { return m_missed ? 1 : 0; }

private:
    QTextStream m_out{stdout};
    bool m_missed = false;
};

void measureFrames(Report &report, const QString &name, const QByteArray &output)
{
    TerminalScreen screen(size);
    screen.feed(output);
    TerminalPicture picture(CellFonts({}, 10, 1));
    QImage window(size.columns * picture.fonts().width(), size.rows * picture.fonts().height(),
                  QImage::Format_RGB32);
    const auto frame = [&] {
        picture.refresh(screen, {screen.screenTop(), size.rows}, {});
        QPainter(&window).drawImage(0, 0, picture.image());
    };
    frame();
    report.add(u"%1: whole frame"_s.arg(name), median([&] {
                   picture.invalidate();
                   frame();
               }),
               1.5);
    paintByCell(window, screen, picture.fonts());
    report.add(u"%1: whole frame, drawText by cell"_s.arg(name),
               median([&] { paintByCell(window, screen, picture.fonts()); }));
    int number = 0;
    report.add(u"%1: a key's echo"_s.arg(name), median([&] {
                   screen.feed(++number % 2 == 0 ? "\rx" : "\ry");
                   frame();
               }));
    report.add(u"%1: a new line"_s.arg(name), median([&] {
                   screen.feed(logLine(++number));
                   frame();
               }));
}

struct Burst
{
    double whole = 0;
    double longestTurn = 0;
};

/// All times in milliseconds.
Burst burst(ConsoleScreen &console, const QByteArray &output)
{
    QElapsedTimer whole;
    whole.start();
    std::atomic<bool> isDone = false;
    std::thread channel([sink = console.sink(), &output, &isDone] {
        constexpr qsizetype piece = 64L * 1024;
        for (qsizetype at = 0; at < output.size(); at += piece)
            sink->take(QByteArrayView(output).sliced(at, std::min(piece, output.size() - at)));
        isDone = true;
    });
    qint64 longest = 0;
    while (!isDone) {
        QElapsedTimer turn;
        turn.start();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        longest = std::max(longest, turn.nsecsElapsed());
    }
    channel.join();
    return {double(whole.elapsed()), double(longest) / 1e6};
}

void measureStall(Report &report)
{
    ThemeFollower follower(ThemeFollower::Preference::Dark);
    Theming theming(follower);
    ConsoleScreen console({});
    TerminalView view(theming);
    view.setScreen(&console);
    view.resize(980, 700);
    view.show();
    QByteArray output;
    for (int line = 0; output.size() < 10'000'000; ++line)
        output += logLine(line);
    // The best of some, as other programs may take the processor from one that holds the screen.
    Burst best{1e9, 1e9};
    for (int round = 0; round < 5; ++round) {
        const Burst one = burst(console, output);
        best = {std::min(best.whole, one.whole), std::min(best.longestTurn, one.longestTurn)};
    }
    report.add(u"10 MB arrive: all of it"_s, best.whole);
    report.add(u"10 MB arrive: longest turn of the window"_s, best.longestTurn, 16);
}

/// What a window that is being made wider and narrower waits for.
void measureResize(Report &report)
{
    ConsoleScreen console({});
    console.resize(size);
    QByteArray output;
    for (int line = 0; line < 100'000; ++line)
        output += logLine(line);
    console.sink()->take(output);
    int columns = size.columns;
    report.add(u"another width with 100 000 lines"_s, median([&] {
                   columns = columns == size.columns ? 90 : size.columns;
                   console.resize({size.rows, columns});
               }));
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    Report report;
    measureFrames(report, u"log"_s, logScreen());
    measureFrames(report, u"dense colours"_s, denseScreen());
    measureStall(report);
    measureResize(report);
    return report.result();
}
