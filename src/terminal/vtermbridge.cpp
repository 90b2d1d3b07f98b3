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
constexpr int mostSteps = 65'535;

QString plainText(const QByteArray &text)
{
    QString result = QString::fromUtf8(text);
    result.removeIf([](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    });
    return result.left(256);
}

/// Whether the next character then stays in the row, though the cursor may, too.
bool endsWrap(const ControlSequence &sequence)
{
    return sequence.intermediate == 0
        && QByteArrayView("ABCDEFGHIJKLMPSTXZ@`adefrs^").contains(sequence.final);
}

/// Changes what is there, and libvterm would not forget that the next character wraps.
bool leavesCursor(const ControlSequence &sequence)
{
    return sequence.intermediate == 0 && QByteArrayView("JKPX@").contains(sequence.final);
}

/// ≤ and ≥ of the special graphics are slanted ones in libvterm.
quint32 asDrawn(quint32 point)
{
    constexpr quint32 slantedLess = 0x2a7d;
    constexpr quint32 slantedGreater = 0x2a7e;
    return point == slantedLess ? 0x2264 : point == slantedGreater ? 0x2265 : point;
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
    , m_reports({model, state, *this}, m_modes, options)
    , m_flow({model, state, *this}, m_modes)
    , m_filter(*this)
    , m_isXterm(options.rules == TerminalOptions::Rules::Xterm)
{
    m_filter.setColumns(model.size().columns);
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
    m_flow.forget();
    m_filter.setColumns(size.columns);
    m_extras.reportSize();
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
    m_extras.forgetColours();
    vterm_state_reset(m_vtState, 1);
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

void VtermBridge::passText(QByteArrayView bytes)
{
    if (m_isXterm)
        m_flow.write(bytes);
    else
        pass(bytes);
}

bool VtermBridge::wants(const ControlSequence &sequence) const
{
    if (isWatched())
        return true;
    // What programs write most is asked about least.
    if (sequence.final == 'm' && sequence.leader == 0)
        return m_extras.wants(sequence);
    if (sequence.final == 'H')
        return false;
    const bool isCompared = QByteArrayView("LM").contains(sequence.final);
    if (isCompared)
        return m_isXterm && m_editing.wants(sequence);
    if (m_isXterm && leavesCursor(sequence))
        return true;
    return ScreenModes::isChangedBy(sequence) || sequence.is(0, 0, 'u') || sequence.is(0, '!', 'p')
        || m_extras.wants(sequence) || m_editing.wants(sequence) || m_reports.wants(sequence);
}

void VtermBridge::take(const ControlSequence &sequence)
{
    // Repeated characters and restored cursors may have the next one wrap again.
    const bool waits = m_flow.isWaiting() && !sequence.is(0, 0, 'b') && !sequence.is(0, 0, 'u');
    const TerminalPlace before = waits ? cursor() : TerminalPlace();
    takeWhole(sequence);
    if (sequence.final != 'm')
        m_flow.interrupted();
    if (m_isXterm && leavesCursor(sequence))
        endWrap();
    else if (waits && (endsWrap(sequence) || cursor() != before))
        m_flow.setWaiting(false);
}

void VtermBridge::takeWhole(const ControlSequence &sequence)
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
    // Only what has just been written is repeated.
    if (m_isXterm && sequence.is(0, 0, 'b') && !m_filter.followsText())
        return;
    if (sequence.is(0, 0, 'I') && isWatched()) {
        m_flow.tab(std::min(sequence.number(0, 1), m_model.size().columns));
        return;
    }
    if (m_isXterm && sequence.is(0, 0, 'D') && m_modes.wrapsBack()) {
        m_flow.back(std::min(sequence.number(0, 1), mostSteps));
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
    if (sequence.leader == '?' && m_isXterm && sequence.numbers().contains(7))
        followAutowrap();
    if (sequence.leader == '?' && sequence.numbers().contains(66))
        pass(m_modes.keypad ? "\x1b=" : "\x1b>");
    if (sequence.is(0, '!', 'p'))
        forgetCursor();
    else if (sequence.is('?', 0, 'h') && sequence.numbers().contains(6))
        pass("\x1b[H");
}

/// The last column is remembered without autowrap, too.
void VtermBridge::followAutowrap()
{
    if (!m_modes.autowrap)
        endWrap();
    else
        m_flow.setWaiting(m_filter.followsText() && m_flow.isWrapPending());
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
    if (m_flow.swallows())
        return 1;
    syncPen();
    m_flow.written({place.row, place.col}, info.width);
    // libvterm sets this just before the first character of a row that it wraps into.
    if (place.col == 0)
        m_model.setContinuation(place.row, continues(place.row));
    m_lastCharacter = info.width > 0 ? info.chars[0] : 0;
    const bool isAscii = m_modes.isAscii();
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
    if (m_isXterm && !isAscii && info.chars[1] == 0) {
        const std::array<quint32, 2> drawn{asDrawn(info.chars[0]), 0};
        m_model.putGlyph({drawn.data(), info.width, info.protected_cell != 0},
                         {place.row, place.col});
    } else {
        m_model.putGlyph({info.chars, info.width, info.protected_cell != 0},
                         {place.row, place.col});
    }
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
    m_flow.forget();
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
    const QByteArray bytes = "\x1b[" + QByteArray::number(std::max(place.row - area.top, 0) + 1)
        + ';' + QByteArray::number(std::max(place.column - area.left, 0) + 1) + 'H';
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
