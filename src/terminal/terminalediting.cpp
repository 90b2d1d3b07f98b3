// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalediting.h"

#include <algorithm>
#include <array>
#include <vector>

namespace slipway {

namespace {

bool isEmpty(const TerminalRect &rect)
{
    return rect.top >= rect.bottom || rect.left >= rect.right;
}

constexpr int mostRepetitions = 10'000;

QByteArray controlled(int number, char final)
{
    return "\x1b[" + QByteArray::number(number) + final;
}

using Attribute = TerminalStyle::Attribute;
using Underline = TerminalStyle::Underline;

/// Those that rectangles may get, besides the underline, by their number in SGR.
constexpr std::array<std::pair<int, Attribute>, 4> changeable{{{1, Attribute::Bold},
                                                               {5, Attribute::Blink},
                                                               {7, Attribute::Reverse},
                                                               {8, Attribute::Conceal}}};

/// As SGR does it; 0 for none of them, 20 and more to take one back.
void changeAttribute(TerminalStyle &style, int number)
{
    const bool isOn = number < 10;
    for (const auto &[own, attribute] : changeable) {
        const int back = own == 1 ? 22 : own + 20;
        if (number == 0 || number == back)
            style.attributes = quint16(style.attributes & ~attribute);
        else if (number == own)
            style.attributes = quint16(style.attributes | attribute);
    }
    if (number == 0 || number == 4 || number == 24)
        style.underline = isOn && number != 0 ? Underline::Single : Underline::None;
}

/// The other way round; 0 for all of them.
void reverseAttribute(TerminalStyle &style, int number)
{
    for (const auto &[own, attribute] : changeable) {
        if (number == 0 || number == own)
            style.attributes = quint16(style.attributes ^ attribute);
    }
    if (number == 0 || number == 4)
        style.underline = style.underline == Underline::None ? Underline::Single : Underline::None;
}

/// The cells of a rectangle, row by row; halves of wide characters whose other half is outside are
/// blank.
std::vector<TerminalCell> cellsOf(const ScreenModel &model, const TerminalRect &rect)
{
    std::vector<TerminalCell> cells;
    cells.reserve(std::size_t(rect.bottom - rect.top) * std::size_t(rect.right - rect.left));
    for (int row = rect.top; row < rect.bottom; ++row) {
        for (int column = rect.left; column < rect.right; ++column) {
            TerminalCell cell = *model.row(row).at(column);
            const bool isHalf = (column == rect.left && cell.has(TerminalCell::WideTail))
                || (column + 1 == rect.right && cell.has(TerminalCell::WideHead));
            if (isHalf)
                cell = {0, cell.style, 0, 0};
            cells.push_back(cell);
        }
    }
    return cells;
}

} // namespace

bool TerminalEditing::wants(const ControlSequence &sequence) const
{
    switch (sequence.final) {
    case 'A':
        if (sequence.is(0, ' ', 'A'))
            return true;
        [[fallthrough]];
    case 'B':
    case 'C':
    case 'D':
    case 'E':
    case 'F':
        return sequence.leader == 0 && sequence.intermediate == 0
            && m_modes.hasMargins(m_model.size());
    case '@':
        return sequence.is(0, ' ', '@')
            || (sequence.is(0, 0, '@') && m_modes.hasMargins(m_model.size()));
    case 'P':
        return sequence.is(0, 0, 'P') && m_modes.hasMargins(m_model.size());
    case 'W':
        return sequence.is('?', 0, 'W') && sequence.number(0) == 5;
    case 'b':
        return sequence.is(0, 0, 'b');
    case '^':
        return sequence.is(0, 0, '^');
    case 'L':
    case 'M':
        return sequence.leader == 0 && sequence.intermediate == 0;
    case 'z':
    case 'x':
    case 'v':
    case '{':
    case 'r':
    case 't':
        return sequence.leader == 0 && sequence.intermediate == '$';
    default:
        return false;
    }
}

void TerminalEditing::take(const ControlSequence &sequence)
{
    switch (sequence.final) {
    case 'z':
    case '{':
        m_model.erase(rectangle(sequence, 0),
                      sequence.final == 'z' ? ScreenModel::Erase::All
                                            : ScreenModel::Erase::Unprotected);
        break;
    case 'x':
        fill(sequence);
        break;
    case 'v':
        copy(sequence);
        break;
    case 'r':
    case 't':
        changeStyles(sequence);
        break;
    case 'W':
        setStops();
        break;
    case 'b':
        repeat(sequence.number(0, 1));
        break;
    case 'L':
    case 'M':
        moveLines(sequence);
        break;
    case '^':
        m_host.parse(controlled(std::min(sequence.number(0, 1), 65'535), 'T'));
        break;
    case '@':
    case 'P': {
        const int count = std::min(sequence.number(0, 1), m_model.size().columns);
        if (sequence.intermediate == ' ')
            shift(count);
        else
            shiftRow(sequence.final == 'P' ? count : -count);
        break;
    }
    default:
        if (sequence.intermediate == ' ')
            shift(-std::min(sequence.number(0, 1), m_model.size().columns));
        else
            move(sequence);
        break;
    }
}

/// Four numbers from there on: top, left, bottom, right. Empty where they hold nothing.
TerminalRect TerminalEditing::rectangle(const ControlSequence &sequence, qsizetype first) const
{
    const TerminalRect area = m_modes.area(m_model.size());
    const TerminalRect rect{
        area.top + sequence.number(first, 1) - 1,
        std::min(area.bottom, area.top + sequence.number(first + 2, area.bottom - area.top)),
        area.left + sequence.number(first + 1, 1) - 1,
        std::min(area.right, area.left + sequence.number(first + 3, area.right - area.left))};
    return isEmpty(rect) ? TerminalRect() : rect;
}

void TerminalEditing::fill(const ControlSequence &sequence)
{
    const auto character = quint32(sequence.number(0));
    const bool isPrintable
        = (character >= 0x20 && character <= 0x7e) || (character >= 0xa0 && character <= 0xff);
    const TerminalRect rect = rectangle(sequence, 1);
    if (!isPrintable || isEmpty(rect))
        return;
    m_host.syncPen();
    const std::array<quint32, 2> codePoints{character, 0};
    for (int row = rect.top; row < rect.bottom; ++row) {
        for (int column = rect.left; column < rect.right; ++column)
            m_model.putGlyph({codePoints.data(), 1, m_modes.protects}, {row, column});
    }
}

/// DECCARA and DECRARA. Without DECSACE all from the first place to the last is meant, row after
/// row.
void TerminalEditing::changeStyles(const ControlSequence &sequence)
{
    const TerminalRect rect = rectangle(sequence, 0);
    if (isEmpty(rect))
        return;
    const TerminalRect area = m_modes.area(m_model.size());
    const QList<int> attributes
        = sequence.numbers().sliced(std::min(qsizetype(4), sequence.numbers().size()));
    for (int row = rect.top; row < rect.bottom; ++row) {
        const bool isWhole = !m_modes.changesRectangles;
        const int left = isWhole && row > rect.top ? area.left : rect.left;
        const int right = isWhole && row + 1 < rect.bottom ? area.right : rect.right;
        m_model.restyle({row, row + 1, left, right}, [&](TerminalStyle &style) {
            for (const int attribute : attributes.isEmpty() ? QList{0} : attributes)
                sequence.final == 'r' ? changeAttribute(style, attribute)
                                      : reverseAttribute(style, attribute);
        });
    }
}

void TerminalEditing::copy(const ControlSequence &sequence)
{
    const TerminalRect area = m_modes.area(m_model.size());
    const TerminalRect from = rectangle(sequence, 0);
    const int top = area.top + sequence.number(5, 1) - 1;
    const int left = area.left + sequence.number(6, 1) - 1;
    const TerminalRect to{top, std::min(area.bottom, top + from.bottom - from.top), left,
                          std::min(area.right, left + from.right - from.left)};
    if (isEmpty(from) || isEmpty(to))
        return;
    const TerminalRect cut{from.top, from.top + to.bottom - to.top, from.left,
                           from.left + to.right - to.left};
    const std::vector<TerminalCell> cells = cellsOf(m_model, cut);
    m_model.erase(to, ScreenModel::Erase::All);
    auto source = cells.begin();
    for (int index = to.top; index < to.bottom; ++index) {
        TerminalRow &row = m_model.row(index);
        const auto end = source + (to.right - to.left);
        std::copy(source, end, row.cells.begin() + to.left);
        source = end;
        row.used = std::max(row.used, to.right);
        row.dirty = true;
    }
}

/// DECST8C.
void TerminalEditing::setStops()
{
    const int column = m_host.cursor().column;
    m_host.parse("\x1b[3g\r");
    const int columns = m_model.size().columns;
    QByteArray stops;
    for (int stop = 8; stop < columns; stop += 8)
        stops += controlled(stop + 1, 'G') + "\x1bH";
    stops += controlled(column + 1, 'G');
    m_host.parse(stops);
}

/// IL and DL, which end at the left margin.
void TerminalEditing::moveLines(const ControlSequence &sequence)
{
    const bool does = isInside();
    m_host.parse(controlled(std::min(sequence.number(0, 1), 65'535), sequence.final));
    if (does)
        m_host.parse(controlled(m_modes.region(m_model.size()).left + 1, '`'));
}

/// REP, which goes on in the next row as if the character had been written so often.
void TerminalEditing::repeat(int count)
{
    const char32_t character = m_host.lastCharacter();
    if (character == 0)
        return;
    const TerminalSize size = m_model.size();
    m_host.perform(QString::fromUcs4(&character, 1)
                       .repeated(std::min({count, size.rows * size.columns, mostRepetitions}))
                       .toUtf8());
}

bool TerminalEditing::isInside() const
{
    const TerminalRect region = m_modes.region(m_model.size());
    const TerminalPlace place = m_host.cursor();
    return place.row >= region.top && place.row < region.bottom && place.column >= region.left
        && place.column < region.right;
}

void TerminalEditing::shift(int left)
{
    if (!isInside())
        return;
    m_host.syncPen();
    m_model.scroll(m_modes.region(m_model.size()), 0, left);
}

/// ICH and DCH, which heed only the margins at the sides.
void TerminalEditing::shiftRow(int left)
{
    const TerminalRect region = m_modes.region(m_model.size());
    const TerminalPlace place = m_host.cursor();
    if (place.column < region.left || place.column >= region.right)
        return;
    m_host.syncPen();
    m_model.scroll({place.row, place.row + 1, place.column, region.right}, 0, left);
}

void TerminalEditing::stepBack()
{
    const TerminalRect region = m_modes.region(m_model.size());
    if (m_host.cursor().column != region.left)
        moveBy(1, 'D');
    else
        shift(-1);
}

void TerminalEditing::stepForward()
{
    const TerminalRect region = m_modes.region(m_model.size());
    if (m_host.cursor().column + 1 != region.right)
        moveBy(1, 'C');
    else
        shift(1);
}

void TerminalEditing::moveBy(int count, char direction)
{
    if (count > 0)
        m_host.parse(controlled(count, direction));
}

/// A margin stops who comes from inside of it.
void TerminalEditing::move(const ControlSequence &sequence)
{
    const TerminalSize size = m_model.size();
    const TerminalRect region = m_modes.region(size);
    const TerminalPlace place = m_host.cursor();
    const int count = std::min(sequence.number(0, 1), 65'535);
    const char direction = sequence.final == 'E' ? 'B'
        : sequence.final == 'F'                  ? 'A'
                                                 : sequence.final;
    const auto upTo = [count](int here, int margin, int edge) {
        return std::min(count, here >= margin ? here - margin : here - edge);
    };
    switch (direction) {
    case 'A':
        moveBy(upTo(place.row, region.top, 0), direction);
        break;
    case 'B':
        moveBy(upTo(-place.row, 1 - region.bottom, 1 - size.rows), direction);
        break;
    case 'C':
        moveBy(upTo(-place.column, 1 - region.right, 1 - size.columns), direction);
        break;
    default:
        moveBy(upTo(place.column, region.left, 0), direction);
        break;
    }
    if (direction != sequence.final) {
        m_host.parse("\r");
        moveBy(place.column >= region.left ? region.left : 0, 'C');
    }
}

} // namespace slipway
