// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/vtermharness.h"

#include "terminal/harnessevents.h"
#include "terminal/harnessqueries.h"
#include "terminal/harnessscreenlog.h"
#include "terminal/vtermbridge.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Words and numbers of a command; commas and spaces part them.
struct Words
{
    explicit Words(QByteArrayView line)
        : words(line.toByteArray().replace(',', ' ').simplified().split(' '))
    { }

    QByteArray word(qsizetype index) const { return words.value(index); }
    int number(qsizetype index) const { return words.value(index).toInt(); }

    QList<QByteArray> words;
};

VTermModifier modifiersOf(const QByteArray &word)
{
    unsigned modifiers = VTERM_MOD_NONE;
    for (const char letter : word) {
        modifiers |= letter == 'S' ? VTERM_MOD_SHIFT
            : letter == 'A'        ? VTERM_MOD_ALT
            : letter == 'C'        ? VTERM_MOD_CTRL
                                   : VTERM_MOD_NONE;
    }
    return VTermModifier(modifiers);
}

VTermKey keyOf(const QByteArray &name)
{
    if (name == "Up")
        return VTERM_KEY_UP;
    if (name == "Tab")
        return VTERM_KEY_TAB;
    if (name == "Enter")
        return VTERM_KEY_ENTER;
    if (name == "KP0")
        return VTERM_KEY_KP_0;
    return name == "F1" ? VTermKey(VTERM_KEY_FUNCTION(1)) : VTERM_KEY_NONE;
}

VTermColor colourOf(const QByteArray &text)
{
    VTermColor colour;
    vterm_color_rgb(&colour, 127, 127, 127);
    const qsizetype open = text.indexOf('(');
    const QList<QByteArray> numbers = text.mid(open + 1, text.indexOf(')') - open - 1).split(',');
    const auto channel = [&numbers](qsizetype index) {
        return quint8(numbers.value(index).toInt());
    };
    if (text.startsWith("rgb("))
        vterm_color_rgb(&colour, channel(0), channel(1), channel(2));
    else if (text.startsWith("idx("))
        vterm_color_indexed(&colour, channel(0));
    return colour;
}

} // namespace

/// One function a command; false says that the command is not understood.
struct HarnessWords
{
    using Command = bool (*)(VtermHarness &, QByteArrayView rest);
    struct Entry
    {
        QByteArrayView word;
        Command run;
    };

    static VTerm *vterm(const VtermHarness &harness) { return harness.m_events->vterm(); }

    /// Keys and the mouse go to whoever holds the modes; false where nobody does.
    template<typename Send> static bool send(VtermHarness &harness, Send send)
    {
        if (harness.m_screen)
            harness.m_sent += harness.m_screen->bridge().sent(send);
        else if (harness.m_events->state())
            send(vterm(harness));
        else
            return false;
        return true;
    }

