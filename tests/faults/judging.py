"""What must be true of the database after any kill: of each write in a journal, and of all rows together."""

import asyncio
import hashlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from persistence.provision import libpq_url
from persistence.training.rebuild import rebuild
from tests.faults.load import Journal, Write
from tests.faults.service import Service

ALWAYS = {
    "a session's seats are those of its enrolments, and no more than there are": """
        SELECT s.code, s.taken, s.capacity, count(e.id) FROM training_session s
        LEFT JOIN enrolment e ON e.session_id = s.id AND e.state IN ('placed', 'passed', 'failed')
        GROUP BY s.school_id, s.id HAVING s.taken <> count(e.id) OR count(e.id) > s.capacity""",
    "an award has entries, and they come to what it is worth; nothing when it is void": """
        SELECT a.id, a.state, a.credits, count(y.id), sum(y.credits) FROM credit_award a
        LEFT JOIN credit_entry y ON y.award_id = a.id
        GROUP BY a.school_id, a.id HAVING count(y.id) = 0
            OR sum(y.credits) <> CASE a.state WHEN 'void' THEN 0 ELSE a.credits END""",
    "who passed has an award, or was told why not, and an award its enrolment": """
        SELECT a.id, e.state FROM credit_award a JOIN enrolment e ON e.id = a.enrolment_id
        WHERE a.state <> 'void' AND e.state <> 'passed'""",
    "an enrolment is in the state its history ends in": """
        SELECT e.id, e.state, v.to_state FROM enrolment e JOIN LATERAL (
            SELECT to_state FROM enrolment_event WHERE enrolment_id = e.id ORDER BY id DESC LIMIT 1) v ON true
        WHERE e.state <> v.to_state""",
    "notices are numbered without doubles and without gaps": """
        SELECT n.school_id, n.school_year, count(*), max(n.number), max(r.last_number)
        FROM notice n JOIN notice_series r ON r.school_id = n.school_id AND r.school_year = n.school_year
        GROUP BY n.school_id, n.school_year
        HAVING count(*) <> count(DISTINCT n.number) OR count(*) <> max(n.number)
            OR max(n.number) <> max(r.last_number)""",
    "an issued notice has one good edition, in four copies": """
        SELECT n.id, count(DISTINCT d.id), count(c.id) FROM notice n
        LEFT JOIN notice_edition d ON d.notice_id = n.id AND d.voided_at IS NULL
        LEFT JOIN notice_copy c ON c.edition_id = d.id WHERE n.state = 'issued'
        GROUP BY n.school_id, n.id HAVING count(DISTINCT d.id) <> 1 OR count(c.id) <> 4""",
    "a swap has its two lessons moved when it is accepted, and none before": """
        SELECT s.id, s.state, count(c.id) FROM swap s LEFT JOIN lesson_change c ON c.cause_id = s.id
        WHERE s.state IN ('proposed', 'accepted') GROUP BY s.school_id, s.id, s.state
        HAVING count(c.id) <> CASE s.state WHEN 'accepted' THEN 2 ELSE 0 END""",
    "a lesson covered is covered by the cover's own teacher": """
        SELECT c.id FROM cover c JOIN lesson_change g ON g.id = c.change_id
        WHERE c.state = 'standing' AND g.state = 'standing' AND c.teacher_id <> g.to_teacher_id""",
    "who is enrolled is absent for as long, and who is not is not": """
        SELECT a.id FROM absence a JOIN enrolment e ON e.id = a.enrolment_id
        WHERE a.state = 'standing' AND e.state NOT IN ('placed', 'passed', 'failed')""",
    "an operation has its job": """
        SELECT o.id, o.kind FROM operation o WHERE NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs j WHERE j.args->>'operation_id' = o.id::text)""",
    "what was kept for one who asks again was audited": """
        SELECT k.id FROM idempotency_key k WHERE k.key LIKE '________-____-4%%' AND NOT EXISTS (
            SELECT 1 FROM audit_entry a WHERE a.school_id = k.school_id AND a.account_id = k.account_id
            AND a.at = k.created_at)""",
}
"""Each finds the rows of which it does not hold."""


def broken(service: Service) -> dict[str, list[tuple[object, ...]]]:
    """What does not hold, with a few of the rows."""
    found = {what: service.ask(statement)[:5] for what, statement in ALWAYS.items()}
    found["sums are those of the ledger"] = asyncio.run(_sums_that_differ(service))
    found["a file has its bytes"] = files_without_bytes(service)
    return {what: rows for what, rows in found.items() if rows}


