"""The rules of papers without a database: steps, reviewers, duties, hints."""

from datetime import date
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.anonymity import masking
from domain.copying import Passage
from domain.errors import InvalidState
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.lifecycle import advance
from domain.papers.conflicts import (
    ConflictKind,
    ReviewerFacts,
    ReviewerInConflict,
    ReviewerUnfit,
    check_reviewer,
    is_experienced,
    nearness,
    suggested,
)
from domain.papers.deciding import SignedOpinion, opinions
from domain.papers.duty import DutyTeacher, PaperDutyState, YearPaper, judge
from domain.papers.paper import LIFECYCLE, PaperState, paper_actions
from domain.papers.policy import PAPER_POLICY, DutyAuthors, PaperPolicy, PaperRule, PaperRuleKey, in_force
from domain.papers.resemblance import EarlierPaper, found_in, resemblances
from domain.papers.reviews import LIFECYCLE as REVIEW_LIFECYCLE
from domain.papers.reviews import AspectRemark, PaperAspect, PaperVerdict, ReviewState, review_actions
from domain.policy import RuleValueInvalid

TODAY = date(2021, 4, 12)
STEPS = ("update", "write", "submit", "withdraw", "assign", "accept", "return")


def policy(**values: str) -> PaperPolicy:
    rows = [PaperRule(uuid4(), PaperRuleKey(key), value, date(2020, 9, 1)) for key, value in values.items()]
    return in_force(rows, TODAY)


def a_caller(*roles: Role, teacher_id: UUID | None = None) -> Caller:
    return Caller(uuid4(), uuid4(), 1, uuid4(), teacher_id, frozenset(roles), None, Scope.OWN)


def facts(**values: object) -> ReviewerFacts:
    given: dict[str, object] = {
        "paper_id": uuid4(),
        "teacher_id": uuid4(),
        "name": "陈静",
        "subject_group_name": "语文组",
        "title": None,
        "hired_on": date(2000, 8, 1),
        "active": True,
        "load": 0,
        "reviewing": False,
        "declined": False,
        "conflicts": (),
    }
    return ReviewerFacts(**given | values)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", list(PaperState))
@pytest.mark.parametrize("step", STEPS)
def test_a_paper_takes_the_steps_of_its_table_and_no_other(state: PaperState, step: str) -> None:
    allowed = {
        "draft": {"update", "write", "submit", "withdraw"},
        "submitted": {"assign", "accept", "return", "withdraw"},
        "under_review": {"assign", "accept", "return", "withdraw"},
        "returned": {"update", "write", "submit", "withdraw"},
        "accepted": {"return"},
        "withdrawn": set(),
    }[state]
    if step in allowed:
        advance(LIFECYCLE, state, step)
    else:
        with pytest.raises(InvalidState):
            advance(LIFECYCLE, state, step)


@pytest.mark.parametrize("state", list(ReviewState))
@pytest.mark.parametrize("step", ["submit", "decline", "remove", "replace"])
def test_a_review_is_settled_once(state: ReviewState, step: str) -> None:
    if state is ReviewState.ASSIGNED:
        assert advance(REVIEW_LIFECYCLE, state, step) is not state
    else:
        with pytest.raises(InvalidState):
            advance(REVIEW_LIFECYCLE, state, step)


def test_what_one_may_do_follows_from_who_one_is() -> None:
    first, second = uuid4(), uuid4()
    authors = [first, second]

    def may(caller: Caller, state: PaperState = PaperState.RETURNED) -> set[str]:
        return set(paper_actions(state, authors, caller))

    assert may(a_caller(Role.TEACHER, teacher_id=first)) == {"update", "write", "submit", "withdraw"}
    assert may(a_caller(Role.TEACHER, teacher_id=second)) == {"write", "submit"}
    assert may(a_caller(Role.PRINCIPAL)) == set()
    assert may(a_caller(Role.RESEARCH_OFFICE), PaperState.SUBMITTED) == {
        *("assign", "accept", "return", "withdraw")
    }
    own = a_caller(Role.RESEARCH_OFFICE, Role.TEACHER, teacher_id=second)
    assert may(own, PaperState.SUBMITTED) == {"withdraw"}
    assert review_actions(ReviewState.ASSIGNED, authors, own) == ()
    assert review_actions(ReviewState.ASSIGNED, authors, a_caller(Role.RESEARCH_OFFICE)) == (
        "remove",
        "replace",
    )


@pytest.mark.parametrize(
    ("title", "hired_on", "values", "fit"),
    [
        pytest.param(None, date(2013, 4, 12), {}, True, id="eight years to the day"),
        pytest.param(None, date(2013, 4, 13), {}, False, id="a day less"),
        pytest.param("高级教师", None, {}, True, id="by title"),
        pytest.param("一级教师", None, {}, False, id="another title, no date"),
        pytest.param(None, None, {"reviewer_years": "off", "reviewer_titles": "off"}, True, id="anybody"),
        pytest.param("高级教师", date(2020, 1, 1), {"reviewer_titles": "off"}, False, id="years alone"),
        pytest.param("高级教师", date(1990, 1, 1), {"reviewer_years": "off"}, True, id="titles alone"),
    ],
)
def test_who_is_experienced_is_policy(
    title: str | None, hired_on: date | None, values: dict[str, str], fit: bool
) -> None:
    one = facts(title=title, hired_on=hired_on)
    assert is_experienced(one, policy(**values), TODAY) is fit


