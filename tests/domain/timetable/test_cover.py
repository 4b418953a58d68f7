from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.timetable.cover import CoverRule, candidates
from domain.timetable.cover_check import check
from domain.timetable.cover_facts import CoverFacts, CoverPoints, CoverTerms
from domain.timetable.cover_price import CoverReasonCode, price
from tests.domain.timetable.cover_schools import MONDAY, a_colleague, a_need, a_school

ANNE, BERT, AWAY = UUID(int=1), UUID(int=2), UUID(int=99)
NEED = a_need(0)
NOW = (ANNE, MONDAY, 1)
CODE = CoverReasonCode


def school(anne: dict[str, Any] | None = None, **facts: Any) -> CoverFacts:
    """Anne and Bert may cover any of five lessons; the first is NEED."""
    needs = [
        NEED,
        a_need(1),
        a_need(2, period_no=3),
        a_need(3, day=MONDAY + timedelta(1)),
        a_need(4, period_no=5),
    ]
    return a_school(needs, [a_colleague(1, **anne or {}), a_colleague(2)], **facts)


def cover(*numbers: int) -> dict[UUID, UUID]:
    """Anne covers the needs of these numbers."""
    return {UUID(int=5000 + number): ANNE for number in numbers}


TIGHT = CoverTerms(daily_covers=9, daily_lessons=9, weekly_covers=9)
BREACHES = [
    pytest.param(school({"excluded": "怀孕"}), {}, CoverRule.EXCLUDED, id="excluded"),
    pytest.param(school(away={NOW}), {}, CoverRule.AWAY, id="away"),
    pytest.param(school(teaching={NOW}), {}, CoverRule.TEACHING, id="teaching"),
    pytest.param(school(duty={NOW}), {}, CoverRule.ON_DUTY, id="on duty"),
    pytest.param(school(), cover(1), CoverRule.COVERS_ANOTHER, id="two lessons at once"),
    pytest.param(school(), cover(2, 4), CoverRule.DAILY_COVERS, id="third cover of the day"),
    pytest.param(
        school(covers={(ANNE, MONDAY): 1}, terms=CoverTerms(daily_covers=1)),
        {},
        CoverRule.DAILY_COVERS,
        id="a cover given outside the plan counts for the day",
    ),
    pytest.param(
        school(teaching={(ANNE, MONDAY, one) for one in (2, 4)}, terms=replace(TIGHT, daily_lessons=2)),
        {},
        CoverRule.DAILY_LESSONS,
        id="own lessons count for the day",
    ),
    pytest.param(
        school(terms=replace(TIGHT, weekly_covers=1)),
        cover(3),
        CoverRule.WEEKLY_COVERS,
        id="cover of the week",
    ),
    pytest.param(
        school(covers={(ANNE, MONDAY + timedelta(4)): 2}, terms=replace(TIGHT, weekly_covers=2)),
        {},
        CoverRule.WEEKLY_COVERS,
        id="a cover given outside the plan counts for the week",
    ),
]


@pytest.mark.parametrize(("facts", "plan", "rule"), BREACHES)
def test_who_may_not_cover_is_named_and_a_plan_that_lets_them_is_caught(
    facts: CoverFacts, plan: dict[UUID, UUID], rule: CoverRule
) -> None:
    able, unable = candidates(NEED, facts, plan)

    assert [one.teacher_id for one in able] == [BERT]
    assert [(one.teacher_id, one.code) for one in unable] == [(ANNE, rule)]
    assert check(plan, facts) == []
    assert [one.rule for one in check(plan | cover(0), facts)] == [rule]


@pytest.mark.parametrize(
    ("facts", "plan"),
    [
        pytest.param(school(), {}, id="nothing in the way"),
        pytest.param(school(), cover(2), id="second cover of the day"),
        pytest.param(school(away={(ANNE, MONDAY, 2)}), {}, id="away in another period"),
        pytest.param(school(teaching={(ANNE, MONDAY + timedelta(1), 1)}), {}, id="teaches on another day"),
        pytest.param(school(covers={(ANNE, MONDAY - timedelta(1)): 4}), {}, id="covers of the week before"),
        pytest.param(school(covers={(BERT, MONDAY): 4}), {}, id="covers of another"),
        pytest.param(
            school(teaching={(ANNE, MONDAY, one) for one in range(2, 7)}), {}, id="the sixth lesson"
        ),
    ],
)
def test_who_may_cover(facts: CoverFacts, plan: dict[UUID, UUID]) -> None:
    assert ANNE in [one.teacher_id for one in candidates(NEED, facts, plan)[0]]
    assert check(plan | cover(0), facts) == []


