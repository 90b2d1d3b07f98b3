# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations on rectangles."""

from .check import cursor, screen

ORIGIN = "⎋[2;4r⎋[?69h⎋[3;6s⎋[?6h"

CHECKS = [
    screen("DECERA", "erases a rectangle", "⎋[2;3;3;5$z", "abcdefgh", "ij   nop", "qr   vwx", "ABCDEFGH"),
    screen("DECERA", "takes the whole screen by default", "⎋[$z", "", "", "", "", ""),
    screen("DECERA", "does nothing to an invalid one", "⎋[3;3;2;5$z", "abcdefgh", "ijklmnop", "qrstuvwx"),
    screen("DECERA", "takes protected characters too", "⎋[2;3H⎋[1\"qX⎋[0\"q⎋[2;3;3;5$z", "abcdefgh", "ij   nop", "qr   vwx"),
    screen("DECERA", "counts from the origin", ORIGIN + "⎋[1;1;2;2$z", "abcdefgh", "ij  mnop", "qr  uvwx"),
    screen("DECERA", "is free of margins without DECOM", ORIGIN + "⎋[?6l⎋[1;1;2;2$z", "  cdefgh", "  klmnop"),
    cursor("DECERA", "leaves the cursor", "⎋[4;4H⎋[1;1;2;2$z", (4, 4)),
    screen("DECFRA", "fills a rectangle", "⎋[37;2;3;3;5$x", "abcdefgh", "ij%%%nop", "qr%%%vwx", "ABCDEFGH"),
    screen("DECFRA", "takes the whole screen by default", "⎋[37$x", "%%%%%%%%%%", "%%%%%%%%%%"),
    screen("DECFRA", "does nothing with a control character", "⎋[7;2;3;3;5$x", "abcdefgh", "ijklmnop"),
    screen("DECFRA", "does nothing to an invalid one", "⎋[37;3;3;2;5$x", "abcdefgh", "ijklmnop", "qrstuvwx"),
    screen("DECFRA", "counts from the origin", ORIGIN + "⎋[37;1;1;2;2$x", "abcdefgh", "ij%%mnop", "qr%%uvwx"),
    screen("DECFRA", "stays inside of the margins with DECOM", ORIGIN + "⎋[37;1;1;9;9$x", "abcdefgh", "ij%%%%op", "qr%%%%wx", "AB%%%%GH", "IJKLMNOP"),
    cursor("DECFRA", "leaves the cursor", "⎋[4;4H⎋[37;1;1;2;2$x", (4, 4)),
    screen("DECCRA", "copies a rectangle", "⎋[1;1;2;2;1;3;4;1$v", "abcdefgh", "ijklmnop", "qrsabvwx", "ABCijFGH"),
    screen("DECCRA", "copies down over itself", "⎋[1;1;3;3;1;2;1;1$v", "abcdefgh", "abclmnop", "ijktuvwx", "qrsDEFGH"),
    screen("DECCRA", "copies up over itself", "⎋[2;1;4;3;1;1;1;1$v", "ijkdefgh", "qrslmnop", "ABCtuvwx", "ABCDEFGH"),
    screen("DECCRA", "copies right over itself", "⎋[1;1;1;4;1;1;2;1$v", "aabcdfgh", "ijklmnop"),
    screen("DECCRA", "copies left over itself", "⎋[1;2;1;5;1;1;1;1$v", "bcdeefgh", "ijklmnop"),
    screen("DECCRA", "goes to the corner by default", "⎋[2;3;3;4$v", "klcdefgh", "stklmnop", "qrstuvwx"),
    screen("DECCRA", "does nothing with an invalid one", "⎋[2;2;1;1;1;5;5;1$v", "abcdefgh", "ijklmnop", "qrstuvwx", "ABCDEFGH", "IJKLMNOP"),
    screen("DECCRA", "cuts at the edge", "⎋[1;1;2;8;1;1;79;1$v", "ab", "ij", at=(1, 79)),
    screen("DECCRA", "counts from the origin", ORIGIN + "⎋[1;1;1;2;1;2;2;1$v", "abcdefgh", "ijklmnop", "qrsklvwx"),
    cursor("DECCRA", "leaves the cursor", "⎋[4;4H⎋[1;1;2;2;1;3;4;1$v", (4, 4)),
    screen("DECSERA", "erases a rectangle", "⎋[2;3;3;5${", "abcdefgh", "ij   nop", "qr   vwx", "ABCDEFGH"),
    screen("DECSERA", "spares protected characters", "⎋[2;3H⎋[1\"qX⎋[0\"q⎋[2;3;3;5${", "abcdefgh", "ijX  nop", "qr   vwx"),
    screen("DECSERA", "takes the whole screen by default", "⎋[${", "", "", "", "", ""),
    screen("DECSERA", "counts from the origin", ORIGIN + "⎋[1;1;2;2${", "abcdefgh", "ij  mnop", "qr  uvwx"),
    screen("DECCARA", "leaves the characters", "⎋[1;1;2;2;7$r", "abcdefgh", "ijklmnop"),
    cursor("DECCARA", "leaves the cursor", "⎋[4;4H⎋[1;1;2;2;7$r", (4, 4)),
    screen("DECRARA", "leaves the characters", "⎋[1;1;2;2;7$t", "abcdefgh", "ijklmnop"),
]
