// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/vtermbridge.h"

#include "terminal/vtermcallbacks.h"
#include "terminal/vtermpen.h"

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

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
    , m_editing({model, state, *this}, m_modes)
    , m_reports({model, state, *this}, m_modes)
    , m_filter(*this)
    , m_isXterm(options.rules == TerminalOptions::Rules::Xterm)
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
    if (!std::exchange(m_hasRegion, false))
        return;
    // A region that lies outside now would make libvterm move less than nothing.
    const TerminalPlace place = cursor();
    m_filter.interrupt();
    m_modes.clearMargins();
    pass("\x1b[r\x1b[s");
    moveCursor(place);
}

void VtermBridge::observe(Observer *observer)
{
    m_observer = observer;
    vtermcallbacks::watchCursor(m_vtState, this);
}

void VtermBridge::reset()
{
    usePrimary();
    vterm_state_reset(m_vtState, 1);
}

void VtermBridge::passed()
{
    performEscape();
    bringCursorInside();
}

/// What libvterm does not do for an escape that it has just read.
void VtermBridge::performEscape()
{
    switch (std::exchange(m_escaped, 0)) {
    case 'c':
        usePrimary();
        m_model.erase({0, m_model.size().rows, 0, m_model.size().columns}, ScreenModel::Erase::All);
        m_model.setScreenReversed(false);
        m_reports.reset();
        m_saved = {};
        forgetCursor();
        break;
    case 'P':
        // libvterm would answer by itself; with this it hands the string over.
        pass("=");
        break;
    case '#':
        m_modes.clearMargins();
        m_modes.origin = false;
        pass("\x1b[?6l\x1b[r\x1b[s\x1b[H");
        break;
    case '6':
        m_editing.stepBack();
        break;
    case '7':
        saveCursor();
        break;
    case '8':
        restoreCursor();
        break;
    case '9':
        m_editing.stepForward();
        break;
    default:
        break;
    }
}

void VtermBridge::saveCursor()
{
    saved() = {true, m_modes.origin, m_modes.protects, m_modes.firstSet, m_modes.shifted};
}

void VtermBridge::restoreCursor()
{
    const Saved before = saved();
    if (m_modes.protects != before.protects)
        pass(before.protects ? "\x1b[1\"q" : "\x1b[0\"q");
    if (m_modes.origin != before.origin)
        pass(before.origin ? "\x1b[?6h" : "\x1b[?6l");
    if (m_modes.firstSet != before.firstSet)
        pass(QByteArray("\x1b("_ba + before.firstSet));
    if (m_modes.shifted != before.shifted)
        pass(before.shifted ? "\x0e" : "\x0f");
    m_modes.firstSet = before.firstSet;
    m_modes.shifted = before.shifted;
    m_modes.protects = before.protects;
    m_modes.origin = before.origin;
    pass("\x1b"
         "8");
    // libvterm keeps one for both screens.
    if (m_isXterm && !before.isSaved)
        moveCursor({0, 0});
    bringCursorInside();
}

