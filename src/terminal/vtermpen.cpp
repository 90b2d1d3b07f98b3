// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/vtermpen.h"

namespace slipway {

namespace {

TerminalColour colourOf(const VTermColor &colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&colour) || VTERM_COLOR_IS_DEFAULT_BG(&colour))
        return {};
    return VTERM_COLOR_IS_INDEXED(&colour)
        ? TerminalColour::indexed(colour.indexed.idx)
        : TerminalColour::rgb(colour.rgb.red, colour.rgb.green, colour.rgb.blue);
}

} // namespace

void applyAttribute(TerminalStyle &pen, VTermAttr attribute, const VTermValue &value)
{
    const auto set = [&](TerminalStyle::Attribute bit) {
        pen.attributes = quint16(value.boolean != 0 ? pen.attributes | bit : pen.attributes & ~bit);
    };
    switch (attribute) {
    case VTERM_ATTR_BOLD:
        return set(TerminalStyle::Bold);
    case VTERM_ATTR_ITALIC:
        return set(TerminalStyle::Italic);
    case VTERM_ATTR_BLINK:
        return set(TerminalStyle::Blink);
    case VTERM_ATTR_REVERSE:
        return set(TerminalStyle::Reverse);
    case VTERM_ATTR_CONCEAL:
        return set(TerminalStyle::Conceal);
    case VTERM_ATTR_STRIKE:
        return set(TerminalStyle::Strike);
    case VTERM_ATTR_SMALL:
        return set(TerminalStyle::Small);
    case VTERM_ATTR_UNDERLINE:
        pen.underline = TerminalStyle::Underline(value.number);
        return;
    case VTERM_ATTR_FONT:
        pen.font = quint8(value.number);
        return;
    case VTERM_ATTR_BASELINE:
        pen.baseline = TerminalStyle::Baseline(value.number);
        return;
    case VTERM_ATTR_FOREGROUND:
        pen.foreground = colourOf(value.color);
        return;
    case VTERM_ATTR_BACKGROUND:
        pen.background = colourOf(value.color);
        return;
    case VTERM_N_ATTRS:
        return;
    }
}

} // namespace slipway
