// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/vtermbridge.h"

#include "terminal/vtermcallbacks.h"

#include <algorithm>
#include <charconv>

namespace slipway {

namespace {

/// libvterm works on what it is given in one go, some of it on its stack.
constexpr qsizetype slice = 16L * 1024;
constexpr qsizetype mostReplies = 1L * 1024 * 1024;
constexpr qsizetype mostEvents = 10'000;
constexpr qsizetype longestTitle = 1'024;
constexpr qsizetype longestCommand = 8L * 1024;
constexpr qsizetype longestClipboard = 1L * 1024 * 1024;
constexpr int mostMarks = 1'000;

QString plainText(const QByteArray &text)
{
    QString result = QString::fromUtf8(text);
    result.removeIf([](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    });
    return result.left(256);
}

} // namespace

bool VtermBridge::Collected::add(const VTermStringFragment &fragment, qsizetype most)
{
    if (fragment.initial) {
        text.clear();
        tooLong = false;
    }
    tooLong = tooLong || text.size() + qsizetype(fragment.len) > most;
    if (tooLong)
        text = QByteArray();
    else if (fragment.len > 0)
        text.append(fragment.str, qsizetype(fragment.len));
    return fragment.final && !tooLong;
}

VtermBridge::VtermBridge(ScreenModel &model, TerminalState &state, const TerminalOptions &options)
    : m_model(model)
    , m_state(state)
    , m_vterm(vtermcallbacks::create(model.size()))
    , m_extras({model, state, *this}, options.checksums)
    , m_rules(model, *this)
    , m_isXterm(options.rules == TerminalOptions::Rules::Xterm)
    , m_filter(*this)
{
    vterm_set_utf8(m_vterm.get(), 1);
    m_vtState = vterm_obtain_state(m_vterm.get());
    vtermcallbacks::connect(m_vterm.get(), this, options.clipboard);
    vterm_state_reset(m_vtState, 1);
    // A program may restore what it never saved; libvterm would then write black on black.
    pass("\x1b"
         "7");
}

void VtermBridge::resize(TerminalSize size)
{
    vterm_set_size(m_vterm.get(), size.rows, size.columns);
    m_rules.resetMargins();
    if (!std::exchange(m_hasRegion, false))
        return;
    // A region that lies outside now would make libvterm move less than nothing.
    const TerminalPlace place = cursor();
    m_filter.interrupt();
    pass("\x1b[r\x1b[s");
    moveCursor(place);
}

void VtermBridge::reset()
{
    usePrimary();
    vterm_state_reset(m_vtState, 1);
}

void VtermBridge::passed()
{
    if (std::exchange(m_wasAligned, false)) {
        m_modes.origin = false;
        m_rules.setOriginMode(false);
        m_rules.aligned();
    }
    if (std::exchange(m_wasReset, false)) {
        usePrimary();
        m_model.erase({0, m_model.size().rows, 0, m_model.size().columns}, ScreenModel::Erase::All);
        // What was saved before is forgotten.
        m_saved = {};
        pass("\x1b"
             "7");
    }
    if (std::exchange(m_wasRestored, false))
        cursorRestored();
    if (m_columnIndex != 0)
        m_rules.indexColumns(std::exchange(m_columnIndex, '\0') == '9');
    bringCursorInside();
}

/// libvterm leaves the alternate screen at a reset without saying so.
void VtermBridge::usePrimary()
{
    m_state.keyboardStack = 0;
    m_model.use(ScreenModel::Buffer::Primary, {});
}

TerminalPlace VtermBridge::cursor() const
{
    VTermPos place;
    vterm_state_get_cursorpos(m_vtState, &place);
    return {place.row, place.col};
}

bool VtermBridge::continues(int row) const
{
    return vterm_state_get_lineinfo(m_vtState, row)->continuation != 0;
}

QByteArray VtermBridge::sent(const std::function<void(VTerm *)> &send)
{
    QByteArray replies = std::exchange(m_replies, {});
    send(m_vterm.get());
    return std::exchange(m_replies, replies);
}

void VtermBridge::pass(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size(); at += slice) {
        const QByteArrayView part = bytes.sliced(at, std::min(slice, bytes.size() - at));
        if (!m_tooManyMarks) {
            vterm_input_write(m_vterm.get(), part.data(), std::size_t(part.size()));
            continue;
        }
        // Without letters of other scripts no marks come, until something else is written.
        QByteArray plain = part.toByteArray();
        plain.removeIf([](char byte) { return uchar(byte) >= 0x80; });
        vterm_input_write(m_vterm.get(), plain.data(), std::size_t(plain.size()));
    }
}

