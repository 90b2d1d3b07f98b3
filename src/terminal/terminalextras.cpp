// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalextras.h"

#include "terminal/graphicrendition.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int colourScheme = 996;
constexpr qsizetype longestDirectory = 4'096;
constexpr std::size_t deepestStack = 16;
constexpr qsizetype mostTitles = 10;

QByteArray numbered(QByteArrayView start, std::initializer_list<int> numbers, char final)
{
    QByteArray result = start.toByteArray();
    for (const int number : numbers)
        result += QByteArray::number(number) + ';';
    result.chop(1);
    return result + final;
}

} // namespace

TerminalExtras::TerminalExtras(const Parts &parts, TerminalOptions::Checksums checksums)
    : m_model(parts.model)
    , m_state(parts.state)
    , m_host(parts.host)
    , m_checksums(checksums)
    , m_colours(parts.state)
{ }

void TerminalExtras::setPixels(int width, int height)
{
    m_pixelWidth = width;
    m_pixelHeight = height;
}

void TerminalExtras::reset()
{
    m_state.synchronised = false;
    m_state.alternateScroll = true;
    m_state.mouseOfX10 = false;
    m_state.schemeReports = false;
    m_state.sizeReports = false;
    m_state.backspaceSendsBs = false;
    m_state.otherKeys = 0;
    m_state.keyboardStacks = {};
}

bool TerminalExtras::wants(const ControlSequence &sequence) const
{
    switch (sequence.final) {
    case 'm':
        if (sequence.leader == '>' || sequence.leader == '?')
            return sequence.intermediate == 0;
        return sequence.leader == 0 && sequence.intermediate == 0
            && (GraphicRendition::hasExtras(m_host.currentPen())
                || GraphicRendition::isBeyondParser(sequence.parameters));
    case 't':
        return sequence.leader == 0 && sequence.intermediate == 0;
    case 'n':
        return sequence.is('>', 0, 'n')
            || (sequence.is('?', 0, 'n') && sequence.number(0) == colourScheme);
    case 'u':
        return sequence.leader != 0 && sequence.intermediate == 0;
    case 'h':
    case 'l':
        return sequence.leader == '?' && wantsMode(sequence);
    case 'y':
        return sequence.is(0, '*', 'y');
    default:
        return false;
    }
}

bool TerminalExtras::wantsMode(const ControlSequence &sequence) const
{
    const QList<int> modes = sequence.numbers();
    return std::ranges::any_of(modes, [](int mode) {
        constexpr std::array wanted{9,    47,   67,   1000, 1002, 1003, 1007,
                                    1047, 1048, 1049, 2026, 2031, 2048};
        return std::ranges::contains(wanted, mode);
    });
}

void TerminalExtras::take(const ControlSequence &sequence)
{
    if (sequence.is(0, 0, 'm')) {
        const GraphicRendition rendition(sequence.parameters);
        const QList<QByteArray> parts = rendition.forParser();
        for (const QByteArray &part : parts)
            m_host.parse(part);
        rendition.applyExtras(m_host.pen());
    } else if (sequence.is(0, 0, 't')) {
        const int what = sequence.number(0);
        if (what == 22)
            keepTitles(sequence.number(1));
        else if (what == 23)
            bringTitlesBack(sequence.number(1));
        else
            reportWindow(what);
    } else if (sequence.final == 'u' && sequence.leader != 0) {
        keyboard(sequence);
    } else if (sequence.is('>', 0, 'm') || sequence.is('?', 0, 'm') || sequence.is('>', 0, 'n')) {
        otherKeys(sequence);
    } else if (sequence.is('?', 0, 'n')) {
        reportScheme();
    } else if (sequence.is(0, '*', 'y')) {
        reportChecksum(sequence);
    } else if (sequence.leader != '?' || !takePrivate(sequence)) {
        passTamed(sequence);
    }
}

bool TerminalExtras::takePrivate(const ControlSequence &sequence)
{
    if (sequence.intermediate != 0 || (sequence.final != 'h' && sequence.final != 'l'))
        return false;
    const bool on = sequence.final == 'h';
    const QList<int> modes = sequence.numbers();
    // Who is there already does not find the screen erased.
    const bool isThere = on == (m_model.buffer() == ScreenModel::Buffer::Alternate);
    if (isThere && (modes == QList{47} || modes == QList{1047}))
        return true;
    // Before the screens change: each has a saved cursor of its own.
    if (on && (modes.contains(1048) || modes.contains(1049)))
        m_host.cursorSaved();
    passTamed(sequence);
    for (const int mode : modes)
        setMode(mode, on);
    return true;
}

void TerminalExtras::setMode(int mode, bool on)
{
    if (mode == 2026)
        m_state.synchronised = on;
    else if (mode == 1007)
        m_state.alternateScroll = on;
    else if (mode == 67)
        m_state.backspaceSendsBs = on;
    else if (mode == 9 || (mode >= 1000 && mode <= 1003))
        setMouse(mode, on);
    else if (mode == 2031)
        m_state.schemeReports = on;
    else if (mode == 2048)
        setSizeReports(on);
    else if (mode == 47)
        switchScreen(on);
    else if (mode == 1048 && !on)
        m_host.cursorRestored();
    else if (mode == 1049 && !on)
        m_host.alternateLeft();
}

