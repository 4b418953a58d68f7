"""A program on this machine that is told of events: it keeps every request, and answers as it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Told:
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        """What a receiver of the Standard Webhooks library makes of it."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    port: int = 0
    told: list[Told] = field(default_factory=list)
    status: int = 204
    """What it answers to all that `statuses` does not name."""

    statuses: list[int] = field(default_factory=list)
    """What it answers to the next ones."""

    location: str = ""
    answer: bytes = b""
    holding: threading.Event = field(default_factory=threading.Event)
    """Set, it lets nobody wait; cleared, it does not answer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiver() -> Iterator[Receiver]:
    here = Receiver()
    here.holding.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            here.told.append(Told({name.lower(): value for name, value in self.headers.items()}, raw))
            here.holding.wait()
            self.send_response(here.statuses.pop(0) if here.statuses else here.status)
            if here.location:
                self.send_header("Location", here.location)
            self.send_header("Content-Length", str(len(here.answer)))
            self.end_headers()
            self.wfile.write(here.answer)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield here
    finally:
        here.holding.set()
        server.shutdown()
        server.server_close()
        thread.join()
