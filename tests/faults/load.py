"""People at work on a live service, and a journal of what each sent and was told: what must be there later.

Every write is sent under an Idempotency-Key and a request id of our own, and says by which statement its
effect is seen in the database and how many rows it has, so that "wholly there" and "wholly absent" can be
told from anything between.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import httpx2

from cli.sample import PASSWORD

SCHOOL = "/api/v1/schools/shimen"
PATIENCE = 40.0
"""Seconds for an answer, whatever happens: a connection of the pool is waited for 30 at most."""

ASK_AGAIN = {"idempotency_key_in_flight", "unavailable"}
PAUSE = 0.2
"""Seconds before the same is asked again; shorter than Retry-After says, to be in the way of what starts."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How many rows a statement counts, once the write is done; none before."""

    counting: str
    facts: tuple[Any, ...]
    rows: int = 1


@dataclass(slots=True)
class Write:
    """One change somebody asks for, and how it went."""

    kind: str
    method: str
    path: str
    effect: Effect
    options: dict[str, Any]
    username: str
    unless: Collection[str] = ()
    """Codes of refusals that may be the answer: others came first."""

    key: str = field(default_factory=lambda: str(uuid4()))
    request_ids: list[str] = field(default_factory=list)
    answer: httpx2.Response | None = None
    """What was told at last; None while it is not known whether the write was done."""

    @property
    def acknowledged(self) -> bool:
        return self.answer is not None and self.answer.is_success


class Journal:
    """All writes of all clients, and every answer by its status and code."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.writes: list[Write] = []
        self.answers: Counter[tuple[int, str]] = Counter()
        self.faults: list[str] = []
        """What no client may ever see."""

    def begin(self, write: Write) -> Write:
        with self._lock:
            self.writes.append(write)
        return write

    def note(self, write: Write, answer: httpx2.Response) -> None:
        with self._lock:
            self.answers[answer.status_code, code_of(answer)] += 1
            if answer.status_code == 503 and int(answer.headers.get("Retry-After", 0)) < 1:
                self.faults.append(f"{write.kind}: 503 without Retry-After")
            if answer.status_code in (500, 504):
                self.faults.append(f"{write.kind}: {answer.status_code} {answer.text}")

    def blame(self, what: str) -> None:
        with self._lock:
            self.faults.append(what)

    def unknown(self) -> list[Write]:
        return [one for one in self.writes if one.answer is None]

    def tally(self) -> str:
        """How many of each kind were acknowledged."""
        kinds = Counter(one.kind for one in self.writes if one.acknowledged)
        return ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))


class Cut(Exception):
    """The connection died under a request: nobody told what became of it."""


class Refused(Exception):
    """The service said no where the story has nothing that it may say no to."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What everybody of a crowd shares."""

    address: str
    tokens: Mapping[str, str]
    """Of each username."""

    journal: Journal
    leaving: threading.Event
    patient: bool
    """Asks again while the service is not there; the others go home."""


class Desk:
    """Somebody of the sample school at a connection of their own."""

    def __init__(self, shift: Shift, username: str) -> None:
        self._shift, self._username = shift, username
        self._http = httpx2.Client(base_url=shift.address, timeout=PATIENCE)
        self._http.headers["Authorization"] = f"Bearer {shift.tokens[username]}"

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **params: Any) -> Any:
        while True:
            try:
                answer = self._http.get(f"{SCHOOL}/{path}", params=params)
            except httpx2.TransportError as error:
                raise Cut from error
            if answer.is_success:
                return answer.json()
            self._wait_or_leave(answer)

    def write(
        self,
        kind: str,
        method: str,
        path: str,
        effect: Effect,
        *,
        version: int | None = None,
        unless: Collection[str] = (),
        **options: Any,
    ) -> Any:
        """The answer's body; None where it is one of the refusals named by `unless`. Raises Cut, Refused."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        write = Write(kind, method, path, effect, options | {"headers": headers}, self._username, unless)
        self.send(self._shift.journal.begin(write))
        assert write.answer is not None
        return write.answer.json() if write.acknowledged else None

    def send(self, write: Write) -> None:
        """Until it is told what became of it, if patient, by the same key each time. Raises as `write`."""
        while True:
            answer = self._ask(write)
            self._shift.journal.note(write, answer)
            if answer.is_success or code_of(answer) in write.unless:
                write.answer = answer
                return
            self._wait_or_leave(answer)

    def _ask(self, write: Write) -> httpx2.Response:
        write.request_ids.append(f"load-{uuid4().hex}")
        named = {"Idempotency-Key": write.key, "X-Request-Id": write.request_ids[-1]}
        options = write.options | {"headers": write.options["headers"] | named}
        try:
            return self._http.request(write.method, f"{SCHOOL}/{write.path}", **options)
        except httpx2.TimeoutException as error:
            self._shift.journal.blame(f"{write.kind}: no answer within {PATIENCE} seconds")
            raise Cut from error
        except httpx2.TransportError as error:
            raise Cut from error

    def _wait_or_leave(self, answer: httpx2.Response) -> None:
        if code_of(answer) not in ASK_AGAIN:
            raise Refused(f"{answer.request.url}: {answer.text}")
        if not self._shift.patient or self._shift.leaving.wait(PAUSE):
            raise Cut


def code_of(answer: httpx2.Response) -> str:
    return "" if answer.is_success else str(answer.json()["code"])


def token_of(address: str, username: str) -> str:
    form = {"grant_type": "password", "username": username, "password": PASSWORD}
    answer = httpx2.post(f"{address}/api/v1/auth/token", data=form, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


Story = Callable[["Person"], None]


class Person(threading.Thread):
    """Lives one story after another until told to leave, or cut off."""

    def __init__(self, shift: Shift, stories: Sequence[Story], random: Random) -> None:
        super().__init__(name="person")
        self._shift, self._stories, self.random = shift, stories, random
        self._desks: dict[str, Desk] = {}
        self.failure: BaseException | None = None

    def at(self, username: str) -> Desk:
        if username not in self._desks:
            self._desks[username] = Desk(self._shift, username)
        return self._desks[username]

    def run(self) -> None:
        try:
            while not self._shift.leaving.is_set():
                self.random.choice(self._stories)(self)
        except Cut:
            pass
        except BaseException as failure:
            self.failure = failure
        finally:
            for desk in self._desks.values():
                desk.close()


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several people at work at once."""

    people: list[Person]
    shift: Shift

    def until_sent(self, number: int, *, within: float = 60) -> None:
        """Until so many writes more have been sent."""
        writes = self.shift.journal.writes
        wanted, deadline = len(writes) + number, time.monotonic() + within
        while len(writes) < wanted:
            assert any(one.is_alive() for one in self.people), [one.failure for one in self.people]
            assert time.monotonic() < deadline, "nobody gets on"
            time.sleep(0.002)

    def go_home(self) -> None:
        """After the request under way."""
        self.shift.leaving.set()
        for one in self.people:
            one.join()
        for one in self.people:
            if one.failure is not None:
                raise one.failure


@contextmanager
def crowd(shift: Shift, stories: Sequence[Story], seed: int, *, people: int = 5) -> Iterator[Crowd]:
    working = Crowd([Person(shift, stories, Random(f"{seed}/{one}")) for one in range(people)], shift)
    for one in working.people:
        one.start()
    try:
        yield working
    finally:
        working.go_home()
