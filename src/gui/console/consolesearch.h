// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalsearch.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace slipway {

class ConsoleScreen;

/// Searches a console's scrollback from the newest line to the oldest, a few milliseconds at a
/// time, and follows new output. GUI thread; the screen must live as long as a search goes on.
class ConsoleSearch : public QObject
{
    Q_OBJECT
public:
    explicit ConsoleSearch(QObject *parent = nullptr);

    void start(ConsoleScreen *screen, TerminalSearch search);
    void stop();
    bool isActive() const { return m_search.has_value(); }
    /// Every line has been looked at, or there are as many matches as are counted.
    bool isComplete() const { return m_isComplete; }
    /// In the order of the text.
    const QList<TerminalSearch::Match> &matches() const { return m_matches; }
    /// The output has changed.
    void follow();

Q_SIGNALS:
    void changed();

private:
    void restart();
    void step();
    bool stepForward(const TerminalScreen &screen);
    bool stepBackward(const TerminalScreen &screen);

    ConsoleScreen *m_screen = nullptr;
    std::optional<TerminalSearch> m_search;
    QList<TerminalSearch::Match> m_settled; ///< in the scrollback, where nothing changes
    QList<TerminalSearch::Match> m_matches;
    qint64 m_begin = 0; ///< lines from here on were looked at,
    qint64 m_end = 0;   ///< up to here
    int m_columns = 0;
    bool m_isComplete = false;
    QTimer m_steps;
    QTimer m_follow;
};

} // namespace slipway
