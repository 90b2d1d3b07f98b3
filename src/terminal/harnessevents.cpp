// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/harnessevents.h"

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QByteArray number(qint64 value, int base = 10)
{
    return QByteArray::number(value, base);
}

QByteArray hex(const char *bytes, std::size_t length)
{
    return QByteArray(bytes, qsizetype(length)).toHex();
}

QByteArray fragmentText(const VTermStringFragment &fragment, const QByteArray &head = {})
{
    return (fragment.initial ? '[' + head : QByteArray()) + hex(fragment.str, fragment.len)
        + (fragment.final ? "]\n" : "\n");
}

QByteArray span(int from, int to)
{
    return number(from) + ".." + number(to);
}

QByteArray rectText(const VTermRect &rect)
{
    return span(rect.start_row, rect.end_row) + ',' + span(rect.start_col, rect.end_col);
}

QByteArray place(VTermPos pos)
{
    return number(pos.row) + ',' + number(pos.col);
}

QByteArray signedNumber(int value)
{
    return (value < 0 ? QByteArray() : "+"_ba) + number(value);
}

} // namespace

/// What libvterm calls.
struct HarnessCallbacks
{
    static HarnessEvents &self(void *user) { return *static_cast<HarnessEvents *>(user); }
    static int say(void *user, const QByteArray &line)
    {
        self(user).m_text += line;
        return 1;
    }

