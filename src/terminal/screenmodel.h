// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/linktable.h"
#include "terminal/rowring.h"
#include "terminal/scrollback.h"
#include "terminal/styletable.h"

#include <functional>

namespace slipway {

/// What an emulator writes to: two screens, the scrollback and the tables that their cells refer
/// to. Knows no escape sequence. Owned by TerminalScreen; one thread.
class ScreenModel
{
public:
    enum class Buffer { Primary, Alternate };
    enum class Erase { All, Unprotected };
    struct Glyph
    {
        const quint32 *codePoints; ///< ends with 0
        int width;
        bool isProtected;
    };

    /// Is told of each change, after it.
    class Observer
    {
    public:
        virtual ~Observer() = default;
        virtual void written(TerminalPlace place, int width) = 0;
        virtual void erased(const TerminalRect &rect) = 0;
        /// Negative numbers: down, to the right.
        virtual void scrolled(const TerminalRect &rect, int up, int left) = 0;
    };

    ScreenModel(TerminalSize size, Scrollback::Limits limits);

    // What the emulator does
    void putGlyph(const Glyph &glyph, TerminalPlace place);
    enum class Widening { Keep, Widen };
    /// Adds a code point to the character that stands there, and makes it wide if it is not and
    /// has room.
    void extendGlyph(TerminalPlace place, char32_t codePoint, Widening widening);
    /// Printable ASCII, which must end before the row does.
    void putText(QByteArrayView text, TerminalPlace place);
    /// Moves what is in the rectangle up and to the left; negative numbers: down, to the right.
    void scroll(const TerminalRect &moved, int up, int left);
    void erase(const TerminalRect &rect, Erase what);
    /// Changes the look of what is there.
    void restyle(const TerminalRect &rect, const std::function<void(TerminalStyle &)> &change);
    /// While it is, nothing is erased.
    void setKept(bool kept) { m_kept = kept; }
    void setContinuation(int row, bool continuation);
    void setHeight(int row, TerminalRow::Height height);
    void addMark(int row, TerminalRow::Mark mark);
    void use(Buffer buffer, TerminalPlace cursor);
    void setScreenReversed(bool reversed);
    void clearScrollback();
    /// The style of what is written next.
    const TerminalStyle &pen() const { return m_pen; }
    void setPen(const TerminalStyle &pen);
    quint16 internLink(const QByteArray &target, const QByteArray &id);
    /// Reflows the primary screen and the scrollback, clips the alternate one. Gives the cursor's
    /// new place on the screen in use.
    TerminalPlace resize(TerminalSize size, TerminalPlace cursor);

    /// One or none; it must outlive the model or be taken back.
    void observe(Observer *observer) { m_observer = observer; }

    // What is there
    TerminalSize size() const { return m_size; }
    Buffer buffer() const { return m_buffer; }
    /// Where the cursor of the primary screen was when the alternate one came; follows a reflow.
    TerminalPlace primaryCursor() const { return m_primaryCursor; }
    bool isScreenReversed() const { return m_reversed; }
    /// How many characters have room in a row.
    int width(int index) const { return isPlain(index) ? m_size.columns : m_size.columns / 2; }
    /// Whether there is such a row, of characters of one column and one row.
    bool isPlain(int index) const
    {
        return index >= 0 && index < m_size.rows
            && row(index).height == TerminalRow::Height::Single;
    }
    TerminalRow &row(int index) { return ring().row(index); }
    const TerminalRow &row(int index) const { return ring().row(index); }
    const RowRing &ring(Buffer buffer) const
    {
        return buffer == Buffer::Primary ? m_primary : m_alternate;
    }
    const Scrollback &scrollback() const { return m_scrollback; }
    /// For those who bring rows of their own; the numbers go on.
    void replaceScrollback(Scrollback scrollback);
    /// A row by its number; empty for one that is not there any more.
    TerminalRow line(qint64 number) const;
    bool lineContinues(qint64 number) const; ///< continuation, without reading the row
    const StyleTable &styles() const { return m_styles; }
    const ClusterTable &clusters() const { return m_clusters; }
    const LinkTable &links() const { return m_links; }

private:
    RowRing &ring() { return m_buffer == Buffer::Primary ? m_primary : m_alternate; }
    const RowRing &ring() const { return ring(m_buffer); }
    quint16 penId();
    quint16 eraseId();
    quint16 intern(const TerminalStyle &style);
    void collect();
    void splitWide(TerminalRow &row, int from, int to) const;
    void fill(TerminalRow &row, int from, int to, Erase what);
    void shiftRow(TerminalRow &row, const TerminalRect &rect, int left);
    void scrollRows(const TerminalRect &rect, int up);
    void moveBlock(const TerminalRect &rect, int up, int left);

    TerminalSize m_size;
    RowRing m_primary;
    RowRing m_alternate;
    Buffer m_buffer = Buffer::Primary;
    Scrollback m_scrollback;
    StyleTable m_styles;
    // A row that comes back from the scrollback may bring a cluster that was freed.
    mutable ClusterTable m_clusters;
    LinkTable m_links;
    TerminalStyle m_pen;
    std::optional<quint16> m_penId = 0;
    std::optional<quint16> m_eraseId = 0;
    qint64 m_collectAfter = 0; ///< line number before which collecting again is not worth it
    TerminalPlace m_primaryCursor;
    bool m_kept = false;
    bool m_reversed = false;
    Observer *m_observer = nullptr;
};

} // namespace slipway
