"""Plans of cover without a database: what has a row, what a person may change, what is refused on the way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.errors import InvalidState, NotFound, Stale
from domain.paging import Page, Window
from domain.timetable.absence import Route
from domain.timetable.cover import CoverRule
from domain.timetable.cover_drafting import (
    CoverRuleBroken,
    LessonNotMissed,
    PlanRows,
    draft,
    edit_row,
    moving,
    row_candidates,
)
from domain.timetable.cover_ground import CoverGround, busy, missed_lessons
from domain.timetable.cover_plan import (
    CoverPlan,
    CoverPlanLine,
    CoverPlanRequest,
    CoverPlanRow,
    Draft,
    NothingToCover,
)
from domain.timetable.cover_problem import CoverProblem, Found, cost
from domain.timetable.cover_publishing import CoverPlanOutdated, publish_plan
from domain.timetable.covering import CoverPlanState, CoverRowState
from domain.timetable.lessons import LessonKind
from tests.domain.timetable.cover_school import (
    MONDAY,
    NOW,
    CoverSchool,
    Told,
    a_lesson,
    a_school,
    an_absence,
)

FRIDAY = MONDAY + timedelta(days=4)
REQUEST = CoverPlanRequest("第四周", MONDAY, FRIDAY)


class FirstFree:
    """A solver without ambition: each lesson to the first who may, one row a teacher."""

    def solve(self, problem: CoverProblem) -> Found:
        plan: dict[UUID, UUID] = {}
        chosen = []
        for number, option in enumerate(problem.options):
            lesson, who = problem.lessons[option.lesson].need_id, problem.teachers[option.teacher]
            if lesson not in plan and who not in plan.values():
                plan[lesson] = who
                chosen.append(number)
        return Found(plan, 0, cost(problem, chosen))


@dataclass
class OnePlan:
    """The port of plans, with one plan in it."""

    school: CoverSchool
    plan: CoverPlan | None = None
    written: list[Draft] = field(default_factory=list)

    async def ground(self, first: date, last: date) -> CoverGround:
        return await self.school.ground(first, last)

    async def page(self, window: Window, *, state: Collection[CoverPlanState]) -> Page[CoverPlanLine]:
        raise NotImplementedError

    async def get(self, plan_id: UUID) -> CoverPlan | None:
        return self.plan if self.plan is not None and self.plan.id == plan_id else None

    async def for_update(self, plan_id: UUID) -> CoverPlan | None:
        return await self.get(plan_id)

    async def plan_of(self, row_id: UUID) -> UUID | None:
        rows = () if self.plan is None else self.plan.rows
        return next((row.plan_id for row in rows if row.id == row_id), None)

    async def write(self, plan_id: UUID, draft: Draft) -> CoverPlan:
        assert self.plan is not None
        self.plan = replace(
            self.plan, rows=draft.rows, solution=draft.solution, version=self.plan.version + 1
        )
        return self.plan

    async def settle(self, plan_id: UUID, state: CoverPlanState, *, at: datetime) -> CoverPlan:
        assert self.plan is not None
        self.plan = replace(self.plan, state=state, settled_at=at, version=self.plan.version + 1)
        return self.plan

    @property
    def rows(self) -> tuple[CoverPlanRow, ...]:
        assert self.plan is not None
        return self.plan.rows


async def drafted(school: CoverSchool, before: Sequence[CoverPlanRow] = ()) -> Draft:
    ground = await school.ground(MONDAY, FRIDAY)
    return draft(PlanRows(UUID(int=77), REQUEST, before), ground, FirstFree(), uuid4)


async def planned(school: CoverSchool) -> OnePlan:
    made = await drafted(school)
    plan_id = UUID(int=77)
    plan = CoverPlan(plan_id, CoverPlanState.DRAFT, REQUEST, made.solution, made.rows, NOW, None, 1)
    return OnePlan(school, plan)


async def edited(plans: OnePlan, place: int, **changes: Any) -> CoverPlanRow:
    row = plans.rows[place]
    return await edit_row(plans, row.id, changes, expected=row.version)


async def published(plans: OnePlan, version: int | None = None) -> CoverPlan:
    assert plans.plan is not None
    return await publish_plan(
        plans,
        plans.school,
        plans.school.changes,
        Told(),
        plans.plan.id,
        expected=version or plans.plan.version,
        account_id=UUID(int=1),
        now=NOW,
    )


def a_week_away(**given: Any) -> CoverSchool:
    """Teacher 1 misses the first period of every day; teachers 2 to 6 have nothing to do then."""
    lessons = [a_lesson(day, 1, 1) for day in range(5)]
    return a_school(*lessons, absences=[an_absence(1, *((day, 1) for day in range(5)))], **given)


def test_a_block_needs_nobody_and_of_two_teachers_the_one_there_is_named() -> None:
    shared = a_lesson(0, 2, 1, 2)
    both_gone = a_lesson(0, 3, 1, 3)
    lessons = [a_lesson(0, 1, 1, kind=LessonKind.BLOCK), shared, both_gone]
    away = [an_absence(1, (0, 1), (0, 2), (0, 3)), an_absence(3, (0, 3), route=Route.SWAP)]

    found = missed_lessons(lessons, away)

    assert [(one.key, one.teacher_id.int, [who.int for who in one.present]) for one in found] == [
        (shared.key, 1, [2]),
        (both_gone.key, 1, []),
        (both_gone.key, 3, []),
    ]
    assert [one.route for one in found] == [Route.COVER, Route.COVER, Route.SWAP]


def test_a_missed_lesson_keeps_nobody_busy_and_a_meeting_is_no_lesson() -> None:
    lessons = [a_lesson(0, 1, 1, 2), a_lesson(0, 2, 2, kind=LessonKind.BLOCK)]

    teaching, duty = busy(lessons, {(UUID(int=1), MONDAY, 1)})

    assert (teaching, duty) == ({(UUID(int=2), MONDAY, 1)}, {(UUID(int=2), MONDAY, 2)})


async def test_days_without_a_lesson_to_cover_have_no_plan() -> None:
    school = a_school(a_lesson(0, 1, 1), absences=[an_absence(1, (0, 1), route=Route.SWAP)])
    with pytest.raises(NothingToCover):
        await drafted(school)


async def test_solving_again_keeps_what_is_locked_and_drops_what_is_missed_no_more() -> None:
    school = a_week_away()
    plans = await planned(school)
    locked = await edited(plans, 4, teacher_id=UUID(int=6))
    unneeded = await edited(plans, 3, not_needed_because="年级集会")
    school.absences = [an_absence(1, *((day, 1) for day in range(1, 5)))]

    again = await drafted(school, plans.rows)

    assert [row.day for row in again.rows] == [MONDAY + timedelta(days=day) for day in range(1, 5)]
    kept = {row.id: (row.state, row.to_teacher_id, row.because, row.version) for row in again.rows}
    for row in (locked, unneeded):
        assert kept[row.id] == (row.state, row.to_teacher_id, row.because, row.version)


async def test_a_locked_row_whose_cover_teacher_left_is_searched_again() -> None:
    school = a_week_away()
    plans = await planned(school)
    await edited(plans, 0, teacher_id=UUID(int=6))
    school.gone = {UUID(int=6)}

    again = await drafted(school, plans.rows)

    assert again.rows[0].to_teacher_id != UUID(int=6)
    assert again.rows[0].locked is False


async def test_a_row_is_locked_and_unlocked_as_it_is() -> None:
    plans = await planned(a_week_away())

    locked = await edited(plans, 0, locked=True)
    same = await edited(plans, 0, locked=True)
    unlocked = await edited(plans, 0, locked=False)

    assert [row.locked for row in (locked, same, unlocked)] == [True, True, False]
    assert [row.version for row in (locked, same, unlocked)] == [2, 2, 3]
    assert unlocked.state is CoverRowState.ASSIGNED


async def test_what_a_plan_broke_before_an_edit_is_no_fault_of_the_edit() -> None:
    plans = await planned(a_week_away())
    first = plans.rows[0].to_teacher_id
    assert first is not None
    plans.school.changes.plan = (
        *plans.school.changes.plan,
        a_lesson(0, 1, first.int, school_class=2),
    )

    assert (await edited(plans, 1, teacher_id=UUID(int=6))).to_name == "教师6"
    with pytest.raises(CoverRuleBroken) as refused:
        await edited(plans, 0, teacher_id=first)
    assert refused.value.facts["rule"] is CoverRule.TEACHING


async def test_a_row_there_is_not_is_neither_edited_nor_looked_at() -> None:
    plans = await planned(a_week_away())
    with pytest.raises(NotFound):
        await edit_row(plans, uuid4(), {}, expected=1)
    with pytest.raises(NotFound):
        await row_candidates(plans, uuid4())


async def test_a_row_whose_lesson_is_missed_no_more_is_neither_edited_nor_filled() -> None:
    plans = await planned(a_week_away())
    plans.school.absences = []
    with pytest.raises(LessonNotMissed):
        await edited(plans, 0, teacher_id=UUID(int=6))
    with pytest.raises(LessonNotMissed):
        await row_candidates(plans, plans.rows[0].id)


@pytest.mark.parametrize(
    ("plan_id", "version", "action", "refusal"),
    [
        pytest.param(78, 1, "publish", NotFound, id="no such plan"),
        pytest.param(77, 2, "publish", Stale, id="another version"),
        pytest.param(77, 1, "fly", InvalidState, id="no such step"),
    ],
)
async def test_a_plan_moves_as_it_was_seen_or_not_at_all(
    plan_id: int, version: int, action: str, refusal: type[Exception]
) -> None:
    plans = await planned(a_week_away())
    with pytest.raises(refusal):
        await moving(plans, UUID(int=plan_id), action, version)


async def test_a_published_plan_is_what_is_held_and_published_once() -> None:
    plans = await planned(a_week_away())
    who = [row.to_teacher_id for row in plans.rows]

    assert (await published(plans)).state is CoverPlanState.PUBLISHED

    assert [one.teacher_ids for one in plans.school.changes.held()] == [(one,) for one in who]
    assert {one.plan_id for one in plans.school.live()} == {UUID(int=77)}
    with pytest.raises(InvalidState):
        await published(plans)


async def test_rows_with_nobody_stay_open() -> None:
    plans = await planned(a_week_away())
    await edited(plans, 0, teacher_id=None)

    await published(plans)

    ground = await plans.school.ground(MONDAY, FRIDAY)
    assert [one.slot.day for one in ground.missed] == [MONDAY]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        pytest.param("cancelled", "lesson_not_missed", id="the absence was cancelled"),
        pytest.param("rerouted", "lesson_not_missed", id="the absence goes by swap"),
        pytest.param("gone", "cover_teacher_gone", id="the cover teacher left"),
        pytest.param("away", "cover_rule_broken", id="the cover teacher is away"),
    ],
)
async def test_rows_that_no_longer_fit_are_named_and_nothing_is_published(what: str, code: str) -> None:
    school = a_week_away()
    plans = await planned(school)
    first = plans.rows[0].to_teacher_id
    assert first is not None
    if what == "cancelled":
        school.absences = []
    elif what == "rerouted":
        school.absences = [replace(one, route=Route.SWAP) for one in school.absences]
    elif what == "gone":
        school.gone = {first}
    else:
        school.absences.append(an_absence(first.int, (0, 1)))

    with pytest.raises(CoverPlanOutdated) as refused:
        await published(plans)

    assert ("/rows/0", code) in [(where, one.code) for where, one in refused.value.refusals]
    assert school.live() == [] == [one for one in school.changes.held() if one.change_ids]
