# SPDX-License-Identifier: GPL-3.0-or-later
"""A shop with its Prometheus, for tests: outsideserver.py ADDRESS PORT. All is always well.

/health answers 200, /metrics counters that grow, /api/v1/query one series with the value 1000, or 0
where the query asks for errors.
"""

import http.server
import json
import sys
import time

started = time.monotonic()


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, body, kind="text/plain"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        requests = int((time.monotonic() - started) * 1000)
        self.answer(f'# TYPE http_requests_total counter\nhttp_requests_total{{code="200"}} {requests}\n'.encode())

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        value = "0" if b"errors" in query else "1000"
        result = {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [time.time(), value]}]}}
        self.answer(json.dumps(result).encode(), "application/json")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # whoever asked went away


Server((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