/// The last one that was asked for holds.
void TerminalExtras::setMouse(int mode, bool on)
{
    m_state.mouseOfX10 = mode == 9 && on;
    if (mode != 9)
        return;
    m_host.parse("\x1b[?1000l\x1b[?1002l\x1b[?1003l");
    m_state.mouse = on ? TerminalState::Mouse::Click : TerminalState::Mouse::None;
}

void TerminalExtras::setSizeReports(bool on)
{
    m_state.sizeReports = on;
    reportSize();
}

void TerminalExtras::reportSize()
{
    const TerminalSize size = m_model.size();
    if (m_state.sizeReports)
        m_host.reply(numbered(
            "\x1b[",
            {48, size.rows, size.columns, size.rows * m_pixelHeight, size.columns * m_pixelWidth},
            't'));
}

void TerminalExtras::setColours(const TerminalColourValues &theme)
{
    const bool wasDark = m_colours.isDark();
    m_colours.setTheme(theme);
    if (m_state.schemeReports && m_colours.isDark() != wasDark)
        reportScheme();
}

void TerminalExtras::reportScheme()
{
    m_host.reply(m_colours.isDark() ? "\x1b[?997;1n" : "\x1b[?997;2n");
}

/// XTMODKEYS and XTQMODKEYS. Of the keys that may get modifiers only the "others" can be changed:
/// cursor and function keys have theirs as the second number, the rest none.
void TerminalExtras::otherKeys(const ControlSequence &sequence)
{
    constexpr int others = 4;
    constexpr std::array fixed{0, 2, 2, 0};
    const int which = sequence.number(0);
    if (sequence.leader == '?') {
        if (which <= others && !sequence.parameters.isEmpty())
            m_host.reply(numbered(
                "\x1b[>", {which, which == others ? m_state.otherKeys : fixed[std::size_t(which)]},
                'm'));
        return;
    }
    // Without a number everything is as at first.
    if (sequence.parameters.isEmpty() || which == others)
        m_state.otherKeys = sequence.final == 'm' ? std::min(sequence.number(1), 2) : 0;
}

/// Unlike mode 1047 this one finds the alternate screen as it was left.
void TerminalExtras::switchScreen(bool toAlternate)
{
    m_model.setKept(true);
    m_host.parse(toAlternate ? "\x1b[?1047h" : "\x1b[?1047l");
    m_model.setKept(false);
}

/// Numbers of more than five digits overflow in the parser, as do more than 16 of them.
void TerminalExtras::passTamed(const ControlSequence &sequence)
{
    if (!sequence.isHuge && sequence.separators <= 15) {
        m_host.parse(sequence.whole);
        return;
    }
    QByteArray tamed = "\x1b["_ba;
    if (sequence.leader != 0)
        tamed += sequence.leader;
    int separators = 0;
    int digits = 0;
    for (const char byte : sequence.parameters) {
        const bool isDigit = byte >= '0' && byte <= '9';
        if (byte == '0' && digits == 0)
            continue;
        digits = isDigit ? digits + 1 : 0;
        separators += isDigit ? 0 : 1;
        if (separators > 15)
            break;
        if (digits == 6)
            tamed.replace(tamed.size() - 5, 5, "65535");
        else if (digits < 6)
            tamed += byte;
    }
    if (sequence.intermediate != 0)
        tamed += sequence.intermediate;
    tamed += sequence.final;
    m_host.parse(tamed);
}

void TerminalExtras::keyboard(const ControlSequence &sequence)
{
    std::vector<quint8> &stack = m_state.keyboardStacks[m_state.keyboardStack];
    const auto flags = quint8(sequence.number(0) & 31);
    switch (sequence.leader) {
    case '?':
        m_host.reply("\x1b[?" + QByteArray::number(m_state.keyboardFlags()) + 'u');
        break;
    case '>':
        if (stack.size() == deepestStack)
            stack.erase(stack.begin());
        stack.push_back(flags);
        break;
    case '<':
        stack.resize(stack.size() - std::min(stack.size(), std::size_t(sequence.number(0, 1))));
        break;
    case '=': {
        const int how = sequence.number(1, 1);
        if (how > 3)
            break;
        if (stack.empty())
            stack.push_back(0);
        stack.back() = how == 1 ? flags
            : how == 2          ? quint8(stack.back() | flags)
                                : quint8(stack.back() & ~flags);
        break;
    }
    default:
        break;
    }
}

/// XTPUSHTITLE: 0 both, 1 the icon's, 2 the window's. A place of the stack has both, of which one
/// may come back.
void TerminalExtras::keepTitles(int which)
{
    if (which > 2)
        return;
    if (m_titles.size() == mostTitles)
        m_titles.removeFirst();
    Titles titles;
    if (which != 2)
        titles.icon = m_state.iconName;
    if (which != 1)
        titles.window = m_state.title;
    m_titles.append(titles);
}

