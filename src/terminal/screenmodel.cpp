// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/screenmodel.h"

#include "terminal/reflow.h"

namespace slipway {

namespace {

/// What is left of a colour when there are more than can be told apart: 16 steps a channel.
TerminalColour coarse(TerminalColour colour)
{
    return colour.kind() == TerminalColour::Kind::Rgb ? TerminalColour{colour.bits & 0xfff0f0f0U}
                                                      : colour;
}

void markRows(const RowRing &ring, std::vector<bool> &styles, std::vector<bool> &clusters)
{
    for (int index = 0; index < ring.rows(); ++index) {
        const TerminalRow &row = ring.row(index);
        for (int at = 0; at < row.used; ++at) {
            const TerminalCell &cell = *row.at(at);
            styles[cell.style] = true;
            if (cell.isCluster())
                clusters[cell.content & ~TerminalCell::clusterBit] = true;
        }
    }
}

} // namespace

ScreenModel::ScreenModel(TerminalSize size, Scrollback::Limits limits)
    : m_size(size)
    , m_primary(size)
    , m_alternate(size)
    , m_scrollback(limits)
{ }

void ScreenModel::putGlyph(const Glyph &glyph, TerminalPlace place)
{
    // A restored cursor may stand outside after the screen shrank.
    if (place.row < 0 || place.row >= m_size.rows || place.column < 0
        || place.column >= m_size.columns || glyph.codePoints[0] == 0)
        return;
    TerminalRow &row = ring().row(place.row);
    const int end = std::min(place.column + std::max(glyph.width, 1), m_size.columns);
    splitWide(row, place.column, end);
    TerminalCell *cell = row.at(place.column);
    // Full tables first, so that the cell that is being written is not taken for unused.
    const quint16 style = penId();
    if (glyph.codePoints[1] == 0) {
        cell->content = glyph.codePoints[0];
    } else {
        if (m_clusters.isFull())
            collect();
        cell->content = m_clusters.contentOf(glyph.codePoints);
    }
    cell->style = style;
    cell->flags = glyph.isProtected ? TerminalCell::Protected : 0;
    if (end - place.column == 2) {
        cell->flags |= TerminalCell::WideHead;
        cell[1] = {0, style,
                   quint8(TerminalCell::WideTail | (cell->flags & TerminalCell::Protected)), 0};
    }
    row.used = std::max(row.used, end);
    row.dirty = true;
    if (m_observer)
        m_observer->written(place, end - place.column);
}

void ScreenModel::extendGlyph(TerminalPlace place, char32_t codePoint, Widening widening)
{
    TerminalRow &row = ring().row(place.row);
    TerminalCell *cell = row.at(place.column);
    if (cell->isBlank())
        return;
    if (m_clusters.isFull())
        collect();
    cell->content = m_clusters.contentOf(m_clusters.codePoints(cell->content) + codePoint);
    if (widening == Widening::Widen && cell->width() == 1 && place.column + 1 < m_size.columns) {
        splitWide(row, place.column, place.column + 2);
        cell->flags |= TerminalCell::WideHead;
        cell[1] = {0, cell->style,
                   quint8(TerminalCell::WideTail | (cell->flags & TerminalCell::Protected)), 0};
        row.used = std::max(row.used, place.column + 2);
    }
    row.dirty = true;
    if (m_observer)
        m_observer->written(place, cell->width());
}

void ScreenModel::putText(QByteArrayView text, TerminalPlace place)
{
    TerminalRow &row = ring().row(place.row);
    const int end = place.column + int(text.size());
    splitWide(row, place.column, end);
    const quint16 style = penId();
    TerminalCell *cell = row.at(place.column);
    for (const char byte : text)
        *cell++ = {uchar(byte), style, 0, 0};
    row.used = std::max(row.used, end);
    row.dirty = true;
    for (int column = place.column; m_observer && column < end; ++column)
        m_observer->written({place.row, column}, 1);
}

void ScreenModel::splitWide(TerminalRow &row, int from, int to) const
{
    if (row.at(from)->has(TerminalCell::WideTail) && from > 0) {
        TerminalCell &head = *row.at(from - 1);
        head.content = ' ';
        head.flags &= quint8(~TerminalCell::WideHead);
    }
    if (to < row.columns() && row.at(to)->has(TerminalCell::WideTail)) {
        TerminalCell &tail = *row.at(to);
        tail.content = ' ';
        tail.flags &= quint8(~TerminalCell::WideTail);
    }
}

void ScreenModel::scroll(const TerminalRect &moved, int up, int left)
{
    // On a row of double width the cursor may stand beyond its end.
    const TerminalRect rect{std::max(moved.top, 0), std::min(moved.bottom, m_size.rows),
                            std::max(moved.left, 0), std::min(moved.right, m_size.columns)};
    if (rect.top >= rect.bottom || rect.left >= rect.right)
        return;
    const bool wholeRows = rect.left == 0 && rect.right == m_size.columns;
    if (wholeRows && left == 0) {
        scrollRows(rect, up);
    } else if (up == 0) {
        for (int index = rect.top; index < rect.bottom; ++index)
            shiftRow(ring().row(index), rect, left);
    } else {
        moveBlock(rect, up, left);
    }
    if (m_observer)
        m_observer->scrolled(rect, up, left);
}

void ScreenModel::scrollRows(const TerminalRect &rect, int up)
{
    if (up > 0 && rect.top == 0 && m_buffer == Buffer::Primary) {
        const int leaving = std::min(up, rect.bottom);
        for (int index = 0; index < leaving; ++index)
            m_scrollback.push(m_primary.row(index), m_clusters);
    }
    ring().scroll(rect.top, rect.bottom, up);
    const quint16 blank = eraseId();
    const int height = rect.bottom - rect.top;
    const int fresh = std::clamp(up, -height, height);
    for (int index = fresh > 0 ? rect.bottom - fresh : rect.top;
         blank != 0 && index < (fresh > 0 ? rect.bottom : rect.top - fresh); ++index)
        fill(ring().row(index), 0, m_size.columns, Erase::All);
    // Rows below moved on without the one that they continue.
    if (up < 0 && rect.top - up < rect.bottom)
        ring().row(rect.top - up).continuation = false;
}

void ScreenModel::shiftRow(TerminalRow &row, const TerminalRect &rect, int left)
{
    const int width = rect.right - rect.left;
    const int distance = std::clamp(left, -width, width);
    splitWide(row, rect.left, rect.right);
    const auto first = row.cells.begin() + rect.left;
    const auto last = row.cells.begin() + rect.right;
    if (distance > 0) {
        std::move(first + distance, last, first);
        fill(row, rect.right - distance, rect.right, Erase::All);
    } else {
        std::move_backward(first, last + distance, last);
        row.used = std::max(row.used, std::min(row.used - distance, rect.right));
        fill(row, rect.left, rect.left - distance, Erase::All);
    }
    row.dirty = true;
}

void ScreenModel::moveBlock(const TerminalRect &rect, int up, int left)
{
    const int height = rect.bottom - rect.top;
    const int distance = std::clamp(up, -height, height);
    const int count = height - std::abs(distance);
    for (int step = 0; step < count; ++step) {
        const int to = distance > 0 ? rect.top + step : rect.bottom - 1 - step;
        TerminalRow &target = ring().row(to);
        TerminalRow &source = ring().row(to + distance);
        splitWide(target, rect.left, rect.right);
        splitWide(source, rect.left, rect.right);
        std::copy(source.cells.begin() + rect.left, source.cells.begin() + rect.right,
                  target.cells.begin() + rect.left);
        target.used = std::max(target.used, std::min(rect.right, source.used));
        target.dirty = true;
    }
    const int start = distance > 0 ? rect.bottom - distance : rect.top;
    for (int index = start; index < start + std::abs(distance); ++index)
        fill(ring().row(index), rect.left, rect.right, Erase::All);
    for (int index = rect.top; left != 0 && index < rect.bottom; ++index)
        shiftRow(ring().row(index), rect, left);
}

void ScreenModel::erase(const TerminalRect &rect, Erase what)
{
    if (m_kept)
        return;
    const int left = std::clamp(rect.left, 0, m_size.columns);
    const int right = std::clamp(rect.right, left, m_size.columns);
    const int bottom = std::min(rect.bottom, m_size.rows);
    for (int index = std::max(rect.top, 0); index < bottom && left < right; ++index) {
        TerminalRow &row = ring().row(index);
        fill(row, left, right, what);
        // The row below cannot continue a row whose end is gone.
        if (right == m_size.columns && index + 1 < m_size.rows)
            ring().row(index + 1).continuation = false;
    }
    if (m_observer)
        m_observer->erased({std::max(rect.top, 0), bottom, left, right});
}

void ScreenModel::restyle(const TerminalRect &rect,
                          const std::function<void(TerminalStyle &)> &change)
{
    for (int index = rect.top; index < rect.bottom; ++index) {
        TerminalRow &row = this->row(index);
        for (int at = rect.left; at < rect.right; ++at) {
            TerminalStyle style = m_styles.style(row.at(at)->style);
            change(style);
            row.at(at)->style = intern(style);
        }
        row.used = std::max(row.used, rect.right);
        row.dirty = true;
    }
}

void ScreenModel::fill(TerminalRow &row, int from, int to, Erase what)
{
    TerminalCell blank;
    blank.style = eraseId();
    row.dirty = true;
    const int end = blank.style == 0 ? std::min(to, row.used) : to;
    if (from >= end)
        return;
    if (what == Erase::Unprotected) {
        for (int at = from; at < end; ++at) {
            if (!row.at(at)->has(TerminalCell::Protected))
                *row.at(at) = blank;
        }
        row.used = std::max(row.used, end);
        return;
    }
    splitWide(row, from, end);
    std::fill(row.cells.begin() + from, row.cells.begin() + end, blank);
    if (blank.style != 0)
        row.used = std::max(row.used, end);
    else if (end == row.used)
        row.used = from;
    if (from == 0 && to == row.columns())
        row.marks = 0;
}

void ScreenModel::setContinuation(int row, bool continuation)
{
    if (row >= 0 && row < m_size.rows)
        ring().row(row).continuation = continuation;
}

void ScreenModel::setHeight(int row, TerminalRow::Height height)
{
    if (row < 0 || row >= m_size.rows || ring().row(row).height == height)
        return;
    ring().row(row).height = height;
    ring().row(row).dirty = true;
    // Only half as many characters have room.
    if (height != TerminalRow::Height::Single)
        fill(ring().row(row), m_size.columns / 2, m_size.columns, Erase::All);
    if (m_observer)
        m_observer->erased({row, row + 1, 0, width(row)});
}

void ScreenModel::addMark(int row, TerminalRow::Mark mark)
{
    if (row >= 0 && row < m_size.rows)
        ring().row(row).marks |= mark;
}

void ScreenModel::use(Buffer buffer, TerminalPlace cursor)
{
    if (buffer == m_buffer)
        return;
    if (buffer == Buffer::Alternate)
        m_primaryCursor = cursor;
    m_buffer = buffer;
    for (int index = 0; index < m_size.rows; ++index)
        ring().row(index).dirty = true;
}

void ScreenModel::setScreenReversed(bool reversed)
{
    m_reversed = reversed;
    for (int index = 0; index < m_size.rows; ++index)
        ring().row(index).dirty = true;
}

void ScreenModel::clearScrollback()
{
    m_scrollback.clear();
}

void ScreenModel::replaceScrollback(Scrollback scrollback)
{
    m_scrollback = std::move(scrollback);
}

void ScreenModel::setPen(const TerminalStyle &pen)
{
    if (pen == m_pen)
        return;
    m_pen = pen;
    m_penId.reset();
    m_eraseId.reset();
}

quint16 ScreenModel::penId()
{
    if (!m_penId)
        m_penId = intern(m_pen);
    return *m_penId;
}

quint16 ScreenModel::eraseId()
{
    if (!m_eraseId) {
        TerminalStyle style;
        // A blank cell shows nothing of its foreground but where it is reversed.
        style.foreground = m_pen.background.isDefault() ? TerminalColour() : m_pen.foreground;
        style.background = m_pen.background;
        m_eraseId = intern(style);
    }
    return *m_eraseId;
}

quint16 ScreenModel::intern(const TerminalStyle &style)
{
    if (const auto id = m_styles.intern(style))
        return *id;
    collect();
    if (const auto id = m_styles.intern(style))
        return *id;
    TerminalStyle nearby = style;
    nearby.foreground = coarse(style.foreground);
    nearby.background = coarse(style.background);
    nearby.underlineColour = {};
    nearby.link = 0;
    return m_styles.intern(nearby).value_or(0);
}

quint16 ScreenModel::internLink(const QByteArray &target, const QByteArray &id)
{
    if (m_links.isFull())
        collect();
    return m_links.intern(target, id);
}

void ScreenModel::collect()
{
    if (m_scrollback.endLine() < m_collectAfter)
        return;
    m_collectAfter = m_scrollback.endLine() + 1'000;
    std::vector<bool> styles(StyleTable::capacity);
    std::vector<bool> clusters(ClusterTable::capacity);
    markRows(m_primary, styles, clusters);
    markRows(m_alternate, styles, clusters);
    m_scrollback.markStyles(styles);
    for (const auto &kept : {m_penId, m_eraseId})
        styles[kept.value_or(0)] = true;
    std::vector<bool> links(LinkTable::capacity + 1);
    links[m_pen.link] = true;
    for (std::size_t id = 0; id < styles.size(); ++id) {
        if (styles[id])
            links[m_styles.style(quint16(id)).link] = true;
    }
    m_styles.keepOnly(styles);
    m_clusters.keepOnly(clusters);
    m_links.keepOnly(links);
}

TerminalRow ScreenModel::line(qint64 number) const
{
    if (number >= m_scrollback.endLine())
        return number - m_scrollback.endLine() < m_size.rows
            ? row(int(number - m_scrollback.endLine()))
            : TerminalRow();
    return number < m_scrollback.firstLine()
        ? TerminalRow()
        : packedline::unpack(m_scrollback.packed(number), m_clusters);
}

bool ScreenModel::lineContinues(qint64 number) const
{
    const qint64 top = m_scrollback.endLine();
    if (number >= top)
        return number - top < m_size.rows && row(int(number - top)).continuation;
    return number >= m_scrollback.firstLine()
        && packedline::isContinuation(m_scrollback.packed(number));
}

TerminalPlace ScreenModel::resize(TerminalSize size, TerminalPlace cursor)
{
    if (m_buffer == Buffer::Primary)
        m_primaryCursor = cursor;
    Reflow reflow(m_size, size);
    m_primaryCursor = reflow.primary(m_primary, {m_scrollback, m_clusters}, m_primaryCursor);
    const TerminalPlace clipped = reflow.alternate(m_alternate, cursor);
    m_size = size;
    return m_buffer == Buffer::Primary ? m_primaryCursor : clipped;
}

} // namespace slipway
