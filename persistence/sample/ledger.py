"""The sample's credit ledger: every award, the entries behind it, and the sums they come to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.people.calendar import SchoolYearSpan, day_of, school_year_of
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, AwardState, EntryKind
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment
from persistence.training.standings import SUMS
from persistence.training.tables import credit_award, credit_entry, credit_standing

CYCLE_ANCHOR, CYCLE_YEARS = 2016, 5
YEARS = [SchoolYearSpan(year, date(year, 9, 1), date(year + 1, 8, 31)) for year in range(2016, 2022)]
CARRIED_AT = moment("2020-09-01", "10:00")
"""When the credits of earlier years were brought over."""


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
    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID) -> None:
        self._rows, self._school_id, self.office_id = rows, school_id, office_id
        self._sums: dict[tuple[UUID, int], dict[str, Decimal]] = defaultdict(
            lambda: dict.fromkeys(SUMS, Decimal(0))
        )

    def year_of(self, training: Training) -> int:
        return school_year_of(day_of(training.earned_at), YEARS)

    def plan(self, person: Person, training: Training) -> None:
        self._sums[person.id, self.year_of(training)]["planned"] += training.credits

    def award(
        self, person: Person, training: Training, enrolment_id: UUID | None, *, at: datetime, confirmed: bool
    ) -> None:
        """A result's award: provisional first, and where its duties are done, confirmed ten days later."""
        state = AwardState.CONFIRMED if confirmed else AwardState.PROVISIONAL
        award_id = self._award(person, training, enrolment_id, state, at)
        self._enter(person, training, award_id, Account.PROVISIONAL, EntryKind.AWARD, at)
        if confirmed:
            later = at + timedelta(days=10)
            self._enter(person, training, award_id, Account.PROVISIONAL, EntryKind.RELEASE, later, sign=-1)
            self._enter(person, training, award_id, Account.CONFIRMED, EntryKind.CONFIRM, later)

    def carry_over(self, number: int, person: Person) -> None:
        """The cycle's earlier years, brought over from the paper files; everyone's a little different."""
        for year in range(CYCLE_ANCHOR, 2020):
            if person.hired_on >= date(year, 9, 1):
                continue
            long_course = number % 5 == year - CYCLE_ANCHOR
            rest = CourseKind.LONG_90 if long_course else CourseKind.SHORT
            amounts = {CourseKind.SCHOOL_BASED: 24, rest: 90 if long_course else 48 + (number + year) % 5}
            for category, amount in amounts.items():
                earned_at = moment(date(year + 1, 6, 30), "12:00")
                title = f"{year}学年结转：{TITLES[category]}"
                training = Training(None, title, category, Decimal(amount), Decimal(amount), earned_at)
                award_id = self._award(person, training, None, AwardState.CONFIRMED, CARRIED_AT)
                self._enter(
                    person,
                    training,
                    award_id,
                    Account.CONFIRMED,
                    EntryKind.ADJUSTMENT,
                    CARRIED_AT,
                    reason="纸质学分登记表结转",
                )

    def add_sums(self) -> None:
        for (teacher_id, year), sums in self._sums.items():
            self._rows.add(
                credit_standing,
                CARRIED_AT,
                school_id=self._school_id,
                teacher_id=teacher_id,
                school_year=year,
                **sums | {"long_courses": int(sums["long_courses"])},
            )

    def _award(
        self, person: Person, training: Training, enrolment_id: UUID | None, state: AwardState, at: datetime
    ) -> UUID:
        year = self.year_of(training)
        return self._rows.add(
            credit_award,
            at,
            school_id=self._school_id,
            teacher_id=person.id,
            course_id=training.course_id,
            enrolment_id=enrolment_id,
            title=training.title,
            category=training.category,
            school_year=year,
            cycle_year=CYCLE_ANCHOR + (year - CYCLE_ANCHOR) // CYCLE_YEARS * CYCLE_YEARS,
            hours=training.hours,
            credits=training.credits,
            state=state,
            earned_at=training.earned_at,
            reasons=[],
            version=2 if enrolment_id and state is AwardState.CONFIRMED else 1,
        )

    def _enter(
        self,
        person: Person,
        training: Training,
        award_id: UUID,
        account: Account,
        kind: EntryKind,
        at: datetime,
        *,
        sign: int = 1,
        reason: str | None = None,
    ) -> None:
        year = self.year_of(training)
        self._rows.add(
            credit_entry,
            at,
            school_id=self._school_id,
            teacher_id=person.id,
            award_id=award_id,
            school_year=year,
            category=training.category,
            title=training.title,
            account=account,
            kind=kind,
            credits=sign * training.credits,
            hours=sign * training.hours,
            reason=reason,
            account_id=self.office_id,
            earned_at=training.earned_at,
            entered_at=at,
        )
        sums = self._sums[person.id, year]
        sums[account] += sign * training.credits
        if training.category is CourseKind.SCHOOL_BASED:
            sums[f"school_based_{account}"] += sign * training.credits
        if training.category is CourseKind.LONG_90 and account is Account.CONFIRMED:
            sums["long_courses"] += sign


TITLES = {
    CourseKind.SHORT: "短期培训",
    CourseKind.LONG_90: "90学时培训",
    CourseKind.SCHOOL_BASED: "校本研修",
}
