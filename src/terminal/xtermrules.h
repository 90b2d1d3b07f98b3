// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalextras.h"

#include <optional>

namespace slipway {

/// What xterm and the terminals of DEC do otherwise than libvterm: cursors that stop at the margins
/// of scrolling, margins that are none, characters inserted outside of them, lines inserted and
/// deleted, rectangles, erasing where the next character would wrap, repeated characters that wrap.
class XtermRules
{
public:
    XtermRules(ScreenModel &model, TerminalExtras::Host &host) : m_model(model), m_host(host) { }

    bool wants(const ControlSequence &sequence) const;
    void take(const ControlSequence &sequence);
    /// Margins left and right (DECLRMM) mean something, or do not.
    void setMarginMode(bool on);
    /// Places count from the margins (DECOM), or from the edges.
    void setOriginMode(bool on) { m_originMode = on; }
    /// The margins are those of the screen again.
    void resetMargins();
    /// The column after the last that moves with those before it.
    int endOfRow() const { return m_columns ? m_columns->last + 1 : m_model.size().columns; }
    /// Where places count from.
    TerminalPlace origin() const;
    /// DECFI and DECBI: to the next column, or the one before; at the margin all columns move.
    void indexColumns(bool isForward);
    /// The screen was filled for adjustment (DECALN).
    void aligned();

private:
    struct Margins
    {
        int first;
        int last; ///< still inside
        bool contains(int place) const { return place >= first && place <= last; }
    };

    static std::optional<Margins> marginsOf(const ControlSequence &sequence, int size);
    void pass(const Margins &margins, char final);
    void setRows(const ControlSequence &sequence);
    void setColumns(const ControlSequence &sequence);
    void moveRows(const ControlSequence &sequence);
    void moveColumns(const ControlSequence &sequence);
    void shift(const ControlSequence &sequence);
    void erase(const ControlSequence &sequence);
    void moveLines(const ControlSequence &sequence);
    void repeat(int count);
    void reportCursor(char leader);
    void changeRectangle(const ControlSequence &sequence);
    void placeColumn(int column);

    ScreenModel &m_model;
    TerminalExtras::Host &m_host;
    std::optional<Margins> m_rows;    ///< nothing: all of them
    std::optional<Margins> m_columns; ///< nothing: all of them
    bool m_marginMode = false;
    bool m_originMode = false;
};

} // namespace slipway
