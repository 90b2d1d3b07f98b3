#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-tidy and clazy over every source file (of src/) of a configured build.

Usage: lint.py BUILD_FOLDER CACHE_FOLDER [FILE...]

A file is checked again only when it, a header it includes, or the configuration changed: its key is
a hash over all of them, and a clean result is remembered in CACHE_FOLDER. Exit status: 0 when
nothing was found, 1 with findings, 2 when the build folder cannot be used.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys

# Loops over a temporary list are no detaching, and clang-tidy judges their references better.
CLAZY_CHECKS = ("level0,level1,no-fully-qualified-moc-types,no-non-pod-global-static,"
                "no-range-loop-detach,no-range-loop-reference")
JOBS = int(os.environ.get("SLIPWAY_JOBS", os.cpu_count() or 2))


def without_precompiled_header(entry):
    """GCC's precompiled header is of no use to clang."""
    words = entry["command"].split()
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == "-include":
            skip = True
        elif word not in ("-Winvalid-pch", "ccache"):
            kept.append(word)
    return {**entry, "command": " ".join(kept)}


def dependencies(build):
    """Object file -> files it was made from, as ninja recorded them."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    result, current = {}, None
    for line in text.splitlines():
        if line.startswith("    "):
            if current is not None:
                current.append(line.strip())
        elif ": #deps" in line:
            current = result.setdefault(line.split(":")[0], [])
    return result


class Hasher:
    def __init__(self, root, build):
        self.root, self.build, self.known = root, build, {}
        self.config = b"".join((root / name).read_bytes() for name in (".clang-tidy", "packaging/lint.py", "packaging/dev-packages.txt"))

    def of_file(self, path):
        if path not in self.known:
            try:
                self.known[path] = hashlib.sha256(pathlib.Path(path).read_bytes()).digest()
            except OSError:
                self.known[path] = b"missing"
        return self.known[path]

    def key(self, entry, deps):
        # Without the checkout's own path, so that another checkout finds the same files clean.
        digest = hashlib.sha256(self.config + entry["command"].replace(str(self.root), "").encode())
        for path in sorted(set(deps + [entry["file"]])):
            path = os.path.normpath(os.path.join(self.build, path))
            # System headers change only with the list of packages, which the cache folder follows.
            # Generated headers follow from the sources, and from the folder they are generated in.
            if path.startswith(str(self.root)) and not path.startswith(self.build):
                digest.update(path[len(str(self.root)):].encode() + self.of_file(path))
        return digest.hexdigest()


def check(entry, folder):
    findings = []
    for tool in (["clazy-standalone", "-p", folder, f"-checks={CLAZY_CHECKS}", "-ignore-dirs=.*/build/.*|/usr/.*", entry["file"]],
                 ["clang-tidy", "-quiet", "-p", folder, entry["file"]]):
        done = subprocess.run(tool, capture_output=True, text=True)
        text = done.stdout + "".join(line + "\n" for line in done.stderr.splitlines() if "error:" in line or "clazy" in line)
        if done.returncode != 0 or "warning:" in text or "error:" in text:
            findings.append(f"{tool[0]} {entry['file']}\n{text}{'' if text.strip() else done.stderr}")
    return findings


def main():
    build, cache = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    root = pathlib.Path(__file__).resolve().parent.parent
    try:
        entries = json.loads(pathlib.Path(build, "compile_commands.json").read_text())
        deps = dependencies(build)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"lint: {build} is not a configured and built folder: {error}", file=sys.stderr)
        return 2
    wanted = [os.path.abspath(name) for name in sys.argv[3:]]
    entries = [without_precompiled_header(entry) for entry in entries
               if entry["file"].startswith(f"{root}/src/")]
    if wanted:
        entries = [entry for entry in entries if entry["file"] in wanted]
    folder = os.path.join(build, "lint")
    os.makedirs(folder, exist_ok=True)
    pathlib.Path(folder, "compile_commands.json").write_text(json.dumps(entries))
    cache.mkdir(parents=True, exist_ok=True)

    hasher = Hasher(root, build)
    todo = []
    for entry in entries:
        key = cache / hasher.key(entry, deps.get(entry.get("output", ""), []))
        if key.exists():
            key.touch()
        else:
            todo.append((entry, key))
    print(f"lint: {len(entries)} files, {len(entries) - len(todo)} unchanged since they were clean", flush=True)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        running = {pool.submit(check, entry, folder): key for entry, key in todo}
        for count, future in enumerate(concurrent.futures.as_completed(running), 1):
            findings = future.result()
            if findings:
                failed += 1
                print("\n".join(findings), flush=True)
            else:
                running[future].touch()
            if count % 20 == 0:
                print(f"lint: {count} of {len(todo)} checked", flush=True)
    print(f"lint: {failed} files with findings" if failed else "lint: no findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
