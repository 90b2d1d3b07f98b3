# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal of 80x24 has to do, from ECMA-48, the VT510's manual and xterm's ctlseqs.

Each check is a name, what is sent after a reset, and what must be there then: a text (the rows from
the top, up to the last that is not blank), a place (row, column, from 1), or an Answer.
"""

import re

ESC = "\x1b"
CSI = "\x1b["
DCS = "\x1bP"
OSC = "\x1b]"
ST = "\x1b\\"


class Answer:
    """What the terminal must send, as a regular expression for all of it."""

    def __init__(self, pattern):
        self.pattern = re.compile(pattern, re.DOTALL)


def csi(*sequences):
    return "".join(CSI + each for each in sequences)


ABC = "abc\r\ndef\r\nghi"
REGION = "2;4r"
MARGINS = csi("?69h", "3;6s")
DEEP = "\r\n".join("abcdef")

cursor = [
    ("CUP without numbers", csi("5;5H", "H"), (1, 1)),
    ("CUP with a row", csi("5;5H", "7H"), (7, 1)),
    ("CUP with a column", csi("5;5H", ";7H"), (1, 7)),
    ("CUP of zero", csi("5;5H", "0;0H"), (1, 1)),
    ("CUP beyond the screen", csi("99;999H"), (24, 80)),
    ("CUP relative to the origin", csi("5;9r", "?6h", "2;3H"), (2, 3)),
    ("CUP stays in the region in origin mode", csi("5;9r", "?6h", "20;3H"), (5, 3)),
    ("HVP", csi("4;6f"), (4, 6)),
    ("CUU", csi("5;5H", "2A"), (3, 5)),
    ("CUU of zero", csi("5;5H", "0A"), (4, 5)),
    ("CUU stops at the top", csi("5;5H", "99A"), (1, 5)),
    ("CUU stops at the top margin", csi(REGION, "3;5H", "99A"), (2, 5)),
    ("CUU from above the region", csi("3;4r", "2;5H", "99A"), (1, 5)),
    ("CUD", csi("5;5H", "2B"), (7, 5)),
    ("CUD stops at the bottom", csi("5;5H", "99B"), (24, 5)),
    ("CUD stops at the bottom margin", csi(REGION, "3;5H", "99B"), (4, 5)),
    ("CUD from below the region", csi(REGION, "6;5H", "99B"), (24, 5)),
    ("CUF", csi("5;5H", "C"), (5, 6)),
    ("CUF stops at the edge", csi("5;5H", "999C"), (5, 80)),
    ("CUF stops at the right margin", MARGINS + csi("1;4H", "99C"), (1, 6)),
    ("CUF from beyond the right margin", MARGINS + csi("1;8H", "99C"), (1, 80)),
    ("CUB", csi("5;5H", "2D"), (5, 3)),
    ("CUB stops at the edge", csi("5;5H", "99D"), (5, 1)),
    ("CUB stops at the left margin", MARGINS + csi("1;5H", "99D"), (1, 3)),
    ("CUB from before the left margin", MARGINS + csi("1;2H", "99D"), (1, 1)),
    ("CNL", csi("5;5H", "2E"), (7, 1)),
    ("CNL stops at the bottom margin", csi(REGION, "3;5H", "99E"), (4, 1)),
    ("CPL", csi("5;5H", "2F"), (3, 1)),
    ("CPL stops at the top margin", csi(REGION, "3;5H", "99F"), (2, 1)),
    ("CHA", csi("5;5H", "9G"), (5, 9)),
    ("CHA without a number", csi("5;5H", "G"), (5, 1)),
    ("CHA beyond the edge", csi("5;5H", "999G"), (5, 80)),
    ("HPA", csi("5;5H", "9`"), (5, 9)),
    ("HPR", csi("5;5H", "3a"), (5, 8)),
    ("VPA", csi("5;5H", "9d"), (9, 5)),
    ("VPA beyond the screen", csi("5;5H", "99d"), (24, 5)),
    ("VPR", csi("5;5H", "3e"), (8, 5)),
    ("BS", csi("5;5H") + "\b", (5, 4)),
    ("BS at the edge", csi("5;1H") + "\b", (5, 1)),
    ("BS from a wrap that waits", "x" * 80 + "\b", (1, 79)),
    ("CR", csi("5;5H") + "\r", (5, 1)),
    ("CR goes to the left margin", MARGINS + csi("1;5H") + "\r", (1, 3)),
    ("LF", csi("5;5H") + "\n", (6, 5)),
    ("VT", csi("5;5H") + "\v", (6, 5)),
    ("FF", csi("5;5H") + "\f", (6, 5)),
    ("LF in new line mode", csi("20h", "5;5H") + "\n", (6, 1)),
    ("IND", csi("5;5H") + ESC + "D", (6, 5)),
    ("NEL", csi("5;5H") + ESC + "E", (6, 1)),
    ("RI", csi("5;5H") + ESC + "M", (4, 5)),
    ("DECSTBM sets the cursor home", csi("5;5H", REGION), (1, 1)),
    ("DECSTBM of one row is none", csi("5;5H", "4;4r"), (5, 5)),
    ("DECSTBM upside down is none", csi("5;5H", "6;3r"), (5, 5)),
    ("DECOM sets the cursor home", csi("5;9r", "7;7H", "?6h"), (1, 1)),
    ("DECALN sets the cursor home", csi("5;5H") + ESC + "#8", (1, 1)),
    ("DECALN takes the margins back", csi(REGION) + ESC + "#8" + csi("99B"), (24, 1)),
    ("IL ends in the first column", csi("5;5H", "L"), (5, 1)),
    ("DL ends in the first column", csi("5;5H", "M"), (5, 1)),
    ("DECSC and DECRC", csi("5;5H") + ESC + "7" + csi("9;9H") + ESC + "8", (5, 5)),
    ("SCOSC and SCORC", csi("5;5H", "s", "9;9H", "u"), (5, 5)),
    ("DECRC of nothing", csi("5;5H") + ESC + "8", (1, 1)),
    ("1048", csi("5;5H", "?1048h", "9;9H", "?1048l"), (5, 5)),
    ("1049 brings the cursor back", csi("5;5H", "?1049h", "9;9H", "?1049l"), (5, 5)),
    ("1049 keeps a saved cursor for each screen",
     csi("5;5H", "?1049h", "9;9H") + ESC + "7" + csi("?1049l"), (5, 5)),
    ("DECSTR leaves the cursor", csi("5;5H", "!p"), (5, 5)),
    ("DECSTR takes the margins back", csi(REGION, "!p", "99B"), (24, 1)),
    ("a character at the edge", csi("1;80H") + "x", (1, 80)),
    ("a wide character", "日", (1, 3)),
    ("a combining mark", "e\u0301", (1, 2)),
    ("controls inside of a sequence", csi("5;5H") + CSI + "2\nC", (6, 7)),
    ("CAN ends a sequence", csi("5;5H") + CSI + "2\x18", (5, 5)),
    ("ESC begins anew", csi("5;5H") + CSI + "2" + csi("3;3H"), (3, 3)),
]

tabs = [
    ("HT", "\t", (1, 9)),
    ("HT at a stop", csi("1;9H") + "\t", (1, 17)),
    ("HT at the edge", csi("1;79H") + "\t", (1, 80)),
    ("HTS", csi("1;5H") + ESC + "H\r\t", (1, 5)),
    ("TBC", csi("1;9H", "g") + "\r\t", (1, 17)),
    ("TBC of all", csi("3g") + "\t", (1, 80)),
    ("CHT", csi("2I"), (1, 17)),
    ("CBT", csi("1;20H", "2Z"), (1, 9)),
    ("CBT at the edge", csi("5Z"), (1, 1)),
    ("RIS brings the stops back", csi("3g") + ESC + "c\t", (1, 9)),
]

text = [
    ("DECAWM", "x" * 79 + "yz", "x" * 79 + "y\nz"),
    ("without DECAWM", csi("?7l") + "x" * 79 + "yz", "x" * 79 + "z"),
    ("wraps at the right margin", MARGINS + csi("1;3H") + "abcdef", "  abcd\n  ef"),
    ("IRM", "abc\r" + csi("4h") + "x", "xabc"),
    ("IRM and a wide character", "abc\r" + csi("4h") + "日", "日abc"),
    ("IRM ends", "abc\r" + csi("4h", "4l") + "x", "xbc"),
    ("REP", "a" + csi("3b"), "aaaa"),
    ("REP wraps", "x" * 78 + "y" + csi("3b"), "x" * 78 + "yy\nyy"),
    ("a wide character at the edge", csi("1;80H") + "日", "\n日"),
    ("half of a wide character", "日" + csi("2G") + "x", " x"),
    ("DEC line drawing", ESC + "(0qx" + ESC + "(B", "─│"),
    ("G1 by SO and SI", ESC + ")0\x0eq\x0fq", "─q"),
    ("G2 by SS2", ESC + "*0" + ESC + "Nqq", "─q"),
    ("G3 by SS3", ESC + "+0" + ESC + "Oqq", "─q"),
    ("G2 by LS2", ESC + "*0" + ESC + "nq", "─"),
    ("G3 by LS3", ESC + "+0" + ESC + "oq", "─"),
    ("the British set", ESC + "(A#" + ESC + "(B#", "£#"),
    ("DECSC keeps the set", ESC + "(0" + ESC + "7" + ESC + "(B" + ESC + "8q" + ESC + "(B", "─"),
    ("DECALN", ESC + "#8" + csi("2J") + "x", "x"),
    ("OSC is not shown", OSC + "2;title\a" + "x", "x"),
    ("DCS is not shown", DCS + "zzz" + ST + "x", "x"),
    ("APC, PM and SOS are not shown", ESC + "_a" + ST + ESC + "^b" + ST + ESC + "Xc" + ST + "x", "x"),
    ("an unknown sequence is not shown", csi("?12;34z", "5&q") + "x", "x"),
    ("47 keeps the screen", "ab" + csi("?47h", "2J", "?47l"), "ab"),
    ("47 keeps the other screen", csi("?47h") + "ab" + csi("?47l", "?47h"), "ab"),
    ("1047 erases when it leaves", csi("?1047h") + "ab" + csi("?1047l", "?1047h"), ""),
    ("1047 twice", csi("?1047h") + "ab" + csi("?1047h"), "ab"),
    ("1049 begins empty", "ab" + csi("?1049h"), ""),
    ("1049 keeps the screen", "ab" + csi("?1049h") + "xy" + csi("?1049l"), "ab"),
    ("RIS", "ab" + csi("5;5H") + ESC + "cx", "x"),
    ("DECSTR ends IRM", "abc\r" + csi("4h", "!p") + "x", "xbc"),
    ("DECSTR ends DECOM", csi("3;5r", "?6h", "!p", "1;1H") + "x", "x"),
    ("DECSC keeps DECOM", csi("3;5r", "?6h") + ESC + "7" + csi("?6l") + ESC + "8" + csi("1;1H") + "x",
     "\n\nx"),
]

edit = [
    ("ED", ABC + csi("2;2H", "J"), "abc\nd"),
    ("ED to the cursor", ABC + csi("2;2H", "1J"), "\n  f\nghi"),
    ("ED of all", ABC + csi("2J"), ""),
    ("EL", ABC + csi("2;2H", "K"), "abc\nd\nghi"),
    ("EL to the cursor", ABC + csi("2;2H", "1K"), "abc\n  f\nghi"),
    ("EL of all", ABC + csi("2;2H", "2K"), "abc\n\nghi"),
    ("EL ends a wrap", "x" * 80 + csi("K") + "y", "x" * 79 + "y"),
    ("ECH", ABC + csi("2;1H", "2X"), "abc\n  f\nghi"),
    ("ECH beyond the edge", ABC + csi("2;2H", "999X"), "abc\nd\nghi"),
    ("ICH", ABC + csi("2;1H", "2@"), "abc\n  def\nghi"),
    ("ICH pushes over the edge", csi("1;79H") + "xy" + csi("1;79H", "@"), " " * 79 + "x"),
    ("ICH outside of the region", ABC + csi("2;3r", "1;2H", "@"), "a bc\ndef\nghi"),
    ("ICH within margins", "abcdefgh" + MARGINS + csi("1;4H", "@"), "abc degh"),
    ("DCH", ABC + csi("2;1H", "2P"), "abc\nf\nghi"),
    ("DCH outside of the region", ABC + csi("2;3r", "1;2H", "P"), "ac\ndef\nghi"),
    ("DCH within margins", "abcdefgh" + MARGINS + csi("1;4H", "P"), "abcef gh"),
    ("IL", ABC + csi("2;2H", "L"), "abc\n\ndef\nghi"),
    ("IL within the region", DEEP + csi(REGION, "3;1H", "L"), "a\nb\n\nc\ne\nf"),
    ("IL outside of the region", DEEP + csi(REGION, "1;1H", "L"), DEEP.replace("\r", "")),
    ("DL", ABC + csi("2;2H", "M"), "abc\nghi"),
    ("DL within the region", DEEP + csi(REGION, "3;1H", "M"), "a\nb\nd\n\ne\nf"),
    ("SU", ABC + csi("S"), "def\nghi"),
    ("SU within the region", DEEP + csi(REGION, "S"), "a\nc\nd\n\ne\nf"),
    ("SD", ABC + csi("T"), "\nabc\ndef\nghi"),
    ("SD within the region", DEEP + csi(REGION, "2T"), "a\n\n\nb\ne\nf"),
    ("SU within margins", "abcdefgh\r\nijklmnop" + MARGINS + csi("S"), "abklmngh\nij    op"),
    ("LF scrolls the region", DEEP + csi(REGION, "4;1H") + "\n", "a\nc\nd\n\ne\nf"),
    ("LF below the region scrolls nothing", "a" + csi(REGION, "24;1H") + "b\n", "a" + "\n" * 23 + "b"),
    ("RI scrolls the region", DEEP + csi(REGION, "2;1H") + ESC + "M", "a\n\nb\nc\ne\nf"),
    ("IND scrolls the region", DEEP + csi(REGION, "4;1H") + ESC + "D", "a\nc\nd\n\ne\nf"),
    ("DECIC", ABC + csi("1;2H", "2'}"), "a  bc\nd  ef\ng  hi"),
    ("DECDC", ABC + csi("1;2H", "'~"), "ac\ndf\ngi"),
    ("DECFI", ABC + csi("?69h", "1;2s", "1;2H") + ESC + "9", "b c\ne f\nh i"),
    ("DECBI", ABC + csi("?69h", "1;2s", "1;1H") + ESC + "6", " ac\n df\n gi"),
    ("DECERA", ABC + csi("1;2;2;3$z"), "a\nd\nghi"),
    ("DECFRA", ABC + csi("88;1;2;2;3$x"), "aXX\ndXX\nghi"),
    ("DECCRA", ABC + csi("1;1;2;2;1;2;4;1$v"), "abc\ndefab\nghide"),
    ("DECSERA", csi("1\"q") + "ab" + csi("0\"q") + "cd" + csi("1;1;1;4${"), "ab"),
    ("DECSED", csi("1\"q") + "ab" + csi("0\"q") + "cd" + csi("1;1H", "?J"), "ab"),
    ("DECSEL", csi("1\"q") + "ab" + csi("0\"q") + "cd" + csi("1;1H", "?K"), "ab"),
    ("DECSED to the cursor", "ab" + csi("1\"q") + "cd" + csi("0\"q", "1;3H", "?1J"), "  cd"),
    ("ED erases what DECSCA protects", csi("1\"q") + "ab" + csi("0\"q", "2J"), ""),
]


def _modes():
    modes = [("", 4, "IRM"), ("", 20, "LNM"), ("?", 1, "DECCKM"), ("?", 5, "DECSCNM"), ("?", 6, "DECOM"),
             ("?", 7, "DECAWM"), ("?", 25, "DECTCEM"), ("?", 69, "DECLRMM"), ("?", 1000, "mouse"),
             ("?", 1002, "mouse drags"), ("?", 1003, "mouse moves"), ("?", 1004, "focus"),
             ("?", 1006, "mouse by SGR"), ("?", 1047, "alternate screen"), ("?", 1049, "alternate screen, cursor"),
             ("?", 2004, "bracketed paste"), ("?", 66, "DECNKM"), ("?", 12, "blinking cursor")]
    for leader, number, name in modes:
        for final, value in (("h", 1), ("l", 2)):
            yield (f"DECRQM of {name}, {'set' if value == 1 else 'reset'}",
                   csi(f"{leader}{number}{final}", f"{leader}{number}$p"),
                   Answer(re.escape(csi(f"{leader}{number};{value}$y"))))


answers = [
    ("DA1", csi("c"), Answer(r"\x1b\[\?\d+(;\d+)*c")),
    ("DA2", csi(">c"), Answer(r"\x1b\[>\d+;\d+;\d+c")),
    ("DSR", csi("5n"), Answer(r"\x1b\[0n")),
    ("CPR", csi("5;7H", "6n"), Answer(r"\x1b\[5;7R")),
    ("DECXCPR", csi("5;7H", "?6n"), Answer(r"\x1b\[\?5;7(;1)?R")),
    ("CPR is relative to the origin", csi("5;9r", "?6h", "2;3H", "6n"), Answer(r"\x1b\[2;3R")),
    *_modes(),
    ("DECRQM of an unknown mode", csi("?9999$p"), Answer(r"\x1b\[\?9999;0\$y")),
    ("DECRQSS of SGR", csi("0;1;4m") + DCS + "$qm" + ST, Answer(r"\x1bP1\$r(0;)?1;4m\x1b\\")),
    ("DECRQSS of DECSTBM", csi("3;9r") + DCS + "$qr" + ST, Answer(r"\x1bP1\$r3;9r\x1b\\")),
    ("DECRQSS of DECSLRM", MARGINS + DCS + "$qs" + ST, Answer(r"\x1bP1\$r3;6s\x1b\\")),
    ("DECRQSS of DECSCUSR", csi("4 q") + DCS + "$q q" + ST, Answer(r"\x1bP1\$r4 q\x1b\\")),
    ("DECRQSS of DECSCA", csi("1\"q") + DCS + "$q\"q" + ST, Answer(r"\x1bP1\$r1\"q\x1b\\")),
    ("DECRQSS of DECSCL", DCS + "$q\"p" + ST, Answer(r"\x1bP1\$r6\d;[012]\"p\x1b\\")),
    ("DECRQSS of nothing", DCS + "$qz" + ST, Answer(r"\x1bP0\$r.*\x1b\\")),
    ("XTVERSION", csi(">q"), Answer(r"\x1bP>\|[^\x1b]+\x1b\\")),
    ("XTGETTCAP", DCS + "+q436f" + ST, Answer(r"\x1bP1\+r436[fF]=[0-9a-fA-F]+\x1b\\")),
    ("the size in characters", csi("18t"), Answer(r"\x1b\[8;24;80t")),
    ("OSC 4 asks for a colour", OSC + "4;1;?" + ST, Answer(r"\x1b\]4;1;rgb:[0-9a-f/]+(\x1b\\|\a)")),
    ("OSC 10 asks for the text", OSC + "10;?" + ST, Answer(r"\x1b\]10;rgb:[0-9a-f/]+(\x1b\\|\a)")),
    ("OSC 11 asks for the background", OSC + "11;?" + ST, Answer(r"\x1b\]11;rgb:[0-9a-f/]+(\x1b\\|\a)")),
    ("OSC 12 asks for the cursor", OSC + "12;?" + ST, Answer(r"\x1b\]12;rgb:[0-9a-f/]+(\x1b\\|\a)")),
]

CHECKS = cursor + tabs + text + edit + answers
