"""The processes of `serve`, each forked from one that has read every module, whose pages they share.

That one answers nobody, opens no connection and has no threads: it can be forked at any time. It waits for
those it has forked, starts again who ends, and is what a service manager sees and signals.
"""

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import structlog
from uvicorn.config import STARTUP_FAILURE

log = structlog.get_logger("yanxiu.processes")

if sys.platform == "linux":
    CONTEXT = get_context("fork")
else:  # macOS's own libraries break when forked: there each process reads the modules again
    CONTEXT = get_context("spawn")

ENDINGS = (signal.SIGINT, signal.SIGTERM)
LOOK_EVERY = 1.0  # seconds; so often at most is one that ends at once started again
PATIENCE = 30.0  # seconds for all to end when they are told to; longer than each of them takes by itself


def supervise(works: Mapping[str, Callable[[], None]], look: Callable[[], None]) -> bool:
    """Does each of `works` in a process of its own until it is told to stop (SIGINT, SIGTERM); False when one
    of them could not begin, as uvicorn says it: it would not if it were started again. Meanwhile calls `look`
    every second."""
    gc.collect()
    gc.freeze()  # or the first collection of each process would write into all the pages it shares
    with _signals() as told:
        running = {name: _start(work) for name, work in works.items()}
        begun = _keep(running, works, look, told)
        _end(running)
    return begun


def _keep(
    running: dict[str, BaseProcess],
    works: Mapping[str, Callable[[], None]],
    look: Callable[[], None],
    told: int,
) -> bool:
    looked = time.monotonic()
    while True:
        pause = max(0.0, looked + LOOK_EVERY - time.monotonic())
        living = [one.sentinel for one in running.values() if one.exitcode is None]
        if told in wait([told, *living], pause):
            return True
        if any(one.exitcode == STARTUP_FAILURE for one in running.values()):
            return False
        if time.monotonic() - looked < LOOK_EVERY:
            continue
        for name, one in running.items():
            if one.exitcode is not None:
                log.warning("process_started_again", process=name, ended_with=one.exitcode)
                running[name] = _start(works[name])
        look()
        looked = time.monotonic()


def _start(work: Callable[[], None]) -> BaseProcess:
    process: BaseProcess = CONTEXT.Process(target=_begin, args=(work,))
    process.start()
    return process


def _begin(work: Callable[[], None]) -> None:
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    threading.Thread(target=_end_with_the_parent, name="parent", daemon=True).start()
    work()


def _end_with_the_parent() -> None:
    """Killed itself, it can end nobody, and who is left would keep the port."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _end(running: Mapping[str, BaseProcess]) -> None:
    for one in running.values():
        one.terminate()
    deadline = time.monotonic() + PATIENCE
    for name, one in running.items():
        one.join(max(0.0, deadline - time.monotonic()))
        if one.exitcode is None:
            log.error("process_killed", process=name, seconds=PATIENCE)
            one.kill()
            one.join()


@contextmanager
def _signals() -> Iterator[int]:
    """What becomes readable when a signal has come; what they did before is put back."""
    hearing, saying = os.pipe()
    os.set_blocking(saying, False)
    before = {ending: signal.signal(ending, lambda *_: None) for ending in ENDINGS}
    signal.set_wakeup_fd(saying)
    try:
        yield hearing
    finally:
        signal.set_wakeup_fd(-1)
        for ending, did in before.items():
            signal.signal(ending, did)
        os.close(hearing)
        os.close(saying)
