# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers to queries."""

from .check import answer, cursor, mode, setting

ATTRIBUTES = [(1, "bold"), (2, "faint"), (3, "italic"), (4, "underline"), (5, "blink"), (7, "reverse"), (8, "conceal"), (9, "strike")]
SWITCHES = [(1, "application keys", 2), (5, "reversed screen", 2), (6, "origin", 2), (7, "wrapping", 1), (9, "mouse of X10", 2), (12, "blinking cursor", "[12]"),
            (25, "cursor", 1), (45, "reverse wrap", 2), (47, "alternate screen", 2), (66, "application keypad", 2), (69, "margins", 2), (1000, "mouse clicks", 2),
            (1002, "mouse drags", 2), (1003, "mouse moves", 2), (1004, "focus", 2), (1005, "mouse in UTF-8", 2), (1006, "mouse of SGR", 2), (1007, "alternate scroll", "[12]"),
            (1015, "mouse of rxvt", 2), (1047, "alternate screen", 2), (1049, "alternate screen and cursor", 2), (2004, "bracketed paste", 2), (2026, "synchronised output", 2)]
FOR_EVER = (8, 10, 11, 16, 34, 36, 46, 53, 57, 58, 59, 60, 61, 64, 68, 73, 81, 96, 97, 98, 99, 100, 101, 102, 103, 104, 106, 108, 109)
COLOUR = "rgb:[0-9a-f]{4}/[0-9a-f]{4}/[0-9a-f]{4}"

DEVICE = [
    answer("DA1", "tells what it is", "⎋[c", "⎋\\[\\?[0-9;]+c"),
    answer("DA1", "takes 0", "⎋[0c", "⎋\\[\\?[0-9;]+c"),
    answer("DA1", "is silent at other numbers", "⎋[1c", ""),
    answer("DA2", "tells type and version", "⎋[>c", "⎋\\[>\\d+;\\d+;\\d+c"),
    answer("DA2", "is silent at other numbers", "⎋[>1c", ""),
    answer("DA3", "tells the unit", "⎋[=c", "⎋P!\\|[0-9A-F]{8}⎋\\\\"),
    answer("DSR", "is well", "", ""),
    answer("CPR", "tells the place", "⎋[5;6H⎋[6n", "⎋\\[5;6R"),
    answer("DECXCPR", "tells the place and the page", "⎋[5;6H⎋[?6n", "⎋\\[\\?5;6(?:;1)?R"),
    answer("DECDSR", "tells of the printer", "⎋[?15n", "⎋\\[\\?1[0-3]n"),
    answer("DECDSR", "tells of the keys' lock", "⎋[?25n", "⎋\\[\\?2[01]n"),
    answer("DECDSR", "tells of the keyboard", "⎋[?26n", "⎋\\[\\?27;[0-9;]+n"),
    answer("DECDSR", "tells of the locator", "⎋[?55n", "⎋\\[\\?5[03]n"),
    answer("DECDSR", "tells of data integrity", "⎋[?75n", "⎋\\[\\?7[01]n"),
    answer("DECREQTPARM", "answers 0", "⎋[0x", "⎋\\[2;1;1;\\d+;\\d+;1;0x"),
    answer("DECREQTPARM", "answers 1", "⎋[1x", "⎋\\[3;1;1;\\d+;\\d+;1;0x"),
    answer("XTVERSION", "tells name and version", "⎋[>q", "⎋P>\\|[^⎋]+⎋\\\\"),
    answer("S8C1T", "makes answers of one byte controls", "⎋ G⎋[6n⎋ F", "\xc2?(?:\x9b)1;1R".replace("\xc2?(?:\x9b)", ".{1,2}")),
    answer("S7C1T", "takes it back", "⎋ G⎋ F⎋[6n", "⎋\\[1;1R"),
    answer("18 t", "tells rows and columns", "⎋[18t", "⎋\\[8;24;80t"),
    answer("14 t", "tells pixels", "⎋[14t", "⎋\\[4;\\d+;\\d+t"),
    answer("16 t", "tells a cell's pixels", "⎋[16t", "⎋\\[6;\\d+;\\d+t"),
    answer("19 t", "tells the screen's size", "⎋[19t", "⎋\\[9;\\d+;\\d+t"),
    answer("11 t", "tells that the window is open", "⎋[11t", "⎋\\[1t"),
    answer("DECRQCRA", "tells the sum of a blank", "⎋[1;1;1;1;1;1*y", "⎋P1!~FFE0⎋\\\\"),
    answer("DECRQCRA", "tells the sum of a rectangle", "ab⎋[9;1;1;1;1;2*y", "⎋P9!~FF3D⎋\\\\"),
    answer("XTGETTCAP", "knows the number of colours", "⎋P+q436f⎋\\", "⎋P1\\+r436[fF]=[0-9A-Fa-f]+⎋\\\\"),
    answer("XTGETTCAP", "knows the terminal's name", "⎋P+q544e⎋\\", "⎋P1\\+r544[eE]=[0-9A-Fa-f]+⎋\\\\"),
    answer("XTGETTCAP", "refuses what it does not know", "⎋P+q5a5a5a⎋\\", "⎋P0\\+r[0-9A-Fa-f]*⎋\\\\"),
    answer("kitty keyboard", "tells the flags", "⎋[?u", "⎋\\[\\?0u"),
    answer("kitty keyboard", "takes flags on a stack", "⎋[>5u⎋[?u⎋[<u", "⎋\\[\\?5u"),
    answer("kitty keyboard", "ignores an unknown way", "⎋[=5;1u⎋[=4;9u⎋[?u⎋[=0u", "⎋\\[\\?5u"),
    answer("DECDSR", "tells the locator's kind", "⎋[?56n", "⎋\\[\\?57;[012]n"),
    answer("DECDSR", "tells the room for macros", "⎋[?62n", "⎋\\[\\d+\\*\\{"),
    answer("DECDSR", "tells the sum of the macros", "⎋[?63;7n", "⎋P7!~0000⎋\\\\"),
    answer("DECDSR", "tells of the sessions", "⎋[?85n", "⎋\\[\\?83n"),
    answer("XTQMODKEYS", "tells what was set", "⎋[>4;2m⎋[?4m⎋[>4m", "⎋\\[>4;2m"),
    answer("XTQMODKEYS", "tells a resource", "⎋[?4m", "⎋\\[>4;\\d*m"),
]

