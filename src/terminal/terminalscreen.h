// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalgeometry.h"
#include "terminal/terminalrow.h"
#include "terminal/terminalstate.h"
#include "terminal/terminalstyle.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

namespace slipway {

class ScreenModel;
class VtermBridge;

/// A terminal without a window: reads what programs write and knows what stands on the screen and
/// in the scrollback. Any bytes are safe to feed, and its memory is bounded whatever they are. Not
/// for several threads at once.
///
/// Lines are numbered from the first ever written: firstLine() is the oldest that is kept,
/// screenTop() the first of the screen. A change of the width numbers them anew.
class TerminalScreen
{
public:
    explicit TerminalScreen(TerminalSize size, const TerminalOptions &options = {});
    TerminalScreen(TerminalScreen &&other) noexcept;
    TerminalScreen &operator=(TerminalScreen &&other) noexcept;
    ~TerminalScreen();

    /// Reads output of programs; sequences and characters may be cut anywhere.
    void feed(QByteArrayView bytes);
    /// What the programs asked for and must be written back to them.
    QByteArray takeReplies();
    /// What happened since the last call, in order.
    QList<TerminalEvent> takeEvents();
    /// Between 1 and 4096 rows and columns; others are brought into that range.
    void resize(TerminalSize size);
    /// As `reset` does it: modes, styles, screen; the scrollback stays.
    void reset();
    /// The size of a cell, for programs that ask; without it they get no answer.
    void setCellPixels(int width, int height);
    /// For programs that ask (OSC 4, 10, 11 and 12); without it they get no answer.
    void setColours(const TerminalColourValues &colours);

    TerminalSize size() const;
    TerminalPlace cursor() const;
    const TerminalState &state() const;
    bool isAlternate() const;
    bool bracketsPaste() const; ///< a program wants pastes to be marked (mode 2004)
    bool isReversed() const;    ///< the whole screen (DECSCNM)

    qint64 firstLine() const;
    qint64 screenTop() const;
    /// The line after the last.
    qint64 endLine() const { return screenTop() + size().rows; }
    /// A line's cells; on the screen as many as it is wide, in the scrollback as many as it holds.
    TerminalRow line(qint64 number) const;
    /// A row of the screen, without a copy.
    const TerminalRow &row(int index) const;
    /// Whether the line goes on where the one above it was full.
    bool continues(qint64 number) const;
    /// The lines that changed since the last call; what only scrolled has not changed.
    QList<qint64> takeChangedLines();

    const TerminalStyle &style(quint16 id) const;
    QByteArray linkTarget(quint16 link) const;
    QString text(const TerminalCell &cell) const; ///< empty for a blank and a second half
    /// The text of some columns of a row, blanks as spaces.
    QString text(const TerminalRow &row, int from, int to) const;
    /// The whole line without blanks at its end.
    QString lineText(qint64 number) const;
    /// Memory that the scrollback takes, in bytes.
    qint64 scrollbackBytes() const;

    ScreenModel &model() { return *m_model; }
    const ScreenModel &model() const { return *m_model; }
    VtermBridge &bridge() { return *m_bridge; }
    const VtermBridge &bridge() const { return *m_bridge; }

private:
    std::unique_ptr<TerminalState> m_state;
    std::unique_ptr<ScreenModel> m_model;
    std::unique_ptr<VtermBridge> m_bridge;
};

} // namespace slipway
