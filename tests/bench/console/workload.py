# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside of a terminal: workload.py RESULT KIND [ARGUMENT].

Writes RESULT.begin when it is about to begin and RESULT when the terminal has taken all of it, which
an answer to a question (the cursor's position) tells. RESULT holds the seconds it took; for
"interrupt" the monotonic time at which the program was gone. Kinds: cat FILE, scroll BYTES, lines
COUNT, interrupt, echo.
"""

import os
import signal
import subprocess
import sys
import termios
import time
import tty

result, kind = sys.argv[1], sys.argv[2]
argument = sys.argv[3] if len(sys.argv) > 3 else ""


def settle():
    """Waits until the terminal has read everything."""
    before = termios.tcgetattr(0)
    tty.setraw(0)
    os.write(1, b"\x1b[6n")
    answer = b""
    while not answer.endswith(b"R"):
        answer += os.read(0, 1)
    termios.tcsetattr(0, termios.TCSANOW, before)


def write_all(data):
    while data:
        data = data[os.write(1, data):]


def note(path, text):
    with open(path + ".new", "w") as file:
        file.write(text)
    os.rename(path + ".new", path)


def work():
    if kind == "cat":
        subprocess.run(["cat", argument], check=True)
    elif kind == "scroll":
        block = b"y\n" * 32768
        for _ in range(int(argument) // len(block)):
            write_all(block)
    elif kind == "lines":
        for number in range(int(argument)):
            write_all(b"line %7d of a log that a person may want to scroll back to, later in the day, once more\r\n" % number)
    elif kind == "interrupt":
        signal.signal(signal.SIGINT, lambda *_: None)
        subprocess.run(["yes"])
        return str(time.monotonic())
    elif kind == "echo":
        subprocess.run(["cat"])
    return None


settle()
note(result + ".begin", "")
time.sleep(0.5)
begin = time.monotonic()
told = work()
if told is None:
    settle()
    told = str(time.monotonic() - begin)
note(result, told)
time.sleep(1)
