// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/rowpictures.h"

#include "gui/console/boxglyphs.h"

#include <algorithm>

namespace slipway {

namespace {

GlyphCache::Stretch stretchOf(TerminalRow::Height height)
{
    switch (height) {
    case TerminalRow::Height::Single:
        return GlyphCache::Stretch::None;
    case TerminalRow::Height::DoubleWidth:
        return GlyphCache::Stretch::Wide;
    case TerminalRow::Height::DoubleTop:
        return GlyphCache::Stretch::UpperHalf;
    case TerminalRow::Height::DoubleBottom:
        return GlyphCache::Stretch::LowerHalf;
    }
    return GlyphCache::Stretch::None;
}

} // namespace

std::pair<int, int> TextRange::columnsOf(qint64 line, int columns) const
{
    if (line < std::min(first.line, last.line) || line > std::max(first.line, last.line))
        return {0, 0};
    if (isBlock)
        return {std::min(first.column, last.column), std::max(first.column, last.column) + 1};
    return {line == first.line ? first.column : 0, line == last.line ? last.column + 1 : columns};
}

RowPictures::RowPictures(const TerminalScreen &screen, GlyphCache &glyphs, StyleLooks &looks,
                         const Marks &marks)
    : m_screen(screen)
    , m_glyphs(glyphs)
    , m_looks(looks)
    , m_colours(looks.colours())
    , m_marks(marks)
{
    m_looks.begin(screen);
}

RowPicture RowPictures::of(qint64 line)
{
    const int columns = m_screen.size().columns;
    RowPicture picture;
    const qint64 top = m_screen.screenTop();
    if (line >= top && line < m_screen.endLine()) {
        fill(picture, m_screen.row(int(line - top)));
    } else {
        fill(picture, m_screen.line(line));
    }
    if (m_marks.selection)
        paintSelection(picture, m_marks.selection->columnsOf(line, columns));
    paintMatches(picture, line);
    if (m_marks.link) {
        const auto [from, to] = m_marks.link->columnsOf(line, columns);
        for (int column = from; column < std::min(to, int(picture.cells.size())); ++column) {
            PaintCell &cell = picture.cells[std::size_t(column)];
            cell.underline = TerminalStyle::Underline::Single;
            cell.lineColour = cell.foreground;
        }
    }
    if (line == m_marks.cursor.place.line)
        paintCursor(picture, line);
    return picture;
}

void RowPictures::fill(RowPicture &picture, const TerminalRow &row)
{
    picture.height = row.height;
    const bool isSingle = row.height == TerminalRow::Height::Single;
    const int columns = isSingle ? m_screen.size().columns : m_screen.size().columns / 2;
    const StyleLook &blank = m_looks.of(0);
    PaintCell empty;
    empty.foreground = blank.foreground;
    empty.background = blank.background;
    picture.cells.assign(std::size_t(columns), empty);
    const int used = std::min({columns, row.used, row.columns()});
    GlyphCache::Look glyphLook;
    glyphLook.stretch = stretchOf(row.height);
    for (int column = 0; column < used; ++column) {
        const TerminalCell &cell = *row.at(column);
        PaintCell &painted = picture.cells[std::size_t(column)];
        const StyleLook &look = m_looks.of(cell.style);
        // Blocks and arrows are meant to run into the colour beside them.
        painted.foreground
            = !cell.isCluster() && BoxGlyphs::has(cell.content) ? look.foreground : look.text;
        painted.background = look.background;
        if (cell.has(TerminalCell::WideTail) && column > 0) {
            painted.columns = 0;
            continue;
        }
        painted.columns = quint8(std::min(cell.width(), columns - column));
        painted.lineColour = look.line;
        painted.underline = look.underline;
        painted.lines = look.lines;
        if (cell.isBlank() || cell.content == ' ' || look.isConcealed)
            continue;
        glyphLook.variant = look.variant;
        glyphLook.columns = painted.columns;
        if (!cell.isCluster()) {
            painted.glyph = &m_glyphs.glyph(char32_t(cell.content), glyphLook);
            continue;
        }
        QString text = m_screen.text(cell);
        const int end = joinedEnd(row, column + painted.columns, text);
        painted.columns = quint8(std::min(end, columns) - column);
        glyphLook.columns = painted.columns;
        painted.glyph = &m_glyphs.glyph(text, glyphLook);
        for (int covered = column + 1; covered < column + painted.columns; ++covered) {
            PaintCell &each = picture.cells[std::size_t(covered)];
            each.background = look.background;
            each.foreground = look.foreground;
            each.columns = 0;
        }
        column += painted.columns - 1;
    }
}

/// Pictures that are joined to one (a family, a flag) stand in cells of their own, as programs
/// count them, but are painted together.
int RowPictures::joinedEnd(const TerminalRow &row, int column, QString &text) const
{
    constexpr QChar joiner(0x200d);
    constexpr int most = 16;
    const int last = std::min(row.used, column + most);
    while (column < last && text.endsWith(joiner) && row.at(column)->has(TerminalCell::WideHead)) {
        text += m_screen.text(*row.at(column));
        column += 2;
    }
    return column;
}

void RowPictures::colourRange(RowPicture &picture, std::pair<int, int> columns, QRgb background,
                              QRgb foreground) const
{
    const int end = std::min(columns.second, int(picture.cells.size()));
    for (int column = std::max(columns.first, 0); column < end; ++column) {
        PaintCell &cell = picture.cells[std::size_t(column)];
        cell.background = background;
        cell.foreground = foreground;
        cell.lineColour = foreground;
    }
}

void RowPictures::paintSelection(RowPicture &picture, std::pair<int, int> columns) const
{
    const QRgb background = m_colours.selection.rgb();
    const int end = std::min(columns.second, int(picture.cells.size()));
    for (int column = std::max(columns.first, 0); column < end; ++column) {
        PaintCell &cell = picture.cells[std::size_t(column)];
        cell.background = background;
        if (!StyleLooks::isReadable(cell.foreground, background))
            cell.foreground = m_colours.foreground.rgb();
    }
}

void RowPictures::paintMatches(RowPicture &picture, qint64 line) const
{
    const auto &matches = m_marks.matches;
    auto match = std::ranges::lower_bound(
        matches, line, {}, [](const TerminalSearch::Match &each) { return each.last.line; });
    for (; match != matches.end() && match->first.line <= line; ++match) {
        const TextRange range{match->first, match->last};
        const bool isCurrent = match - matches.begin() == m_marks.currentMatch;
        colourRange(picture, range.columnsOf(line, m_screen.size().columns),
                    (isCurrent ? m_colours.currentMatch : m_colours.match).rgb(),
                    m_colours.matchText.rgb());
    }
}

void RowPictures::paintCursor(RowPicture &picture, qint64 line) const
{
    using Shape = Cursor::Shape;
    const Cursor &cursor = m_marks.cursor;
    if (cursor.shape == Shape::None || line != cursor.place.line || picture.cells.empty())
        return;
    auto column = std::size_t(std::clamp(cursor.place.column, 0, int(picture.cells.size()) - 1));
    while (picture.cells[column].columns == 0 && column > 0)
        --column;
    PaintCell &cell = picture.cells[column];
    cell.cursorColour = m_colours.cursor.rgb();
    switch (cursor.shape) {
    case Shape::None:
        break;
    case Shape::Block:
        colourRange(picture, {int(column), int(column) + std::max<int>(cell.columns, 1)},
                    m_colours.cursor.rgb(), m_colours.cursorText.rgb());
        break;
    case Shape::Underline:
        cell.lines |= PaintCell::CursorUnderline;
        break;
    case Shape::Bar:
        cell.lines |= PaintCell::CursorBar;
        break;
    case Shape::Box:
        cell.lines |= PaintCell::CursorBox;
        break;
    }
}

} // namespace slipway
