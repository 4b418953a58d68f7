"""The service and its PostgreSQL killed at random moments of every kind of write.

Every acknowledged write is there, nothing is half done, and all is well again within half a minute.
"""

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random

import psycopg
import pytest

from persistence.provision import libpq_url
from tests.faults.judging import broken, done_unseen, half_done, unkept, unsettled
from tests.faults.load import SCHOOL, Crowd, Desk, Effect, Journal, Shift, Story, Write, crowd
from tests.faults.service import NIGHTLY, Service
from tests.faults.stories import (
    OFFICE,
    Ground,
    adjusts_credits,
    asks_for_an_export,
    corrects_a_teacher,
    fresh,
    hands_in_a_file,
    holds_a_training,
    is_away,
    wants_a_seat,
)
from tests.gateways.hooks import Receiver
from tests.start.processes import until

KILLS, POSTGRES_KILLS, STOPS = (30, 10, 10) if NIGHTLY else (6, 3, 1)
SEED = int(os.environ.get("YANXIU_FAULTS_SEED", time.time_ns() % 2**32))
"""Another one each time; a run is told again by the one it printed."""

WAYS = ("postmaster", "all", "backend")


def say(line: str) -> None:
    """Shown with `-s`, and when a test fails."""
    print(line)  # noqa: T201  the figures are what a night's run is read for


@dataclass(frozen=True, slots=True)
class Bench:
    """A service, and all that is needed to put people to work on it."""

    service: Service
    tokens: dict[str, str]
    ground: Ground
    random: Random

    @contextmanager
    def at_work(self, journal: Journal, *, patient: bool = False) -> Iterator[Crowd]:
        shift = self.shift(journal, patient=patient)
        with crowd(shift, self.stories(), self.random.getrandbits(32)) as people:
            people.until_sent(self.random.randint(5, 60))
            time.sleep(self.random.uniform(0, 0.05))  # into the middle of a write
            yield people

    def shift(self, journal: Journal, *, patient: bool = False) -> Shift:
        return Shift(self.service.address, self.tokens, journal, threading.Event(), patient=patient)

    def stories(self) -> list[Story]:
        return [
            corrects_a_teacher,
            holds_a_training,
            adjusts_credits,
            hands_in_a_file,
            asks_for_an_export,
            partial(wants_a_seat, self.ground),
            partial(is_away, self.ground),
        ]

    def judge(self, journal: Journal) -> None:
        """All is as told; what nobody was told of is asked for again, and is done once."""
        assert journal.faults == []
        assert unkept(self.service, journal) == []
        assert half_done(self.service, journal) == []
        done = {one.key for one in done_unseen(self.service, journal)}
        assert self.asked_again(journal) == done
        assert unkept(self.service, journal) == []
        assert broken(self.service) == {}

    def asked_again(self, journal: Journal) -> set[str]:
        """The keys whose answer was that of the first time."""
        shift, replayed = self.shift(journal, patient=True), set()
        for write in journal.unknown():
            with closing(Desk(shift, write.username)) as desk:
                desk.send(write)
            assert write.answer is not None
            if "Idempotency-Replayed" in write.answer.headers:
                replayed.add(write.key)
        return replayed


@pytest.fixture
def bench(service: Service, tokens: dict[str, str], ground: Ground, hook: Receiver) -> Iterator[Bench]:
    """Afterwards every job that was asked for has been done, and every event was told."""
    service.ensure_healthy()
    say(f"YANXIU_FAULTS_SEED={SEED}")
    yield Bench(service, tokens, ground, Random(SEED))
    until(lambda: unsettled(service) == {}, within=240)
    told = {one.headers["webhook-id"] for one in hook.told}
    assert {str(one) for (one,) in service.ask("SELECT event_id FROM webhook_delivery")} <= told


@pytest.mark.slow
def test_whenever_the_service_is_killed_what_it_acknowledged_is_there(bench: Bench) -> None:
    for number in range(KILLS):
        journal = Journal()
        with bench.at_work(journal):
            bench.service.kill()
        bench.service.start()
        took = bench.service.until_healthy()
        cut, done = len(journal.unknown()), len(done_unseen(bench.service, journal))
        bench.judge(journal)
        say(
            f"kill {number + 1}: healthy after {took:.1f} s; {cut} cut, {done} of them done;"
            f" {journal.tally()}"
        )