def test_a_reviewer_is_refused_for_the_gravest_reason_first() -> None:
    near = facts(conflicts=(ConflictKind.SAME_GROUP,), active=False)
    with pytest.raises(ReviewerInConflict) as refused:
        check_reviewer(near, policy(), TODAY)
    assert refused.value.facts == {"name": "陈静", "conflicts": [ConflictKind.SAME_GROUP]}
    with pytest.raises(ReviewerUnfit):
        check_reviewer(facts(active=False), policy(), TODAY)


def test_those_suggested_may_all_be_assigned() -> None:
    found = [
        facts(name="甲", load=2),
        facts(name="乙"),
        facts(name="丙", conflicts=(ConflictKind.AUTHOR,)),
        facts(name="丁", declined=True),
        facts(name="戊", reviewing=True),
        facts(name="己", active=False),
        facts(name="庚", hired_on=TODAY),
    ]
    assert [one.name for one in suggested(found, policy(), TODAY)] == ["乙", "甲"]


def test_years_are_counted_back_from_a_leap_day_too() -> None:
    assert nearness(policy(), date(2024, 2, 29)).works_since == date(2021, 2, 28)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((PaperRuleKey.DUE_ON, value) for value in ("6-10", "02-29", "13-01", "off")),
        (PaperRuleKey.DUTY_AUTHORS, "some"),
        *((PaperRuleKey.REVIEWER_TITLES, value) for value in ("高级教师、", "高级教师、高级教师")),
    ],
)
def test_a_rule_of_another_form_is_refused(key: PaperRuleKey, value: str) -> None:
    with pytest.raises(RuleValueInvalid):
        PAPER_POLICY.parse(key, value)


def test_a_day_from_september_on_is_of_the_year_it_begins_in() -> None:
    assert policy(due_on="12-20").due_on.value.of(2020) == date(2020, 12, 20)
    assert policy().due_on.value.of(2020) == date(2021, 6, 10)


PEOPLE = [UUID(int=n) for n in range(1, 7)]
STATES = st.sampled_from([one for one in PaperState if one is not PaperState.WITHDRAWN])
PAPERS = st.lists(
    st.tuples(STATES, st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)), max_size=6
)


@given(PAPERS, st.sets(st.sampled_from(PEOPLE)), st.sampled_from(DutyAuthors))
def test_the_owing_are_a_set_difference(
    given_papers: list[tuple[PaperState, list[UUID]]], exempt: set[UUID], whose: DutyAuthors
) -> None:
    teachers = [DutyTeacher(one, str(one), None, None, None, one in exempt) for one in PEOPLE]
    papers = [YearPaper(uuid4(), state, tuple(authors)) for state, authors in given_papers]
    duties = judge(2020, teachers, papers, policy(duty_authors=whose.value))

    accepted = [one.author_ids for one in papers if one.state is PaperState.ACCEPTED]
    met = {who for ids in accepted for who in (ids if whose is DutyAuthors.ALL else ids[:1])}
    by_state = {state: {one.teacher_id for one in duties if one.state is state} for state in PaperDutyState}
    assert by_state[PaperDutyState.MET] == met
    assert by_state[PaperDutyState.EXEMPT] == exempt - met
    assert by_state[PaperDutyState.OWED] == set(PEOPLE) - met - exempt


@pytest.mark.parametrize(
    ("born_on", "age", "state"),
    [
        pytest.param(date(1963, 6, 10), "58", PaperDutyState.EXEMPT, id="58 on the day"),
        pytest.param(date(1963, 6, 11), "58", PaperDutyState.OWED, id="a day younger"),
        pytest.param(None, "58", PaperDutyState.OWED, id="nobody knows"),
        pytest.param(date(1950, 1, 1), "off", PaperDutyState.OWED, id="switched off"),
    ],
)
def test_near_retirement_nothing_is_owed(born_on: date | None, age: str, state: PaperDutyState) -> None:
    teacher = DutyTeacher(PEOPLE[0], "老陈", None, None, born_on, False)
    [duty] = judge(2020, [teacher], [], policy(exempt_from_age=age))
    assert duty.state is state


def test_likeness_is_hinted_at_by_share_or_by_passage() -> None:
    earlier = [EarlierPaper(uuid4(), "一二三四五六七八九十" * 2 + "甲乙丙丁戊己庚辛壬癸")]
    text = "一二三四五六七八九十" * 2 + "甲乙丙丁戊己庚辛壬癸" + "子丑寅卯辰巳午未申酉戌亥" * 20

    assert list(found_in(text, earlier, policy())) == []
    [by_passage] = found_in(text, earlier, policy(copied_passage="30"))
    assert by_passage.like.longest == 30
    [by_share] = found_in(earlier[0].text, earlier, policy(copied_passage="off"))
    assert by_share.like.share == Fraction(1)
    assert list(found_in(text, earlier, policy(copied_share="off", copied_passage="off"))) == []
    assert resemblances(0.5, [Passage("甲乙", 0, "甲乙", 4)])[0].characters == 2


def test_opinions_are_numbered_anew_for_each_version_and_tell_no_name() -> None:
    mask = masking(["陈静"])
    said = (AspectRemark(PaperAspect.TOPIC, "陈静：好", 5),)
    signed = [
        SignedOpinion(2, said, PaperVerdict.ACCEPTED, None, mask),
        SignedOpinion(2, (), PaperVerdict.RETURNED, "陈静", mask),
        SignedOpinion(1, (), PaperVerdict.RETURNED, None, mask),
    ]
    told = opinions(signed)
    assert [(one.version_number, one.reviewer) for one in told] == [
        (2, "评审一"),
        (2, "评审二"),
        (1, "评审一"),
    ]
    assert (told[0].aspects[0].remark, told[1].remark) == ("×××：好", "×××")