/// XTPOPTITLE. What was not kept stays.
void TerminalExtras::bringTitlesBack(int which)
{
    if (which > 2 || m_titles.isEmpty())
        return;
    const Titles kept = m_titles.takeLast();
    if (which != 2)
        m_state.iconName = kept.icon.value_or(m_state.iconName);
    if (which == 1 || kept.window.value_or(m_state.title) == m_state.title)
        return;
    m_state.title = *kept.window;
    m_host.note({TerminalEvent::Kind::TitleChanged, m_state.title.toUtf8()});
}

void TerminalExtras::reportWindow(int what)
{
    const TerminalSize size = m_model.size();
    if (what == 14 && m_pixelWidth > 0)
        m_host.reply(
            numbered("\x1b[", {4, size.rows * m_pixelHeight, size.columns * m_pixelWidth}, 't'));
    else if (what == 16 && m_pixelWidth > 0)
        m_host.reply(numbered("\x1b[", {6, m_pixelHeight, m_pixelWidth}, 't'));
    else if (what == 11)
        m_host.reply("\x1b[1t");
    else if (what == 18)
        m_host.reply(numbered("\x1b[", {8, size.rows, size.columns}, 't'));
    else if (what == 19)
        m_host.reply(numbered("\x1b[", {9, size.rows, size.columns}, 't'));
}

void TerminalExtras::reportChecksum(const ControlSequence &sequence)
{
    if (m_checksums == TerminalOptions::Checksums::Refuse)
        return;
    const TerminalSize size = m_model.size();
    const int bottom = std::min(sequence.number(4, size.rows), size.rows);
    const int right = std::min(sequence.number(5, size.columns), size.columns);
    quint32 sum = 0;
    for (int row = sequence.number(2, 1) - 1; row < bottom; ++row) {
        for (int column = sequence.number(3, 1) - 1; column < right; ++column) {
            const TerminalCell &cell = *m_model.row(row).at(column);
            if (cell.isBlank())
                sum += ' ';
            else
                sum += quint32(m_model.clusters().codePoints(cell.content).front());
        }
    }
    const QByteArray hex = QByteArray::number((0U - sum) & 0xffff, 16).toUpper();
    m_host.reply("\x1bP" + QByteArray::number(sequence.number(0)) + "!~"
                 + hex.rightJustified(4, '0') + "\x1b\\");
}

void TerminalExtras::command(int number, const QByteArray &text)
{
    if (number == 7 && text.size() <= longestDirectory && text.startsWith("file:")) {
        m_state.directory = text;
        m_host.note({TerminalEvent::Kind::DirectoryChanged, text});
    } else if (number == 8) {
        link(text);
    } else if (number == 133) {
        shellMark(text);
    } else if (ColourTable::isFor(number)) {
        takeColours(number, text);
    }
}

QByteArray TerminalExtras::stringEnd() const
{
    return m_endsWithBell ? "\a"_ba : "\x1b\\"_ba;
}

void TerminalExtras::takeColours(int command, const QByteArray &text)
{
    const QMap<int, quint32> before = m_state.colours;
    const QList<QByteArray> answers = m_colours.take(command, text);
    for (const QByteArray &answer : answers)
        m_host.reply("\x1b]" + answer + stringEnd());
    if (m_state.colours != before)
        m_host.note({TerminalEvent::Kind::ColoursChanged});
}

void TerminalExtras::forgetColours()
{
    if (m_colours.forget())
        m_host.note({TerminalEvent::Kind::ColoursChanged});
}

void TerminalExtras::link(const QByteArray &text)
{
    const qsizetype semicolon = text.indexOf(';');
    if (semicolon < 0)
        return;
    QByteArray id;
    const QList<QByteArray> parameters = text.first(semicolon).split(':');
    for (const QByteArray &each : parameters) {
        if (each.startsWith("id="))
            id = each.sliced(3);
    }
    const quint16 number = m_model.internLink(text.sliced(semicolon + 1), id);
    if (m_host.currentPen().link != number)
        m_host.pen().link = number;
}

void TerminalExtras::shellMark(const QByteArray &text)
{
    TerminalRow::Mark mark = TerminalRow::Prompt;
    switch (text.isEmpty() ? '\0' : text.front()) {
    case 'A':
        break;
    case 'B':
        mark = TerminalRow::Command;
        break;
    case 'C':
        mark = TerminalRow::Output;
        break;
    case 'D':
        mark = TerminalRow::End;
        break;
    default:
        return;
    }
    const int row = m_host.cursor().row;
    const qint64 line = m_model.scrollback().endLine() + row;
    m_model.addMark(row, mark);
    if (mark == TerminalRow::End) {
        bool isNumber = false;
        const int status = text.split(';').value(1).toInt(&isNumber);
        m_host.note({TerminalEvent::Kind::CommandEnded, {}, line, isNumber ? status : -1});
    } else {
        m_host.note({TerminalEvent::Kind::Mark, {}, line, mark});
    }
}

} // namespace slipway
