// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/boxglyphs.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <string_view>

namespace slipway {

namespace {

/// How the arms of U+2500 to U+257F go to the left, right, up and down: 0 not at all, 1 light,
/// 2 heavy, 3 double. Dashes, arcs and diagonals, which come apart, are all 0.
constexpr std::string_view arms = "1100"
                                  "2200"
                                  "0011"
                                  "0022"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0101"
                                  "0201"
                                  "0102"
                                  "0202"
                                  "1001"
                                  "2001"
                                  "1002"
                                  "2002"
                                  "0110"
                                  "0210"
                                  "0120"
                                  "0220"
                                  "1010"
                                  "2010"
                                  "1020"
                                  "2020"
                                  "0111"
                                  "0211"
                                  "0121"
                                  "0112"
                                  "0122"
                                  "0221"
                                  "0212"
                                  "0222"
                                  "1011"
                                  "2011"
                                  "1021"
                                  "1012"
                                  "1022"
                                  "2021"
                                  "2012"
                                  "2022"
                                  "1101"
                                  "2101"
                                  "1201"
                                  "2201"
                                  "1102"
                                  "2102"
                                  "1202"
                                  "2202"
                                  "1110"
                                  "2110"
                                  "1210"
                                  "2210"
                                  "1120"
                                  "2120"
                                  "1220"
                                  "2220"
                                  "1111"
                                  "2111"
                                  "1211"
                                  "2211"
                                  "1121"
                                  "1112"
                                  "1122"
                                  "2121"
                                  "1221"
                                  "2112"
                                  "1212"
                                  "2221"
                                  "2212"
                                  "2122"
                                  "1222"
                                  "2222"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "3300"
                                  "0033"
                                  "0301"
                                  "0103"
                                  "0303"
                                  "3001"
                                  "1003"
                                  "3003"
                                  "0310"
                                  "0130"
                                  "0330"
                                  "3010"
                                  "1030"
                                  "3030"
                                  "0311"
                                  "0133"
                                  "0333"
                                  "3011"
                                  "1033"
                                  "3033"
                                  "3301"
                                  "1103"
                                  "3303"
                                  "3310"
                                  "1130"
                                  "3330"
                                  "3311"
                                  "1133"
                                  "3333"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "0000"
                                  "1000"
                                  "0010"
                                  "0100"
                                  "0001"
                                  "2000"
                                  "0020"
                                  "0200"
                                  "0002"
                                  "1200"
                                  "0012"
                                  "2100"
                                  "0021";
static_assert(arms.size() == 4UL * 128);

enum Weight { None, Light, Heavy, Double };

class Pen
{
public:
    Pen(QSize cell, int line)
        : m_image(cell, QImage::Format_Alpha8)
        , m_width(cell.width())
        , m_height(cell.height())
        , m_line(std::clamp(line, 1, std::max(1, std::min(m_width, m_height) / 4)))
    {
        m_image.fill(0);
    }

    QImage image() const { return m_image; }
    int width() const { return m_width; }
    int height() const { return m_height; }
    int line() const { return m_line; }

