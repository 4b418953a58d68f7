"""`yanxiu worker` killed in the middle of its reminders, and started again."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from cli.migrate import upgrade
from cli.worker import queue
from persistence.embedded import running
from persistence.ids import new_id
from persistence.provision import DatabaseUrls, libpq_url, provision
from tests.start.processes import ROOT, kill, until

REMINDERS = 500
MORNING = datetime(2021, 4, 11, 23, 5, tzinfo=UTC)
TOLD = "SELECT count(*) FROM message WHERE event = 'duty_due'"
"""Not what a worker started at the hour of the reminders tells of today: all of it is overdue by now."""


@contextmanager
def working(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(Path(sys.executable).with_name("yanxiu")), "worker", "--data-dir", str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def count(url: str, query: str) -> int:
    with psycopg.connect(libpq_url(url)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.slow
def test_a_worker_killed_amid_its_reminders_delivers_each_exactly_once(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        asyncio.run(a_school_that_owes(urls))
        with psycopg.connect(libpq_url(urls.owner)) as holding:
            # Somebody else holds a message the worker is about to write: it stops amid its batches.
            hold(holding, nth=270)
            with working(tmp_path) as worker:
                until(lambda: count(urls.owner, TOLD) > 0 and is_waiting(urls), within=60)
                kill(worker.pid)
            holding.rollback()
        midway = count(urls.owner, TOLD)
        assert 0 < midway < REMINDERS
        with working(tmp_path):
            until(lambda: count(urls.owner, TOLD) == REMINDERS, within=150)
    assert midway % 50 == 0


def hold(holding: "psycopg.Connection[tuple[object, ...]]", nth: int) -> None:
    """Writes, and does not commit, the message about the n-th duty to be told of."""
    holding.execute(
        "INSERT INTO message (school_id, id, recipient_id, event, about, facts, created_at)"
        " SELECT school_id, %s, teacher_id, 'duty_due', id, '{}', created_at FROM duty"
        " ORDER BY due_on, id LIMIT 1 OFFSET %s",
        (new_id(), nth),
    )


def is_waiting(urls: DatabaseUrls) -> bool:
    """A role sees of its own connections alone what they wait for."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return count(urls.app, waiting) > 0


SCHOOL = f"""
INSERT INTO district (id, code, name) VALUES (uuidv7(), 'd', '桐乡市');
INSERT INTO school (id, district_id, code, name, created_at)
  SELECT uuidv7(), id, 's', '石门中学', now() FROM district;
INSERT INTO school_year (school_id, id, start_year, starts_on, ends_on)
  SELECT id, uuidv7(), 2020, '2020-09-01', '2021-08-31' FROM school;
INSERT INTO school_day (school_id, id, day, school_year_id, kind, is_school_day)
  SELECT school_id, uuidv7(), day, id, 'workday', true
  FROM school_year, generate_series('2021-04-12'::date, '2021-04-16', '1 day') AS day;
INSERT INTO course (school_id, id, code, title, provider, kind, hours, credits)
  SELECT id, uuidv7(), 'C', '心理健康教育', '-', 'short', 8, 8 FROM school;
INSERT INTO training_session
  (school_id, id, course_id, code, capacity, taken, waitlist, state, starts_at, ends_at)
  SELECT school_id, uuidv7(), id, 'S', 500, 500, false, 'completed', '2021-04-01', '2021-04-02' FROM course;
INSERT INTO teacher (school_id, id, employee_no, name, name_pinyin, name_initials, status)
  SELECT id, uuidv7(), 'T' || number, '张伟', 'zhang wei', 'zw', 'active'
  FROM school, generate_series(1, {REMINDERS}) AS number;
INSERT INTO enrolment
  (school_id, id, session_id, teacher_id, state, enrolled_at, planned_credits, planned_year)
  SELECT t.school_id, uuidv7(), s.id, t.id, 'passed', now(), 0, 2020 FROM teacher t, training_session s;
INSERT INTO duty (school_id, id, enrolment_id, teacher_id, kind, state, due_on, due_estimated, created_at)
  SELECT school_id, uuidv7(), id, teacher_id, 'content_record', 'open', '2021-04-12', false, now()
  FROM enrolment;
"""
"""A school of five hundred teachers, each with a duty due on the morning in question."""


async def a_school_that_owes(urls: DatabaseUrls) -> None:
    """And the job that is to remind of the duties."""
    with psycopg.connect(libpq_url(urls.owner)) as connection:
        connection.execute(SCHOOL.encode())
    async with queue(urls.app).open_async() as app:
        await app.configure_task("remind_duties").defer_async(timestamp=int(MORNING.timestamp()))
