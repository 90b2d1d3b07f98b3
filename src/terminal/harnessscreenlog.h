// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"
#include "terminal/vtermbridge.h"

namespace slipway {

/// Writes down what happens to our screen, in the words of libvterm's test scripts, and merges
/// damage as vterm.h says (VTermDamageSize). Inside the module only.
class HarnessScreenLog final : public ScreenModel::Observer, public VtermBridge::Observer
{
public:
    enum class Merge { Cell, Row, Screen, Scroll };

    explicit HarnessScreenLog(TerminalScreen &screen);
    HarnessScreenLog(const HarnessScreenLog &) = delete;
    HarnessScreenLog &operator=(const HarnessScreenLog &) = delete;
    ~HarnessScreenLog() override;

    /// The letters of WANTSCREEN: a d D m c p b r, switched off after a minus. Null, or what is
    /// wrong with them.
    QByteArray setFlags(QByteArrayView flags);
    bool wants(char flag) const { return m_wanted[std::size_t(flag)]; }
    void setMerge(Merge merge);
    void flush();
    /// All of the screen may be elsewhere now.
    void resized()
    {
        countLines();
        damage(whole());
    }
    /// The lines since the last call.
    QByteArray takeText();

private:
    // ScreenModel::Observer
    void written(TerminalPlace place, int width) override;
    void erased(const TerminalRect &rect) override;
    void scrolled(const TerminalRect &rect, int up, int left) override;
    // VtermBridge::Observer
    bool wantsEachMove() const override { return wants('c'); }
    void cursorMoved(TerminalPlace place) override;
    bool propertySet(VTermProp property, const VTermValue &value) override;
    void scrollbackCleared() override;

    struct Scroll
    {
        TerminalRect rect;
        int up = 0;
        int left = 0;
    };

    void damage(const TerminalRect &rect);
    void damageRow(const TerminalRect &rect);
    void emitDamage(const TerminalRect &rect);
    void emitScroll(const Scroll &scroll);
    void emitMove(const TerminalRect &to, const TerminalRect &from);
    void holdScroll(const Scroll &scroll);
    void moveDamage(const Scroll &scroll);
    void countLines();
    TerminalRect whole() const;
    QByteArray cellsOf(const TerminalRect &rect) const;

    TerminalScreen &m_screen;
    std::array<bool, 128> m_wanted{};
    Merge m_merge = Merge::Cell;
    std::optional<TerminalRect> m_damaged;
    std::optional<Scroll> m_scroll;
    qint64 m_scrolled = 0; ///< lines that had left the screen
    int m_columns = 0;
    TerminalPlace m_cursor;
    QByteArray m_text;
};

} // namespace slipway
