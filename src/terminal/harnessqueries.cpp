// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/harnessqueries.h"

#include "terminal/harnessevents.h"
#include "terminal/screenmodel.h"

using namespace Qt::StringLiterals;

namespace slipway::harness {

namespace {

QByteArray hexList(const QList<quint32> &values)
{
    QByteArray text;
    for (const quint32 value : values) {
        if (!text.isEmpty())
            text += ',';
        text += "0x" + QByteArray::number(value, 16).rightJustified(2, '0');
    }
    return text.isNull() ? ""_ba : text;
}

/// The code points of a rectangle: blanks are spaces, but not at the end of a row.
QList<quint32> codePoints(const TerminalScreen &screen, const TerminalRect &rect)
{
    QList<quint32> points;
    for (int index = rect.top; index < std::min(rect.bottom, screen.size().rows); ++index) {
        const TerminalRow &row = screen.row(index);
        int blanks = 0;
        for (int column = rect.left; column < std::min(rect.right, row.columns()); ++column) {
            const TerminalCell &cell = *row.at(column);
            if (cell.has(TerminalCell::WideTail))
                continue;
            if (cell.isBlank()) {
                ++blanks;
                continue;
            }
            points.append(QList<quint32>(std::exchange(blanks, 0), ' '));
            const std::u32string cluster = screen.model().clusters().codePoints(cell.content);
            for (const char32_t point : cluster)
                points.append(quint32(point));
        }
        if (index + 1 < rect.bottom)
            points.append('\n');
    }
    return points;
}

QByteArray utf8Text(const QList<quint32> &points)
{
    QString text;
    for (const quint32 point : points)
        text += QString::fromUcs4(reinterpret_cast<const char32_t *>(&point), 1);
    QList<quint32> bytes;
    const QByteArray utf8 = text.toUtf8();
    for (const char byte : utf8)
        bytes.append(uchar(byte));
    return hexList(bytes);
}

VTermColor colourOf(TerminalColour colour, VTermState *palette, bool isForeground)
{
    VTermColor foreground;
    VTermColor background;
    vterm_state_get_default_colors(palette, &foreground, &background);
    VTermColor result = isForeground ? foreground : background;
    if (colour.kind() == TerminalColour::Kind::Indexed)
        vterm_color_indexed(&result, colour.index());
    else if (colour.kind() == TerminalColour::Kind::Rgb)
        vterm_color_rgb(&result, colour.red(), colour.green(), colour.blue());
    vterm_state_convert_color_to_rgb(palette, &result);
    return result;
}

QByteArray attributesText(const TerminalStyle &style, bool isReversed)
{
    QByteArray text;
    if (style.has(TerminalStyle::Bold))
        text += 'B';
    if (style.underline != TerminalStyle::Underline::None)
        text += 'U' + QByteArray::number(int(style.underline));
    if (style.has(TerminalStyle::Italic))
        text += 'I';
    if (style.has(TerminalStyle::Blink))
        text += 'K';
    if (style.has(TerminalStyle::Reverse) != isReversed)
        text += 'R';
    if (style.font != 0)
        text += 'F' + QByteArray::number(style.font);
    if (style.has(TerminalStyle::Small))
        text += 'S';
    if (style.baseline != TerminalStyle::Baseline::Normal)
        text += style.baseline == TerminalStyle::Baseline::Raised ? '^' : '_';
    return text;
}

QByteArray cellText(const TerminalScreen &screen, VTermState *palette, TerminalPlace place)
{
    const TerminalRow &row = screen.row(place.row);
    const TerminalCell &cell = *row.at(place.column);
    const TerminalStyle &style = screen.style(cell.style);
    QByteArray points;
    const std::u32string cluster
        = cell.isBlank() ? std::u32string() : screen.model().clusters().codePoints(cell.content);
    for (std::size_t i = 0; i < std::min(cluster.size(), std::size_t(6)); ++i)
        points += (i == 0 ? "0x"_ba : ",0x"_ba) + QByteArray::number(quint32(cluster[i]), 16);
    QByteArray text = '{' + points + "} width=" + QByteArray::number(cell.width()) + " attrs={"
        + attributesText(style, screen.isReversed()) + "} ";
    if (row.height != TerminalRow::Height::Single)
        text += "dwl ";
    if (row.height == TerminalRow::Height::DoubleTop)
        text += "dhl-top ";
    else if (row.height == TerminalRow::Height::DoubleBottom)
        text += "dhl-bottom ";
    return text + "fg=" + HarnessEvents::colourText(colourOf(style.foreground, palette, true))
        + " bg=" + HarnessEvents::colourText(colourOf(style.background, palette, false));
}

QByteArray extentText(const TerminalScreen &screen, TerminalPlace place)
{
    const TerminalRow &row = screen.row(place.row);
    const quint16 style = row.at(place.column)->style;
    int first = place.column;
    int last = place.column;
    while (first > 0 && row.at(first - 1)->style == style)
        --first;
    while (last + 1 < row.columns() && row.at(last + 1)->style == style)
        ++last;
    return placeText({place.row, first}) + '-' + placeText({place.row + 1, last});
}

bool isInside(const TerminalScreen &screen, TerminalPlace place)
{
    return place.row >= 0 && place.row < screen.size().rows && place.column >= 0
        && place.column < screen.size().columns;
}

} // namespace

QByteArray screenQuery(const TerminalScreen &screen, VTermState *palette, const Query &query)
{
    const QList<int> &numbers = query.numbers;
    if (query.what == "screen_chars" || query.what == "screen_text" || query.what == "screen_row") {
        const int row = numbers.value(0);
        const TerminalRect rect = numbers.size() == 4
            ? TerminalRect{row, numbers.at(2), numbers.at(1), numbers.at(3)}
            : TerminalRect{row, row + 1, 0, screen.size().columns};
        if (rect.top < 0 || rect.left < 0)
            return {};
        const QList<quint32> points = codePoints(screen, rect);
        return query.what == "screen_text" ? utf8Text(points) : hexList(points);
    }
    const TerminalPlace place{numbers.value(0), numbers.value(1)};
    if (!isInside(screen, place))
        return {};
    if (query.what == "screen_cell")
        return cellText(screen, palette, place);
    if (query.what == "screen_eol")
        return screen.row(place.row).textWidth() <= place.column ? "1"_ba : "0"_ba;
    if (query.what == "screen_attrs_extent")
        return extentText(screen, place);
    return {};
}

QByteArray pushedLine(const TerminalScreen &screen, qint64 line, int columns)
{
    const TerminalRow row = screen.line(line);
    QByteArray text = "sb_pushline " + QByteArray::number(columns) + " =";
    for (int column = 0; column < row.textWidth(); ++column)
        text += ' ' + cellNumber(screen, *row.at(column));
    return text + '\n';
}

QByteArray cellNumber(const TerminalScreen &screen, const TerminalCell &cell)
{
    // The second half of a wide character is a number of its own to the scripts.
    if (cell.has(TerminalCell::WideTail))
        return "FFFFFFFF"_ba;
    const quint32 first
        = cell.isBlank() ? 0 : quint32(screen.model().clusters().codePoints(cell.content).front());
    return QByteArray::number(first, 16).toUpper().rightJustified(2, '0');
}

QByteArray outputLine(const QByteArray &bytes)
{
    QByteArray line;
    for (const char byte : bytes)
        line += (line.isEmpty() ? "output "_ba : ","_ba) + QByteArray::number(uchar(byte), 16);
    return line.isEmpty() ? line : line + '\n';
}

QByteArray placeText(TerminalPlace place)
{
    return QByteArray::number(place.row) + ',' + QByteArray::number(place.column);
}

} // namespace slipway::harness
