// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/harnessscreenlog.h"

#include "terminal/harnessevents.h"
#include "terminal/harnessqueries.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QByteArray rectText(const TerminalRect &rect)
{
    return QByteArray::number(rect.top) + ".." + QByteArray::number(rect.bottom) + ','
        + QByteArray::number(rect.left) + ".." + QByteArray::number(rect.right);
}

TerminalRect united(const TerminalRect &one, const TerminalRect &other)
{
    return {std::min(one.top, other.top), std::max(one.bottom, other.bottom),
            std::min(one.left, other.left), std::max(one.right, other.right)};
}

/// Neighbours do, too.
bool touches(const TerminalRect &one, const TerminalRect &other)
{
    return one.top <= other.bottom && other.top <= one.bottom && one.left <= other.right
        && other.left <= one.right;
}

bool contains(const TerminalRect &outer, const TerminalRect &inner)
{
    return inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left
        && inner.right <= outer.right;
}

} // namespace

HarnessScreenLog::HarnessScreenLog(TerminalScreen &screen)
    : m_screen(screen)
    , m_scrolled(screen.screenTop())
    , m_columns(screen.size().columns)
{
    m_screen.model().observe(this);
    m_screen.bridge().observe(this);
}

HarnessScreenLog::~HarnessScreenLog()
{
    m_screen.model().observe(nullptr);
    m_screen.bridge().observe(nullptr);
}

QByteArray HarnessScreenLog::setFlags(QByteArrayView flags)
{
    constexpr QByteArrayView known("adDmcpbr");
    bool on = true;
    for (const char flag : flags) {
        if (flag == '+' || flag == '-')
            on = flag == '+';
        else if (flag == 'D')
            m_wanted['d'] = m_wanted['D'] = on;
        else if (known.contains(flag))
            m_wanted[std::size_t(flag)] = on;
        else if (flag != ' ')
            return "Unrecognised WANTSCREEN flag '"_ba + flag + "'; there are "
                + known.toByteArray() + '\n';
    }
    return {};
}

void HarnessScreenLog::setMerge(Merge merge)
{
    flush();
    m_merge = merge;
}

void HarnessScreenLog::flush()
{
    if (const auto scroll = std::exchange(m_scroll, std::nullopt))
        emitScroll(*scroll);
    if (const auto damaged = std::exchange(m_damaged, std::nullopt))
        emitDamage(*damaged);
}

QByteArray HarnessScreenLog::takeText()
{
    countLines();
    m_columns = m_screen.size().columns;
    return std::exchange(m_text, {});
}

TerminalRect HarnessScreenLog::whole() const
{
    return {0, m_screen.size().rows, 0, m_screen.size().columns};
}

void HarnessScreenLog::written(TerminalPlace place, int width)
{
    damage({place.row, place.row + 1, place.column, place.column + width});
}

void HarnessScreenLog::erased(const TerminalRect &rect)
{
    damage(rect);
}

void HarnessScreenLog::scrolled(const TerminalRect &rect, int up, int left)
{
    const Scroll scroll{rect, up, left};
    if (m_merge == Merge::Scroll) {
        holdScroll(scroll);
        countLines();
        return;
    }
    countLines();
    flush();
    emitScroll(scroll);
}

void HarnessScreenLog::cursorMoved(TerminalPlace place)
{
    if (std::exchange(m_cursor, place) != place && wants('c'))
        m_text += "movecursor " + harness::placeText(place) + '\n';
}

bool HarnessScreenLog::propertySet(VTermProp property, const VTermValue &value)
{
    if (property == VTERM_PROP_ALTSCREEN && value.boolean != 0 && !wants('a'))
        return false;
    // Going there erases, coming back does not.
    if ((property == VTERM_PROP_ALTSCREEN && value.boolean == 0) || property == VTERM_PROP_REVERSE)
        damage(whole());
    if (wants('p'))
        m_text += HarnessEvents::propertyText(property, value);
    return true;
}

void HarnessScreenLog::scrollbackCleared()
{
    if (wants('b'))
        m_text += "sb_clear\n";
}

/// Lines that left the screen, or came back.
void HarnessScreenLog::countLines()
{
    const qint64 top = m_screen.screenTop();
    if (!wants('b'))
        m_scrolled = top;
    for (; m_scrolled > top; --m_scrolled)
        m_text += "sb_popline " + QByteArray::number(m_columns) + '\n';
    for (; m_scrolled < top; ++m_scrolled)
        m_text += harness::pushedLine(m_screen, m_scrolled, m_columns);
}

void HarnessScreenLog::damage(const TerminalRect &rect)
{
    switch (m_merge) {
    case Merge::Cell:
        emitDamage(rect);
        return;
    case Merge::Row:
        damageRow(rect);
        return;
    case Merge::Screen:
    case Merge::Scroll:
        m_damaged = m_damaged ? united(*m_damaged, rect) : rect;
        return;
    }
}

