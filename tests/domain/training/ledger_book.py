"""A credit book in memory, for the use cases that need one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from domain.messages import Event, Notice
from domain.people.calendar import SchoolDays, SchoolYearSpan
from domain.training.book import Move, Sitting
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState, CreditAward, Entry, moves_of
from domain.training.demands import DEFAULTS, Demand, DutyRule
from domain.training.duty import OpenDuty
from domain.training.enrolment import EnrolmentState
from domain.training.policy import CreditRule, RuleKey
from domain.training.record_sheet import QuotedSheet

ENDED = datetime(2021, 3, 12, 8, tzinfo=UTC)
YEARS = [
    SchoolYearSpan(2020, date(2020, 9, 1), date(2021, 8, 31)),
    SchoolYearSpan(2021, date(2021, 9, 1), date(2022, 8, 31)),
]


def a_rule(key: RuleKey, value: str, effective_from: date = date(2000, 1, 1)) -> CreditRule:
    return CreditRule(uuid4(), key, value, effective_from, entered_at=ENDED)


def a_sitting(
    *,
    teacher_id: UUID | None = None,
    course_id: UUID | None = None,
    kind: CourseKind = CourseKind.SHORT,
    credits: str = "10.00",
    hours: str = "20.00",
    days: int = 1,
    ends_at: datetime = ENDED,
    session_state: SessionState = SessionState.CLOSED,
) -> Sitting:
    return Sitting(
        enrolment_id=uuid4(),
        teacher_id=teacher_id or uuid4(),
        state=EnrolmentState.PLACED,
        version=1,
        planned_credits=Decimal(credits),
        planned_year=2020,
        absent_days=None,
        remark=None,
        record_sheet_code=None,
        session_id=uuid4(),
        session_state=session_state,
        ends_at=ends_at,
        days=tuple(date(2021, 3, 12 - n) for n in range(days)),
        course_id=course_id or uuid4(),
        title="课例研讨",
        kind=kind,
        hours=Decimal(hours),
        credits=Decimal(credits),
    )


@dataclass
class BookInMemory:
    sittings: dict[UUID, Sitting] = field(default_factory=dict)
    policy: list[CreditRule] = field(default_factory=list)
    calendar: list[SchoolYearSpan] = field(default_factory=lambda: list(YEARS))
    awards: dict[UUID, CreditAward] = field(default_factory=dict)
    sheets: dict[str, QuotedSheet] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    sums: dict[tuple[UUID, int], dict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )

    def place(self, sitting: Sitting) -> Sitting:
        self.sittings[sitting.enrolment_id] = sitting
        self.sums[sitting.teacher_id, sitting.planned_year]["planned"] += sitting.planned_credits
        return sitting

    def new_id(self) -> UUID:
        return uuid4()

    async def sittings_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, Sitting]:
        return {one: self.sittings[one] for one in enrolment_ids if one in self.sittings}

    async def record_sheets(self, codes: Collection[str]) -> Mapping[str, QuotedSheet]:
        return {code: self.sheets[code] for code in codes if code in self.sheets}

    async def rules(self) -> list[CreditRule]:
        return self.policy

    async def years(self) -> list[SchoolYearSpan]:
        return self.calendar

    async def enrolment_of(self, award_id: UUID) -> UUID | None:
        return self.awards[award_id].enrolment_id if award_id in self.awards else None

    async def award_for_update(self, award_id: UUID) -> CreditAward | None:
        return self.awards.get(award_id)

    async def standing_award_for_update(self, enrolment_id: UUID) -> CreditAward | None:
        its = [one for one in self.awards.values() if one.enrolment_id == enrolment_id]
        return next((one for one in its if one.state is not AwardState.VOID), None)

    async def standing_awards_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, CreditAward]:
        raise AssertionError("nothing here settles many duties at once")

    async def add_awards(self, awards: Sequence[CreditAward]) -> dict[UUID, UUID]:
        counted = {}
        for award in awards:
            first = next((one for one in self.awards.values() if _same_course(one, award)), None)
            if first is None:
                self.awards[award.id] = award
            else:
                counted[award.id] = first.id
        return counted

    async def award_became(self, award: CreditAward, state: AwardState) -> None:
        await self.awards_became([award], state)

    async def awards_became(self, awards: Sequence[CreditAward], state: AwardState) -> None:
        for award in awards:
            self.awards[award.id] = replace(award, state=state, version=award.version + 1)

    async def write(self, *, moves: Sequence[Move] = (), entries: Sequence[Entry] = ()) -> None:
        for move in moves:
            sitting = move.sitting
            self.sittings[sitting.enrolment_id] = replace(
                sitting,
                state=move.state,
                version=sitting.version + 1,
                absent_days=move.absent_days,
                remark=move.remark,
            )
            self.sums[sitting.teacher_id, sitting.planned_year]["planned"] += move.planned
        self.entries += entries
        for key, by in moves_of(entries).items():
            for name, amount in by.items():
                self.sums[key][name] += amount


def _same_course(one: CreditAward, other: CreditAward) -> bool:
    return (
        one.state is not AwardState.VOID
        and one.course_id is not None
        and (one.teacher_id, one.course_id, one.cycle_year)
        == (other.teacher_id, other.course_id, other.cycle_year)
    )


class NoDuties:
    """A school that asks for nothing after a training."""

    async def rules(self) -> list[DutyRule]:
        return [
            DutyRule(uuid4(), course_kind, duty_kind, None, date(2000, 1, 1))
            for course_kind, duty_kind in DEFAULTS
        ]

    async def school_days(self, since: date, until: date) -> SchoolDays:
        return SchoolDays((), None)

    async def ask(self, demands: Sequence[Demand]) -> None:
        assert not demands

    async def outstanding(self, enrolment_id: UUID) -> tuple[OpenDuty, ...]:
        return ()

    async def waiting_among(self, enrolment_ids: Collection[UUID]) -> set[UUID]:
        raise AssertionError("nothing here settles many duties at once")

    async def take_back(self, enrolment_id: UUID, *, reason: str, at: datetime) -> None:
        return


class Unheard:
    """Nobody listens to what is told."""

    async def tell(
        self,
        event: Event,
        *,
        about: UUID,
        to: Sequence[UUID],
        facts: Mapping[str, str],
        link: str | None = None,
        at: datetime,
    ) -> None:
        return

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        return


NO_DUTIES, UNHEARD = NoDuties(), Unheard()
