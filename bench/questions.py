"""What is asked: two reads every screen starts with, and the write of the hour in which all choose."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any
from uuid import UUID

from bench.data import SCHOOL, YEAR, World
from bench.stacks import OURS, POSTGRAPHILE_5, SIGNED_IN, STACKS, YARDSTICK
from bench.workers import Worker

SCHOOL_PATH = f"/api/v1/schools/{SCHOOL}"


@dataclass(frozen=True, slots=True)
class Question:
    title: str
    status: int
    servers: tuple[str, ...]
    """Who can be asked it."""


EVERYBODY = tuple(STACKS)
QUESTIONS = {
    "ledger": Question("(a) a ledger of 30 rows", 200, EVERYBODY),
    "standing": Question("(b) the standing of 60 teachers", 200, EVERYBODY),
    "enrolment": Question("(c) an enrolment written", 201, (OURS, YARDSTICK)),
}


def requests(worker: Worker, question: str, world: World) -> Iterator[bytes]:
    """A read over and over; of writes, made ready beforehand, each teacher in each session once."""
    if question == "enrolment":
        sessions, teachers = world.session_ids, range(len(world.teacher_ids))
        ready = [
            enrolling(worker, world, sessions[(turn + n) % len(sessions)], n)
            for turn in range(len(sessions))
            for n in teachers
        ]
        return iter(ready)
    return repeat(reading(worker, question, world))


def reading(worker: Worker, question: str, world: World) -> bytes:
    if worker.name == OURS:
        paths = {
            "ledger": f"{SCHOOL_PATH}/teachers/{world.teacher_id}/credit-entries",
            "standing": f"{SCHOOL_PATH}/credit-standings?school_year={YEAR}&limit=200",
        }
        return _message(worker, "GET", paths[question], token=world.office)
    if worker.name in {POSTGRAPHILE_5, SIGNED_IN}:
        of_which = {"ledger": {"teacher": str(world.teacher_id)}, "standing": {"year": YEAR}}
        variables = {"school": str(world.school_id)} | of_which[question]
        token = world.office if worker.name == SIGNED_IN else None
        return _message(worker, "POST", "/graphql", {"documentId": question, "variables": variables}, token)
    paths = {"ledger": f"/teachers/{world.teacher_id}/ledger", "standing": "/standing"}
    return _message(worker, "GET", paths[question])


def enrolling(worker: Worker, world: World, session_id: UUID, teacher: int) -> bytes:
    """A teacher takes a seat, signed in as themselves."""
    body = {"teacher_id": str(world.teacher_ids[teacher])}
    if worker.name == OURS:
        path = f"{SCHOOL_PATH}/training-sessions/{session_id}/enrolments"
        return _message(worker, "POST", path, body, world.tokens[teacher])
    return _message(worker, "POST", f"/sessions/{session_id}/enrolments", body)


def _message(worker: Worker, method: str, path: str, body: Any = None, token: str | None = None) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{worker.port}", "Accept: application/json"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    content = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content
