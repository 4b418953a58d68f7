"""The sample's credit ledger, by the ledger's own rules: awards, entries, and the sums they come to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.people.calendar import SchoolYearSpan, day_of, school_year_of
from domain.training.catalogue import CourseKind
from domain.training.credit import (
    AwardState,
    CreditAward,
    Entry,
    Reason,
    ReasonCode,
    adjusting,
    awarding,
    confirming,
    moves_of,
)
from domain.training.policy import CreditRule, in_force
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment
from persistence.training.standings import SUMS
from persistence.training.tables import credit_award, credit_entry, credit_standing

FIRST, NOW = 2016, 2020
"""The first school year with credits, and the one the sample is about."""

YEARS = [SchoolYearSpan(year, date(year, 9, 1), date(year + 1, 8, 31)) for year in range(FIRST, NOW + 2)]
CARRIED_AT = moment("2020-09-01", "10:00")
"""When the credits of earlier years were brought over."""

CARRIED = "纸质学分登记表结转"
TITLES = {
    CourseKind.SHORT: "短期培训",
    CourseKind.LONG_90: "90学时培训",
    CourseKind.SCHOOL_BASED: "校本研修",
}


@dataclass(frozen=True, slots=True)
class Training:
    """What one training is worth, and when."""

    course_id: UUID | None
    title: str
    category: CourseKind
    credits: Decimal
    hours: Decimal
    earned_at: datetime


class Ledger:
    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID, rules: list[CreditRule]) -> None:
        self._rows, self._school_id, self.office_id, self._rules = rows, school_id, office_id, rules
        self._sums: dict[tuple[UUID, int], dict[str, Any]] = defaultdict(
            lambda: dict.fromkeys(SUMS, Decimal(0)) | {"long_courses": 0}
        )

    def year_of(self, training: Training) -> int:
        return school_year_of(day_of(training.earned_at), YEARS)

    def plan(self, person: Person, training: Training) -> None:
        self._sums[person.id, self.year_of(training)]["planned"] += training.credits

    def award(
        self,
        person: Person,
        training: Training,
        enrolment_id: UUID,
        *,
        at: datetime,
        confirmed_at: datetime | None,
    ) -> None:
        """A result's award: provisional first, and confirmed where its duties are done."""
        reason = Reason(ReasonCode.COURSE_CREDITS, None, str(training.credits))
        award = self._award(person, training, enrolment_id, reason, at, confirmed=confirmed_at is not None)
        self._enter(awarding(award), at)
        if confirmed_at is not None:
            self._enter(confirming(award), confirmed_at)

    def carry_over(self, number: int, person: Person) -> None:
        """The cycle's earlier years, brought over from paper; everyone's a little different."""
        for year in range(FIRST, NOW):
            if person.hired_on >= date(year, 9, 1):
                continue
            had_long_course = number % 5 == year - FIRST
            rest = CourseKind.LONG_90 if had_long_course else CourseKind.SHORT
            amounts = {CourseKind.SCHOOL_BASED: 24, rest: 90 if had_long_course else 48 + (number + year) % 5}
            for category, amount in amounts.items():
                title, at = f"{year}学年结转：{TITLES[category]}", moment(date(year + 1, 6, 30), "12:00")
                training = Training(None, title, category, Decimal(amount), Decimal(amount), at)
                reason = Reason(ReasonCode.ADJUSTMENT, None, CARRIED)
                award = self._award(person, training, None, reason, CARRIED_AT, confirmed=True)
                self._enter(adjusting(award, CARRIED), CARRIED_AT)

    def add_sums(self) -> None:
        for (teacher_id, year), sums in self._sums.items():
            of = {"school_id": self._school_id, "teacher_id": teacher_id, "school_year": year}
            self._rows.add(credit_standing, CARRIED_AT, **of, **sums)

    def _award(
        self,
        person: Person,
        training: Training,
        enrolment_id: UUID | None,
        reason: Reason,
        at: datetime,
        *,
        confirmed: bool,
    ) -> CreditAward:
        year = self.year_of(training)
        policy = in_force(self._rules, YEARS[year - FIRST].starts_on)
        cycle_year = policy.cycle_of(year)
        cycle = Reason(ReasonCode.CYCLE, policy.cycle_years.id, str(cycle_year))
        award = CreditAward(
            id=self._rows.new_id(at),
            teacher_id=person.id,
            enrolment_id=enrolment_id,
            school_year=year,
            cycle_year=cycle_year,
            state=AwardState.CONFIRMED if confirmed else AwardState.PROVISIONAL,
            reasons=[reason, *([cycle] if enrolment_id else [])],
            version=2 if confirmed and enrolment_id else 1,
            **asdict(training),
        )
        values = asdict(award) | {"reasons": [_written(reason) for reason in award.reasons]}
        del values["allowed_actions"]
        self._rows.add(credit_award, at, school_id=self._school_id, **values)
        return award

    def _enter(self, entries: Iterable[Entry], at: datetime) -> None:
        entries = list(entries)
        for entry in entries:
            of = {"school_id": self._school_id, "account_id": self.office_id, "entered_at": at}
            self._rows.add(credit_entry, at, **of, **asdict(entry))
        for key, moves in moves_of(entries).items():
            for name, by in moves.items():
                self._sums[key][name] += by


def _written(reason: Reason) -> dict[str, str | None]:
    """As `credit_award.reasons` keeps it."""
    return asdict(reason) | {"rule_id": str(reason.rule_id) if reason.rule_id else None}
