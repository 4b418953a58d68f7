"""Work done in a process of its own, which ends when nothing has been asked of it for a minute.

Programs that set type or solve take some 40 MB each and never give them back, for work that comes now and
then. Nor does what they break reach the service. The other side is this file as a program: it is sent a
function by its name, with what it is given, and sends what came of it.
"""

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from threading import Lock, Thread
from traceback import format_exc
from typing import Any, TypeVar

Result = TypeVar("Result")
IDLE = 60.0  # seconds


class Apart:
    """One thing after another, in a process that is started when it is needed."""

    def __init__(self) -> None:
        self._asking = Lock()
        self._line: Connection | None = None

    def do(self, work: Callable[..., Result], *given: Any) -> Result:
        """What `work`, a function at the top of its module, returns or raises there. Blocks.

        Is done again when the process ended, so it may change nothing. Raises EOFError when it ended twice.
        """
        with self._asking:
            try:
                good, answer = self._answer(work, given)
            except (EOFError, OSError):  # it had nothing to do and is leaving, or somebody ended it
                good, answer = self._answer(work, given)
        if good:
            return answer  # type: ignore[no-any-return]  # pickle tells no types
        raise answer

    def _answer(self, work: Callable[..., object], given: tuple[Any, ...]) -> tuple[bool, Any]:
        line, self._line = self._line or _started(), None
        line.send((work, given))
        found: tuple[bool, Any] = line.recv()
        self._line = line
        return found


def _started() -> Connection:
    """Ours alone: when it is closed, or we are killed, the process at its other end reads that and leaves."""
    ours, theirs = Pipe()
    with theirs:
        command = [sys.executable, "-P", "-m", "gateways.apart", str(theirs.fileno())]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
    Thread(target=process.wait, name="apart", daemon=True).start()  # or it would stay a zombie
    return ours


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us; the line tells when they go
    with Connection(int(sys.argv[1])) as line, suppress(EOFError, OSError):
        while line.poll(IDLE):
            line.send(_outcome(*line.recv()))


def _outcome(work: Callable[..., object], given: tuple[Any, ...]) -> tuple[bool, object]:
    try:
        return True, work(*given)
    except Exception as error:  # whatever it was is raised where it was asked for
        error.add_note(format_exc())  # where it happened does not travel with it
        return False, error


if __name__ == "__main__":
    main()
