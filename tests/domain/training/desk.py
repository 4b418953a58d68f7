"""A desk in memory: one enrolment, its duties, and what is written when they are settled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.files import StoredFile
from domain.identity.actions import Role
from domain.messages import Event, Notice
from domain.training.book import Move, Sitting
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState, CreditAward, Entry
from domain.training.duties import Desk
from domain.training.duty import OUTSTANDING, Duty, DutyKind, DutyState, HandIn, OpenDuty, Review, Submission
from domain.training.enrolment import EnrolmentState
from domain.training.products import Author, NewProduct
from persistence.ids import new_id
from tests.domain.training.callers import a_caller

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
OFFICE = a_caller(Role.RESEARCH_OFFICE, teacher_id=new_id())
TEACHER, ENROLMENT = new_id(), new_id()


def a_sitting() -> Sitting:
    return Sitting(
        enrolment_id=ENROLMENT,
        teacher_id=TEACHER,
        state=EnrolmentState.PASSED,
        version=2,
        planned_credits=Decimal(0),
        planned_year=2020,
        absent_days=None,
        remark=None,
        record_sheet_code=None,
        session_id=new_id(),
        session_state=SessionState.COMPLETED,
        ends_at=NOW,
        days=(NOW.date(),),
        course_id=new_id(),
        title="心理健康教育",
        kind=CourseKind.LONG_90,
        hours=Decimal(90),
        credits=Decimal(24),
    )


def an_award() -> CreditAward:
    return CreditAward(
        new_id(),
        TEACHER,
        new_id(),
        ENROLMENT,
        "心理健康教育",
        CourseKind.LONG_90,
        2020,
        2016,
        Decimal(90),
        Decimal(24),
        AwardState.PROVISIONAL,
        NOW,
        [],
    )


def a_duty(kind: DutyKind, state: DutyState = DutyState.OPEN) -> Duty:
    return Duty(
        new_id(),
        ENROLMENT,
        TEACHER,
        "张伟",
        new_id(),
        "心理健康教育",
        CourseKind.LONG_90,
        kind,
        state,
        date(2021, 4, 30),
        False,
        False,
        None,
        False,
        None,
        None,
        NOW,
        None,
    )


@dataclass
class Memory:
    """All the ports at once. What no test here needs is not there."""

    owed: dict[UUID, Duty]
    award: CreditAward | None = field(default_factory=an_award)
    handed: list[Submission] = field(default_factory=list)
    said: list[Review] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    shelf: list[NewProduct] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    kept: dict[UUID, StoredFile] = field(default_factory=dict)

    async def get(self, duty_id: UUID) -> Any:
        return self.owed.get(duty_id) or self.kept.get(duty_id)

    async def for_update(self, duty_id: UUID) -> Duty | None:
        return self.owed.get(duty_id)

    async def became(self, duty: Duty, state: DutyState, **_: Any) -> None:
        was = self.owed[duty.id]
        self.owed[duty.id] = replace(was, state=state, version=was.version + 1)

    async def latest(self, duty: Duty) -> Submission | None:
        return next((one for one in reversed(self.handed) if one.duty_id == duty.id), None)

    async def submit(
        self, duty: Duty, number: int, given: HandIn, *, account_id: UUID, at: datetime
    ) -> Submission:
        new = Submission(
            new_id(), duty.id, number, given.title, given.text, given.file_id, account_id, at, False
        )
        self.handed.append(new)
        return new

    async def review(self, submission: Submission, given: Review) -> None:
        self.said.append(given)

    async def all_for_update(self, duty_ids: Collection[UUID]) -> dict[UUID, Duty]:
        return {one: self.owed[one] for one in sorted(duty_ids) if one in self.owed}

    async def latest_of(self, duty_ids: Collection[UUID]) -> dict[UUID, Submission]:
        return {one.duty_id: one for one in self.handed if one.duty_id in duty_ids}

    async def submit_empty(
        self, numbered: Sequence[tuple[Duty, int]], *, account_id: UUID, at: datetime
    ) -> dict[UUID, Submission]:
        made = [
            await self.submit(one, number, HandIn(), account_id=account_id, at=at) for one, number in numbered
        ]
        return {one.duty_id: one for one in made}

    async def review_all(self, given: Sequence[tuple[UUID, Review]]) -> None:
        self.said += [review for _, review in given]

    async def all_became(self, duty_ids: Collection[UUID], state: DutyState, **_: Any) -> None:
        for one in duty_ids:
            await self.became(self.owed[one], state)

    async def waiting_among(self, enrolment_ids: Collection[UUID]) -> set[UUID]:
        return {
            one.enrolment_id
            for one in self.owed.values()
            if one.enrolment_id in enrolment_ids and one.state in OUTSTANDING
        }

    async def standing_awards_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, CreditAward]:
        return {} if self.award is None else {ENROLMENT: self.award}

    async def outstanding(self, enrolment_id: UUID) -> tuple[OpenDuty, ...]:
        return tuple(
            OpenDuty(one.id, one.kind, one.due_on) for one in self.owed.values() if one.state in OUTSTANDING
        )

    async def sittings_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, Sitting]:
        return {ENROLMENT: a_sitting()}

    async def standing_award_for_update(self, enrolment_id: UUID) -> CreditAward | None:
        return self.award

    async def award_became(self, award: CreditAward, state: AwardState) -> None:
        await self.awards_became([award], state)

    async def awards_became(self, awards: Sequence[CreditAward], state: AwardState) -> None:
        for award in awards:
            self.award = replace(award, state=state)

    async def write(self, *, moves: Sequence[Move] = (), entries: Sequence[Entry] = ()) -> None:
        self.entries += entries

    async def author(self, teacher_id: UUID) -> Author:
        return Author("张伟", "zhang wei", "zw")

    async def add(self, new: NewProduct, grams: Iterable[str], *, at: datetime) -> None:
        self.shelf.append(new)

    async def tell(self, event: Event, *, facts: Mapping[str, str], **_: Any) -> None:
        self.told.append(event)

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        self.told += [one.event for one in notices]


def a_desk(*owed: Duty, award: CreditAward | None = None) -> tuple[Desk, Memory]:
    memory: Any = Memory({one.id: one for one in owed}, award or an_award())
    return Desk(memory, memory, memory, memory, memory), memory
