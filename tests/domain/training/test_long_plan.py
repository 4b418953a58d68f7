from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from domain.training.long_plan import Found, PlanFacts, PlanGroup, PlanRule, Shares, Weights, check, worth
from domain.training.long_proposal import PlanReasonCode, propose, told
from tests.domain.training.long_schools import MONDAY, a_school, a_session, a_teacher

ANNE, BERT, CARL = (UUID(int=number) for number in (1, 2, 3))
S1, S2 = UUID(int=1001), UUID(int=1002)


def three(*sessions: object, **changes: object) -> PlanFacts:
    """Three teachers of one subject group of three; of it one may be away."""
    group = PlanGroup(PlanRule.SUBJECT_GROUP_SHARE, "数学组", frozenset([ANNE, BERT, CARL]))
    staff = [a_teacher(1, **changes), a_teacher(2), a_teacher(3)]
    return a_school(staff, sessions or [a_session(1, free=3)], group)  # type: ignore[arg-type]


def broken(plan: list[tuple[UUID, UUID]], facts: PlanFacts) -> list[tuple[PlanRule, int]]:
    return [(one.rule, one.place) for one in check(plan, facts)]


def test_a_teacher_has_one_session_in_a_plan() -> None:
    facts = three(a_session(1), a_session(2, first=MONDAY + timedelta(30)))

    assert broken([(ANNE, S1), (ANNE, S2)], facts) == [(PlanRule.ONE_SESSION_EACH, 1)]


def test_a_session_gives_no_more_than_its_free_seats() -> None:
    facts = a_school([a_teacher(1), a_teacher(2)], [a_session(1, free=1)])

    (breach,) = check([(ANNE, S1), (BERT, S1)], facts)
    assert (breach.rule, breach.place, breach.name, breach.count, breach.at_most) == (
        PlanRule.SEATS,
        1,
        "S1",
        2,
        1,
    )


def test_an_oversold_session_gives_none() -> None:
    assert broken([(ANNE, S1)], three(a_session(1, free=-1))) == [(PlanRule.SEATS, 0)]


def test_nobody_is_sent_where_they_are_booked_that_day() -> None:
    later = MONDAY + timedelta(1)
    facts = a_school([a_teacher(1, booked={later: "试卷分析课"})], [a_session(1)])

    (breach,) = check([(ANNE, S1)], facts)

    assert (breach.rule, breach.day) == (PlanRule.DATE_CLASH, later)


def test_nobody_is_sent_where_they_have_a_place() -> None:
    assert broken([(ANNE, S1)], three(enrolled=frozenset([S1]))) == [(PlanRule.ALREADY_ENROLLED, 0)]


def test_a_group_loses_no_more_than_its_share_on_a_school_day() -> None:
    (breach,) = check([(ANNE, S1), (BERT, S1)], three())

    assert (breach.rule, breach.name, breach.day) == (PlanRule.SUBJECT_GROUP_SHARE, "数学组", MONDAY)
    assert (breach.count, breach.at_most) == (2, 1)


def test_who_is_away_already_counts() -> None:
    facts = three(booked={MONDAY: "别的培训"})

    assert broken([(BERT, S1)], facts) == [(PlanRule.SUBJECT_GROUP_SHARE, 0)]


def test_a_day_without_lessons_costs_no_share() -> None:
    facts = three(a_session(1, free=3, school_days=frozenset()))

    assert broken([(ANNE, S1), (BERT, S1)], facts) == []


@pytest.mark.parametrize(
    ("rule", "shares", "allowed"),
    [
        pytest.param(PlanRule.SUBJECT_GROUP_SHARE, Shares(subject_group=Fraction(1, 2)), 3, id="half of six"),
        pytest.param(PlanRule.GRADE_GROUP_SHARE, Shares(), 1, id="a quarter of six, rounded down"),
        pytest.param(PlanRule.CLASS_SHARE, Shares(), 2, id="a third of six"),
        pytest.param(PlanRule.CLASS_SHARE, Shares(school_class=Fraction(1, 99)), 1, id="at least one"),
    ],
)
def test_the_share_of_a_group_is_a_whole_number_of_people(
    rule: PlanRule, shares: Shares, allowed: int
) -> None:
    staff = [a_teacher(number) for number in range(1, 7)]
    group = PlanGroup(rule, "七年级", frozenset(one.teacher_id for one in staff))
    facts = a_school(staff, [a_session(1, free=9)], group, shares=shares)
    plan = [(one.teacher_id, S1) for one in staff]

    assert check(plan[:allowed], facts) == []
    assert broken(plan[: allowed + 1], facts) == [(rule, allowed)]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param({"years_left": 1}, {"years_left": 2, "had": 0, "owed": Decimal(360)}, id="cycle ends"),
        pytest.param({"years_left": 2}, {"years_left": 3, "had": 0, "owed": Decimal(360)}, id="ends next"),
        pytest.param({"years_left": 5}, {"years_left": 9}, id="a year is never worth nothing"),
        pytest.param({"had": 0}, {"owed": Decimal(360)}, id="never had one"),
        pytest.param({"owed": Decimal(2)}, {"owed": Decimal(1)}, id="credits owed"),
        pytest.param({"passed_over": 1}, {}, id="passed over before"),
        pytest.param({}, {"missing": 0, "had": 0, "owed": Decimal(360)}, id="needs one at all"),
    ],
)
def test_what_speaks_for_a_teacher(more: dict[str, object], less: dict[str, object]) -> None:
    first, second = (worth(a_teacher(1, **one), a_session(1), Weights()) for one in (more, less))

    assert first >= second
    assert first > second or more == {"years_left": 5}


