# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring all the time: watch.py SLIPWAYCTL. 20 addresses each 10 s and 4 scrapes each second,
by `slipwayctl metrics watch` and by Prometheus at once, from one server. Prints a Markdown row: the
processor's share of each over SECONDS (60), and their ratio; exits with 1 when it is above 2.
"""

import http.server
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

SECONDS = int(os.environ.get("SECONDS_MEASURED", "60"))
TICKS = os.sysconf("SC_CLK_TCK")
started = time.monotonic()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        requests = int((time.monotonic() - started) * 100)
        body = ("# TYPE http_requests_total counter\n"
                f'http_requests_total{{code="200"}} {requests}\nhttp_requests_total{{code="500"}} {requests // 1000}\n').encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def cpu(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def workspace(folder, port):
    metrics = [f"  - {{id: probe{n}, name: Probe {n}, unit: percent, target: '> 99', source: {{http_probe: {{url: 'http://127.0.0.1:{port}/probe{n}', every: 10s}}}}}}"
               for n in range(20)]
    metrics += [f"  - {{id: scrape{n}, name: Scrape {n}, unit: percent, target: '< 1', source: {{scrape: {{url: 'http://127.0.0.1:{port}/metrics{n}', every: 1s,"
                " numerator: 'http_requests_total{code=\"500\"}', denominator: http_requests_total}}}" for n in range(4)]
    (folder / "slipway.yaml").write_text("slipway: 1\nname: Watched\nenvironments: {local: {}}\nmetrics:\n" + "\n".join(metrics) + "\n")


def prometheus_config(folder, port, own):
    jobs = [f"  - {{job_name: probe{n}, scrape_interval: 10s, metrics_path: /probe{n}, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}" for n in range(20)]
    jobs += [f"  - {{job_name: scrape{n}, scrape_interval: 1s, metrics_path: /metrics{n}, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}" for n in range(4)]
    (folder / "prometheus.yml").write_text("scrape_configs:\n" + "\n".join(jobs) + "\n")
    return ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address=127.0.0.1:{own}", "--log.level=error"]


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        own = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        workspace(folder, server.server_port)
        processes = {"slipwayctl": subprocess.Popen([sys.argv[1], "metrics", "watch"], cwd=folder, stdout=subprocess.DEVNULL),
                     "prometheus": subprocess.Popen(prometheus_config(folder, server.server_port, own))}
        try:
            time.sleep(10)
            before = {who: cpu(process) for who, process in processes.items()}
            time.sleep(SECONDS)
            share = {who: (cpu(process) - before[who]) / SECONDS * 100 for who, process in processes.items()}
        finally:
            for process in processes.values():
                process.terminate()
                process.wait()
    ratio = share["slipwayctl"] / share["prometheus"]
    print(f"| P9 | 20 probes each 10 s, 4 scrapes a second: % of a core, slipwayctl / Prometheus | {share['slipwayctl']:.2f} / {share['prometheus']:.2f} = {ratio:.2f} |"
          f" at most 2 | {'met' if ratio <= 2 else '**missed**'} |")
    sys.exit(0 if ratio <= 2 else 1)


if __name__ == "__main__":
    main()
