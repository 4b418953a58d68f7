"""The service killed while it brings a timetable in: all of it is there afterwards, or nothing."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from cli.migrate import upgrade
from cli.sample import PASSWORD, load_sample
from persistence.embedded import running
from persistence.provision import provision
from tests.api.timetable.timetables import a_large_school
from tests.start.forked import forked
from tests.start.processes import kill, postmaster

KILLS = 20
LESSONS = 1_800
FIRST = date(2031, 1, 6)
ROSTER, WEEK = a_large_school(45)


class Desk:
    """Somebody of the sample school at one address of the service."""

    def __init__(self, address: str, username: str) -> None:
        self._base = f"{address}/api/v1"
        form = {"grant_type": "password", "username": username, "password": PASSWORD}
        token = httpx2.post(f"{self._base}/auth/token", data=form).json()["access_token"]
        self._bearer = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, *, expect: int, **options: Any) -> Any:
        headers = self._bearer | options.pop("headers", {})
        url = f"{self._base}/schools/shimen/{path}"
        answer = httpx2.request(method, url, headers=headers, timeout=60, **options)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    def preview(self, collection: str, data: bytes, **form: str) -> str:
        files = {"file": ("a.xlsx", data)}
        made = self.ask("POST", collection, expect=201, data=form, files=files)
        assert made["row_errors"] == []
        return f"{collection}/{made['id']}"

    def commit(self, path: str) -> Any:
        return self.ask("POST", f"{path}/commit", expect=200, headers={"If-Match": '"1"'})

    def lessons(self, since: date) -> int | None:
        """Of the version that begins then; None when there is none."""
        found = self.ask("GET", "timetables", expect=200)["items"]
        return next((one["lessons"] for one in found if one["effective_from"] == since.isoformat()), None)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """The sample with 45 classes and teachers more; PostgreSQL is kept running between the services."""
    with running(tmp_path) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        load_sample(urls)
        with forked(tmp_path, "--no-worker") as (_, address):
            office = Desk(address, "office@shimen")
            office.commit(office.preview("roster-imports", ROSTER, format="xlsx"))
        yield tmp_path


def previewed(desk: Desk, since: date) -> str:
    return desk.preview("timetable-imports", WEEK, format="grid", effective_from=since.isoformat())


@dataclass(frozen=True, slots=True)
class Begun:
    """An import whose commit was asked for."""

    path: str
    since: date


@pytest.mark.slow
def test_a_timetable_is_there_whole_or_not_at_all_whenever_the_server_is_killed(data_dir: Path) -> None:
    random = Random(20)
    found: list[int | None] = []
    with forked(data_dir, "--no-worker") as (_, address):
        desk = Desk(address, "academic@shimen")
        path = previewed(desk, FIRST)
        asked = time.monotonic()
        desk.commit(path)
        took = time.monotonic() - asked
        assert desk.lessons(FIRST) == LESSONS
    begun = None
    for number in range(1, KILLS + 1):
        with forked(data_dir, "--no-worker") as (process, address):
            desk = Desk(address, "academic@shimen")
            found += [what_is_left(desk, begun)] if begun else []
            begun = Begun(previewed(desk, since := FIRST + timedelta(days=number)), since)
            with ThreadPoolExecutor(1) as asking:
                answer = asking.submit(desk.commit, begun.path)
                time.sleep(random.uniform(0, took * 1.2))
                process.kill()
                if number % 4 == 0:
                    kill(postmaster(data_dir))
                process.join()
                assert process.exitcode == -signal.SIGKILL
                answer.exception()
    with forked(data_dir, "--no-worker") as (_, address):
        assert begun is not None
        found.append(what_is_left(Desk(address, "academic@shimen"), begun))
    assert len(found) == KILLS
    assert set(found) <= {None, LESSONS}
    assert None in found


def what_is_left(desk: Desk, begun: Begun) -> int | None:
    """After it, the import is done again where it was lost, and taken back: it can be, being whole."""
    left = desk.lessons(begun.since)
    state = desk.ask("GET", begun.path, expect=200)["state"]
    assert state == ("previewed" if left is None else "committed")
    if left is None:
        desk.commit(begun.path)
    assert desk.lessons(begun.since) == LESSONS
    version = desk.ask("GET", "timetables", expect=200)["items"][0]
    headers = {"If-Match": f'"{version["version"]}"'}
    desk.ask("DELETE", f"timetables/{version['id']}", expect=204, headers=headers)
    return left
