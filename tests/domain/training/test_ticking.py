"""Many duties settled at once, as one by one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidState
from domain.messages import Event
from domain.training.credit import AwardState
from domain.training.duties import accept
from domain.training.duty import TICKED, DutyKind, DutyState, HandIn, OwnDuty
from domain.training.ticking import Tick, tick_all
from tests.domain.training.desk import NOW, OFFICE, TEACHER, Memory, a_desk, a_duty, an_award

LIVING = [state for state in DutyState if state is not DutyState.VOID]


def ticks(memory: Memory) -> list[Tick]:
    return [Tick(one.id, one.enrolment_id, "平台") for one in memory.owed.values() if one.kind in TICKED]


async def handed_in_where_it_says_so(desk: Any, memory: Memory) -> None:
    for one in memory.owed.values():
        if one.state in (DutyState.HANDED_IN, DutyState.RETURNED):
            await desk.duties.submit(one, 1, HandIn(text="正文"), account_id=TEACHER, at=NOW)


@given(st.sampled_from(LIVING), st.sampled_from(LIVING), st.sampled_from([None, *LIVING]))
async def test_it_comes_to_what_accepting_one_by_one_comes_to(
    sheet: DutyState, evaluation: DutyState, record: DutyState | None
) -> None:
    owed = [a_duty(DutyKind.RECORD_SHEET, sheet), a_duty(DutyKind.EVALUATION, evaluation)]
    owed += [] if record is None else [a_duty(DutyKind.CONTENT_RECORD, record)]
    award = an_award()
    (desk, at_once), (other, one_by_one) = a_desk(*owed, award=award), a_desk(*owed, award=award)
    await handed_in_where_it_says_so(desk, at_once)
    await handed_in_where_it_says_so(other, one_by_one)
    due = [
        one for one in owed if one.kind in TICKED and one.state not in (DutyState.ACCEPTED, DutyState.WAIVED)
    ]

    settled = await tick_all(desk, ticks(at_once), caller=OFFICE, now=NOW)
    for one in due:
        await accept(other, one.id, expected=1, remark="平台", caller=OFFICE, now=NOW)

    assert settled == {one.id for one in due}
    assert at_once.owed == one_by_one.owed
    assert at_once.award == one_by_one.award
    assert len(at_once.entries) == len(one_by_one.entries)
    assert sorted(at_once.told) == sorted(one_by_one.told)
    assert len(at_once.said) == len(due)
    assert at_once.said == one_by_one.said
    assert [one.number for one in at_once.handed] == [one.number for one in one_by_one.handed]


async def test_of_nothing_nothing_comes() -> None:
    desk, memory = a_desk()

    assert await tick_all(desk, [], caller=OFFICE, now=NOW) == set()
    assert memory.told == []


async def test_an_enrolment_without_an_award_has_nothing_to_confirm() -> None:
    desk, memory = a_desk(a_duty(DutyKind.EVALUATION))
    memory.award = None

    await tick_all(desk, ticks(memory), caller=OFFICE, now=NOW)

    assert memory.told == [Event.DUTY_ACCEPTED]


async def test_credits_confirmed_before_are_not_confirmed_again() -> None:
    desk, memory = a_desk(a_duty(DutyKind.EVALUATION))
    assert memory.award is not None
    memory.award = replace(memory.award, state=AwardState.CONFIRMED)

    await tick_all(desk, ticks(memory), caller=OFFICE, now=NOW)

    assert memory.entries == []


@pytest.mark.parametrize(
    ("state", "caller", "refusal"),
    [
        pytest.param(DutyState.VOID, OFFICE, InvalidState, id="taken back"),
        pytest.param(DutyState.OPEN, replace(OFFICE, teacher_id=TEACHER), OwnDuty, id="one's own"),
    ],
)
async def test_what_may_not_be_settled_settles_nothing(state: DutyState, caller: Any, refusal: Any) -> None:
    desk, memory = a_desk(a_duty(DutyKind.EVALUATION, state))

    with pytest.raises(refusal):
        await tick_all(desk, ticks(memory), caller=caller, now=NOW)

    assert memory.said == []
