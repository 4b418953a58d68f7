"""Files as the district's platform gives them, and a round whose applications are with it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.integration.inbound_columns import COLUMNS
from domain.integration.platform import Inbound
from persistence.ids import new_id
from tests.api.training.offering import a_school, read
from tests.api.training.round_scene import an_open_round, applied, handed_in
from tests.scene import Caller, Scene

RESULTS, CREDITS, EVALUATIONS = (
    Inbound.SELECTION_RESULTS,
    Inbound.PLATFORM_CREDITS,
    Inbound.EVALUATIONS,
)


def csv_of(kind: Inbound, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows by field, under the Chinese names."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([column.name for column in COLUMNS[kind]])
    lines.writerows([row.get(column.field, "") for column in COLUMNS[kind]] for row in rows)
    return out.getvalue().encode("utf-8-sig")


async def sent(
    office: Caller,
    kind: Inbound,
    data: bytes,
    about: str | None = None,
    *,
    format: str = "csv",
    **headers: str,
) -> Response:
    form = {"kind": kind.value, "format": format} | ({} if about is None else {"about": about})
    return await office.ask(
        "POST", "platform-imports", files={"file": (f"平台.{format}", data)}, data=form, headers=headers
    )


async def previewed(
    office: Caller, kind: Inbound, rows: Sequence[Mapping[str, str]], about: str, **headers: str
) -> dict[str, Any]:
    answer = await sent(office, kind, csv_of(kind, rows), about, **headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def commit(office: Caller, preview: Mapping[str, Any], key: str | None = None) -> Response:
    headers = {"If-Match": f'"{preview["version"]}"', "Idempotency-Key": key or new_id().hex}
    return await office.ask("POST", f"platform-imports/{preview['id']}/commit", headers=headers)


async def imported(
    office: Caller, kind: Inbound, rows: Sequence[Mapping[str, str]], about: str
) -> dict[str, Any]:
    preview = await previewed(office, kind, rows, about)
    assert preview["row_errors"] == []
    answer = await commit(office, preview)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def errors_of(preview: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    return [(one["line"], one["column"], one["code"]) for one in preview["row_errors"]]


def counts_of(done: Mapping[str, Any]) -> dict[str, int]:
    """Of the one thing it counts, what is not 0."""
    (tally,) = done["counts"].values()
    return {name: number for name, number in tally.items() if number}


@dataclass(frozen=True, slots=True)
class RoundScene:
    """A round that is with the platform, its sessions, and teachers 1, 2, … who applied for each."""

    office: Caller
    code: str
    id: str
    sessions: list[dict[str, Any]]
    teachers: list[UUID]
    applications: list[list[dict[str, Any]]]
    """By session, then teacher."""

    def row(self, number: int, outcome: str = "录取", *, session: int = 0, **rest: str) -> dict[str, str]:
        """What the platform says to the teacher of this number."""
        return {
            "round_code": self.code,
            "session_code": self.sessions[session]["code"],
            "employee_no": str(number),
            "outcome": outcome,
        } | rest

    async def states(self, session: int = 0) -> list[str]:
        return [
            (await read(self.office, f"enrolments/{one['id']}"))["state"]
            for one in self.applications[session]
        ]


async def a_round_handed_in(
    scene: Scene, applicants: int, *sessions: dict[str, Any], **values: Any
) -> RoundScene:
    office = await a_school(scene)
    opened, made = await an_open_round(office, *sessions)
    teachers = [await scene.teacher(employee_no=str(n), **values) for n in range(1, applicants + 1)]
    asked = [[await applied(office, session, one) for one in teachers] for session in made]
    found, flat = await handed_in(office, opened, [one for of_one in asked for one in of_one])
    shares = [flat[start : start + applicants] for start in range(0, len(flat), applicants)]
    return RoundScene(office, found["code"], found["id"], made, teachers, shares)
