// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalselection.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// No word or line is followed further than this.
constexpr int mostRows = 10'000;

enum class Class { Blank, Word, Other };

Class classOf(const TerminalScreen &screen, const TerminalCell &cell)
{
    const QString text = screen.text(cell);
    if (cell.has(TerminalCell::WideTail))
        return Class::Word;
    if (text.isEmpty() || text == " "_L1)
        return Class::Blank;
    // What belongs to addresses and paths is a word.
    static const QString joining = u"_-./~+@:%=?&#"_s;
    return text.front().isLetterOrNumber() || text.front().isMark() || text.front().isSurrogate()
            || joining.contains(text.front())
        ? Class::Word
        : Class::Other;
}

Class classAt(const TerminalScreen &screen, TerminalPosition position)
{
    const TerminalRow row = screen.line(position.line);
    return position.column < row.columns() ? classOf(screen, *row.at(position.column))
                                           : Class::Blank;
}

TerminalPosition before(const TerminalScreen &screen, TerminalPosition position)
{
    if (position.column > 0)
        return {position.line, position.column - 1};
    return screen.continues(position.line)
        ? TerminalPosition{position.line - 1, screen.size().columns - 1}
        : position;
}

TerminalPosition after(const TerminalScreen &screen, TerminalPosition position)
{
    if (position.column + 1 < screen.size().columns)
        return {position.line, position.column + 1};
    return screen.continues(position.line + 1) ? TerminalPosition{position.line + 1, 0} : position;
}

/// As far as step goes on through characters of the same class.
template<typename Step>
TerminalPosition wordEnd(const TerminalScreen &screen, TerminalPosition from, Step step)
{
    const Class wanted = classAt(screen, from);
    TerminalPosition at = from;
    for (int steps = 0; steps < mostRows; ++steps) {
        const TerminalPosition next = step(screen, at);
        if (next == at || classAt(screen, next) != wanted)
            break;
        at = next;
    }
    return at;
}

qint64 lineStart(const TerminalScreen &screen, qint64 line)
{
    for (int steps = 0; steps < mostRows && line > screen.firstLine() && screen.continues(line);
         ++steps)
        --line;
    return line;
}

qint64 lineEnd(const TerminalScreen &screen, qint64 line)
{
    for (int steps = 0; steps < mostRows && screen.continues(line + 1); ++steps)
        ++line;
    return line;
}

bool isWideHead(const TerminalScreen &screen, TerminalPosition position)
{
    const TerminalRow row = screen.line(position.line);
    return position.column < row.columns() && row.at(position.column)->has(TerminalCell::WideHead);
}

bool isWideTail(const TerminalScreen &screen, TerminalPosition position)
{
    const TerminalRow row = screen.line(position.line);
    return position.column < row.columns() && row.at(position.column)->has(TerminalCell::WideTail);
}

QString withoutEnd(QString text)
{
    while (text.endsWith(u' '))
        text.chop(1);
    return text;
}

} // namespace

std::pair<TerminalPosition, TerminalPosition> selectedRange(const TerminalScreen &screen,
                                                            const TerminalSelection &selection)
{
    TerminalPosition first = std::min(selection.anchor, selection.focus);
    TerminalPosition last = std::max(selection.anchor, selection.focus);
    switch (selection.mode) {
    case TerminalSelection::Mode::Word:
        return {wordEnd(screen, first, before), wordEnd(screen, last, after)};
    case TerminalSelection::Mode::Line:
        return {{lineStart(screen, first.line), 0},
                {lineEnd(screen, last.line), screen.size().columns - 1}};
    case TerminalSelection::Mode::Block:
        return {first, last};
    case TerminalSelection::Mode::Character:
        break;
    }
    if (isWideTail(screen, first))
        --first.column;
    if (isWideHead(screen, last))
        ++last.column;
    return {first, last};
}

QString selectedText(const TerminalScreen &screen, const TerminalSelection &selection)
{
    const auto [first, last] = selectedRange(screen, selection);
    const bool isBlock = selection.mode == TerminalSelection::Mode::Block;
    QString result;
    QString line;
    const qint64 start = std::max(first.line, screen.firstLine());
    const qint64 end = std::min(last.line, screen.endLine() - 1);
    for (qint64 number = start; number <= end; ++number) {
        const int from = isBlock   ? std::min(first.column, last.column)
            : number == first.line ? first.column
                                   : 0;
        const int to = isBlock    ? std::max(first.column, last.column) + 1
            : number == last.line ? last.column + 1
                                  : screen.size().columns;
        const TerminalRow row = screen.line(number);
        line += screen.text(row, from, std::min(to, row.textWidth()));
        if (number < end && !isBlock && screen.continues(number + 1))
            continue;
        result += withoutEnd(std::exchange(line, {}));
        if (number < end)
            result += u'\n';
    }
    return result;
}

} // namespace slipway