async def _sums_that_differ(service: Service) -> list[tuple[object, ...]]:
    """By the product's own recomputing, which is rolled back: it would put right what it finds."""
    engine = create_async_engine(service.urls.owner)
    try:
        async with engine.connect() as connection:
            schools = list(await connection.scalars(text("SELECT id FROM school")))
            return [(one,) for school in schools for one in await _differences(connection, school)]
    finally:
        await engine.dispose()


async def _differences(connection: AsyncConnection, school_id: UUID) -> list[object]:
    async def silent(_: int, __: int) -> None:
        """Nobody waits."""

    found = await rebuild(connection, school_id, silent)
    await connection.rollback()
    return list(found)


def files_without_bytes(service: Service) -> list[tuple[object, ...]]:
    return [
        (key, why)
        for key, size, digest in service.ask("SELECT key, size, sha256 FROM stored_file")
        if (why := _amiss(service.data_dir / "files" / str(key), size, digest))
    ]


def _amiss(path: Path, size: object, digest: object) -> str:
    if not path.exists():
        return "not there"
    data = path.read_bytes()
    return "" if (len(data), hashlib.sha256(data).hexdigest()) == (size, digest) else "other bytes"


WAITING = {
    "operations": "SELECT id, kind, state FROM operation WHERE state <> 'succeeded'",
    "jobs": "SELECT id, task_name, status FROM procrastinate_jobs WHERE status NOT IN ('succeeded', 'todo')",
    "jobs that are due": """
        SELECT id, task_name, attempts FROM procrastinate_jobs
        WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()
        AND task_name <> 'deliver_webhooks'""",
    "events": "SELECT id, event, state FROM webhook_delivery WHERE state <> 'delivered'",
}
"""A job of a webhook sends all its events that wait, so most of a burst's find nothing; they are taken one
every five seconds, and the events themselves are looked at instead."""


def unsettled(service: Service) -> dict[str, list[tuple[object, ...]]]:
    """What the worker has still to do, with a few of the rows."""
    found = {what: service.ask(statement)[:5] for what, statement in WAITING.items()}
    return {what: rows for what, rows in found.items() if rows}


def unkept(service: Service, journal: Journal) -> list[str]:
    """Of each acknowledged write: its whole effect, its one audit entry, and the very answer kept."""
    writes = [one for one in journal.writes if one.acknowledged]
    seen = _seen(service, writes)
    found = []
    for write in writes:
        assert write.answer is not None
        rows, audited, kept = seen[write.key]
        if rows != write.effect.rows:
            found.append(f"{write.kind} acknowledged, and {rows} of {write.effect.rows} rows: {write.key}")
        if audited != 1:
            found.append(f"{write.kind} acknowledged, and audited {audited} times: {write.key}")
        if kept != (write.answer.status_code, write.answer.text):
            found.append(f"{write.kind} acknowledged, and another answer kept: {write.key}")
    return found


def half_done(service: Service, journal: Journal) -> list[str]:
    """Of each write nobody was told of: rows, audit entry and kept answer are all there, or none is."""
    seen = _seen(service, unknown := journal.unknown())
    found = []
    for write in unknown:
        rows, audited, kept = seen[write.key]
        if (rows, audited, kept is not None) not in ((0, 0, False), (write.effect.rows, 1, True)):
            found.append(f"{write.kind} cut: {rows} rows, audited {audited} times, {kept}: {write.key}")
    return found


def done_unseen(service: Service, journal: Journal) -> list[Write]:
    """The writes that were done, and nobody was told."""
    seen = _seen(service, unknown := journal.unknown())
    return [one for one in unknown if seen[one.key].kept is not None]


class Seen(NamedTuple):
    """Of one write, in the database."""

    rows: int
    audited: int
    kept: tuple[int, str] | None


def _seen(service: Service, writes: list[Write]) -> dict[str, Seen]:
    """By the writes' keys. An audit entry is one's own whichever of its requests wrote it."""
    requests = {name: one.key for one in writes for name in one.request_ids}
    with psycopg.connect(libpq_url(service.urls.owner)) as connection:
        kept = {
            key: (status, body)
            for key, status, body in connection.execute(
                "SELECT key, status, body FROM idempotency_key WHERE key = ANY(%s)", [list(requests.values())]
            )
        }
        audited = Counter(
            requests[name]
            for (name,) in connection.execute(
                "SELECT request_id FROM audit_entry WHERE request_id = ANY(%s)", [list(requests)]
            )
        )
        return {one.key: Seen(_rows(connection, one), audited[one.key], kept.get(one.key)) for one in writes}


def _rows(connection: psycopg.Connection, write: Write) -> int:
    row = connection.execute(write.effect.counting.encode(), write.effect.facts).fetchone()
    assert row is not None
    return int(row[0])