bool VtermBridge::changesModes(const ControlSequence &sequence)
{
    return ((sequence.final == 'h' || sequence.final == 'l') && sequence.intermediate == 0)
        || sequence.is(0, '"', 'q') || sequence.is(0, 0, 'r') || sequence.is(0, 0, 's');
}

bool VtermBridge::wants(const ControlSequence &sequence) const
{
    return changesModes(sequence) || sequence.is(0, 0, 'u') || sequence.is(0, '$', 'p')
        || (m_isXterm && m_rules.wants(sequence)) || m_extras.wants(sequence);
}

void VtermBridge::take(const ControlSequence &sequence)
{
    // SCO's way to save and restore the cursor. libvterm takes the first for margins, which it is
    // only in their mode, and knows no second.
    if (sequence.is(0, 0, 's') && sequence.parameters.isEmpty() && !m_modes.margins) {
        noteSaved();
        pass("\x1b"
             "7");
        return;
    }
    if (sequence.is(0, 0, 'u')) {
        pass("\x1b"
             "8");
        cursorRestored();
        return;
    }
    if (sequence.is(0, '$', 'p')) {
        reportMode(sequence.number(0));
        return;
    }
    if (changesModes(sequence))
        followModes(sequence);
    if (m_isXterm && m_rules.wants(sequence))
        m_rules.take(sequence);
    else
        m_extras.take(sequence);
}

void VtermBridge::followModes(const ControlSequence &sequence)
{
    if (sequence.final == 'r' || sequence.final == 's') {
        m_hasRegion = true;
        return;
    }
    const QList<int> numbers = sequence.numbers();
    const bool on = sequence.final == 'h';
    for (const int number : numbers) {
        if (sequence.final == 'q')
            m_modes.protects = number == 1;
        else if (sequence.leader == 0 && number == 4)
            m_modes.insert = on;
        else if (sequence.leader == 0 && number == 20)
            m_newLines = on;
        else if (sequence.leader == '?' && number == 6) {
            m_modes.origin = on;
            m_rules.setOriginMode(on);
        } else if (sequence.leader == '?' && number == 69) {
            m_modes.margins = on;
            m_rules.setMarginMode(on);
        }
    }
}

bool VtermBridge::escape(char intermediate, char final)
{
    if (m_sets.take(intermediate, final))
        return false;
    if (intermediate != 0) {
        m_wasAligned = m_isXterm && intermediate == '#' && final == '8';
        return m_wasAligned;
    }
    if (final == '7')
        noteSaved();
    if (final == 'N' || final == 'O')
        m_modes.singleShift = true;
    m_wasReset = final == 'c';
    m_wasRestored = final == '8';
    m_columnIndex = m_isXterm && (final == '6' || final == '9') ? final : '\0';
    return m_wasReset || m_wasRestored || m_columnIndex != 0;
}

qsizetype VtermBridge::typeset(QByteArrayView text)
{
    const TerminalPlace place = cursor();
    // The last character is libvterm's: marks that follow belong to it, and it may have to wrap.
    const auto count
        = std::min(text.size() - 1, qsizetype(m_model.size().columns - 1 - place.column));
    if (count < 4 || !m_model.isPlain(place.row))
        return 0;
    syncPen();
    if (place.column == 0)
        m_model.setContinuation(place.row, continues(place.row));
    m_model.putText(text.first(count), place);
    std::array<char, 16> forward{};
    const auto end = std::to_chars(forward.data() + 2, forward.data() + forward.size(), count).ptr;
    forward[0] = '\x1b';
    forward[1] = '[';
    *end = 'C';
    vterm_input_write(m_vterm.get(), forward.data(), std::size_t(end + 1 - forward.data()));
    return count;
}

