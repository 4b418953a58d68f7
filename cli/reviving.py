"""The embedded PostgreSQL, looked after by those who stand on it: one that dies is started again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from api.settings import Settings
from persistence.embedded import EmbeddedServerError, revive

log = structlog.get_logger("yanxiu.postgres")

LOOK_EVERY = 1.0
LONGEST_PAUSE = 10.0
"""Seconds between looks: doubled each time it is found dead, so that one that cannot live is no busy loop."""


@contextmanager
def looked_after(settings: Settings) -> Iterator[None]:
    """Starts a dead embedded server again, for as long as this lasts; one of the school's own is not ours."""
    if settings.database_url is not None:
        yield
        return
    leaving = threading.Event()
    thread = threading.Thread(target=_look_after, args=(settings.data_dir, leaving), name="postgres")
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()


def _look_after(data_dir: Path, leaving: threading.Event) -> None:
    pause = LOOK_EVERY
    while not leaving.wait(pause):
        longer = min(pause * 2, LONGEST_PAUSE)
        try:
            if revive(data_dir):
                pause = longer
                log.warning("database_started_again")
            else:
                pause = LOOK_EVERY
        except (EmbeddedServerError, OSError) as error:
            pause = longer
            log.error("database_not_started", because=str(error).partition("\n")[0], again_in_seconds=pause)
