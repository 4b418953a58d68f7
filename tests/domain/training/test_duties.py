"""Handing in, accepting, returning, waiving; and when credits are confirmed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError, Forbidden, InvalidState, NotFound
from domain.files import StoredFile
from domain.identity.actions import Role, Scope
from domain.messages import Event
from domain.people.changes import UnknownReference
from domain.training.credit import AwardState
from domain.training.duties import accept, hand_in, send_back, waive
from domain.training.duty import (
    OUTSTANDING,
    ContentRequired,
    DutyKind,
    DutyState,
    HandIn,
    OwnDuty,
    ProductIncomplete,
    Verdict,
    allowed_actions,
)
from persistence.ids import new_id
from tests.domain.training.callers import a_caller
from tests.domain.training.desk import NOW, OFFICE, TEACHER, a_desk, a_duty

OWNER = a_caller(Role.TEACHER, teacher_id=TEACHER, reach=Scope.OWN)
OTHER = a_caller(Role.TEACHER, teacher_id=new_id(), reach=Scope.OWN)
C, R, P, S, E = DutyKind
STEPS = ("hand_in", "accept", "return", "waive")


def a_file(account: Any = OWNER.account_id) -> StoredFile:
    return StoredFile(new_id(), "课例.pptx", "x", 1, "x", account, NOW)


async def step(name: str, desk: Any, memory: Any, duty_id: Any, caller: Any = OFFICE) -> None:
    """One request, decided on what stands."""
    stands = memory.owed[duty_id]
    decided: dict[str, Any] = {"expected": stands.version, "caller": caller, "now": NOW}
    match name:
        case "hand_in":
            file = a_file()
            memory.kept[file.id] = file
            given = HandIn("课例", "正文", file.id)
            await hand_in(desk.duties, memory, duty_id, given, caller=OWNER, now=NOW)
        case "accept":
            await accept(desk, duty_id, remark=None, **decided)
        case "return":
            await send_back(desk, duty_id, remark="请补充", **decided)
        case _:
            await waive(desk, duty_id, reason="病假", **decided)


@given(
    st.lists(st.sampled_from(list(DutyKind)), min_size=1, max_size=5, unique=True),
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(STEPS)), max_size=40),
)
async def test_credits_are_confirmed_exactly_when_the_last_duty_is_settled(
    kinds: list[DutyKind], tried: list[tuple[int, str]]
) -> None:
    desk, memory = a_desk(*(a_duty(kind) for kind in kinds))
    ids = list(memory.owed)

    for place, name in tried:
        before = {one.id: one.state for one in memory.owed.values()}
        try:
            await step(name, desk, memory, ids[place % len(ids)])
        except DomainError:
            assert before == {one.id: one.state for one in memory.owed.values()}
        settled = all(one.state not in OUTSTANDING for one in memory.owed.values())
        assert memory.award is not None
        assert (memory.award.state is AwardState.CONFIRMED) == settled
        assert len(memory.entries) == (2 if settled else 0)
        assert memory.told.count(Event.CREDIT_CONFIRMED) == settled

    accepted = [one for one in memory.owed.values() if one.state is DutyState.ACCEPTED]
    assert len(memory.shelf) == sum(one.kind is P for one in accepted)
    assert memory.told.count(Event.DUTY_ACCEPTED) == len(accepted)


@pytest.mark.parametrize(
    ("kind", "given", "refusal"),
    [
        pytest.param(C, HandIn(), ContentRequired, id="an empty record"),
        pytest.param(R, HandIn(title="体会"), ContentRequired, id="a title is no reflection"),
        pytest.param(S, HandIn(), ContentRequired, id="a teacher ticks nothing off"),
        pytest.param(P, HandIn(text="简介"), ProductIncomplete, id="a product of nothing"),
        pytest.param(P, HandIn(title="课例"), ProductIncomplete, id="a product without its file"),
        pytest.param(P, HandIn(file_id=new_id()), ProductIncomplete, id="a product without a title"),
        pytest.param(R, HandIn(file_id=new_id()), UnknownReference, id="a file that is not there"),
    ],
)
async def test_what_does_not_do_is_refused(kind: DutyKind, given: HandIn, refusal: type[DomainError]) -> None:
    duty = a_duty(kind)
    desk, memory = a_desk(duty)
    files: Any = memory

    with pytest.raises(refusal):
        await hand_in(desk.duties, files, duty.id, given, caller=OWNER, now=NOW)

    assert memory.owed[duty.id].state is DutyState.OPEN


async def test_somebody_elses_file_is_none_to_a_teacher_and_one_to_the_office() -> None:
    duty, file = a_duty(R), a_file(account=new_id())
    desk, memory = a_desk(duty)
    memory.kept[file.id] = file
    files: Any = memory
    given = HandIn(file_id=file.id)

    owner = replace(OWNER, account_id=new_id())
    with pytest.raises(UnknownReference):
        await hand_in(desk.duties, files, duty.id, given, caller=owner, now=NOW)
    handed = await hand_in(desk.duties, files, duty.id, given, caller=OFFICE, now=NOW)

    assert (handed.number, handed.file_id) == (1, file.id)


@pytest.mark.parametrize("kind", [S, E])
async def test_the_office_hands_in_or_ticks_off_what_is_done_elsewhere(kind: DutyKind) -> None:
    sent, ticked = a_duty(kind), a_duty(kind, DutyState.RETURNED)
    desk, memory = a_desk(sent, ticked)
    files: Any = memory

    await hand_in(desk.duties, files, sent.id, HandIn(), caller=OFFICE, now=NOW)
    await step("accept", desk, memory, ticked.id)

    assert memory.owed[sent.id].state is DutyState.HANDED_IN
    assert memory.owed[ticked.id].state is DutyState.ACCEPTED
    assert [one.verdict for one in memory.said] == [Verdict.ACCEPTED]


async def test_versions_are_counted_and_the_latest_is_judged() -> None:
    duty = a_duty(E)
    desk, memory = a_desk(duty)
    for name in ("hand_in", "hand_in", "return", "accept"):
        await step(name, desk, memory, duty.id)

    assert [one.number for one in memory.handed] == [1, 2, 3]
    assert [one.verdict for one in memory.said] == [Verdict.RETURNED, Verdict.ACCEPTED]


async def test_nobody_hands_in_for_a_colleague_or_what_is_not_there() -> None:
    duty = a_duty(R)
    desk, memory = a_desk(duty)
    files: Any = memory

    with pytest.raises(Forbidden):
        await hand_in(desk.duties, files, duty.id, HandIn(text="x"), caller=OTHER, now=NOW)
    with pytest.raises(NotFound):
        await hand_in(desk.duties, files, new_id(), HandIn(text="x"), caller=OWNER, now=NOW)
    with pytest.raises(NotFound):
        await accept(desk, new_id(), expected=1, remark=None, caller=OFFICE, now=NOW)


@pytest.mark.parametrize("name", ["accept", "return", "waive"])
async def test_nobody_judges_their_own(name: str) -> None:
    duty = a_duty(R, DutyState.HANDED_IN)
    desk, memory = a_desk(duty)

    with pytest.raises(OwnDuty):
        await step(name, desk, memory, duty.id, replace(OFFICE, teacher_id=TEACHER))


@pytest.mark.parametrize("kind", [C, R, P])
async def test_what_was_not_handed_in_is_not_accepted(kind: DutyKind) -> None:
    duty = a_duty(kind)
    desk, memory = a_desk(duty)

    with pytest.raises(InvalidState):
        await step("accept", desk, memory, duty.id)


@pytest.mark.parametrize("award", [None, AwardState.CONFIRMED], ids=["no award", "confirmed before"])
async def test_where_there_is_nothing_to_confirm_settling_confirms_nothing(award: AwardState | None) -> None:
    duty = a_duty(S)
    desk, memory = a_desk(duty)
    assert memory.award is not None
    memory.award = None if award is None else replace(memory.award, state=award)

    await step("waive", desk, memory, duty.id)

    assert memory.entries == []


@pytest.mark.parametrize(
    ("state", "kind", "caller", "offered"),
    [
        pytest.param("open", R, OWNER, ("hand_in",), id="one's own"),
        pytest.param("open", R, OTHER, (), id="a colleague's"),
        pytest.param("open", R, OFFICE, ("hand_in", "waive"), id="the office's"),
        pytest.param("open", S, OFFICE, ("hand_in", "accept", "waive"), id="to tick off"),
        pytest.param("handed_in", R, OFFICE, ("hand_in", "accept", "return", "waive"), id="to judge"),
        pytest.param(
            "handed_in", R, replace(OFFICE, teacher_id=TEACHER), ("hand_in",), id="the office's own"
        ),
        pytest.param("accepted", R, OFFICE, (), id="done"),
    ],
)
def test_what_is_offered(state: str, kind: DutyKind, caller: Any, offered: tuple[str, ...]) -> None:
    assert allowed_actions(DutyState(state), kind, TEACHER, caller) == offered
