# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside of a terminal of 80x24: conformance.py RESULT.

Sends each check, asks the terminal what is there, and writes {name: "pass" | what was there} to
RESULT. A terminal that does not answer fails the check, and holds nothing up for long.
"""

import json
import os
import re
import select
import sys
import termios
import time
import tty

from checks import CHECKS, CSI, Answer

PATIENCE = 3.0  # seconds


class Terminal:
    def __enter__(self):
        self.before = termios.tcgetattr(0)
        tty.setraw(0)
        self.is_negated = False
        self.is_negated = self.send_and_ask("\x1bc\x1b[HA\x1b[1;1;1;1;1;1*y", r"!~([0-9A-F]{4})").group(1) != "0041"
        return self

    def __exit__(self, *_):
        self.write("\x1bc")
        termios.tcsetattr(0, termios.TCSANOW, self.before)

    def write(self, text):
        data = text.encode()
        while data:
            data = data[os.write(1, data):]

    def send_and_ask(self, text, pattern):
        """The match of what the terminal says to it, or None after a while."""
        return self.send_and_wait(text, lambda said: re.search(pattern, said, re.DOTALL))

    def send_and_wait(self, text, found_in):
        self.write(text)
        said = b""
        end = time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            if select.select([0], [], [], left)[0]:
                said += os.read(0, 65536)
                if found := found_in(said.decode("utf8", "replace")):
                    return found
        return None

    def reset(self):
        # DECSTR for what xterm keeps at RIS.
        self.send_and_ask("\x1bc\x1b[!p\x1b[H\x1b[6n", r"\[1;1R")

    def place(self):
        found = self.send_and_ask("\x1b[6n", r"\[(\d+);(\d+)R")
        return (int(found.group(1)), int(found.group(2))) if found else None

    def rows(self, count, columns):
        asked = "".join(f"\x1b[{row * 100 + column};1;{row + 1};{column + 1};{row + 1};{column + 1}*y"
                        for row in range(count) for column in range(columns))
        said = self.send_and_wait("\x1b[?6l" + asked, lambda said: said.count("\x1b\\") == count * columns and said)
        if not said:
            return None
        cells = [["?"] * columns for _ in range(count)]
        for number, value in re.findall(r"P(\d+)!~([0-9A-F]{4})", said):
            code = int(value, 16)
            code = (0x10000 - code) & 0xFFFF if self.is_negated else code
            cells[int(number) // 100][int(number) % 100] = chr(code) if code else ""
        return "\n".join("".join(row).rstrip() for row in cells).rstrip("\n")


def outcome(terminal, sent, wanted):
    terminal.reset()
    if isinstance(wanted, Answer):
        # What comes after shows that nothing more is to come.
        said = terminal.send_and_ask(sent + CSI + "5n", r"(.*)\x1b\[0n")
        there = said.group(1) if said else None
        return "pass" if there is not None and wanted.pattern.fullmatch(there) else repr(there)
    terminal.write(sent)
    if isinstance(wanted, tuple):
        there = terminal.place()
    else:
        lines = wanted.split("\n")
        # A wide character's second half is no text of its own.
        there = terminal.rows(min(len(lines) + 1, 24), min(max(map(len, lines)) + 4, 80))
        there = there.replace("日 ", "日") if there else there
    return "pass" if there == wanted else repr(there)


def main():
    results = {}
    with Terminal() as terminal:
        for name, sent, wanted in CHECKS:
            results[name] = outcome(terminal, sent, wanted)
    with open(sys.argv[1] + ".new", "w", encoding="utf8") as file:
        json.dump(results, file)
    os.rename(sys.argv[1] + ".new", sys.argv[1])


main()
