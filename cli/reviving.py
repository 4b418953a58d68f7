"""The embedded PostgreSQL, looked after by those who stand on it: one that dies is started again."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from api.settings import Settings
from persistence.embedded import EmbeddedServerError, revive

log = structlog.get_logger("yanxiu.postgres")

LOOK_EVERY = 1.0
LONGEST_PAUSE = 10.0
"""Seconds between looks: doubled each time it is found dead, so that one that cannot live is no busy loop."""


class Lookout:
    """Looks when asked to, not too soon after it was found dead; a server of the school's own is not ours."""

    def __init__(self, settings: Settings) -> None:
        self._data_dir, self.is_ours = settings.data_dir, settings.database_url is None
        self._pause = self._not_before = 0.0

    def look(self) -> None:
        if not self.is_ours or time.monotonic() < self._not_before:
            return
        longer = min(self._pause * 2 or LOOK_EVERY, LONGEST_PAUSE)
        try:
            if revive(self._data_dir):
                self._pause = longer
                log.warning("database_started_again")
            else:
                self._pause = 0.0
        except (EmbeddedServerError, OSError) as error:
            self._pause = longer
            log.error(
                "database_not_started", because=str(error).partition("\n")[0], again_in_seconds=self._pause
            )
        self._not_before = time.monotonic() + self._pause


@contextmanager
def looked_after(settings: Settings) -> Iterator[None]:
    """Looks every second, for as long as this lasts."""
    lookout, leaving = Lookout(settings), threading.Event()
    if not lookout.is_ours:
        yield
        return

    def look() -> None:
        while not leaving.wait(LOOK_EVERY):
            lookout.look()

    thread = threading.Thread(target=look, name="postgres")
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()
