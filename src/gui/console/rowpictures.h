// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/rowpicture.h"
#include "gui/console/stylelooks.h"
#include "terminal/terminalscreen.h"
#include "terminal/terminalsearch.h"

#include <optional>
#include <span>

namespace slipway {

/// A part of the text: first and last character, or two corners of a block.
struct TextRange
{
    TerminalPosition first;
    TerminalPosition last;
    bool isBlock = false;

    /// The columns of a line that belong to it, as first and end; equal where there are none.
    std::pair<int, int> columnsOf(qint64 line, int columns) const;
};

/// Makes the picture of any line of a terminal: characters, colours, and what lies over them. For
/// the time that the screen is locked.
class RowPictures
{
public:
    struct Cursor
    {
        enum class Shape { None, Block, Underline, Bar, Box };
        TerminalPosition place = {};
        Shape shape = Shape::None;
    };
    /// What is to be seen on top of the text.
    struct Marks
    {
        Cursor cursor = {};
        std::optional<TextRange> selection = {};
        std::optional<TextRange> link = {}; ///< that the pointer is over
        std::span<const TerminalSearch::Match> matches = {};
        qsizetype currentMatch = -1;
    };

    RowPictures(const TerminalScreen &screen, GlyphCache &glyphs, StyleLooks &looks,
                const Marks &marks);
    RowPicture of(qint64 line);

private:
    void fill(RowPicture &picture, const TerminalRow &row);
    int joinedEnd(const TerminalRow &row, int column, QString &text) const;
    void colourRange(RowPicture &picture, std::pair<int, int> columns, QRgb background,
                     QRgb foreground) const;
    void paintSelection(RowPicture &picture, std::pair<int, int> columns) const;
    void paintMatches(RowPicture &picture, qint64 line) const;
    void paintCursor(RowPicture &picture, qint64 line) const;

    const TerminalScreen &m_screen;
    GlyphCache &m_glyphs;
    StyleLooks &m_looks;
    const TerminalColours &m_colours;
    const Marks &m_marks;
};

} // namespace slipway
