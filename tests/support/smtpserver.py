# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server on 127.0.0.1 for tests: smtpserver.py PORT FOLDER [SETTING...].

Writes each mail that it takes into FOLDER: MAIL FROM and RCPT TO lines, an empty line, the message.
Settings: tls=FILE (certificate and key, TLS from the start), starttls=FILE, login=USER:PASSWORD,
login-says=REPLY (instead of 535), refuse=ADDRESS, says=REPLY (to that address), busy=N (says 450
so often), hangup=yes (when it has the message).
"""

import pathlib
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
settings = dict(word.split("=", 1) for word in sys.argv[3:])


class Handler:
    busy = int(settings.get("busy", "0"))
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == settings.get("refuse"):
            return settings.get("says", "550 5.1.1 Nobody of that name")
        if self.busy > 0:
            self.busy -= 1
            return "450 4.3.0 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "hangup" in settings:
            server.transport.abort()
            return "250 Taken"
        self.count += 1
        head = "".join(f"{line}\r\n" for line in [f"MAIL FROM {envelope.mail_from}", *(f"RCPT TO {one}" for one in envelope.rcpt_tos),
                                                  f"TLS {server.transport.get_extra_info('ssl_object') is not None}", ""])
        path = folder / f"mail-{self.count}"
        path.with_suffix(".new").write_bytes(head.encode() + envelope.original_content)
        path.with_suffix(".new").rename(path)
        return "250 Taken"


def context(name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(settings[name])
    return made


def authenticate(server, session, envelope, mechanism, data):
    user, password = settings["login"].split(":")
    isWelcome = data.login.decode() == user and data.password.decode() == password
    return AuthResult(handled=False, success=isWelcome, message=settings.get("login-says"))


words = {}
if "starttls" in settings:
    words.update(tls_context=context("starttls"), require_starttls=True)
if "login" in settings:
    words.update(authenticator=authenticate, auth_required=True, auth_require_tls=False)
server = Controller(Handler(), hostname="127.0.0.1", port=port, ssl_context=context("tls") if "tls" in settings else None, **words)
server.start()
print("ready", flush=True)
while True:
    time.sleep(60)