    static int text(const char *bytes, std::size_t length, void *user)
    {
        QByteArray line;
        std::size_t count = 0;
        for (; count < length; ++count) {
            const auto byte = uchar(bytes[count]);
            if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && byte < 0xa0))
                break;
            line += (line.isEmpty() ? QByteArray() : ","_ba) + number(byte, 16);
        }
        say(user, "text " + line + '\n');
        return int(count);
    }
    static int control(unsigned char byte, void *user)
    {
        return say(user, "control " + number(byte, 16).rightJustified(2, '0') + '\n');
    }
    static int escape(const char *bytes, std::size_t length, void *user)
    {
        const bool isIntermediate = bytes[0] >= 0x20 && bytes[0] < 0x30;
        if (isIntermediate && length < 2)
            return -1;
        const int used = isIntermediate ? 2 : 1;
        say(user, "escape " + hex(bytes, std::size_t(used)) + '\n');
        return used;
    }
    static int csi(const char *leader, const long arguments[], int count, const char *intermediate,
                   char final, void *user)
    {
        QByteArray line = "csi " + hex(&final, 1);
        if (leader && leader[0] != 0)
            line += " L=" + QByteArray(leader).toHex();
        for (int i = 0; i < count; ++i) {
            line += i == 0 ? ' ' : ',';
            if (CSI_ARG_IS_MISSING(arguments[i]))
                line += '*';
            else
                line += number(qint64(CSI_ARG(arguments[i])));
            if (!CSI_ARG_IS_MISSING(arguments[i]) && CSI_ARG_HAS_MORE(arguments[i]))
                line += '+';
        }
        if (intermediate && intermediate[0] != 0)
            line += " I=" + QByteArray(intermediate).toHex();
        return say(user, line + '\n');
    }
    static int osc(int command, VTermStringFragment fragment, void *user)
    {
        return say(
            user,
            "osc " + fragmentText(fragment, command == -1 ? QByteArray() : number(command) + ';'));
    }
    static int dcs(const char *command, std::size_t length, VTermStringFragment fragment,
                   void *user)
    {
        return say(user, "dcs " + fragmentText(fragment, hex(command, length)));
    }
    static int apc(VTermStringFragment fragment, void *user)
    {
        return say(user, "apc " + fragmentText(fragment));
    }
    static int pm(VTermStringFragment fragment, void *user)
    {
        return say(user, "pm " + fragmentText(fragment));
    }
    static int sos(VTermStringFragment fragment, void *user)
    {
        return say(user, "sos " + fragmentText(fragment));
    }

    static int putGlyph(VTermGlyphInfo *info, VTermPos pos, void *user)
    {
        self(user).m_lastWidth = info->width;
        if (!self(user).wants('g'))
            return 1;
        QByteArray line = "putglyph ";
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && info->chars[i] != 0; ++i)
            line += (i == 0 ? QByteArray() : ","_ba) + number(info->chars[i], 16);
        line += ' ' + number(info->width) + ' ' + place(pos);
        if (info->protected_cell != 0)
            line += " prot";
        if (info->dwl != 0)
            line += " dwl";
        if (info->dhl != 0)
            line += info->dhl == 1 ? " dhl-top" : " dhl-bottom";
        return say(user, line + '\n');
    }
    static int moveCursor(VTermPos, VTermPos, int, void *) { return 1; }
    static int scroll(VTermRect rect, int downward, int rightward, void *user)
    {
        if (!self(user).wants('s'))
            return 0;
        return say(user,
                   "scrollrect " + rectText(rect) + " => " + signedNumber(downward) + ','
                       + signedNumber(rightward) + '\n');
    }
    static int move(VTermRect to, VTermRect from, void *user)
    {
        if (!self(user).wants('m'))
            return 0;
        return say(user, "moverect " + rectText(from) + " -> " + rectText(to) + '\n');
    }
    static int erase(VTermRect rect, int selective, void *user)
    {
        if (!self(user).wants('e'))
            return 1;
        return say(user, "erase " + rectText(rect) + (selective != 0 ? " selective\n" : "\n"));
    }
    static int setPenAttribute(VTermAttr attribute, VTermValue *value, void *user)
    {
        if (attribute == VTERM_ATTR_FOREGROUND)
            self(user).m_foreground = value->color;
        else if (attribute == VTERM_ATTR_BACKGROUND)
            self(user).m_background = value->color;
        return 1;
    }
    static int setProperty(VTermProp property, VTermValue *value, void *user)
    {
        if (!self(user).wants('p'))
            return 1;
        return say(user, HarnessEvents::propertyText(property, *value));
    }
    /// Who takes the lines' facts makes room for them.
    static int resize(int rows, int, VTermStateFields *fields, void *user)
    {
        const int before = std::exchange(self(user).m_rows, rows);
        for (VTermLineInfo *&infos : fields->lineinfos) {
            if (!infos)
                continue;
            auto *const made = static_cast<VTermLineInfo *>(
                std::calloc(std::size_t(rows), sizeof(VTermLineInfo)));
            std::copy_n(infos, std::min(rows, before), made);
            std::free(std::exchange(infos, made));
        }
        return 1;
    }
    static int setLineInfo(int, const VTermLineInfo *, const VTermLineInfo *, void *) { return 1; }
    static int clearScrollback(void *user)
    {
        if (!self(user).wants('b'))
            return 1;
        say(user, "sb_clear\n");
        return 0;
    }
    static int selectionSet(VTermSelectionMask mask, VTermStringFragment fragment, void *user)
    {
        return say(user,
                   "selection-set mask=" + number(mask, 16).toUpper().rightJustified(4, '0') + ' '
                       + fragmentText(fragment));
    }
    static int selectionQuery(VTermSelectionMask mask, void *user)
    {
        return say(user,
                   "selection-query mask=" + number(mask, 16).toUpper().rightJustified(4, '0')
                       + '\n');
    }
    static void output(const char *bytes, std::size_t length, void *user)
    {
        QByteArray line;
        for (std::size_t i = 0; i < length; ++i)
            line += (line.isEmpty() ? "output "_ba : ","_ba) + number(uchar(bytes[i]), 16);
        say(user, line + '\n');
    }
    static int passOver(VTermRect, int, int, void *) { return 1; }
    static int decoded(VTermGlyphInfo *info, VTermPos, void *user)
    {
        self(user).m_decodedWidth = info->width;
        for (int i = 0; info->chars[i] != 0; ++i) {
            self(user).m_text += (self(user).m_text.isEmpty() ? "encout "_ba : ","_ba)
                + number(info->chars[i], 16);
        }
        return 1;
    }
};