void VtermBridge::reply(const QByteArray &bytes)
{
    // A program that asks without end and never reads gets no more.
    if (m_replies.size() + bytes.size() <= mostReplies)
        m_replies += bytes;
}

void VtermBridge::note(const TerminalEvent &event)
{
    if (m_events.size() < mostEvents)
        m_events.append(event);
}

TerminalStyle &VtermBridge::pen()
{
    m_penChanged = true;
    return m_pen;
}

QByteArray VtermBridge::lastCharacter() const
{
    return m_lastWidth > 0 ? QString::fromUcs4(m_lastCharacter.data()).toUtf8() : QByteArray();
}

void VtermBridge::syncPen()
{
    if (m_penChanged)
        m_model.setPen(m_pen);
    m_penChanged = false;
}

int VtermBridge::putGlyph(const VTermGlyphInfo &info, VTermPos place)
{
    syncPen();
    // libvterm sets this just before the first character of a row that it wraps into.
    if (place.col == 0)
        m_model.setContinuation(place.row, continues(place.row));
    m_lastWidth = info.width;
    m_lastCharacter.back() = 0;
    for (std::size_t i = 0; i + 1 < m_lastCharacter.size(); ++i) {
        m_lastCharacter[i] = info.chars[i];
        if (info.chars[i] == 0)
            break;
    }
    // libvterm made room for one column.
    if (m_modes.insert && info.width > 1)
        m_model.scroll({place.row, place.row + 1, place.col, m_rules.endOfRow()}, 0,
                       1 - info.width);
    m_modes.singleShift = false;
    if (info.chars[0] != 0 && info.chars[1] != 0) {
        int points = 2;
        while (points < mostMarks && info.chars[points] != 0)
            ++points;
        m_tooManyMarks = points == mostMarks;
    } else {
        m_tooManyMarks = false;
    }
    m_model.putGlyph({info.chars, info.width, info.protected_cell != 0}, {place.row, place.col});
    return 1;
}

void VtermBridge::setPenAttribute(VTermAttr attribute, const VTermValue &value)
{
    m_penChanged = true;
    vtermcallbacks::setAttribute(m_pen, attribute, value);
}

bool VtermBridge::setProperty(VTermProp property, const VTermValue &value)
{
    switch (property) {
    case VTERM_PROP_CURSORVISIBLE:
        m_state.cursorVisible = value.boolean != 0;
        break;
    case VTERM_PROP_CURSORBLINK:
        m_state.cursorBlinks = value.boolean != 0;
        break;
    case VTERM_PROP_CURSORSHAPE:
        m_state.cursorShape = TerminalState::CursorShape(std::clamp(value.number, 1, 3) - 1);
        break;
    case VTERM_PROP_ALTSCREEN:
        m_resizedInAlternate = m_resizedInAlternate && value.boolean == 0;
        m_state.keyboardStack = value.boolean != 0 ? 1 : 0;
        m_model.use(value.boolean != 0 ? ScreenModel::Buffer::Alternate
                                       : ScreenModel::Buffer::Primary,
                    cursor());
        note({TerminalEvent::Kind::ScreenSwitched, {}, 0, value.boolean});
        break;
    case VTERM_PROP_TITLE:
    case VTERM_PROP_ICONNAME:
        setTitle(property, value.string);
        break;
    case VTERM_PROP_REVERSE:
        m_model.setScreenReversed(value.boolean != 0);
        break;
    case VTERM_PROP_MOUSE:
        m_state.mouse = TerminalState::Mouse(std::clamp(value.number, 0, 3));
        break;
    case VTERM_PROP_FOCUSREPORT:
        m_state.focusReports = value.boolean != 0;
        break;
    case VTERM_N_PROPS:
        return false;
    }
    return true;
}

