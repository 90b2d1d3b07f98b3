# SPDX-License-Identifier: GPL-3.0-or-later
"""What bench_history compares with: peers.py FOLDER prints "MILLISECONDS TRANSACTIONS".

Milliseconds are the fastest of some answers of Prometheus to query_range for 24 h of p95 from a
histogram that was scraped each second; transactions are those a second of SQLite in WAL with
synchronous=FULL and 12 rows each.
"""

import json
import pathlib
import random
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request

DAY = 86_400
BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2]


def write_samples(path, end):
    """A day of an OpenMetrics histogram, series by series, a sample a second."""
    random.seed(6)
    shares = [0.02, 0.1, 0.3, 0.6, 0.85, 0.95, 0.99, 0.999, 0.9999, 1.0]
    with open(path, "w") as file:
        file.write("# TYPE request_duration_seconds histogram\n# UNIT request_duration_seconds seconds\n")
        for second in range(DAY):
            stamp, total = end - DAY + 1 + second, 20 * (second + 1)
            for bound, share in zip([*map(str, BOUNDS), "+Inf"], shares):
                file.write(f'request_duration_seconds_bucket{{le="{bound}"}} {int(total * share)} {stamp}\n')
            file.write(f"request_duration_seconds_sum {total * 0.09:.3f} {stamp}\nrequest_duration_seconds_count {total} {stamp}\n")
        file.write("# EOF\n")


def prometheus_milliseconds(folder):
    end = int(time.time()) - 60
    write_samples(folder / "day.om", end)
    data = folder / "tsdb"
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", folder / "day.om", data], check=True, stdout=subprocess.DEVNULL)
    (folder / "prometheus.yml").write_text("scrape_configs: []\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={data}", f"--web.listen-address=127.0.0.1:{port}",
                               "--storage.tsdb.retention.time=10d", "--log.level=error"])
    try:
        query = urllib.parse.urlencode({"query": "histogram_quantile(0.95, rate(request_duration_seconds_bucket[5m]))",
                                        "start": end - DAY, "end": end, "step": 86})
        best, deadline = float("inf"), time.monotonic() + 60
        rounds = 0
        while rounds < 10:
            try:
                begin = time.monotonic()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query_range?{query}") as answer:
                    body = answer.read()
                took = (time.monotonic() - begin) * 1000
            except OSError:
                if time.monotonic() > deadline:
                    sys.exit("peers: Prometheus does not answer")
                time.sleep(0.2)
                continue
            points = json.loads(body)["data"]["result"][0]["values"]
            if len(points) < 900:
                sys.exit(f"peers: Prometheus has {len(points)} points only")
            best = min(best, took)
            rounds += 1
        return best
    finally:
        server.terminate()
        server.wait()


def sqlite_transactions(folder):
    database = sqlite3.connect(folder / "peer.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE sample (series INTEGER, at INTEGER, span INTEGER, quality INTEGER, availability INTEGER, value REAL, low REAL, high REAL,"
                     " numerator REAL, denominator REAL, latencies BLOB, reason TEXT, PRIMARY KEY (series, at)) WITHOUT ROWID")
    best, stamp = 0.0, 0
    for _ in range(7):
        begin = time.monotonic()
        for _ in range(300):
            stamp += 1
            database.execute("BEGIN")
            database.executemany("INSERT OR REPLACE INTO sample VALUES (?, ?, 1000, 0, 0, NULL, NULL, NULL, 1, 100, x'', '')", [(series, stamp) for series in range(12)])
            database.execute("COMMIT")
            database.execute("SELECT at FROM sample WHERE series = 0 AND at <= ? ORDER BY at DESC LIMIT 1", [stamp]).fetchall()
        best = max(best, 300 / (time.monotonic() - begin))
    return best


if __name__ == "__main__":
    place = pathlib.Path(sys.argv[1])
    print(f"{prometheus_milliseconds(place):.2f} {sqlite_transactions(place):.0f}")
