"""What a pair still lacks, what was agreed otherwise, and who fits with whom."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound
from domain.mentoring.agreement import numbered
from domain.mentoring.fitting import (
    MentorFull,
    MentorNotEligible,
    check_eligible,
    check_mentor_named,
    check_room,
)
from domain.mentoring.pair import PersonKnown, StandingPair, Terms
from domain.mentoring.policy import MentoringRule, MentoringRuleKey, in_force
from domain.mentoring.reminding import behind
from domain.mentoring.targets import Tally, TargetKey, TermSpan, targets_of
from domain.mentoring.words import LogField, LogKind, MentorField

DAY = date(2021, 3, 1)
POLICY = in_force([], DAY)
TERM = TermSpan(UUID(int=5), date(2021, 2, 20), date(2021, 7, 6))
PAIR, MENTOR, APPRENTICE = UUID(int=1), UUID(int=2), UUID(int=3)
times = st.integers(0, 12)


def tally(**values: object) -> Tally:
    given = {"mentor_id": MENTOR, "running": True} | values
    return Tally(
        PAIR, mentor_name="张伟", apprentice_id=APPRENTICE, apprentice_name="李娜",
        field=MentorField.TEACHING, **given,  # type: ignore[arg-type]
    )  # fmt: skip


@given(done=times, needed=times, awaiting=times)
def test_a_target_is_met_or_says_how_many_are_missing(done: int, needed: int, awaiting: int) -> None:
    found = targets_of(
        tally(
            kinds={LogKind.MENTOR_OBSERVES: done},
            awaited_kinds={LogKind.MENTOR_OBSERVES: awaiting},
            agreed={"mentor_observes": needed},
        ),
        TERM.id,
        POLICY,
    )
    one = found.targets[0]
    assert (one.key, one.counted, one.awaiting) == (TargetKey.MENTOR_OBSERVES, done, awaiting)
    assert one.met == (one.missing == 0) == (done >= needed)
    assert one.counted + one.missing >= one.needed


@given(before=times, after=times)
def test_the_mark_changes_with_the_figures_and_with_nothing_else(before: int, after: int) -> None:
    def mark(held: int, planned: int) -> str:
        return targets_of(tally(lessons_held=held, lessons_planned=planned), TERM.id, POLICY).mark

    assert (mark(before, 0) == mark(after, 3)) == (before == after)


def test_both_are_told_about_the_pair_in_that_term() -> None:
    notices = list(behind(tally(fields={LogField.ETHICS: 1}), TERM, POLICY))

    assert [one.recipient_id for one in notices] == [MENTOR, APPRENTICE]
    assert {one.about for one in notices} == {uuid5(PAIR, str(TERM.id))}
    assert notices[0].facts["count"] == "7"
    assert [one.recipient_id for one in behind(tally(mentor_id=None), TERM, POLICY)] == [APPRENTICE]
    assert list(behind(tally(running=False), TERM, POLICY)) == []


@pytest.mark.parametrize(
    ("title", "hired_on", "fits"),
    [
        pytest.param("高级教师", None, True, id="by title, nothing else known"),
        pytest.param(None, date(2011, 3, 1), True, id="ten years today"),
        pytest.param("一级教师", date(2011, 3, 2), False, id="ten years tomorrow"),
        pytest.param(None, None, False, id="nothing known"),
    ],
)
def test_who_may_be_a_mentor(title: str | None, hired_on: date | None, fits: bool) -> None:
    mentor = PersonKnown(MENTOR, "张伟", title, hired_on)
    if fits:
        check_eligible(mentor, POLICY, DAY)
    else:
        with pytest.raises(MentorNotEligible):
            check_eligible(mentor, POLICY, DAY)


def test_a_school_may_go_by_service_alone() -> None:
    rows = [
        MentoringRule(UUID(int=11), MentoringRuleKey.MENTOR_TITLES, "off", date(2021, 1, 1)),
        MentoringRule(UUID(int=12), MentoringRuleKey.MENTOR_SERVICE_YEARS, "3", date(2021, 1, 1)),
    ]
    with pytest.raises(MentorNotEligible) as refused:
        check_eligible(PersonKnown(MENTOR, "张伟", "高级教师", None), in_force(rows, DAY), DAY)
    assert refused.value.facts["titles"] == []
    assert refused.value.facts["rule_ids"] == [str(UUID(int=12)), str(UUID(int=11))]


@given(
    spans=st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 200), st.integers(0, 90), st.booleans()), max_size=6
    )
)
def test_apprentices_whose_time_touches_are_counted_each_once(
    spans: list[tuple[int, int, int, bool]],
) -> None:
    """Against the plain reading: who, other than this apprentice, is the mentor's on any day of the terms."""
    terms = Terms(date.fromordinal(737_900), date.fromordinal(737_950))
    standing = [
        StandingPair(
            UUID(int=100 + number),
            MENTOR if of_mentor else APPRENTICE,
            UUID(int=50 + who),
            date.fromordinal(737_800 + start),
            date.fromordinal(737_800 + start + length),
        )
        for number, (who, start, length, of_mentor) in enumerate(spans)
    ]
    on = {date.fromordinal(day) for day in range(737_900, 737_951)}
    others = {
        one.apprentice_id
        for one in standing
        if one.mentor_id == MENTOR and any(one.from_day <= day <= one.until_day for day in on)
    }
    mentor = PersonKnown(MENTOR, "张伟", None, None)
    if len(others) < POLICY.mentor_capacity.value:
        check_room(mentor, APPRENTICE, terms, standing, POLICY)
    else:
        with pytest.raises(MentorFull):
            check_room(mentor, APPRENTICE, terms, standing, POLICY)


def test_a_mentor_is_named_one_way() -> None:
    check_mentor_named(MENTOR, None, None)
    check_mentor_named(None, "沈名师", "实验中学")


def test_there_is_no_contract_of_a_number_there_never_was() -> None:
    with pytest.raises(NotFound):
        numbered([], 1)
