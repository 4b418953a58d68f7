"""Where the service hears of connections."""

import resource
import socket
import sys
from contextlib import suppress

from cli.console import stop


def places(host: str, port: int, workers: int) -> list[socket.socket]:
    """One for each worker. Linux deals connections out among sockets that share a port: at one socket of all,
    the worker that slept last is woken first, and idle ones would stay so.

    They are this process's, so that what comes while a worker is started again waits for it.
    """
    alone = listening(host, port)  # refused when anybody else has the port
    if workers == 1 or sys.platform != "linux":
        return [alone] * workers
    with alone:
        port = alone.getsockname()[1]
    return [listening(host, port, shared=True) for _ in range(workers)]


def listening(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Taken before anything is started, so that a port in use costs no time."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048, reuse_port=shared)
    except OSError as error:
        stop(f"cannot listen on {host} port {port} ({error.strerror}); --port 0 takes a free one")


def open_as_much_as_allowed() -> None:
    """Connections are files; the usual soft limit of 1,024 is for programs that count them in a bitmap."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS allows less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