void VtermBridge::setTitle(VTermProp property, const VTermStringFragment &fragment)
{
    // OSC 0 sets both; each fragment then comes for the icon first.
    Collected &collected = property == VTERM_PROP_TITLE ? m_title : m_iconName;
    if (!collected.add(fragment, longestTitle))
        return;
    if (property == VTERM_PROP_ICONNAME) {
        m_state.iconName = plainText(collected.text);
    } else {
        m_state.title = plainText(collected.text);
        note({TerminalEvent::Kind::TitleChanged, m_state.title.toUtf8()});
    }
}

void VtermBridge::penReset()
{
    m_pen = {};
    m_penChanged = true;
    m_modes = {};
    m_sets = {};
    m_newLines = false;
    m_rules.setOriginMode(false);
    m_rules.setMarginMode(false);
    m_rules.resetMargins();
    m_extras.reset();
}

void VtermBridge::resized(TerminalSize size, VTermStateFields &fields)
{
    const TerminalSize before = m_model.size();
    m_mayBeOutside = m_mayBeOutside || size.rows < before.rows || size.columns < before.columns;
    m_resizedInAlternate
        = m_resizedInAlternate || m_model.buffer() == ScreenModel::Buffer::Alternate;
    const TerminalPlace cursor = m_model.resize(size, {fields.pos.row, fields.pos.col});
    fields.pos = {cursor.row, cursor.column};
    vtermcallbacks::fillLineInfos(m_model, fields);
}

/// DECRQM of ECMA-48's modes, which libvterm does not answer.
void VtermBridge::reportMode(int mode)
{
    const bool isKnown = mode == 4 || mode == 20;
    const bool isSet = mode == 4 ? m_modes.insert : m_newLines;
    const int value = !isKnown ? 0 : isSet ? 1 : 2;
    reply("\x1b[" + QByteArray::number(mode) + ';' + QByteArray::number(value) + "$y");
}

void VtermBridge::noteSaved()
{
    m_extras.cursorSaved();
    saved() = {m_sets, m_modes.origin, true};
}

/// libvterm brought the place and the pen back.
void VtermBridge::cursorRestored()
{
    bringCursorInside();
    if (!m_isXterm)
        return;
    const Saved before = saved();
    pass(before.sets.changeFrom(m_sets));
    m_sets = before.sets;
    setOrigin(before.origin);
    if (!before.isThere)
        moveCursor({0, 0});
}

/// Without the move home that comes with it.
void VtermBridge::setOrigin(bool on)
{
    if (on == m_modes.origin)
        return;
    const TerminalPlace place = cursor();
    pass(on ? "\x1b[?6h" : "\x1b[?6l");
    m_modes.origin = on;
    m_rules.setOriginMode(on);
    moveCursor(place);
}

void VtermBridge::alternateLeft()
{
    // libvterm keeps one saved cursor for both screens.
    Saved &alternate = m_saved[std::size_t(ScreenModel::Buffer::Alternate)];
    if (m_resizedInAlternate || (m_isXterm && alternate.isThere))
        moveCursor(m_model.primaryCursor());
    m_resizedInAlternate = false;
    alternate = {};
    cursorRestored();
}

void VtermBridge::bringCursorInside()
{
    const TerminalPlace place = cursor();
    const TerminalPlace inside{std::min(place.row, m_model.size().rows - 1),
                               std::min(place.column, m_model.size().columns - 1)};
    if (inside != place)
        moveCursor(inside);
}

void VtermBridge::moveCursor(TerminalPlace place)
{
    const TerminalPlace origin = m_rules.origin();
    const QByteArray bytes = "\x1b[" + QByteArray::number(place.row - origin.row + 1) + ';'
        + QByteArray::number(place.column - origin.column + 1) + 'H';
    pass(bytes);
}

void VtermBridge::clipboard(const VTermStringFragment &fragment)
{
    if (m_clipboard.add(fragment, longestClipboard))
        note({TerminalEvent::Kind::ClipboardWrite, m_clipboard.text});
}

void VtermBridge::command(int number, const VTermStringFragment &fragment)
{
    if (m_command.add(fragment, longestCommand))
        m_extras.command(number, m_command.text);
}

} // namespace slipway
