// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consolesearch.h"

#include "gui/console/consolescreen.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr qint64 chunk = 250;
constexpr auto longestStep = 4ms;
constexpr qsizetype mostMatches = 10'000;

/// The line at which the text begins that goes on in this one.
qint64 beginOf(const TerminalScreen &screen, qint64 line)
{
    constexpr int furthest = 500;
    for (int rows = 0; rows < furthest && line > screen.firstLine() && screen.continues(line);
         ++rows)
        --line;
    return line;
}

} // namespace

ConsoleSearch::ConsoleSearch(QObject *parent) : QObject(parent)
{
    m_steps.setInterval(0);
    connect(&m_steps, &QTimer::timeout, this, &ConsoleSearch::step);
    m_follow.setInterval(50ms);
    m_follow.setSingleShot(true);
    connect(&m_follow, &QTimer::timeout, &m_steps, [this] { m_steps.start(); });
}

void ConsoleSearch::start(ConsoleScreen *screen, TerminalSearch search)
{
    m_screen = screen;
    m_search = std::move(search);
    restart();
}

void ConsoleSearch::stop()
{
    m_search.reset();
    m_screen = nullptr;
    m_settled.clear();
    m_matches.clear();
    m_steps.stop();
    m_follow.stop();
}

void ConsoleSearch::follow()
{
    if (isActive() && !m_follow.isActive())
        m_follow.start();
}

void ConsoleSearch::restart()
{
    m_settled.clear();
    m_matches.clear();
    m_isComplete = false;
    {
        const auto screen = m_screen->lock();
        m_columns = screen->size().columns;
        m_begin = m_end = beginOf(*screen, screen->screenTop());
    }
    step();
    m_steps.start();
}

void ConsoleSearch::step()
{
    if (!m_search) {
        m_steps.stop();
        return;
    }
    QElapsedTimer time;
    time.start();
    {
        const auto screen = m_screen->lock();
        // Another width, or a scrollback that was cleared: the numbers mean something else.
        if (screen->size().columns == m_columns && screen->screenTop() >= m_end) {
            const qint64 first = screen->firstLine();
            m_settled.removeIf(
                [first](const TerminalSearch::Match &match) { return match.first.line < first; });
            while (stepForward(*screen) && time.durationElapsed() < longestStep) { }
            bool hasMore = true;
            while (hasMore && time.durationElapsed() < longestStep)
                hasMore = stepBackward(*screen);
            m_matches
                = m_settled + m_search->matchesIn(*screen, m_end, screen->endLine(), mostMatches);
            m_isComplete = !hasMore;
            if (m_isComplete && m_end >= beginOf(*screen, screen->screenTop()))
                m_steps.stop();
        } else {
            m_columns = 0;
        }
    }
    if (m_columns == 0)
        restart();
    else
        Q_EMIT changed();
}

bool ConsoleSearch::stepForward(const TerminalScreen &screen)
{
    const qint64 settled = beginOf(screen, screen.screenTop());
    if (m_end >= settled)
        return false;
    const qint64 end = beginOf(screen, std::min(settled, m_end + chunk));
    const qint64 next = end > m_end ? end : std::min(settled, m_end + chunk);
    m_settled += m_search->matchesIn(screen, m_end, next, mostMatches);
    if (m_settled.size() > mostMatches)
        m_settled.remove(0, m_settled.size() - mostMatches);
    m_end = next;
    return m_end < settled;
}

bool ConsoleSearch::stepBackward(const TerminalScreen &screen)
{
    if (m_begin <= screen.firstLine() || m_settled.size() >= mostMatches)
        return false;
    const qint64 begin = beginOf(screen, std::max(screen.firstLine(), m_begin - chunk));
    m_settled = m_search->matchesIn(screen, begin, m_begin, mostMatches) + m_settled;
    m_begin = begin;
    return m_begin > screen.firstLine();
}

} // namespace slipway