@pytest.mark.parametrize(("has", "allowed"), [(["实验"], True), (["游泳"], False), ([], False)])
def test_a_lesson_may_need_a_qualification(has: list[str], allowed: bool) -> None:
    need = a_need(0, qualification="实验")
    facts = a_school([need], [a_colleague(1, qualifications=frozenset(has))])

    able, unable = candidates(need, facts)

    assert bool(able) == allowed
    assert [(one.code, one.detail) for one in unable] == [(CoverRule.NOT_QUALIFIED, "实验")] * (not allowed)
    assert [one.rule for one in check(cover(0), facts)] == [CoverRule.NOT_QUALIFIED] * (not allowed)


def test_nobody_covers_their_own_lesson() -> None:
    need = a_need(0, teacher_id=ANNE)
    facts = a_school([need], [a_colleague(1)])

    assert candidates(need, facts)[1][0].code is CoverRule.AWAY
    assert [one.rule for one in check(cover(0), facts)] == [CoverRule.AWAY]


def test_a_cap_says_how_many_there_would_be_and_whom_another_lesson_has_is_named_with_it() -> None:
    full, taken = candidates(NEED, school(), cover(2, 4))[1][0], candidates(NEED, school(), cover(1))[1][0]

    assert (full.count, full.at_most) == (3, 2)
    assert taken.need_id == UUID(int=5001)


def test_a_row_does_not_stand_in_its_own_way() -> None:
    assert ANNE in [one.teacher_id for one in candidates(NEED, school(), cover(0, 2))[0]]


def test_candidates_stand_beside_the_locked_rows() -> None:
    facts = school(locked=cover(1) | {UUID(int=5002): None})

    assert [one.code for one in candidates(NEED, facts)[1]] == [CoverRule.COVERS_ANOTHER]


def test_the_check_names_a_moved_row_and_the_first_too_many() -> None:
    facts = school(locked={UUID(int=5000): BERT, UUID(int=5003): None})

    moved = check(cover(0, 2, 4, 3), facts)

    assert [(one.rule, one.need_id.int - 5000, one.count, one.at_most) for one in moved] == [
        (CoverRule.LOCKED, 0, None, None),
        (CoverRule.DAILY_COVERS, 4, 3, 2),
        (CoverRule.LOCKED, 3, None, None),
    ]
    (missing,) = check({}, replace(facts, locked={UUID(int=5000): BERT}))
    assert (missing.rule, missing.teacher_id) == (CoverRule.LOCKED, None)


FIT = {"class_ids": frozenset[UUID](), "grade_ids": frozenset[UUID]()}
MATH, ART = UUID(int=50), UUID(int=51)


@pytest.mark.parametrize(
    ("changes", "against"),
    [
        pytest.param({}, {}, id="fits in everything"),
        pytest.param({"subjects": frozenset(["美术"])}, {CODE.OTHER_SUBJECT: 40}, id="another subject"),
        pytest.param(
            {"subjects": frozenset(["美术"]), "subject_group_id": MATH},
            {CODE.SAME_SUBJECT_GROUP: 15},
            id="another subject of the absent teacher's group",
        ),
        pytest.param(
            {"subjects": frozenset(["美术"]), "subject_group_id": ART},
            {CODE.OTHER_SUBJECT: 40},
            id="another subject and group",
        ),
        pytest.param({"class_ids": frozenset()}, {CODE.OTHER_CLASS: 20}, id="does not teach the class"),
        pytest.param(FIT, {CODE.OTHER_CLASS: 20, CODE.OTHER_GRADE: 10}, id="nor the grade"),
        pytest.param({"given": 3, "taken": 1}, {CODE.AHEAD: 9}, id="the third given beyond those taken"),
        pytest.param({"given": 1, "taken": 1}, {CODE.AHEAD: 3}, id="the first given beyond those taken"),
        pytest.param({"given": 1, "taken": 2}, {}, id="owes one"),
    ],
)
def test_what_speaks_against_a_candidate(
    changes: dict[str, Any], against: dict[CoverReasonCode, int]
) -> None:
    anne = a_colleague(1, **{"taken": 9} | changes)
    facts = a_school([NEED], [anne, a_colleague(99, subject_group_id=MATH)])

    ((candidate,), _) = candidates(NEED, facts)

    assert {one.code: one.points for one in candidate.reasons if one.points} == against
    assert candidate.cost == sum(against.values())


