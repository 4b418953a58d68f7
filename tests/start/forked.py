"""The service started many times over: each time forked from a process that has read its modules already.

To read them takes most of a start. What is started is the command all the same, with a process of its own.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from cli.main import app
from tests.start.processes import until
from tests.start.test_serve import ADDRESS, is_ready

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["api.app", "cli.main"])


def _run(words: list[str], said: Connection) -> None:
    os.dup2(said.fileno(), 1)
    app(words)


@contextmanager
def forked(data_dir: Path, *options: str) -> Iterator[tuple[ForkServerProcess, str]]:
    """`yanxiu serve` on a free port, and its address once it is ready; killed at the end."""
    words = ["serve", "--port", "0", "--no-sample", "--data-dir", str(data_dir), *options]
    hearing, said = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_run, args=(words, said))
    process.start()
    said.close()
    try:
        with open(hearing.fileno(), closefd=False) as lines:
            address = next(found[0] for line in lines if (found := ADDRESS.search(line)))
            until(lambda: is_ready(address), within=120)
            yield process, address
    finally:
        process.kill()
        process.join()
        hearing.close()