void HarnessScreenLog::damageRow(const TerminalRect &rect)
{
    if (rect.bottom > rect.top + 1) {
        flush();
        emitDamage(rect);
    } else if (!m_damaged) {
        m_damaged = rect;
    } else if (m_damaged->top == rect.top) {
        m_damaged = united(*m_damaged, rect);
    } else {
        emitDamage(*std::exchange(m_damaged, rect));
    }
}

void HarnessScreenLog::emitDamage(const TerminalRect &rect)
{
    if (wants('d'))
        m_text += "damage " + rectText(rect) + (wants('D') ? cellsOf(rect) : QByteArray()) + '\n';
}

/// The characters of the rows up to the first that is empty, as numbers.
QByteArray HarnessScreenLog::cellsOf(const TerminalRect &rect) const
{
    QByteArray text;
    for (int index = rect.top; index < std::min(rect.bottom, m_screen.size().rows); ++index) {
        const TerminalRow &row = m_screen.row(index);
        const int end = std::min({row.textWidth(), rect.right, row.columns()});
        if (end <= rect.left)
            break;
        text += (text.isEmpty() ? " = "_ba : " "_ba) + QByteArray::number(index) + '<';
        for (int column = rect.left; column < end; ++column) {
            const QByteArray number = harness::cellNumber(m_screen, *row.at(column));
            text += (column == rect.left ? ""_ba : " "_ba) + number;
        }
        text += '>';
    }
    return text;
}

/// What moved, and what came free.
void HarnessScreenLog::emitScroll(const Scroll &scroll)
{
    TerminalRect rect = scroll.rect;
    const int height = rect.bottom - rect.top;
    const int width = rect.right - rect.left;
    if (std::abs(scroll.up) >= height || std::abs(scroll.left) >= width) {
        damage(rect);
        return;
    }
    TerminalRect from = rect;
    TerminalRect to = rect;
    (scroll.up >= 0 ? from : to).top += std::abs(scroll.up);
    (scroll.up >= 0 ? to : from).bottom -= std::abs(scroll.up);
    (scroll.left >= 0 ? from : to).left += std::abs(scroll.left);
    (scroll.left >= 0 ? to : from).right -= std::abs(scroll.left);
    emitMove(to, from);
    if (scroll.up != 0)
        (scroll.up > 0 ? rect.top : rect.bottom)
            = scroll.up > 0 ? rect.bottom - scroll.up : rect.top - scroll.up;
    if (scroll.left != 0)
        (scroll.left > 0 ? rect.left : rect.right)
            = scroll.left > 0 ? rect.right - scroll.left : rect.left - scroll.left;
    damage(rect);
}

void HarnessScreenLog::emitMove(const TerminalRect &to, const TerminalRect &from)
{
    if (m_merge != Merge::Scroll)
        flush();
    if (wants('m'))
        m_text += "moverect " + rectText(from) + " -> " + rectText(to) + '\n';
    else
        damage(to);
}

/// Scrolls of one rectangle in one direction add up.
void HarnessScreenLog::holdScroll(const Scroll &scroll)
{
    if (m_damaged && !touches(scroll.rect, *m_damaged))
        flush();
    if (m_scroll && m_scroll->rect == scroll.rect
        && ((m_scroll->up == 0 && scroll.up == 0) || (m_scroll->left == 0 && scroll.left == 0))) {
        m_scroll->up += scroll.up;
        m_scroll->left += scroll.left;
    } else {
        if (m_scroll)
            flush();
        m_scroll = scroll;
    }
    if (m_damaged)
        moveDamage(scroll);
}

/// What was damaged before a scroll is elsewhere after it.
void HarnessScreenLog::moveDamage(const Scroll &scroll)
{
    const TerminalRect &rect = scroll.rect;
    TerminalRect moved = *m_damaged;
    if (contains(rect, moved)) {
        moved = {std::max(moved.top - scroll.up, rect.top),
                 std::min(moved.bottom - scroll.up, rect.bottom),
                 std::max(moved.left - scroll.left, rect.left),
                 std::min(moved.right - scroll.left, rect.right)};
    } else if (rect.left <= moved.left && rect.right >= moved.right && scroll.left == 0) {
        if (moved.top >= rect.top && moved.top < rect.bottom)
            moved.top = std::clamp(moved.top - scroll.up, rect.top, rect.bottom);
        if (moved.bottom >= rect.top && moved.bottom < rect.bottom)
            moved.bottom = std::clamp(moved.bottom - scroll.up, rect.top, rect.bottom);
    }
    m_damaged = moved;
}

} // namespace slipway
