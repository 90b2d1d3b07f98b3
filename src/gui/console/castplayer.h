// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/consolescreen.h"

#include "terminal/castreader.h"

#include <QElapsedTimer>
#include <QTimer>

namespace slipway {

/// Plays a recording onto a screen, at any speed, from any moment. GUI thread.
class CastPlayer : public QObject
{
    Q_OBJECT
public:
    using Time = std::chrono::microseconds;
    enum class Pauses { AsRecorded, Shortened }; ///< Shortened: none is longer than two seconds

    CastPlayer(Cast cast, ConsoleScreen &screen, QObject *parent = nullptr);

    Time position() const { return m_position; }
    Time length() const { return m_length; }
    bool isPlaying() const { return m_timer.isActive(); }
    const Cast &cast() const { return m_cast; }

    /// From the beginning again when it had come to its end.
    void play();
    void pause();
    void seek(Time position);
    void setSpeed(double factor);
    /// Changes length() and position(), not what is on the screen.
    void setPauses(Pauses pauses);
    /// All that was printed, as a terminal of the recording's size showed it.
    QString text() const;

Q_SIGNALS:
    void moved();
    void playingChanged();

private:
    void tick();
    void advanceTo(Time position);
    void restart();
    void arrange(Pauses pauses);
    static void apply(const Cast::Event &event, ConsoleScreen &screen);

    Cast m_cast;
    std::vector<Time> m_times; ///< of the events, as they are played
    ConsoleScreen &m_screen;
    QTimer m_timer;
    QElapsedTimer m_since;
    Time m_position{0};
    Time m_length{0};
    double m_speed = 1;
    std::size_t m_next = 0; ///< event
};

} // namespace slipway
