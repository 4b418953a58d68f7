"""What a simulated platform starts from: its people, its catalogue, what it has credited, and its whims."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cli.simulator.rows import CatalogueRow, EvaluationRow, PlatformCreditRow


class WorldUnreadable(Exception):
    """A world file that cannot be read, in one line for whoever wrote it."""


class Verdict(BaseModel):
    """What the platform holds against one teacher and one session or course, with the reason it gives."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employee_no: str
    code: str
    """Of the session (`refusals`) or of the course (`upheld`): the school's code or the platform's number."""

    reason: str


class World(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    teachers: dict[str, str] | None = None
    """Names by employee number; without it, every number is known."""

    catalogue: list[CatalogueRow] = Field(default_factory=list)

    quotas: dict[str, int] = Field(default_factory=dict)
    """Seats the first selection gives, by session; others follow from the capacity and the seed."""

    refusals: list[Verdict] = Field(default_factory=list)
    """Applications that are refused whatever the seed."""

    upheld: list[Verdict] = Field(default_factory=list)
    """Disputes that are refused: the platform stands by what it has."""

    credits: list[PlatformCreditRow] = Field(default_factory=list)
    """What it has credited before anything is handed in."""

    evaluations: list[EvaluationRow] = Field(default_factory=list)

    differences: int = Field(default=2, ge=0)
    """How many of each sort are worked into a list of credits: only theirs, only ours, off by 0.5. Never
    more than a third of the list each, so that a short one keeps some that agree."""

    refused_share: float = Field(default=0.1, ge=0, le=1)
    late_share: float = Field(default=0.3, ge=0, le=1)
    """Of a round's results, those that come only later; of two or more at least one does."""

    credits_hours: bool = False
    """Whether school-based hours that are accepted turn up among the credits, under numbers of its own."""


def read_world(path: Path) -> World:
    """Raises WorldUnreadable."""
    try:
        return World.model_validate_json(path.read_bytes())
    except OSError as error:
        raise WorldUnreadable(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise WorldUnreadable(f"{path}: {where}: {first['msg']}") from error


def sessions_of(catalogue: Iterable[CatalogueRow]) -> dict[str, CatalogueRow]:
    """The last block of every session, by its code and by the platform's number of it."""
    found: dict[str, CatalogueRow] = {}
    for row in sorted(catalogue, key=lambda row: row.ends_at):
        found[row.session_code] = row
        if row.platform_id:
            found[row.platform_id] = row
    return found


def number_of(course: CatalogueRow) -> str:
    """What the platform calls the course: its own number, where it has one."""
    return course.course_platform_id or course.course_code


def last_day(session: CatalogueRow) -> date:
    return date.fromisoformat(session.ends_at[:10])


def school_year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def year_named(text: str) -> int | None:
    """2020 or 2020-2021, as the year it starts in; none when it is something else."""
    start = text.partition("-")[0]
    return int(start) if start.isascii() and start.isdigit() and len(start) == 4 else None