@pytest.mark.slow
def test_whenever_postgresql_is_killed_it_comes_back_and_nobody_is_told_a_lie(bench: Bench) -> None:
    away = 0
    for number in range(POSTGRES_KILLS):
        journal, way = Journal(), WAYS[number % len(WAYS)]
        with bench.at_work(journal, patient=True) as people:
            bench.service.kill_postgres(way)
            took = bench.service.until_healthy()
            people.until_sent(20)
        away += (refused := journal.answers[503, "unavailable"])
        bench.judge(journal)
        say(f"{way}: healthy after {took:.1f} s, {refused} answered 503; {journal.tally()}")
    assert away > 0


@pytest.mark.slow
def test_who_is_asked_to_stop_answers_what_is_under_way_and_loses_nothing(bench: Bench) -> None:
    for number in range(STOPS):
        journal = Journal()
        with bench.at_work(journal):
            asked = time.monotonic()
            assert bench.service.ask_to_stop() == 0
            took = time.monotonic() - asked
        begun = [one.kind for one in journal.unknown() if bench.service.heard(one.request_ids)]
        bench.service.start()
        bench.service.until_healthy()
        bench.judge(journal)
        assert begun == [], "begun, and not answered"
        say(f"stop {number + 1}: after {took:.1f} s; {journal.tally()}")


def adjustment(bench: Bench) -> Write:
    """Of a teacher's credits: an award, its entry and the sums, in one transaction."""
    teacher, why = next(iter(bench.ground.staff)), fresh("补登")
    effect = Effect("SELECT count(*) FROM credit_entry WHERE reason = %s", (why,))
    facts = {
        "teacher_id": teacher,
        "school_year": 2020,
        "category": "short",
        "credits": "0.50",
        "reason": why,
    }
    sent = {"content": json.dumps(facts), "headers": {"Content-Type": "application/json"}}
    return Write("ledger entry", "POST", "credit-adjustments", effect, sent, OFFICE)


@contextmanager
def sent_and_left(bench: Bench, write: Write) -> Iterator[None]:
    """A request whose answer nobody reads."""
    headers = write.options["headers"] | {
        "Authorization": f"Bearer {bench.tokens[write.username]}",
        "Idempotency-Key": write.key,
        "X-Request-Id": fresh("load"),
    }
    write.request_ids.append(headers["X-Request-Id"])
    with closing(http.client.HTTPConnection("127.0.0.1", bench.service.port)) as connection:
        connection.request(write.method, f"{SCHOOL}/{write.path}", write.options["content"], headers)
        yield


def killed_before_the_commit(bench: Bench, write: Write) -> None:
    """All is written, and the last statement before the commit waits."""
    waiting = "SELECT 1 FROM pg_locks WHERE relation = 'idempotency_key'::regclass AND NOT granted"
    with psycopg.connect(libpq_url(bench.service.urls.owner)) as connection:
        connection.execute("LOCK TABLE idempotency_key IN SHARE MODE")
        with sent_and_left(bench, write):
            until(lambda: bench.service.ask(waiting) != [])
            bench.service.kill()


def killed_after_the_commit(bench: Bench, write: Write) -> None:
    """As soon as others see it."""
    with sent_and_left(bench, write):
        until(lambda: bench.service.ask("SELECT 1 FROM idempotency_key WHERE key = %s", write.key) != [])
        bench.service.kill()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kill", "done"),
    [(killed_before_the_commit, False), (killed_after_the_commit, True)],
    ids=["before", "after"],
)
def test_a_kill_beside_the_commit_leaves_nothing_or_all(
    bench: Bench, kill: Callable[[Bench, Write], None], done: bool
) -> None:
    journal = Journal()
    write = journal.begin(adjustment(bench))

    kill(bench, write)
    bench.service.start()
    bench.service.until_healthy()

    assert done_unseen(bench.service, journal) == ([write] if done else [])
    bench.judge(journal)
