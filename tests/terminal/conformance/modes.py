# SPDX-License-Identifier: GPL-3.0-or-later
"""Modes, what is saved and restored, resets, the alternate screen, character sets."""

from .check import blank, cursor, mode, screen, setting

LEFT = "⎋[?69h⎋[5;10s"

WRAPPING = [
    cursor("DECAWM", "waits at the edge", "⎋[1;80Ha", (1, 80)),
    cursor("DECAWM", "wraps with the next character", "⎋[1;80Hab", (2, 2)),
    blank("DECAWM", "writes over the last one without", "⎋[?7l⎋[1;79Habc", "ac", at=(1, 79)),
    cursor("DECAWM", "stays at the edge without", "⎋[?7l⎋[1;79Habc", (1, 80)),
    cursor("DECAWM", "wraps at the right margin", LEFT + "⎋[1;10Hab", (2, 6)),
    blank("DECAWM", "scrolls at the bottom", "x⎋[24;80Hab", "b", at=(24, 1)),
    cursor("DECAWM", "a movement ends the wait", "⎋[1;80Ha⎋[D", (1, 79)),
    cursor("DECAWM", "a carriage return ends the wait", "⎋[1;80Ha\rb", (1, 2)),
    cursor("DECAWM", "a tab keeps the wait short", "⎋[1;80H\t", (1, 80)),
    cursor("DECAWM", "a backspace leaves the edge", "⎋[1;80Ha\b", (1, 79)),
    blank("DECAWM", "erasing to the end takes the last one", "⎋[1;79Hab⎋[K", "a", at=(1, 79)),
    cursor("reverse wrap", "goes to the row above", "⎋[?45h⎋[1;79Habc\b\b", (1, 80)),
    cursor("reverse wrap", "is off at first", "⎋[1;79Habc\b\b", (2, 1)),
    cursor("reverse wrap", "holds for CUB", "⎋[?45h⎋[1;79Habc⎋[2D", (1, 80)),
    cursor("reverse wrap", "needs DECAWM", "⎋[?7l⎋[?45h⎋[2;1H\b", (2, 1)),
    blank("IRM", "inserts", "abc⎋[1;2H⎋[4hX", "aXbc"),
    blank("IRM", "writes over when it ends", "abc⎋[1;2H⎋[4hX⎋[4lY", "aXYc"),
    blank("IRM", "drops what leaves the margin", "abcdefghijkl" + LEFT + "⎋[1;6H⎋[4hX", "abcdeXfghi"),
    cursor("LNM", "makes LF return too", "⎋[20h⎋[3;5H\n", (4, 1)),
    cursor("LNM", "ends", "⎋[20h⎋[20l⎋[3;5H\n", (4, 5)),
    blank("DECSCNM", "leaves the characters", "abc⎋[?5h", "abc"),
]

SAVING = [
    cursor("DECSC", "saves the place", "⎋[5;6H⎋7⎋[H⎋8", (5, 6)),
    cursor("DECRC", "goes home when nothing was saved", "⎋[5;6H⎋8", (1, 1)),
    setting("DECSC", "saves the rendition", "⎋[1;4m⎋7⎋[m⎋8", "m", "(?:0;)?1;4m"),
    cursor("DECSC", "saves the origin mode", "⎋[5;10r⎋[?6h⎋7⎋[?6l⎋8⎋[H⎋[?6l⎋[5;1H", (5, 1)),
    mode("DECSC", "brings the origin mode back", "⎋[5;10r⎋[?6h⎋7⎋[?6l⎋8", 6, 1),
    blank("DECSC", "saves the character set", "⎋(0⎋7⎋(B⎋8q", "─"),
    screen("DECSC", "saves the protection", "⎋[1;3H⎋[1\"q⎋7⎋[0\"q⎋8XY⎋[?2K", "  XY"),
    cursor("DECSC", "saves the wait at the edge", "⎋[1;80Ha⎋7⎋[H⎋8b", (2, 2)),
    cursor("SCOSC", "saves the place", "⎋[5;6H⎋[s⎋[H⎋[u", (5, 6)),
    cursor("SCORC", "goes home when nothing was saved", "⎋[5;6H⎋[u", (1, 1)),
    cursor("1048", "saves the place", "⎋[5;6H⎋[?1048h⎋[H⎋[?1048l", (5, 6)),
    mode("XTSAVE", "saves a mode", "⎋[?7l⎋[?7s⎋[?7h⎋[?7r", 7, 2),
    mode("XTSAVE", "saves several modes", "⎋[?25l⎋[?1;25s⎋[?25h⎋[?1;25r", 25, 2),
    mode("XTSAVE", "saves what is set", "⎋[?2004h⎋[?2004s⎋[?2004l⎋[?2004r", 2004, 1),
    cursor("DECSTR", "leaves the cursor", "⎋[5;6H⎋[!p", (5, 6)),
    cursor("DECSTR", "makes DECRC go home", "⎋[5;6H⎋7⎋[!p⎋8", (1, 1)),
    mode("DECSTR", "ends the origin mode", "⎋[?6h⎋[!p", 6, 2),
    mode("DECSTR", "ends insertion", "⎋[4h⎋[!p", 4, 2, private=False),
    mode("DECSTR", "shows the cursor", "⎋[?25l⎋[!p", 25, 1),
    mode("DECSTR", "takes application keys back", "⎋[?1h⎋[!p", 1, 2),
    setting("DECSTR", "takes the region back", "⎋[5;10r⎋[!p", "r", "1;24r"),
    setting("DECSTR", "takes the rendition back", "⎋[1m⎋[!p", "m", "0?m"),
    setting("DECSTR", "ends the protection", "⎋[1\"q⎋[!p", "\"q", "[02]\"q"),
    screen("DECSTR", "leaves the screen", "⎋[!p", "abcdefgh", "ijklmnop"),
    screen("RIS", "clears the screen", "⎋c", "", ""),
    cursor("RIS", "brings the cursor home", "⎋[5;6H⎋c", (1, 1)),
    cursor("RIS", "sets the stops again", "⎋[3g⎋c\t", (1, 9)),
    setting("RIS", "takes the region back", "⎋[5;10r⎋c", "r", "1;24r"),
    setting("RIS", "takes the rendition back", "⎋[1m⎋c", "m", "0?m"),
    mode("RIS", "leaves the alternate screen", "⎋[?1049h⎋c", 1049, 2),
    cursor("DECALN", "brings the cursor home", "⎋[5;6H⎋#8", (1, 1)),
    setting("DECALN", "takes the region back", "⎋[5;10r⎋#8", "r", "1;24r"),
]

