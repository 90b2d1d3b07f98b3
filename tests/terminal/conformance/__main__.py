# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 -m conformance RESULT.json: runs all checks in the terminal on the standard streams."""

import json
import sys

from . import cursor, editing, modes, rectangles, reports
from .terminal import NoAnswer, Terminal

CHECKS = [check for part in (cursor, editing, rectangles, modes, reports) for check in part.CHECKS]


def judge(terminal, check):
    try:
        terminal.reset()
        return check.run(terminal)
    except NoAnswer:
        return "the terminal does not answer any more"


def main():
    with Terminal() as terminal:
        results = {check.name: judge(terminal, check) for check in CHECKS}
    for name, wrong in results.items():
        print(f"{'FAIL' if wrong else 'ok'} {name}" + (f": {wrong}" if wrong else ""))
    passed = sum(not wrong for wrong in results.values())
    total = {"checks": len(results), "passed": passed, "results": results}
    print(json.dumps({key: total[key] for key in ("checks", "passed")}))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(total, file, ensure_ascii=False, indent=1)


main()
