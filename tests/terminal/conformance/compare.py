# SPDX-License-Identifier: GPL-3.0-or-later
"""compare.py CONSOLE [FOLDER]: the checks in Slipway's console over SSH, and in xterm.

Prints what either passes and fails below LEAST; 77 means that xterm is not there.
"""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

LEAST = 0.9
LIMIT = 120
TESTS = pathlib.Path(__file__).resolve().parent.parent
# The sum of a cell is then its character alone: no attributes, nothing trimmed, nothing masked.
RESOURCES = ("allowWindowOps: true", "checksumExtension: 22", "decTerminalID: 525", "utf8: 1", "cursorBlink: false", "reverseWrap: false",
             "allowColorOps: true", "allowTcapOps: true", "geometry: 80x24")


def command(result):
    return f"exec env LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH={shlex.quote(str(TESTS))} python3 -m conformance {shlex.quote(str(result))}"


def read(result):
    if not result.exists():
        return None
    with result.open(encoding="utf-8") as file:
        return json.load(file)


def in_console(program, folder):
    result = folder / "console.json"
    subprocess.run([program, command(result)], check=False, timeout=LIMIT, stdout=subprocess.DEVNULL)
    return read(result)


def in_xterm(folder):
    result = folder / "xterm.json"
    reading, writing = os.pipe()
    with subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1100x800x24", "-nolisten", "tcp"],
                          pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                display = ":" + pipe.readline().strip()
            options = [word for each in RESOURCES for word in ("-xrm", f"XTerm*{each}")]
            subprocess.run(["xterm", *options, "-e", "sh", "-c", command(result)], check=False, timeout=LIMIT,
                           env={**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8"}, stderr=subprocess.DEVNULL)
        finally:
            server.terminate()
    return read(result)


def tell(ours, theirs):
    for name, wrong in ours["results"].items():
        if wrong and not theirs["results"][name]:
            print(f"only xterm passes {name}: {wrong}")
    for name, wrong in theirs["results"].items():
        if wrong:
            print(f"{'neither passes' if ours['results'][name] else 'only Slipway passes'} {name}: {wrong}")
    ratio = ours["passed"] / theirs["passed"]
    print(f"conformance: of {ours['checks']} checks Slipway passes {ours['passed']}, xterm {theirs['passed']}: ratio {ratio:.3f} (at least {LEAST})")
    return ratio


def main():
    missing = [name for name in ("xterm", "Xvfb") if not shutil.which(name)]
    if missing:
        print(f"skipped: {' and '.join(missing)} not found; install them to compare with xterm")
        return 77
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else temporary).resolve()
        theirs = in_xterm(folder)
        ours = in_console(sys.argv[1], folder)
    if not ours or not theirs:
        print(f"the checks did not come to their end in {'Slipway' if theirs else 'xterm'}")
        return 1
    return 0 if theirs["passed"] and tell(ours, theirs) >= LEAST else 1


sys.exit(main())
