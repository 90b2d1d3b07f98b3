// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/selectionkeeper.h"

#include <algorithm>

namespace slipway {

void SelectionKeeper::set(const TerminalScreen &screen, const TerminalSelection &selection)
{
    const auto [first, last] = selectedRange(screen, selection);
    m_gesture = selection;
    m_range = TextRange{first, last, selection.mode == TerminalSelection::Mode::Block};
    m_columns = screen.size().columns;
    m_texts.clear();
    const qint64 end = std::min(last.line, screen.endLine() - 1);
    for (qint64 line = std::max(first.line, screen.screenTop()); line <= end; ++line)
        m_texts.insert(line, textOf(screen, line));
}

void SelectionKeeper::clear()
{
    m_gesture.reset();
    m_range.reset();
    m_texts.clear();
}

bool SelectionKeeper::dropIfChanged(const TerminalScreen &screen)
{
    if (!m_range)
        return false;
    bool isGone = m_columns != screen.size().columns || m_range->last.line < screen.firstLine()
        || m_range->first.line >= screen.endLine();
    for (auto each = m_texts.cbegin(); !isGone && each != m_texts.cend(); ++each)
        isGone = each.value() != textOf(screen, each.key());
    if (isGone) {
        clear();
        return true;
    }
    m_texts.removeIf([top = screen.screenTop()](const std::pair<const qint64 &, QString &> &each) {
        return each.first < top;
    });
    return false;
}

QString SelectionKeeper::text(const TerminalScreen &screen) const
{
    if (!m_range)
        return {};
    return selectedText(
        screen,
        {m_range->isBlock ? TerminalSelection::Mode::Block : TerminalSelection::Mode::Character,
         m_range->first, m_range->last});
}

QString SelectionKeeper::textOf(const TerminalScreen &screen, qint64 line) const
{
    const auto [from, to] = m_range->columnsOf(line, m_columns);
    const TerminalRow row = screen.line(line);
    return screen.text(row, from, std::min(to, row.textWidth()));
}

} // namespace slipway
