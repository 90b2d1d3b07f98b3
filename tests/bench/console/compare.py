# SPDX-License-Identifier: GPL-3.0-or-later
"""Slipway's console beside Konsole, xterm and Alacritty: compare.py BENCH_CONSOLE. ROUNDS=5.

Each terminal runs workload.py in its own X server without a screen, in turns, in 120x40 or what its
window has room for. Prints Markdown: medians, and their ratios against the targets. Exit status 1
when a target is missed.
"""

import os
import pathlib
import pty
import random
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

from xscreen import HEIGHT, WIDTH, Screen

here = pathlib.Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("ROUNDS", "5"))
MEGABYTES = int(os.environ.get("MEGABYTES", "64"))
KEYS = 60
SCROLLED = 88_810
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGESIZE")
ours = "slipway"


class Sshd:
    """A server on 127.0.0.1 with keys of its own."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        self.port = random.randint(20000, 30000)
        host_key = " ".join((folder / "host.pub").read_text().split()[:2])
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}\n")
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n"
            "UsePAM no\nStrictModes no\nPermitRootLogin yes\nPidFile none\nLogLevel QUIET\n")
        os.makedirs("/run/sshd", exist_ok=True)
        self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", folder / "config"])
        time.sleep(0.5)

    def client(self, command):
        return ["ssh", "-F", "none", "-t", "-o", "LogLevel=QUIET", "-o", "IdentitiesOnly=yes", "-i", f"{self.folder}/user",
                "-o", f"UserKnownHostsFile={self.folder}/known_hosts", "-p", str(self.port), "127.0.0.1", command]


def program(terminal, command, sshd):
    """What starts the terminal with the command in it, over SSH when there is a server."""
    if terminal == ours:
        place = [str(sshd.port), f"{sshd.folder}/user", f"{sshd.folder}/known_hosts"] if sshd else ["local"]
        return [sys.argv[1], *place, command]
    inner = sshd.client(command) if sshd else ["sh", "-c", command]
    if terminal == "konsole":
        return ["konsole", "--separate", "-p", "HistoryMode=1", "-p", "HistorySize=100000", "-p", "TerminalColumns=120", "-p", "TerminalRows=40", "-e", *inner]
    if terminal == "xterm":
        return ["xterm", "-geometry", "120x40", "-sl", "100000", "-fa", "DejaVu Sans Mono", "-fs", "10", "-e", *inner]
    return ["alacritty", "-o", "window.dimensions={columns=120,lines=40}", "-o", "scrolling.history=100000", "-o", "font.size=10", "-e", *inner]


class Run:
    """One terminal with one workload."""

    def __init__(self, terminal, folder, screen, words, sshd=None):
        self.result = folder / f"result-{time.monotonic_ns()}"
        command = shlex.join([sys.executable, str(here / "workload.py"), str(self.result), *words])
        environment = {**os.environ, "DISPLAY": screen.name, "HOME": str(folder), "LIBGL_ALWAYS_SOFTWARE": "1",
                       "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": str(folder / "config-home")}
        environment.pop("WAYLAND_DISPLAY", None)
        self.process = subprocess.Popen(program(terminal, command, sshd), env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait(self.result.with_name(self.result.name + ".begin"), 30)
        self.cpu_before, self.memory_before = self.cpu(), self.memory()

    def _wait(self, path, seconds):
        end = time.monotonic() + seconds
        while not path.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                self.process.kill()
                sys.exit(f"compare: {shlex.join(map(str, self.process.args))} did not get to {path.name}")
            time.sleep(0.01)

    def finish(self, seconds=180):
        """The result; processor time and memory are those of its end."""
        self._wait(self.result, seconds)
        self.cpu_used, self.memory_used = self.cpu() - self.cpu_before, self.memory() - self.memory_before
        return float(self.result.read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        return int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE


def stream(terminal, folder, screen, words, size, sshd=None):
    """MB per second and MB per processor second."""
    run = Run(terminal, folder, screen, words, sshd)
    seconds = run.finish()
    run.stop()
    return size / seconds, size / max(run.cpu_used, 1 / TICKS)


def unread_scrolling():
    """MB per second of T6 with a reader that throws everything away: no terminal on this machine can be faster."""
    child, descriptor = pty.fork()
    if child == 0:
        block = b"y\n" * 32768
        for _ in range((8 << 20) // len(block)):
            data = block
            while data:
                data = data[os.write(1, data):]
        os._exit(0)
    begin = time.monotonic()
    try:
        while os.read(descriptor, 65536):
            pass
    except OSError:
        pass
    seconds = time.monotonic() - begin
    os.close(descriptor)
    os.waitpid(child, 0)
    return 8.4 / seconds


def scrollback(terminal, folder, screen):
    run = Run(terminal, folder, screen, ["lines", str(SCROLLED)])
    run.finish()
    run.stop()
    return run.memory_used / SCROLLED


def key_latency(terminal, folder, screen):
    """Milliseconds from a key to its first pixel, the median of some."""
    run = Run(terminal, folder, screen, ["echo"])
    time.sleep(1)
    screen.focus()
    time.sleep(0.3)
    before = screen.pixels()
    screen.key(ord("a"))
    time.sleep(0.3)
    box = screen.changed_box(before, screen.pixels())
    if box is None:
        sys.exit(f"compare: {terminal} shows no key")
    x, y, width, height = box
    row = (x, y, min(WIDTH - x, width + 40 * KEYS), min(HEIGHT - y, height))
    times = []
    for _ in range(KEYS):
        time.sleep(random.uniform(0.05, 0.09))
        shown = screen.pixels(*row)
        begin = time.monotonic()
        screen.key(ord("a"))
        if screen.wait_for_change(row, shown, 1):
            times.append((time.monotonic() - begin) * 1000)
    run.stop()
    if len(times) < KEYS / 2:
        sys.exit(f"compare: {terminal} showed {len(times)} of {KEYS} keys")
    return statistics.median(times)


def interrupt(terminal, folder, screen):
    """Milliseconds from Ctrl+C to the end of `yes`."""
    run = Run(terminal, folder, screen, ["interrupt"])
    time.sleep(1)
    screen.focus()
    time.sleep(1)
    begin = time.monotonic()
    screen.key(ord("c"), control=True)
    gone = run.finish(30)
    run.stop()
    return (gone - begin) * 1000


def log_file(folder):
    path = folder / "log"
    line = "\x1b[90m08-14 12:00:{:02}\x1b[0m \x1b[32mI\x1b[0m ActivityManager: process {} took 17 ms to answer the broadcast, and then it went on with \x1b[1mwhat it did\x1b[0m\n"
    with open(path, "w") as file:
        size = number = 0
        while size < MEGABYTES * 1_000_000:
            number += 1
            size += file.write(line.format(number % 60, number))
    return path


def measure(terminals, folder, sshd):
    log = log_file(folder)
    values = {}
    for round_number in range(ROUNDS):
        for terminal in terminals:
            with Screen() as screen:
                def keep(name, value):
                    values.setdefault(name, {}).setdefault(terminal, []).append(value)

                speed, thrift = stream(terminal, folder, screen, ["cat", str(log)], MEGABYTES, sshd)
                keep("T3/T4 `cat` over SSH, MB/s", speed)
                keep("T5 `cat` over SSH, MB per CPU second of the terminal", thrift)
                keep("T6 scrolling `y`, MB/s", stream(terminal, folder, screen, ["scroll", str(8 << 20)], 8.4)[0])
                keep("T8 key to pixel, ms", key_latency(terminal, folder, screen))
                keep("T9 Ctrl+C under `yes`, ms", interrupt(terminal, folder, screen))
                if round_number == 0:
                    keep("T7 memory of a line scrolled back, bytes", scrollback(terminal, folder, screen))
    return values


TARGETS = [("T3/T4", "konsole", ">=", 1.5), ("T3/T4", "alacritty", ">=", 1.1), ("T5", "konsole", ">=", 2.0), ("T6", "alacritty", ">=", 1.5),
           ("T7", "konsole", "<=", 0.26), ("T8", "konsole", "<=", 0.5), ("T9", "konsole", "<=", 1.0)]


def report(values, terminals):
    print("| | " + " | ".join(terminals) + " |\n|---|" + "---:|" * len(terminals))
    middle = {}
    for name in sorted(values):
        middle[name.split()[0]] = {terminal: statistics.median(each) for terminal, each in values[name].items()}
        print(f"| {name} | " + " | ".join(f"{middle[name.split()[0]][terminal]:.1f}" for terminal in terminals) + " |")
    print("\n| | beside | ratio | target | |\n|---|---|---:|---:|---|")
    missed = False
    for name, peer, relation, target in TARGETS:
        if peer not in terminals:
            continue
        ratio = middle[name][ours] / middle[name][peer]
        met = ratio >= target if relation == ">=" else ratio <= target
        missed = missed or not met
        print(f"| {name} | {peer} | {ratio:.2f} | {relation} {target} | {'met' if met else 'missed'} |")
    return missed


def main():
    terminals = [ours, *(name for name in ("konsole", "xterm", "alacritty") if subprocess.run(["which", name], capture_output=True).returncode == 0)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sshd = Sshd(folder)
        try:
            missed = report(measure(terminals, folder, sshd), terminals)
            print(f"\nT6 with nobody but a reader that throws it away: {statistics.median(unread_scrolling() for _ in range(3)):.1f} MB/s")
        finally:
            sshd.process.terminate()
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
