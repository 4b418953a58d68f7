"""Materials against sessions 材料与上课对照: what a term's run has planned, taught and handed in, and what of
it is missing. Each list of numbers is a difference of sets, and together they name every gap once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from uuid import UUID

from domain.errors import Conflict, ItemsConflict
from domain.extension.course import ExtensionKind, ExtensionSlot
from domain.timetable.lessons import TeachingDay


class ExtensionRunState(StrEnum):
    RUNNING = "running"
    CLOSED = "closed"


class ExtensionGap(StrEnum):
    NO_TEXTBOOK = "no_textbook"
    WITHOUT_PLAN = "without_plan"
    """Taught, and no lesson plan 教案 handed in."""

    NEVER_TAUGHT = "never_taught"
    """A lesson plan, and no session taught by it."""

    NOT_HELD = "not_held"
    """Planned, neither taught nor a lesson plan handed in."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    session_no: int
    """From 1, in the order of days and periods."""

    day: date
    period_no: int


@dataclass(frozen=True, slots=True)
class RunFacts:
    """All that is on record of a course in one term."""

    run_id: UUID
    course_id: UUID
    title: str
    kind: ExtensionKind
    state: ExtensionRunState
    teacher_ids: tuple[UUID, ...]
    """In order."""

    teachers: tuple[str, ...]
    grades: tuple[str, ...]
    room: str | None
    students: int
    ends_on: date
    """The last day of the term."""

    closed_on: date | None
    textbook: bool
    planned: tuple[PlannedSession, ...]
    taught: Mapping[int, date]
    """By session number."""

    plans: frozenset[int]
    """Session numbers with a lesson plan."""


@dataclass(frozen=True, slots=True)
class ExtensionGaps:
    """What is missing of a term's run; session numbers throughout."""

    run_id: UUID
    sessions_planned: int
    """By the calendar: no more than there are school days for."""

    sessions_taught: int
    lesson_plans: int
    textbook_missing: bool
    without_plan: tuple[int, ...]
    """Taught, and no lesson plan handed in."""

    never_taught: tuple[int, ...]
    """A lesson plan handed in, and never taught."""

    not_held: tuple[int, ...]
    """Planned, and neither taught nor a lesson plan handed in."""

    complete: bool


class ExtensionGapLeft(Conflict):
    """One kind of gap; facts: `gap`, `sessions` (their numbers, written)."""

    code = "extension_gap_left"


class ExtensionIncomplete(ItemsConflict):
    """It cannot be closed while something is missing; facts: `gaps`, each among the errors."""

    code = "extension_incomplete"

    def __init__(self, found: Sequence[tuple[ExtensionGap, Sequence[int]]] = ()) -> None:
        super().__init__(
            [
                (f"/{gap.value}", ExtensionGapLeft(gap=gap, sessions="、".join(map(str, numbers)) or "—"))
                for gap, numbers in found
            ]
        )
        self.facts["gaps"] = [gap for gap, _ in found]


def planned_sessions(
    days: Iterable[TeachingDay], slots: Collection[ExtensionSlot], most: int
) -> tuple[PlannedSession, ...]:
    """The first `most` periods that the days hold; a make-up day 调休 is a day of the weekday it follows."""
    held = sorted(
        {(one.day, slot.period_no) for one in days for slot in slots if slot.weekday == one.weekday}
    )
    return tuple(PlannedSession(no, *at) for no, at in enumerate(islice(held, most), start=1))


def gaps(facts: RunFacts) -> ExtensionGaps:
    planned = {one.session_no for one in facts.planned}
    taught, plans = set(facts.taught), facts.plans
    without_plan, never_taught, not_held = taught - plans, plans - taught, planned - taught - plans
    missing = without_plan | never_taught | not_held
    return ExtensionGaps(
        facts.run_id,
        len(planned),
        len(taught),
        len(plans),
        not facts.textbook,
        tuple(sorted(without_plan)),
        tuple(sorted(never_taught)),
        tuple(sorted(not_held)),
        complete=facts.textbook and not missing,
    )


def named_gaps(found: ExtensionGaps) -> list[tuple[ExtensionGap, Sequence[int]]]:
    """Each kind there is something of, with the sessions it is about."""
    textbook: list[tuple[ExtensionGap, Sequence[int]]] = [(ExtensionGap.NO_TEXTBOOK, ())]
    numbered = [
        (ExtensionGap.WITHOUT_PLAN, found.without_plan),
        (ExtensionGap.NEVER_TAUGHT, found.never_taught),
        (ExtensionGap.NOT_HELD, found.not_held),
    ]
    return (textbook if found.textbook_missing else []) + [one for one in numbered if one[1]]
