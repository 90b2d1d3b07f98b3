// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/castplayer.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr auto frame = 16ms;
constexpr CastPlayer::Time longestPause = 2s;
} // namespace

CastPlayer::CastPlayer(Cast cast, ConsoleScreen &screen, QObject *parent)
    : QObject(parent)
    , m_cast(std::move(cast))
    , m_screen(screen)
{
    m_timer.setInterval(frame);
    connect(&m_timer, &QTimer::timeout, this, &CastPlayer::tick);
    arrange(Pauses::AsRecorded);
    restart();
}

void CastPlayer::arrange(Pauses pauses)
{
    m_times.clear();
    m_times.reserve(std::size_t(m_cast.events.size()));
    Time recorded{0};
    Time played{0};
    for (const Cast::Event &event : std::as_const(m_cast.events)) {
        const Time gap = event.at - std::exchange(recorded, event.at);
        played += pauses == Pauses::Shortened ? std::min(gap, longestPause) : gap;
        m_times.push_back(played);
    }
    m_length = played;
}

void CastPlayer::setPauses(Pauses pauses)
{
    arrange(pauses);
    m_position = m_next == 0 ? Time(0) : m_times[m_next - 1];
    Q_EMIT moved();
}

void CastPlayer::restart()
{
    m_next = 0;
    m_position = Time(0);
    *m_screen.lock() = TerminalScreen(m_cast.size);
    m_screen.feed("\x1b[?25h");
}

void CastPlayer::apply(const Cast::Event &event, ConsoleScreen &screen)
{
    if (event.kind == Cast::Event::Kind::Output)
        screen.feed(event.data);
    else
        screen.resize(event.size);
}

void CastPlayer::advanceTo(Time position)
{
    while (m_next < m_times.size() && m_times[m_next] <= position)
        apply(m_cast.events.at(qsizetype(m_next++)), m_screen);
    m_position = std::min(position, m_length);
}

void CastPlayer::play()
{
    if (m_position >= m_length)
        restart();
    m_since.start();
    m_timer.start();
    Q_EMIT playingChanged();
}

void CastPlayer::pause()
{
    m_timer.stop();
    Q_EMIT playingChanged();
}

void CastPlayer::seek(Time position)
{
    position = std::clamp(position, Time(0), m_length);
    if (position < m_position)
        restart();
    advanceTo(position);
    m_since.start();
    Q_EMIT moved();
}

void CastPlayer::setSpeed(double factor)
{
    m_speed = factor;
}

void CastPlayer::tick()
{
    const double passed = double(m_since.nsecsElapsed()) / 1000 * m_speed;
    m_since.start();
    advanceTo(m_position + Time(qint64(passed)));
    Q_EMIT moved();
    if (m_position >= m_length)
        pause();
}

QString CastPlayer::text() const
{
    TerminalScreen screen(m_cast.size);
    for (const Cast::Event &event : std::as_const(m_cast.events)) {
        if (event.kind == Cast::Event::Kind::Output)
            screen.feed(event.data);
        else
            screen.resize(event.size);
    }
    QString text;
    for (qint64 line = screen.firstLine(); line < screen.endLine(); ++line) {
        if (line > screen.firstLine() && !screen.continues(line))
            text += QLatin1Char('\n');
        text += screen.lineText(line);
    }
    while (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    return text + QLatin1Char('\n');
}

} // namespace slipway