@pytest.mark.parametrize(
    ("busy", "terms", "longer"),
    [
        pytest.param([], CoverTerms(), 0, id="alone"),
        pytest.param([3, 4], CoverTerms(), 0, id="third in a row"),
        pytest.param([2, 3, 4], CoverTerms(), 1, id="fourth in a row"),
        pytest.param([2, 3, 4, 6, 7], CoverTerms(), 3, id="joins two runs"),
        pytest.param([1, 2, 3, 4], CoverTerms(), 1, id="a run too long already is not its doing"),
        pytest.param([2, 3, 4], CoverTerms(breaks_after=frozenset([3])), 0, id="with lunch in between"),
        pytest.param([2, 3, 4], CoverTerms(breaks_after=frozenset([5])), 1, id="with lunch after it"),
        pytest.param([4], CoverTerms(longest_run=1), 1, id="policy of one"),
    ],
)
@pytest.mark.parametrize("kind", ["teaching", "duty"])
def test_a_long_run_costs_for_each_period_too_many(
    busy: list[int], terms: CoverTerms, longer: int, kind: str
) -> None:
    need = a_need(0, period_no=5)
    periods = {(ANNE, MONDAY, period) for period in busy}
    facts = a_school([need], [a_colleague(1)], terms=terms, **{kind: periods})

    ((candidate,), _) = candidates(need, facts)

    runs = [(one.count, one.points) for one in candidate.reasons if one.code is CODE.LONG_RUN]
    assert runs == ([(longer, 15 * longer)] if longer else [])


@pytest.mark.parametrize(
    ("other", "terms", "codes"),
    [
        pytest.param({}, CoverTerms(), {CODE.KEEPS_ADJACENT, CODE.SAME_COVER_TEACHER}, id="the next period"),
        pytest.param(
            {"period_no": 1}, CoverTerms(), {CODE.KEEPS_ADJACENT, CODE.SAME_COVER_TEACHER}, id="before"
        ),
        pytest.param({"period_no": 4}, CoverTerms(), {CODE.SAME_COVER_TEACHER}, id="two periods on"),
        pytest.param({"day": MONDAY + timedelta(1)}, CoverTerms(), {CODE.SAME_COVER_TEACHER}, id="next day"),
        pytest.param({"class_ids": frozenset()}, CoverTerms(), {CODE.SAME_COVER_TEACHER}, id="another class"),
        pytest.param({"absence_id": AWAY}, CoverTerms(), set(), id="another absence"),
        pytest.param(
            {}, CoverTerms(breaks_after=frozenset([2])), {CODE.SAME_COVER_TEACHER}, id="with lunch in between"
        ),
    ],
)
def test_continuity_counts_for_who_covers_the_neighbours_already(
    other: dict[str, Any], terms: CoverTerms, codes: set[CoverReasonCode]
) -> None:
    need, neighbour = a_need(0, period_no=2), a_need(1, **{"period_no": 3} | other)
    facts = a_school([need, neighbour], [a_colleague(1, taken=9), a_colleague(2, taken=9)], terms=terms)
    opposite = {
        CODE.KEEPS_ADJACENT: CODE.CHANGES_ADJACENT,
        CODE.SAME_COVER_TEACHER: CODE.FURTHER_COVER_TEACHER,
    }

    found = {one.teacher_id: one for one in candidates(need, facts, {neighbour.need_id: ANNE})[0]}

    apart = {CODE.SAME_SUBJECT, CODE.TEACHES_CLASS, CODE.SAME_GRADE}
    assert {one.code for one in found[ANNE].reasons} - apart - {CODE.MORE} == codes
    assert {one.code for one in found[BERT].reasons} - apart == {opposite[code] for code in codes}
    weights = {CODE.CHANGES_ADJACENT: 8, CODE.FURTHER_COVER_TEACHER: 5}
    assert found[BERT].cost == sum(weights[opposite[code]] for code in codes)


def test_each_further_row_of_a_plan_costs_more() -> None:
    points = CoverPoints(ahead=3, more=2, further_teacher=0)
    facts = school({"given": 1, "taken": 1}, terms=replace(TIGHT, points=points))

    lines = price(cover(0, 2, 4), facts).lines

    assert [line.cost for line in lines] == [3, 6 + 2, 9 + 4]


def test_the_cheapest_candidate_comes_first() -> None:
    able, _ = candidates(NEED, school({"subjects": frozenset()}))

    assert [one.teacher_id for one in able] == [BERT, ANNE]
    assert able[0].cost < able[1].cost