    void fill(const QRect &rect, int coverage = 255)
    {
        const QRect inside = rect & m_image.rect();
        for (int y = inside.top(); y <= inside.bottom(); ++y)
            std::fill_n(m_image.scanLine(y) + inside.left(), inside.width(), uchar(coverage));
    }
    void fillPath(const QPainterPath &path)
    {
        QPainter painter(&m_image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(path, QColor(0, 0, 0, 255));
    }
    void strokePath(const QPainterPath &path, Qt::PenCapStyle cap)
    {
        QPainter painter(&m_image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.strokePath(path, QPen(QColor(0, 0, 0, 255), m_line, Qt::SolidLine, cap));
    }

private:
    QImage m_image;
    int m_width;
    int m_height;
    int m_line;
};

/// Lines that meet in the middle of the cell.
class Crossing
{
public:
    Crossing(Pen &pen, std::string_view weights)
        : m_pen(pen)
        , m_weights{weights[0] - '0', weights[1] - '0', weights[2] - '0', weights[3] - '0'}
    { }

    void draw()
    {
        for (int arm = 0; arm < 4; ++arm) {
            if (m_weights[std::size_t(arm)] == Double)
                bar(arm, 3 * m_pen.line(), crossesDouble(arm) ? 3 * m_pen.line() : m_pen.line());
        }
        for (int arm = 0; arm < 4; ++arm) {
            if (m_weights[std::size_t(arm)] == Double)
                bar(arm, m_pen.line(),
                    crossesDouble(arm) || opposite(arm) == Double ? m_pen.line() : -m_pen.line(),
                    0);
        }
        for (int arm = 0; arm < 4; ++arm) {
            const int weight = m_weights[std::size_t(arm)];
            if (weight == Light || weight == Heavy)
                bar(arm, thickness(weight), reach(arm));
        }
    }

private:
    int thickness(int weight) const
    {
        return weight == Heavy ? std::max(2 * m_pen.line(), m_pen.line() + 1) : m_pen.line();
    }
    std::pair<int, int> across(int arm) const
    {
        return arm < 2 ? std::pair(m_weights[2], m_weights[3])
                       : std::pair(m_weights[0], m_weights[1]);
    }
    int opposite(int arm) const { return m_weights[std::size_t(arm ^ 1)]; }
    bool crossesDouble(int arm) const
    {
        return across(arm).first == Double || across(arm).second == Double;
    }
    /// The width, beyond whose half on the other side of the middle an arm does not go.
    int reach(int arm) const
    {
        const auto [first, second] = across(arm);
        if (first == Double && second == Double && opposite(arm) == None)
            return -m_pen.line();
        if (first == Double || second == Double)
            return 3 * m_pen.line();
        return std::max({thickness(first), thickness(second), m_pen.line()});
    }
    /// From the edge over the middle by half of `beyond`, which may be negative.
    void bar(int arm, int thick, int beyond, int coverage = 255)
    {
        const int length = arm < 2 ? m_pen.width() : m_pen.height();
        const int breadth = arm < 2 ? m_pen.height() : m_pen.width();
        const int side = (breadth - thick) / 2;
        const bool fromStart = arm == 0 || arm == 2;
        const int half = std::abs(beyond);
        const int near = (length - half) / 2;
        const int end = (beyond < 0) == fromStart ? near : near + half;
        const int from = fromStart ? 0 : end;
        const int to = fromStart ? end : length;
        m_pen.fill(arm < 2 ? QRect(from, side, to - from, thick)
                           : QRect(side, from, thick, to - from),
                   coverage);
    }

    Pen &m_pen;
    std::array<int, 4> m_weights;
};

void drawDashes(Pen &pen, char32_t character)
{
    const bool isDouble = character >= 0x254c;
    const auto index = int(isDouble ? character - 0x254c : character - 0x2504);
    const int count = isDouble ? 2 : index < 4 ? 3 : 4;
    const bool isVertical = isDouble ? index >= 2 : index % 4 >= 2;
    const int thick = index % 2 == 1 ? std::max(2 * pen.line(), pen.line() + 1) : pen.line();
    const int length = isVertical ? pen.height() : pen.width();
    const int side = ((isVertical ? pen.width() : pen.height()) - thick) / 2;
    const int gap = std::max(1, length / (count * 3));
    for (int dash = 0; dash < count; ++dash) {
        const int from = dash * length / count;
        const int to = std::max(from + 1, (dash + 1) * length / count - gap);
        pen.fill(isVertical ? QRect(side, from, thick, to - from)
                            : QRect(from, side, to - from, thick));
    }
}

void drawArc(Pen &pen, char32_t character)
{
    // Where the straight lines are: they begin at whole pixels.
    const int left = (pen.width() - pen.line()) / 2;
    const int top = (pen.height() - pen.line()) / 2;
    const double x = left + pen.line() / 2.0;
    const double y = top + pen.line() / 2.0;
    const bool goesRight = character == 0x256d || character == 0x2570;
    const bool goesDown = character == 0x256d || character == 0x256e;
    const double right = goesRight ? pen.width() : 0;
    const double bottom = goesDown ? pen.height() : 0;
    const double radius = std::min(pen.width(), pen.height()) / 2.0;
    QPainterPath path(QPointF(x, bottom));
    path.lineTo(x, y + (goesDown ? radius : -radius));
    path.quadTo(x, y, x + (goesRight ? radius : -radius), y);
    path.lineTo(right, y);
    pen.strokePath(path, Qt::FlatCap);
}

void drawDiagonals(Pen &pen, char32_t character)
{
    QPainterPath path;
    if (character != 0x2572) {
        path.moveTo(0, pen.height());
        path.lineTo(pen.width(), 0);
    }
    if (character != 0x2571) {
        path.moveTo(0, 0);
        path.lineTo(pen.width(), pen.height());
    }
    pen.strokePath(path, Qt::SquareCap);
}

void drawLines(Pen &pen, char32_t character)
{
    if ((character >= 0x2504 && character <= 0x250b)
        || (character >= 0x254c && character <= 0x254f))
        drawDashes(pen, character);
    else if (character >= 0x256d && character <= 0x2570)
        drawArc(pen, character);
    else if (character >= 0x2571 && character <= 0x2573)
        drawDiagonals(pen, character);
    else
        Crossing(pen, arms.substr((character - 0x2500) * 4, 4)).draw();
}

/// Halves of the cell's width, thirds or halves of its height.
void drawParts(Pen &pen, int parts, int rows)
{
    const int middle = (pen.width() + 1) / 2;
    for (int row = 0; row < rows; ++row) {
        const int top = row * pen.height() / rows;
        const int height = (row + 1) * pen.height() / rows - top;
        if ((parts >> (2 * row) & 1) != 0)
            pen.fill({0, top, middle, height});
        if ((parts >> (2 * row) & 2) != 0)
            pen.fill({middle, top, pen.width() - middle, height});
    }
}

void drawBlock(Pen &pen, char32_t character)
{
    const int width = pen.width();
    const int height = pen.height();
    const auto part = [](int whole, int eighths) {
        return std::max(1, (whole * eighths + 4) / 8);
    };
    if (character == 0x2580) {
        pen.fill({0, 0, width, height - part(height, 4)});
    } else if (character <= 0x2588) {
        const int filled = part(height, int(character - 0x2580));
        pen.fill({0, height - filled, width, filled});
    } else if (character <= 0x258f) {
        pen.fill({0, 0, part(width, int(0x2590 - character)), height});
    } else if (character == 0x2590) {
        pen.fill({part(width, 4), 0, width, height});
    } else if (character <= 0x2593) {
        pen.fill({0, 0, width, height}, int(character - 0x2590) * 64);
    } else if (character == 0x2594) {
        pen.fill({0, 0, width, part(height, 1)});
    } else if (character == 0x2595) {
        pen.fill({width - part(width, 1), 0, width, height});
    } else {
        constexpr std::array quadrants{4, 8, 1, 13, 9, 7, 11, 2, 6, 14};
        drawParts(pen, quadrants[character - 0x2596], 2);
    }
}

void drawBraille(Pen &pen, char32_t character)
{
    constexpr std::array places{QPoint(0, 0), QPoint(0, 1), QPoint(0, 2), QPoint(1, 0),
                                QPoint(1, 1), QPoint(1, 2), QPoint(0, 3), QPoint(1, 3)};
    const int size = std::max(1, std::min(pen.width() / 3, pen.height() / 6));
    for (std::size_t dot = 0; dot < places.size(); ++dot) {
        if (((character - 0x2800) >> dot & 1) == 0)
            continue;
        const int x = (2 * places[dot].x() + 1) * pen.width() / 4;
        const int y = (2 * places[dot].y() + 1) * pen.height() / 8;
        pen.fill({x - size / 2, y - size / 2, size, size});
    }
}

void drawSextant(Pen &pen, char32_t character)
{
    int parts = int(character - 0x1fb00) + 1;
    // The left and the right half are block elements already.
    for (const int other : {0x15, 0x2a})
        parts += parts >= other ? 1 : 0;
    drawParts(pen, parts, 3);
}

void drawSeparator(Pen &pen, char32_t character)
{
    const double width = pen.width();
    const double height = pen.height();
    const bool isThin = character <= 0xe0b7 && character % 2 == 1;
    QPainterPath path;
    if (character <= 0xe0b3) {
        const bool pointsRight = character <= 0xe0b1;
        const double base = pointsRight ? 0 : width;
        const double tip = pointsRight ? width : 0;
        path.moveTo(base, 0);
        path.lineTo(tip, height / 2);
        path.lineTo(base, height);
    } else if (character <= 0xe0b7) {
        const bool pointsRight = character <= 0xe0b5;
        const double base = pointsRight ? 0 : width;
        path.moveTo(base, 0);
        path.arcTo(QRectF(base - width, 0, 2 * width, height), 90, pointsRight ? -180 : 180);
    } else {
        const bool atLeft = character == 0xe0b8 || character == 0xe0bc;
        const bool atBottom = character <= 0xe0ba;
        const QPointF corner(atLeft ? 0 : width, atBottom ? height : 0);
        path.moveTo(corner);
        path.lineTo(width - corner.x(), corner.y());
        path.lineTo(corner.x(), height - corner.y());
    }
    if (isThin) {
        pen.strokePath(path, Qt::FlatCap);
    } else {
        path.closeSubpath();
        pen.fillPath(path);
    }
}

} // namespace

bool BoxGlyphs::has(char32_t character)
{
    const auto within = [character](char32_t first, char32_t last) {
        return character >= first && character <= last;
    };
    return within(0x2500, 0x259f) || within(0x2800, 0x28ff) || within(0x1fb00, 0x1fb3b)
        || within(0xe0b0, 0xe0b8) || character == 0xe0ba || character == 0xe0bc
        || character == 0xe0be;
}

std::optional<QImage> BoxGlyphs::draw(char32_t character, QSize cell, int line)
{
    if (!has(character) || cell.isEmpty())
        return std::nullopt;
    Pen pen(cell, line);
    if (character <= 0x257f)
        drawLines(pen, character);
    else if (character <= 0x259f)
        drawBlock(pen, character);
    else if (character <= 0x28ff)
        drawBraille(pen, character);
    else if (character <= 0xe0be)
        drawSeparator(pen, character);
    else
        drawSextant(pen, character);
    return pen.image();
}

} // namespace slipway
