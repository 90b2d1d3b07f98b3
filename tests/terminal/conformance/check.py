# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check is: what to write, and what must then be so."""

import dataclasses
import re
from collections.abc import Callable

WIDTH = 10
FILL = "".join(f"⎋[{row};1H{text}" for row, text in
               enumerate(("abcdefgh", "ijklmnop", "qrstuvwx", "ABCDEFGH", "IJKLMNOP"), 1))


@dataclasses.dataclass(frozen=True)
class Check:
    function: str
    says: str
    run: Callable  # gives what is wrong, or an empty text

    @property
    def name(self):
        return f"{self.function}: {self.says}"


def differs(what, expected, actual):
    return "" if expected == actual else f"{what} is {actual}, not {expected}"


def cursor(function, says, text, expected):
    def run(terminal):
        terminal.send(text)
        return differs("the cursor", expected, terminal.cursor())
    return Check(function, says, run)


def screen(function, says, text, *rows, at=(1, 1)):
    """The text is written over rows of letters."""
    return blank(function, says, FILL + text, *rows, at=at)


def blank(function, says, text, *rows, at=(1, 1)):
    """As screen(), but on an empty screen. Rows are compared over the first ten columns."""
    def run(terminal):
        terminal.send(text)
        width = min(WIDTH, 81 - at[1])
        return differs("the screen", [row.ljust(width) for row in rows], terminal.cells(*at, len(rows), width))
    return Check(function, says, run)


def answer(function, says, text, pattern):
    """A regular expression for all of the answer; ⎋ stands for ESC."""
    whole = re.compile(pattern.replace("⎋", "\x1b").encode(), re.DOTALL)

    def run(terminal):
        actual = terminal.ask(text)
        return "" if whole.fullmatch(actual) else f"the answer is {actual!r}, not {pattern!r}"
    return Check(function, says, run)


def setting(function, says, text, request, expected):
    """What DECRQSS tells of a setting."""
    return answer(function, says, text + f"⎋P$q{request}⎋\\", f"⎋P1\\$r{expected}⎋\\\\")


def mode(function, says, text, number, expected, private=True):
    """What DECRQM tells of a mode."""
    mark = "?" if private else ""
    return answer(function, says, text + f"⎋[{mark}{number}$p", f"⎋\\[{re.escape(mark)}{number};{expected}\\$y")