    static bool init(VtermHarness &, QByteArrayView) { return true; }
    static bool wantParser(VtermHarness &harness, QByteArrayView)
    {
        harness.m_events->wantParser();
        return true;
    }
    static bool wantState(VtermHarness &harness, QByteArrayView flags)
    {
        harness.m_error = harness.m_events->wantState(flags);
        return harness.m_error.isNull();
    }
    static bool wantScreen(VtermHarness &harness, QByteArrayView flags)
    {
        harness.m_error = harness.wantScreen(flags);
        return harness.m_error.isNull();
    }
    static bool wantEncoding(VtermHarness &harness, QByteArrayView)
    {
        harness.m_events->wantEncoding();
        return true;
    }
    static bool utf8(VtermHarness &harness, QByteArrayView rest)
    {
        vterm_set_utf8(vterm(harness), rest.trimmed() == "1" ? 1 : 0);
        return true;
    }
    static bool reset(VtermHarness &harness, QByteArrayView)
    {
        if (harness.m_events->state())
            vterm_state_reset(harness.m_events->state(), 1);
        if (harness.m_screen)
            harness.m_screen->reset();
        return true;
    }
    static bool resize(VtermHarness &harness, QByteArrayView rest)
    {
        constexpr int most = 4'096;
        const Words words(rest);
        const TerminalSize size{words.number(0), words.number(1)};
        if (size.rows < 1 || size.rows > most || size.columns < 1 || size.columns > most)
            return false;
        harness.resize(size);
        return true;
    }
    static bool push(VtermHarness &harness, QByteArrayView rest)
    {
        const QByteArray bytes = QByteArray::fromHex(rest.toByteArray());
        if (harness.m_screen)
            harness.m_screen->feed(bytes);
        else
            harness.m_events->write(bytes);
        return true;
    }
    static bool decode(VtermHarness &harness, QByteArrayView rest)
    {
        return harness.m_events->decode(QByteArray::fromHex(rest.toByteArray()));
    }
    static bool character(VtermHarness &harness, QByteArrayView rest)
    {
        const Words words(rest);
        return send(harness, [&words](VTerm *to) {
            vterm_keyboard_unichar(to, words.word(1).toUInt(nullptr, 16),
                                   modifiersOf(words.word(0)));
        });
    }
    static bool key(VtermHarness &harness, QByteArrayView rest)
    {
        const Words words(rest);
        return send(harness, [&words](VTerm *to) {
            vterm_keyboard_key(to, keyOf(words.word(1)), modifiersOf(words.word(0)));
        });
    }
    static bool paste(VtermHarness &harness, QByteArrayView rest)
    {
        if (rest != "START" && rest != "END")
            return false;
        return send(harness, [rest](VTerm *to) {
            if (rest == "START")
                vterm_keyboard_start_paste(to);
            else
                vterm_keyboard_end_paste(to);
        });
    }
    static bool focus(VtermHarness &harness, QByteArrayView rest)
    {
        if (rest != "IN" && rest != "OUT")
            return false;
        VTermState *state
            = harness.m_screen ? harness.m_screen->bridge().state() : harness.m_events->state();
        return send(harness, [rest, state](VTerm *) {
            if (rest == "IN")
                vterm_state_focus_in(state);
            else
                vterm_state_focus_out(state);
        });
    }
    static bool mouseMove(VtermHarness &harness, QByteArrayView rest)
    {
        const Words words(rest);
        return send(harness, [&words](VTerm *to) {
            vterm_mouse_move(to, words.number(0), words.number(1), modifiersOf(words.word(2)));
        });
    }
    static bool mouseButton(VtermHarness &harness, QByteArrayView rest)
    {
        const Words words(rest);
        return send(harness, [&words](VTerm *to) {
            vterm_mouse_button(to, words.number(1), words.word(0).toLower() == "d",
                               modifiersOf(words.word(2)));
        });
    }
    static bool selection(VtermHarness &harness, QByteArrayView rest)
    {
        if (!harness.m_events->state())
            return false;
        // MASK [ HEX ] with brackets where the text begins and ends.
        const QByteArray text = rest.toByteArray().replace('[', " [ ").replace(']', " ] ");
        const Words words(text);
        QByteArray bytes;
        for (const QByteArray &word : words.words.sliced(1)) {
            if (word != "[" && word != "]")
                bytes += QByteArray::fromHex(word);
        }
        const VTermStringFragment fragment{.str = bytes.constData(),
                                           .len = std::size_t(bytes.size()) & 0x3fffffffU,
                                           .initial = words.words.contains("["),
                                           .final = words.words.contains("]")};
        vterm_state_send_selection(harness.m_events->state(),
                                   VTermSelectionMask(words.word(0).toUInt(nullptr, 16)), fragment);
        return true;
    }
    static bool mergeDamage(VtermHarness &harness, QByteArrayView rest)
    {
        using Merge = HarnessScreenLog::Merge;
        constexpr std::array<std::pair<QByteArrayView, Merge>, 4> merges{
            {{"CELL", Merge::Cell},
             {"ROW", Merge::Row},
             {"SCREEN", Merge::Screen},
             {"SCROLL", Merge::Scroll}}};
        const auto found
            = std::ranges::find(merges, rest, &std::pair<QByteArrayView, Merge>::first);
        if (found == merges.end() || !harness.m_log)
            return false;
        harness.m_log->setMerge(found->second);
        return true;
    }
    static bool flushDamage(VtermHarness &harness, QByteArrayView)
    {
        if (harness.m_log)
            harness.m_log->flush();
        return harness.m_log != nullptr;
    }
    static bool defaultColours(VtermHarness &harness, QByteArrayView rest)
    {
        const QList<QByteArray> words = rest.toByteArray().simplified().split(' ');
        VTermState *state = harness.m_events->state();
        if (!state)
            return false;
        VTermColor foreground;
        VTermColor background;
        vterm_state_get_default_colors(state, &foreground, &background);
        foreground = colourOf(words.value(0));
        if (words.size() > 1)
            background = colourOf(words.value(1));
        vterm_state_set_default_colors(state, &foreground, &background);
        return true;
    }
};

