"""A school in memory, for what arrives from the platform: one round with its sessions, or a year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from domain.imports import FileImport, ImportState, Sheet, Tally
from domain.integration.arrivals import AppliedFor, CreditLine, KnownCourse, KnownTeacher, OwedEvaluation
from domain.integration.evaluations import EvaluationDesk
from domain.integration.inbound import InboundDesk
from domain.integration.inbound_columns import COLUMNS
from domain.integration.platform import Inbound
from domain.integration.selection_results import RoundDesk
from domain.messages import Notice
from domain.people.calendar import SchoolYearSpan
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import SessionState
from domain.training.deciding import Application
from domain.training.enrolment import EnrolmentState
from domain.training.places import Colleague, Move, Planned, Standing
from domain.training.platform_results import PlatformOutcome, Worth
from domain.training.seats import SessionSeats
from domain.training.selection import RoundState, SelectionRound
from persistence.ids import new_id
from tests.domain.training.callers import a_caller

NOW = datetime(2021, 3, 1, 8, tzinfo=UTC)
OFFICE = a_caller(Role.RESEARCH_OFFICE, teacher_id=new_id())
ROUND = SelectionRound(new_id(), "R1", "选课", NOW, NOW + timedelta(days=1), 0, RoundState.SUBMITTED, 1)
YEAR = SchoolYearSpan(2020, datetime(2020, 9, 1).date(), datetime(2021, 8, 31).date())  # noqa: DTZ001


def a_sheet(kind: Inbound, rows: Sequence[Mapping[str, str]]) -> Sheet:
    """Rows by field, as they come over HTTP."""
    header = [column.field for column in COLUMNS[kind]]
    return Sheet("平台", header, [(line, dict(row)) for line, row in enumerate(rows, 2)])


@dataclass
class Memory:
    """All the ports at once. What no test here needs is not there."""

    capacity: Sequence[int] = ()
    applicants: int = 0
    seats: dict[UUID, SessionSeats] = field(default_factory=dict)
    people: dict[str, KnownTeacher] = field(default_factory=dict)
    enrolments: dict[UUID, AppliedFor] = field(default_factory=dict)
    imports: dict[UUID, tuple[FileImport, Any]] = field(default_factory=dict)
    told: list[Notice] = field(default_factory=list)
    years: set[int] = field(default_factory=lambda: {2020})
    known_courses: dict[str, KnownCourse] = field(default_factory=dict)
    kept: list[CreditLine] = field(default_factory=list)
    owed: list[OwedEvaluation] = field(default_factory=list)

    def __post_init__(self) -> None:
        starts = [NOW + timedelta(days=30 * number) for number, _ in enumerate(self.capacity, 1)]
        for number, (most, starts_at) in enumerate(zip(self.capacity, starts, strict=True)):
            one = SessionSeats(
                new_id(),
                new_id(),
                f"S{number}",
                SessionState.CLOSED,
                most,
                0,
                True,
                None,
                None,
                starts_at,
                starts_at + timedelta(hours=8),
            )
            self.seats[one.session_id] = one
        self.people = {f"T{n}": KnownTeacher(new_id(), "张伟") for n in range(self.applicants)}
        for session_id in self.seats:
            for who in self.people.values():
                new = AppliedFor(new_id(), session_id, who.id, EnrolmentState.SUBMITTED, 1, None)
                self.enrolments[new.enrolment_id] = new

    # what is looked up

    async def round_called(self, code: str) -> UUID | None:
        return ROUND.id if code == ROUND.code else None

    async def has_school_year(self, start_year: int) -> bool:
        return start_year in self.years

    async def teachers(self, employee_nos: Collection[str]) -> dict[str, KnownTeacher]:
        return {number: one for number, one in self.people.items() if number in employee_nos}

    async def sessions(self, codes: Collection[str], *, round_id: UUID | None = None) -> dict[str, UUID]:
        return {one.code: one.session_id for one in self.seats.values() if one.code in codes}

    async def applications(self, session_ids: Collection[UUID]) -> list[AppliedFor]:
        return [one for one in self.enrolments.values() if one.session_id in session_ids]

    async def courses(self, named: Collection[str]) -> dict[str, KnownCourse]:
        return {name: one for name, one in self.known_courses.items() if name in named}

    async def credits_that_hold(self, school_year: int) -> list[CreditLine]:
        return self.kept

    async def keep_credits(self, import_id: UUID, school_year: int, lines: Sequence[CreditLine]) -> None:
        self.kept = list(lines)

    async def evaluations(self, session_ids: Collection[UUID]) -> list[OwedEvaluation]:
        return self.owed

    # where results are recorded

    async def for_update(self, thing_id: UUID) -> Any:
        found: Any = self.imports.get(thing_id)
        return found or ROUND

    async def sessions_of(self, round_id: UUID, enrolment_ids: Collection[UUID]) -> set[UUID]:
        return {self.enrolments[one].session_id for one in enrolment_ids}

    async def all_seats_for_update(self, session_ids: Collection[UUID]) -> dict[UUID, SessionSeats]:
        return {one: self.seats[one] for one in session_ids}

    async def worth_of(self, session_ids: Collection[UUID]) -> dict[UUID, Worth]:
        return dict.fromkeys(session_ids, Worth(Decimal(8), online=False))

    async def blocks(self, session_ids: Collection[UUID]) -> dict[UUID, Sequence[Any]]:
        return dict.fromkeys(session_ids, ())

    async def spans(self) -> list[SchoolYearSpan]:
        return [YEAR]

    async def of_round_for_update(self, round_id: UUID, *, ids: Collection[UUID]) -> dict[UUID, Application]:
        return {one: self._application(self.enrolments[one]) for one in ids}

    def _application(self, one: AppliedFor) -> Application:
        standing = Standing(one.enrolment_id, one.teacher_id, one.state, Planned(2020, Decimal(0)))
        seats = self.seats[one.session_id]
        return Application(standing, one.version, one.session_id, seats.code, "课", seats.starts_at)

    async def colleagues_for_update(self, teacher_ids: Collection[UUID]) -> dict[UUID, Colleague]:
        return {one: Colleague("张伟", TeacherStatus.ACTIVE) for one in teacher_ids}

    async def all_clashes(self, *_: Any) -> dict[Any, Any]:
        return {}

    async def settle(self, moves: Sequence[Move], taken: Mapping[UUID, int], *, at: datetime) -> None:
        for session_id, number in taken.items():
            self.seats[session_id] = replace(self.seats[session_id], taken=number)
        for move in moves:
            was = self.enrolments[move.before.enrolment_id]
            self.enrolments[was.enrolment_id] = replace(
                was,
                state=move.state,
                version=was.version + 1,
                recorded=PlatformOutcome(move.state.value),
            )

    async def follow(self, **_: Any) -> None:
        return

    async def shown(self, ids: Sequence[UUID]) -> list[Any]:
        return []

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        self.told += notices

    # where previews are kept

    async def add(self, new: FileImport, *, plan: Any, account_id: UUID) -> None:
        self.imports[new.id] = (new, plan)

    async def get(self, import_id: UUID) -> FileImport | None:
        return self.imports[import_id][0] if import_id in self.imports else None

    async def committed(self, import_id: UUID, *, counts: dict[str, Tally], at: datetime) -> FileImport:
        preview, plan = self.imports[import_id]
        done = replace(preview, state=ImportState.COMMITTED, counts=counts, version=preview.version + 1)
        self.imports[import_id] = (done, plan)
        return done


def a_desk(memory: Any, duties: Any = None) -> InboundDesk:
    nothing: Any = None
    return InboundDesk(
        memory,
        memory,
        nothing,
        RoundDesk(memory, memory, memory, memory, OFFICE),
        EvaluationDesk(memory, duties, OFFICE),
        new_id,
    )