def test_what_was_asked_for_in_vain_counts_three_times_at_most() -> None:
    three_times, ten = (worth(a_teacher(1, passed_over=times), a_session(1), Weights()) for times in (3, 10))

    assert three_times == ten


class Gives:
    """A solver that has its mind made up."""

    def __init__(self, *plan: tuple[UUID, UUID], bound: int = 0) -> None:
        self._found = Found(plan, bound)

    def solve(self, options: object, limits: object) -> Found:
        return self._found


def test_everyone_placed_has_reasons() -> None:
    facts = three(had=0, owed=Decimal(30), passed_over=2)
    proposal = propose(facts, Gives((ANNE, S1), bound=2 * worth(a_teacher(2), a_session(1), Weights())))

    (placed,) = proposal.placements
    assert [(reason.code, reason.value) for reason in placed.reasons] == [
        (PlanReasonCode.CYCLE_ENDS, "2020"),
        (PlanReasonCode.NEVER_HAD, "0"),
        (PlanReasonCode.CREDITS_OWED, "30"),
        (PlanReasonCode.PASSED_OVER, "2"),
        (PlanReasonCode.SCHOOL_DAYS_LOST, "2"),
    ]
    assert proposal.objective == placed.worth
    assert 0.49 < proposal.gap < 0.51


def test_who_needs_none_is_told_so_when_a_person_places_them() -> None:
    proposal = told([(ANNE, S1)], three(missing=0), bound=0)

    assert [reason.code for reason in proposal.placements[0].reasons] == [PlanReasonCode.NOT_NEEDED]
    assert (proposal.objective, proposal.gap) == (0, 0.0)


def test_everyone_left_out_is_told_what_stands_in_the_way_of_each_session() -> None:
    facts = three(
        a_session(1, free=3),
        a_session(2, free=0, first=MONDAY + timedelta(30)),
        a_session(3, free=1, first=MONDAY + timedelta(60)),
        booked={MONDAY + timedelta(60): "试卷分析课"},
        enrolled=frozenset([S2]),
    )
    proposal = told([(BERT, S1)], facts, bound=0)

    anne, carl = proposal.unplaced
    assert [(one.session_code, one.code, one.name) for one in anne.reasons] == [
        ("S1", PlanReasonCode.SUBJECT_GROUP_SHARE, "数学组"),
        ("S2", PlanReasonCode.ALREADY_ENROLLED, None),
        ("S3", PlanReasonCode.DATE_CLASH, "试卷分析课"),
    ]
    assert [(one.session_code, one.code, one.value) for one in carl.reasons] == [
        ("S1", PlanReasonCode.SUBJECT_GROUP_SHARE, "1/1"),
        ("S2", PlanReasonCode.SEATS_TAKEN, "0/0"),
        ("S3", PlanReasonCode.SUBJECT_GROUP_SHARE, "1/1"),
    ]


def test_who_could_go_and_does_not_is_said_to_be_left_out() -> None:
    (one,) = told([], a_school([a_teacher(1, years_left=2)], [a_session(1)]), bound=0).unplaced

    assert [reason.code for reason in one.reasons] == [PlanReasonCode.LEFT_OUT]
    assert not one.cannot_close


def test_who_cannot_close_their_cycle_is_named_first() -> None:
    facts = a_school([a_teacher(1, years_left=2), a_teacher(2), a_teacher(3, missing=0)], [])

    assert [(one.teacher_id, one.cannot_close) for one in told([], facts, bound=0).unplaced] == [
        (BERT, True),
        (ANNE, False),
    ]