namespace {
constexpr std::array commands{
    HarnessWords::Entry{"INIT", HarnessWords::init},
    HarnessWords::Entry{"WANTPARSER", HarnessWords::wantParser},
    HarnessWords::Entry{"WANTSTATE", HarnessWords::wantState},
    HarnessWords::Entry{"WANTSCREEN", HarnessWords::wantScreen},
    HarnessWords::Entry{"WANTENCODING", HarnessWords::wantEncoding},
    HarnessWords::Entry{"UTF8", HarnessWords::utf8},
    HarnessWords::Entry{"RESET", HarnessWords::reset},
    HarnessWords::Entry{"RESIZE", HarnessWords::resize},
    HarnessWords::Entry{"PUSH", HarnessWords::push},
    HarnessWords::Entry{"ENCIN", HarnessWords::decode},
    HarnessWords::Entry{"INCHAR", HarnessWords::character},
    HarnessWords::Entry{"INKEY", HarnessWords::key},
    HarnessWords::Entry{"PASTE", HarnessWords::paste},
    HarnessWords::Entry{"FOCUS", HarnessWords::focus},
    HarnessWords::Entry{"MOUSEMOVE", HarnessWords::mouseMove},
    HarnessWords::Entry{"MOUSEBTN", HarnessWords::mouseButton},
    HarnessWords::Entry{"SELECTION", HarnessWords::selection},
    HarnessWords::Entry{"DAMAGEMERGE", HarnessWords::mergeDamage},
    HarnessWords::Entry{"DAMAGEFLUSH", HarnessWords::flushDamage},
    HarnessWords::Entry{"SETDEFAULTCOL", HarnessWords::defaultColours},
};
} // namespace

VtermHarness::VtermHarness() : m_events(std::make_unique<HarnessEvents>()) { }
VtermHarness::~VtermHarness() = default;

QByteArray VtermHarness::answer(QByteArrayView line)
{
    const QByteArrayView text = line.trimmed();
    if (text.startsWith('?')) {
        const QByteArray found = query(text.sliced(1));
        return (found.isNull() ? "?"_ba : found) + '\n';
    }
    const qsizetype space = text.indexOf(' ');
    const QByteArrayView word = space < 0 ? text : text.first(space);
    const QByteArrayView rest = space < 0 ? QByteArrayView() : text.sliced(space).trimmed();
    const auto found = std::ranges::find(commands, word, &HarnessWords::Entry::word);
    const bool understood = found != commands.end() && found->run(*this, rest);
    return screenEvents() + m_events->takeText() + std::exchange(m_error, {})
        + (understood ? "DONE\n" : "?\n");
}

QByteArray VtermHarness::wantScreen(QByteArrayView flags)
{
    if (!m_screen) {
        m_events->wantState({});
        TerminalSize size;
        vterm_get_size(m_events->vterm(), &size.rows, &size.columns);
        TerminalOptions options;
        options.rules = TerminalOptions::Rules::Library;
        options.scrollbackLines = 10'000;
        m_screen.emplace(size, options);
        m_log = std::make_unique<HarnessScreenLog>(*m_screen);
    }
    return m_log->setFlags(flags);
}

void VtermHarness::resize(TerminalSize size)
{
    m_events->resize(size.rows, size.columns);
    if (!m_screen)
        return;
    // The scripts' own scrollback: as many lines ABCDE as are asked for, or none.
    ScreenModel &model = m_screen->model();
    const int missing = std::max(0, size.rows - model.size().rows);
    Scrollback lines({10'000, 1'000'000}, model.scrollback().endLine() - missing);
    TerminalRow row(5);
    for (int column = 0; column < 5; ++column)
        row.at(column)->content = quint32('A' + column);
    row.used = 5;
    for (int index = 0; index < missing && m_log->wants('b'); ++index)
        lines.push(row, model.clusters());
    if (m_log->wants('b') && missing > 0)
        model.replaceScrollback(std::move(lines));
    else
        model.clearScrollback();
    m_screen->resize(size);
    m_log->resized();
}

QByteArray VtermHarness::screenEvents()
{
    if (!m_screen)
        return {};
    m_screen->takeEvents();
    return m_log->takeText()
        + harness::outputLine(m_screen->takeReplies() + std::exchange(m_sent, {}));
}

QByteArray VtermHarness::query(QByteArrayView line) const
{
    const Words words(line);
    const QByteArray what = words.word(0);
    VTermState *state = m_screen ? m_screen->bridge().state() : m_events->state();
    if (what == "cursor" && state) {
        VTermPos place;
        vterm_state_get_cursorpos(state, &place);
        return harness::placeText({place.row, place.col});
    }
    if (what == "pen" && state)
        return m_events->pen(words.word(1));
    if (what == "lineinfo" && state) {
        const int rows = m_screen ? m_screen->size().rows : m_events->rows();
        if (words.number(1) < 0 || words.number(1) >= rows)
            return {};
        const VTermLineInfo *info = vterm_state_get_lineinfo(state, words.number(1));
        return (info->doublewidth != 0 ? "dwl "_ba : ""_ba)
            + (info->doubleheight != 0 ? "dhl "_ba : ""_ba)
            + (info->continuation != 0 ? "cont "_ba : ""_ba);
    }
    if (!m_screen || !what.startsWith("screen_"))
        return {};
    QList<int> numbers;
    for (const QByteArray &word : words.words.sliced(1))
        numbers.append(word.toInt());
    return harness::screenQuery(*m_screen, m_events->state(), {what, numbers});
}

} // namespace slipway
