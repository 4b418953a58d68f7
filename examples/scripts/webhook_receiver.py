"""Receives webhooks, believes only what is signed, and prints each event once.

    pip install standardwebhooks
    YANXIU_WEBHOOK_SECRET=whsec_… python webhook_receiver.py --port 8080

In the school's own network the operator names this host in YANXIU_PRIVATE_HOSTS; elsewhere it needs HTTPS.
"""

import argparse
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

SECRET = os.environ.get("YANXIU_WEBHOOK_SECRET") or sys.exit("YANXIU_WEBHOOK_SECRET is not set")
SEEN: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = Webhook(SECRET).verify(body, dict(self.headers))
        except WebhookVerificationError:
            return self.send_error(401)
        if self.headers["webhook-id"] not in SEEN:  # events come at least once
            SEEN.add(self.headers["webhook-id"])
            print(event["type"], event["data"].get("id", ""), event["data"].get("version", ""), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Only events are printed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--port", type=int, default=8080)
    server = HTTPServer(("", parser.parse_args().port), Receiver)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