SCREENS = [
    screen("47", "shows an empty screen", "⎋[?47h", "", ""),
    screen("47", "brings the first back", "⎋[?47hXXX⎋[?47l", "abcdefgh", "ijklmnop"),
    screen("1047", "shows an empty screen", "⎋[?1047h", "", ""),
    screen("1047", "brings the first back", "⎋[?1047hXXX⎋[?1047l", "abcdefgh", "ijklmnop"),
    screen("1047", "clears the second on the way back", "⎋[?1047h⎋[HXXX⎋[?1047l⎋[?1047h", "", ""),
    screen("1049", "shows an empty screen", "⎋[?1049h", "", ""),
    screen("1049", "brings the first back", "⎋[?1049hXXX⎋[?1049l", "abcdefgh", "ijklmnop"),
    cursor("1049", "brings the cursor back", "⎋[5;6H⎋[?1049h⎋[H⎋[?1049l", (5, 6)),
    cursor("1049", "keeps the cursor on the way in", "⎋[5;6H⎋[?1049h", (5, 6)),
]

CHARACTERS = [
    blank("SCS", "draws lines in G0", "⎋(0lqk⎋(Blqk", "┌─┐lqk"),
    blank("SCS", "draws lines in G1", "⎋)0q\x0eq\x0fq", "q─q"),
    blank("SCS", "knows the British set", "⎋(A#⎋(B#", "£#"),
    blank("LS2", "shifts to G2", "⎋*0q⎋nq\x0fq", "q─q"),
    blank("LS3", "shifts to G3", "⎋+0q⎋oq\x0fq", "q─q"),
    blank("SS2", "shifts one character", "⎋*0⎋Nqq", "─q"),
    blank("SS3", "shifts one character", "⎋+0⎋Oqq", "─q"),
    blank("UTF-8", "one character of two bytes", "éx", "éx"),
    blank("UTF-8", "one character of three bytes", "→x", "→x"),
    cursor("UTF-8", "a wide character takes two columns", "日", (1, 3)),
    cursor("UTF-8", "a combining mark takes none", "e\u0301", (1, 2)),
    cursor("CAN", "ends a sequence", "⎋[3\x18C", (1, 2)),
    cursor("SUB", "ends a sequence", "⎋[5;5H⎋[3\x1a⎋[H", (1, 1)),
    cursor("C0", "works inside a sequence", "⎋[5;5H⎋[2\bC", (5, 6)),
    blank("NUL", "prints nothing", "a\0b", "ab"),
    blank("DEL", "prints nothing", "a\x7fb", "ab"),
    blank("OSC", "an unknown one prints nothing", "a⎋]9999;text⎋\\b", "ab"),
    blank("DCS", "an unknown one prints nothing", "a⎋P9999ztext⎋\\b", "ab"),
    blank("APC", "prints nothing", "a⎋_text⎋\\b", "ab"),
    blank("PM", "prints nothing", "a⎋^text⎋\\b", "ab"),
    blank("SOS", "prints nothing", "a⎋Xtext⎋\\b", "ab"),
    blank("CSI", "an unknown one prints nothing", "a⎋[5;6&~b", "ab"),
]

CHECKS = WRAPPING + SAVING + SCREENS + CHARACTERS
