# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal on the standard streams: what is written to it, and what it answers."""

import os
import re
import select
import termios
import time
import tty

PATIENCE = 3.0
END = re.compile(rb"(?:\x1b\[|\xc2?\x9b)0n")
CHECKSUM = re.compile(rb"(?:\x1bP|\xc2?\x90)(\d+)!~([0-9A-Fa-f]{4})(?:\x1b\\|\xc2?\x9c)")
PLACE = re.compile(rb"(?:\x1b\[|\xc2?\x9b)(\d+);(\d+)R")


class NoAnswer(Exception):
    """The terminal does not even say that it is well."""


class Terminal:
    def __enter__(self):
        self.before = termios.tcgetattr(0)
        tty.setraw(0)
        return self

    def __exit__(self, *_):
        self.send("⎋c")
        termios.tcsetattr(0, termios.TCSADRAIN, self.before)

    def send(self, text):
        """Writes; ⎋ stands for ESC."""
        data = text.replace("⎋", "\x1b").encode()
        while data:
            data = data[os.write(1, data):]

    def ask(self, text):
        """All that is answered to the text. A status report behind it ends the answer, so that one
        that never comes costs no time."""
        self.send(text + "⎋[5n")
        answer = b""
        end = time.monotonic() + PATIENCE
        while not (found := END.search(answer)):
            readable, _, _ = select.select([0], [], [], max(0.0, end - time.monotonic()))
            if not readable:
                raise NoAnswer
            answer += os.read(0, 65536)
        return answer[:found.start()]

    def reset(self):
        self.send("\x18⎋c")
        self.ask("")

    def cursor(self):
        found = PLACE.search(self.ask("⎋[6n"))
        return (int(found[1]), int(found[2])) if found else None

    def cells(self, top, left, height, width):
        """The characters of a rectangle, one checksum each; blanks as spaces."""
        self.send("⎋[?6l")
        places = [(row, column) for row in range(top, top + height) for column in range(left, left + width)]
        answer = self.ask("".join(f"⎋[{number};1;{row};{column};{row};{column}*y" for number, (row, column) in enumerate(places, 1)))
        sums = {int(number): int(value, 16) for number, value in CHECKSUM.findall(answer)}
        values = [(0x10000 - sums[number]) & 0xFFFF if number in sums else 0x3F for number in range(1, len(places) + 1)]
        text = "".join(chr(value) if value > 0x20 else " " for value in values)
        return [text[at:at + width] for at in range(0, len(text), width)]
