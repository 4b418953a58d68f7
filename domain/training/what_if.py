"""What if 假如: where a teacher would stand, were these sessions taken and passed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.people.calendar import day_of, school_year_of
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import Reason, ReasonCode
from domain.training.cycle import CycleStanding, CycleYear, YearSums, cycle_years, judge_cycle
from domain.training.enrolling import TeacherRequired
from domain.training.outlook import CycleOutlook, Imagined, Record, WhatIf, WhatIfReads, YearOutlook
from domain.training.reaching import Option, last_day
from domain.training.seats import SessionNotOpen
from domain.training.standing import NOTHING, Ground, Standing, StandingState, judge

REACHED = frozenset({StandingState.MET, StandingState.ON_TRACK, StandingState.EXEMPT})


async def look_ahead(
    reads: WhatIfReads,
    teacher_id: UUID | None,
    session_ids: Collection[UUID],
    *,
    caller: Caller,
    now: datetime,
) -> WhatIf:
    """Raises NotFound, TeacherRequired, SessionNotOpen for one called off, SchoolYearUnknown."""
    whom = teacher_id or caller.teacher_id
    if whom is None:
        raise TeacherRequired()
    record = await reads.record(whom, session_ids, now=now)
    if record is None or {one.session_id for one in record.chosen} != set(session_ids):
        raise NotFound()
    for one in record.chosen:
        if one.state is SessionState.CANCELLED:
            raise SessionNotOpen(code=one.code)
    return what_if(record, day_of(now))


def what_if(record: Record, today: date) -> WhatIf:
    """The sessions are taken to be passed and every duty done; all else stays as it is."""
    imagined = list(_imagined(record))
    then = taken(record, imagined)
    took = {*record.counted} | {
        (one.course_id, _cycle(record.ground, what.school_year))
        for one, what in zip(record.chosen, imagined, strict=True)
    }
    busy = [
        *record.busy,
        *((c.starts_at, c.ends_at) for c in record.chosen if c.kind is not CourseKind.ONLINE),
    ]
    options = [
        one
        for one in record.options
        if (one.course_id, _cycle(record.ground, one.school_year)) not in took and not one.clashes(busy)
    ]
    outlook = _Outlook(record, then, options, today)
    years = sorted({one.school_year for one in imagined})
    last_of_cycle = {_cycle(record.ground, year): year for year in years}
    return WhatIf(
        record.member.teacher_id,
        imagined,
        [outlook.year(year) for year in years],
        [outlook.cycle(year) for year in last_of_cycle.values()],
    )


def _cycle(ground: Ground, school_year: int) -> int:
    return ground.policy(school_year).cycle_of(school_year)


def _imagined(record: Record) -> Iterable[Imagined]:
    counted = dict(record.counted)
    for one in record.chosen:
        year = school_year_of(day_of(one.ends_at), record.ground.years)
        key = one.course_id, _cycle(record.ground, year)
        if key in counted:
            adds, why = NOTHING, Reason(ReasonCode.COURSE_ALREADY_COUNTED, None, str(counted[key]))
        else:
            adds, why = one.credits, Reason(ReasonCode.COURSE_CREDITS, None, str(one.credits))
            counted[key] = one.session_id
        yield Imagined(one.session_id, one.code, one.title, year, adds, (why,))


def taken(record: Record, imagined: Iterable[Imagined]) -> dict[int, YearSums]:
    """The sums with the sessions confirmed, and no longer planned where they were."""
    sums = dict(record.sums)
    for one, what in zip(record.chosen, imagined, strict=True):
        before = sums.get(what.school_year, YearSums())
        left = replace(before, planned=before.planned - one.planned)
        sums[what.school_year] = plus(left, what.adds, one.kind)
    return sums


def plus(sums: YearSums, credits: Decimal, kind: CourseKind) -> YearSums:
    """With so many more credits confirmed."""
    own = credits if kind is CourseKind.SCHOOL_BASED else NOTHING
    return replace(
        sums,
        confirmed=sums.confirmed + credits,
        school_based_confirmed=sums.school_based_confirmed + own,
        long_courses=sums.long_courses + (kind is CourseKind.LONG_90 and credits > 0),
    )


class _Outlook:
    def __init__(
        self, record: Record, then: Mapping[int, YearSums], options: Sequence[Option], today: date
    ) -> None:
        self._record, self._then, self._options, self._today = record, then, options, today
        self._away = record.ground.away.get(record.member.teacher_id, ())

    def year(self, year: int) -> YearOutlook:
        def judged(sums: Mapping[int, YearSums], on: date) -> Standing:
            of_year = sums.get(year, YearSums())
            yardstick = self._record.ground.yardstick(year, on)
            figures = of_year.confirmed, of_year.provisional, of_year.planned
            return judge(yardstick, self._record.member, self._away, *figures)

        end = self._record.ground.span(year).ends_on
        then = judged(self._then, end)
        deadline = last_day(
            [one for one in self._options if one.school_year == year],
            lambda more: judged(self._with(more), end).state in REACHED,
        )
        return YearOutlook(judged(self._record.sums, self._today), then, deadline)

    def cycle(self, year: int) -> CycleOutlook:
        ground = self._record.ground
        policy, years = ground.policy(year), cycle_years(ground, year)

        def judged(sums: Mapping[int, YearSums], on: date) -> CycleStanding:
            return judge_cycle(policy, years, on, self._record.member, self._away, within(years, sums))

        end = years[-1].span.ends_on
        then = judged(self._then, end)
        deadline = last_day(
            [one for one in self._options if one.school_year in within(years, {one.school_year: YearSums()})],
            lambda more: judged(self._with(more), end).state in REACHED,
            long_first=then.long_courses < then.long_courses_due,
        )
        return CycleOutlook(judged(self._record.sums, self._today), then, deadline)

    def _with(self, more: Iterable[Option]) -> dict[int, YearSums]:
        sums = dict(self._then)
        for one in more:
            sums[one.school_year] = plus(sums.get(one.school_year, YearSums()), one.credits, one.kind)
        return sums


def within(years: Sequence[CycleYear], sums: Mapping[int, YearSums]) -> dict[int, YearSums]:
    """Only the cycle's own years."""
    first, last = years[0].span.start_year, years[-1].span.start_year
    return {year: one for year, one in sums.items() if first <= year <= last}