/// The saved cursor is then at home, in the default style.
void VtermBridge::forgetCursor()
{
    const TerminalPlace place = cursor();
    saved() = {};
    pass("\x1b[H\x1b"
         "7");
    moveCursor(place);
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

bool VtermBridge::wants(const ControlSequence &sequence) const
{
    // What programs write most is asked about least.
    if (sequence.final == 'm' && sequence.leader == 0)
        return m_extras.wants(sequence);
    if (sequence.final == 'H')
        return false;
    const bool isCompared = QByteArrayView("JKLM").contains(sequence.final);
    if (isCompared)
        return m_isXterm && m_editing.wants(sequence);
    return ScreenModes::isChangedBy(sequence) || sequence.is(0, 0, 'u') || sequence.is(0, '!', 'p')
        || m_extras.wants(sequence) || m_editing.wants(sequence) || m_reports.wants(sequence);
}

void VtermBridge::take(const ControlSequence &sequence)
{
    // SCO's way to save and restore the cursor. libvterm takes the first for margins, which it is
    // only in their mode, and knows no second.
    if (sequence.is(0, 0, 's') && sequence.parameters.isEmpty() && !m_modes.margins) {
        pass("\x1b"
             "7");
        saveCursor();
        return;
    }
    if (sequence.is(0, 0, 'u')) {
        restoreCursor();
        return;
    }
    if (m_editing.wants(sequence)) {
        m_editing.take(sequence);
        return;
    }
    if (m_reports.wants(sequence)) {
        m_reports.take(sequence);
        return;
    }
    if (ScreenModes::isChangedBy(sequence)) {
        if (!m_modes.follow(sequence, m_model.size()))
            return;
        m_hasRegion = m_hasRegion || sequence.final == 'r' || sequence.final == 's';
    }
    m_extras.take(sequence);
    if (sequence.leader == '?' && sequence.numbers().contains(66))
        pass(m_modes.keypad ? "\x1b=" : "\x1b>");
    if (sequence.is(0, '!', 'p'))
        forgetCursor();
    else if (sequence.is('?', 0, 'h') && sequence.numbers().contains(6))
        pass("\x1b[H");
}

QByteArray VtermBridge::answered(const QByteArray &bytes)
{
    return sent([&](VTerm *) { pass(bytes); });
}

void VtermBridge::perform(const QByteArray &bytes)
{
    SequenceFilter filter(*this);
    filter.feed(bytes);
}

bool VtermBridge::escape(char intermediate, char final)
{
    if (intermediate == '(')
        m_modes.firstSet = final;
    else if (intermediate == '#' && final == '8')
        m_escaped = '#';
    else if (intermediate != 0)
        return false;
    else if (final == '\x0e' || final == '\x0f')
        m_modes.shifted = final == '\x0e';
    else if (final == 'n' || final == 'o')
        m_modes.shifted = true;
    else if (final == '=' || final == '>')
        m_modes.keypad = final == '=';
    else if (final == 'N' || final == 'O')
        m_modes.singleShift = true;
    else if (QByteArrayView("c6789P").contains(final))
        m_escaped = final;
    return m_escaped != 0;
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
    m_lastCharacter = info.width > 0 ? info.chars[0] : 0;
    m_modes.singleShift = false;
    // libvterm made room for one column.
    if (m_isXterm && m_modes.insert && info.width > 1)
        m_model.scroll({place.row, place.row + 1, place.col, m_modes.region(m_model.size()).right},
                       0, 1 - info.width);
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
    applyAttribute(m_pen, attribute, value);
}

bool VtermBridge::setProperty(VTermProp property, const VTermValue &value)
{
    if (m_observer && !m_observer->propertySet(property, value))
        return false;
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

void VtermBridge::alternateLeft()
{
    Saved &alternate = m_saved[std::size_t(ScreenModel::Buffer::Alternate)];
    const bool isOther = m_isXterm && alternate.isSaved;
    if (m_isXterm)
        restoreCursor();
    if (m_resizedInAlternate || isOther)
        moveCursor(m_model.primaryCursor());
    m_resizedInAlternate = false;
    alternate = {};
    bringCursorInside();
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
    const TerminalRect area = m_modes.area(m_model.size());
    const QByteArray bytes = "\x1b[" + QByteArray::number(place.row - area.top + 1) + ';'
        + QByteArray::number(place.column - area.left + 1) + 'H';
    pass(bytes);
}

void VtermBridge::clipboard(const VTermStringFragment &fragment)
{
    if (m_clipboard.add(fragment, longestClipboard))
        note({TerminalEvent::Kind::ClipboardWrite, m_clipboard.text});
}

void VtermBridge::deviceControl(QByteArrayView command, const VTermStringFragment &fragment)
{
    if (m_deviceControl.add(fragment, longestCommand) && command.startsWith('='))
        m_reports.deviceControl(command.sliced(1), m_deviceControl.text);
}

void VtermBridge::command(int number, const VTermStringFragment &fragment)
{
    if (m_command.add(fragment, longestCommand))
        m_extras.command(number, m_command.text);
}

} // namespace slipway