namespace {

constexpr VTermParserCallbacks parserCallbacks{
    .text = HarnessCallbacks::text,
    .control = HarnessCallbacks::control,
    .escape = HarnessCallbacks::escape,
    .csi = HarnessCallbacks::csi,
    .osc = HarnessCallbacks::osc,
    .dcs = HarnessCallbacks::dcs,
    .apc = HarnessCallbacks::apc,
    .pm = HarnessCallbacks::pm,
    .sos = HarnessCallbacks::sos,
    .resize = nullptr,
};

constexpr VTermStateFallbacks fallbacks{
    .control = HarnessCallbacks::control,
    .csi = HarnessCallbacks::csi,
    .osc = HarnessCallbacks::osc,
    .dcs = HarnessCallbacks::dcs,
    .apc = HarnessCallbacks::apc,
    .pm = HarnessCallbacks::pm,
    .sos = HarnessCallbacks::sos,
};

constexpr VTermStateCallbacks stateCallbacks{
    .putglyph = HarnessCallbacks::putGlyph,
    .movecursor = HarnessCallbacks::moveCursor,
    .scrollrect = HarnessCallbacks::scroll,
    .moverect = HarnessCallbacks::move,
    .erase = HarnessCallbacks::erase,
    .initpen = nullptr,
    .setpenattr = HarnessCallbacks::setPenAttribute,
    .settermprop = HarnessCallbacks::setProperty,
    .bell = nullptr,
    .resize = HarnessCallbacks::resize,
    .setlineinfo = HarnessCallbacks::setLineInfo,
    .sb_clear = HarnessCallbacks::clearScrollback,
};

constexpr VTermStateCallbacks decoderCallbacks{
    .putglyph = HarnessCallbacks::decoded,
    .movecursor = nullptr,
    // Else libvterm calls the next two, there or not, when its line scrolls.
    .scrollrect = HarnessCallbacks::passOver,
    .moverect = nullptr,
    .erase = nullptr,
    .initpen = nullptr,
    .setpenattr = nullptr,
    .settermprop = nullptr,
    .bell = nullptr,
    .resize = nullptr,
    .setlineinfo = nullptr,
    .sb_clear = nullptr,
};

constexpr VTermSelectionCallbacks selectionCallbacks{
    .set = HarnessCallbacks::selectionSet,
    .query = HarnessCallbacks::selectionQuery,
};

struct PenWord
{
    QByteArrayView word;
    VTermAttr attribute;
    enum class Kind { Switch, Number } kind;
};
constexpr std::array penWords{
    PenWord{"bold", VTERM_ATTR_BOLD, PenWord::Kind::Switch},
    PenWord{"underline", VTERM_ATTR_UNDERLINE, PenWord::Kind::Number},
    PenWord{"italic", VTERM_ATTR_ITALIC, PenWord::Kind::Switch},
    PenWord{"blink", VTERM_ATTR_BLINK, PenWord::Kind::Switch},
    PenWord{"reverse", VTERM_ATTR_REVERSE, PenWord::Kind::Switch},
    PenWord{"font", VTERM_ATTR_FONT, PenWord::Kind::Number},
    PenWord{"small", VTERM_ATTR_SMALL, PenWord::Kind::Switch},
};

} // namespace

HarnessEvents::HarnessEvents() : m_vterm(vterm_new(25, 80))
{
    vterm_output_set_callback(m_vterm.get(), HarnessCallbacks::output, this);
}

void HarnessEvents::write(QByteArrayView bytes)
{
    std::function<bool()> hasWidth;
    if (m_reachesState)
        hasWidth = [this] {
            return m_lastWidth > 0;
        };
    m_input.write(m_vterm.get(), bytes, hasWidth);
}

void HarnessEvents::resize(int rows, int columns)
{
    int rowsBefore = 0;
    int columnsBefore = 0;
    vterm_get_size(m_vterm.get(), &rowsBefore, &columnsBefore);
    // A region that lies outside then would make libvterm move less than nothing.
    if (m_reachesState && (rows < rowsBefore || columns < columnsBefore) && m_input.takeRegion()) {
        constexpr QByteArrayView whole("\x18\x1b\x37\x1b[r\x1b[s\x1b\x38");
        vterm_input_write(m_vterm.get(), whole.data(), std::size_t(whole.size()));
    }
    vterm_set_size(m_vterm.get(), rows, columns);
}

void HarnessEvents::wantParser()
{
    m_reachesState = false;
    vterm_parser_set_callbacks(m_vterm.get(), &parserCallbacks, this);
}