SETTINGS = [
    setting("DECRQSS", "of a plain rendition", "", "m", "0?m"),
    *(setting("DECRQSS", f"of {name}", f"⎋[{number}m", "m", f"(?:0;)?{number}m") for number, name in ATTRIBUTES),
    setting("DECRQSS", "of a colour of eight", "⎋[31m", "m", "(?:0;)?31m"),
    setting("DECRQSS", "of a background of eight", "⎋[42m", "m", "(?:0;)?42m"),
    setting("DECRQSS", "of a bright colour", "⎋[91m", "m", "(?:0;)?91m"),
    setting("DECRQSS", "of a colour of 256", "⎋[38;5;200m", "m", "(?:0;)?38[:;]5[:;]200m"),
    setting("DECRQSS", "of a background of 256", "⎋[48;5;200m", "m", "(?:0;)?48[:;]5[:;]200m"),
    setting("DECRQSS", "of a true colour", "⎋[38;2;1;2;3m", "m", "(?:0;)?38[:;]2[:;]:?1[:;]2[:;]3m"),
    setting("SGR", "22 takes bold back", "⎋[1m⎋[22m", "m", "0?m"),
    setting("SGR", "22 takes faint back", "⎋[2m⎋[22m", "m", "0?m"),
    setting("SGR", "23 takes italic back", "⎋[3m⎋[23m", "m", "0?m"),
    setting("SGR", "24 takes the underline back", "⎋[4m⎋[24m", "m", "0?m"),
    setting("SGR", "27 takes reverse back", "⎋[7m⎋[27m", "m", "0?m"),
    setting("SGR", "39 and 49 take colours back", "⎋[31;42m⎋[39;49m", "m", "0?m"),
    setting("SGR", "0 takes everything back", "⎋[1;3;4;31m⎋[0m", "m", "0?m"),
    setting("SGR", "an absent number is 0", "⎋[1m⎋[;3m", "m", "(?:0;)?3m"),
    setting("SGR", "21 underlines twice", "⎋[21m", "m", "(?:0;)?(?:21|4:2)m"),
    setting("DECRQSS", "of the region", "⎋[5;10r", "r", "5;10r"),
    setting("DECRQSS", "of no region", "", "r", "1;24r"),
    setting("DECRQSS", "of the margins", "⎋[?69h⎋[5;10s", "s", "5;10s"),
    setting("DECRQSS", "of no margins", "⎋[?69h", "s", "1;80s"),
    setting("DECRQSS", "of the protection", "⎋[1\"q", "\"q", "1\"q"),
    setting("DECRQSS", "of no protection", "", "\"q", "[02]\"q"),
    setting("DECRQSS", "of the level", "", "\"p", "6\\d;1\"p"),
    *(setting("DECRQSS", f"of the cursor's shape {number}", f"⎋[{number} q", " q", f"{number} q") for number in range(1, 7)),
    setting("DECRQSS", "of the rows", "", "t", "24t"),
    setting("DECRQSS", "of the columns", "", "$|", "80\\$\\|"),
    setting("DECRQSS", "of the screen's rows", "", "*|", "24\\*\\|"),
    setting("DECRQSS", "of the extent", "⎋[2*x", "*x", "2\\*x"),
    answer("DECRQSS", "refuses what it does not know", "⎋P$q%%⎋\\", "⎋P0\\$r[^⎋]*⎋\\\\"),
]

