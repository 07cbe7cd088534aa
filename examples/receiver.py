"""Receives eSIM Go's callbacks, version V3. Copy it: it needs Python 3 and nothing else.

  ESIM_GO_API_KEY=test-key PORT=4030 python3 receiver.py
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

API_KEY = os.environ.get("ESIM_GO_API_KEY", "test-key").encode()

# In earnest: a unique column in your database. Callbacks have no id, but one that is sent again has the same bytes.
handled = set()


def describe(callback):
    bundle = callback.get("bundle", {})
    size = bundle.get("initialQuantity", 0)
    used = f"{(size - bundle['remainingQuantity']) * 100 // size}%" if size > 0 else None
    name = callback.get("alertType") or callback.get("event")
    return " ".join(filter(None, [callback.get("date"), name, callback.get("iccid"), bundle.get("name"), used]))


def handle(body, signature):
    line = describe(json.loads(body))
    print(f"duplicate {line}" if signature in handled else line, flush=True)
    handled.add(signature)


class Receiver(BaseHTTPRequestHandler):
    timeout = 5

    def do_POST(self):
        # The bytes as they came: JSON that was parsed and written again has another signature.
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        signature = base64.b64encode(hmac.new(API_KEY, body, hashlib.sha256).digest())
        if not hmac.compare_digest(signature, self.headers.get("X-Signature-SHA256", "").encode()):
            self.answer(401)
            print("refused: not signed with this key", flush=True)
            return
        # Answered first: whatever goes wrong from here on is not the sender's business.
        self.answer(200)
        handle(body, signature)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


# One callback after the other, so that they are handled in the order in which they came.
HOST = os.environ.get("HOST", "127.0.0.1")
with HTTPServer((HOST, int(os.environ.get("PORT", 4030))), Receiver) as server:
    print(f"listening on http://{HOST}:{server.server_port}/", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