QByteArray HarnessEvents::wantState(QByteArrayView flags)
{
    if (!m_state) {
        m_state = vterm_obtain_state(m_vterm.get());
        m_reachesState = true;
        int columns = 0;
        vterm_get_size(m_vterm.get(), &m_rows, &columns);
        vterm_state_set_callbacks(m_state, &stateCallbacks, this);
        vterm_state_set_selection_callbacks(m_state, &selectionCallbacks, this, m_selection.data(),
                                            m_selection.size());
        vterm_state_set_bold_highbright(m_state, 1);
        vterm_state_reset(m_state, 1);
    }
    constexpr QByteArrayView known("gsmepbf");
    bool on = true;
    for (const char flag : flags) {
        if (flag == '+' || flag == '-')
            on = flag == '+';
        else if (known.contains(flag))
            m_wanted[std::size_t(flag)] = on;
        else if (flag != ' ')
            return "Unrecognised WANTSTATE flag '"_ba + flag + "'; there are " + known.toByteArray()
                + '\n';
        if (flag == 'f')
            vterm_state_set_unrecognised_fallbacks(m_state, on ? &fallbacks : nullptr, this);
    }
    return {};
}

void HarnessEvents::wantEncoding()
{
    // The decoder cannot be reached but through the state: one long line takes what it decodes.
    m_decoder.reset(vterm_new(1, 4'000));
    m_decoderInput = {};
    m_decodedWidth = 0;
    vterm_set_utf8(m_decoder.get(), 1);
    VTermState *state = vterm_obtain_state(m_decoder.get());
    vterm_state_reset(state, 1);
    vterm_state_set_callbacks(state, &decoderCallbacks, this);
}

bool HarnessEvents::decode(QByteArrayView bytes)
{
    if (!m_decoder)
        return false;
    m_decoderInput.write(m_decoder.get(), bytes, [this] { return m_decodedWidth > 0; });
    if (!m_text.isEmpty())
        m_text += '\n';
    return true;
}

QByteArray HarnessEvents::propertyText(VTermProp property, const VTermValue &value)
{
    QByteArray line = "settermprop " + number(property) + ' ';
    switch (vterm_get_prop_type(property)) {
    case VTERM_VALUETYPE_BOOL:
        line += value.boolean != 0 ? "true" : "false";
        break;
    case VTERM_VALUETYPE_INT:
        line += number(value.number);
        break;
    case VTERM_VALUETYPE_STRING:
        line += (value.string.initial ? "[\"" : "\"")
            + QByteArray(value.string.str, qsizetype(value.string.len))
            + (value.string.final ? "\"]" : "\"");
        break;
    case VTERM_VALUETYPE_COLOR:
        line += colourText(value.color);
        break;
    case VTERM_N_VALUETYPES:
        return {};
    }
    return line + '\n';
}

QByteArray HarnessEvents::colourText(const VTermColor &colour)
{
    QByteArray text;
    if (VTERM_COLOR_IS_RGB(&colour))
        text = "rgb(" + number(colour.rgb.red) + ',' + number(colour.rgb.green) + ','
            + number(colour.rgb.blue);
    else
        text = "idx(" + number(colour.indexed.idx);
    if (VTERM_COLOR_IS_DEFAULT_FG(&colour))
        text += ",is_default_fg";
    if (VTERM_COLOR_IS_DEFAULT_BG(&colour))
        text += ",is_default_bg";
    return text + ')';
}

QByteArray HarnessEvents::pen(QByteArrayView attribute) const
{
    if (attribute == "foreground")
        return colourText(m_foreground);
    if (attribute == "background")
        return colourText(m_background);
    VTermValue value{};
    if (attribute == "baseline") {
        vterm_state_get_penattr(m_state, VTERM_ATTR_BASELINE, &value);
        return value.number == VTERM_BASELINE_RAISE ? "raise"_ba
            : value.number == VTERM_BASELINE_LOWER  ? "lower"_ba
                                                    : "normal"_ba;
    }
    for (const PenWord &each : penWords) {
        if (each.word != attribute)
            continue;
        vterm_state_get_penattr(m_state, each.attribute, &value);
        if (each.kind == PenWord::Kind::Number)
            return number(value.number);
        return value.boolean != 0 ? "on"_ba : "off"_ba;
    }
    return {};
}

} // namespace slipway