MODES = [
    *(mode("DECRQM", f"{number}: {name} at first", "", number, first) for number, name, first in SWITCHES),
    *(mode("DECRQM", f"{number}: {name} when set", f"⎋[?{number}h", number, 1) for number, name, _ in SWITCHES if number not in (7, 25)),
    *(mode("DECRQM", f"{number}: {name} when reset", f"⎋[?{number}h⎋[?{number}l", number, 2) for number, name, _ in SWITCHES),
    *(mode("DECRQM", f"{number}: for ever reset", f"⎋[?{number}h", number, 4) for number in FOR_EVER),
    *(mode("DECRQM", f"{number}: for ever reset", f"⎋[{number}h", number, 4, private=False) for number in (1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19)),
    mode("DECRQM", "1048: is no alternate screen", "⎋[?1047h", 1048, "[0123]"),
    mode("DECRQM", "an unknown private mode", "", 4321, 0),
    mode("DECRQM", "4: insertion at first", "", 4, 2, private=False),
    mode("DECRQM", "4: insertion when set", "⎋[4h", 4, 1, private=False),
    mode("DECRQM", "20: new line at first", "", 20, 2, private=False),
    mode("DECRQM", "20: new line when set", "⎋[20h", 20, 1, private=False),
    mode("DECRQM", "2: the keys' lock", "", 2, "[24]", private=False),
    mode("DECRQM", "12: echo", "", 12, "[1-4]", private=False),
    mode("DECRQM", "an unknown mode", "", 321, 0, private=False),
]

COLOURS = [
    answer("OSC 4", "tells a colour", "⎋]4;1;?⎋\\", f"⎋\\]4;1;{COLOUR}⎋\\\\"),
    answer("OSC 4", "tells several", "⎋]4;1;?;200;?⎋\\", f"⎋\\]4;1;{COLOUR}⎋\\\\⎋\\]4;200;{COLOUR}⎋\\\\"),
    answer("OSC 4", "sets a colour", "⎋]4;1;rgb:12/34/56⎋\\⎋]4;1;?⎋\\⎋]104⎋\\", "⎋\\]4;1;rgb:1212/3434/5656⎋\\\\"),
    answer("OSC 4", "takes a colour of #", "⎋]4;1;#123456⎋\\⎋]4;1;?⎋\\⎋]104⎋\\", "⎋\\]4;1;rgb:1212/3434/5656⎋\\\\"),
    answer("OSC 104", "takes one back", "⎋]4;1;rgb:12/34/56⎋\\⎋]104;1⎋\\⎋]4;1;?⎋\\", f"⎋\\]4;1;(?!rgb:1212/3434){COLOUR}⎋\\\\"),
    *(answer("OSC 4", f"reads {text}", f"⎋]4;1;{text}⎋\\⎋]4;1;?⎋\\⎋]104⎋\\", f"⎋\\]4;1;rgb:{value}⎋\\\\")
      for text, value in (("red", "ffff/0000/0000"), ("Dark Sea Green", "8f8f/bcbc/8f8f"), ("gray50", "7f7f/7f7f/7f7f"), ("rgb:f/8/0", "ffff/8888/0000"),
                          ("rgbi:1/0/1", "ffff/0000/ffff"), ("#fff", "f0f0/f0f0/f0f0"), ("#123456789", "1212/4545/7878"), ("#123456789abc", "1212/5656/9a9a"))),
    answer("OSC 4", "goes on with special colours", "⎋]4;257;#123456⎋\\⎋]5;1;?⎋\\", "⎋\\]5;1;rgb:1212/3434/5656⎋\\\\"),
    *(answer("OSC 5", f"sets colour {number}", f"⎋]5;{number};#123456⎋\\⎋]5;{number};?⎋\\", f"⎋\\]5;{number};rgb:1212/3434/5656⎋\\\\") for number in range(5)),
    answer("OSC 5", "has five colours", "⎋]5;5;?⎋\\", ""),
    *(answer(f"OSC {number}", f"tells the {name}", f"⎋]{number};?⎋\\", f"⎋\\]{number};{COLOUR}⎋\\\\")
      for number, name in ((10, "text's colour"), (11, "background"), (12, "cursor's colour"))),
    *(answer(f"OSC {number}", f"sets the {name}", f"⎋]{number};rgb:12/34/56⎋\\⎋]{number};?⎋\\⎋]{number + 100}⎋\\", f"⎋\\]{number};rgb:1212/3434/5656⎋\\\\")
      for number, name in ((10, "text's colour"), (11, "background"), (12, "cursor's colour"))),
    answer("OSC 10", "goes on to the next", "⎋]10;?;?⎋\\", f"⎋\\]10;{COLOUR}⎋\\\\⎋\\]11;{COLOUR}⎋\\\\"),
    answer("OSC 10", "ends as it was asked", "⎋]10;?\a", f"⎋\\]10;{COLOUR}\a"),
    cursor("OSC 4", "moves nothing", "⎋[3;3H⎋]4;1;?⎋\\⎋[5;5H", (5, 5)),
]

CHECKS = DEVICE + SETTINGS + MODES + COLOURS
