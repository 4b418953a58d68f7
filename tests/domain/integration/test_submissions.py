"""A submission's life: what a person may do with it when, and that what comes twice or late does no harm."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.errors import DomainError, InvalidState, NotFound, Stale
from domain.identity.actions import Role
from domain.integration.connection import PlatformNotConnected
from domain.integration.outbound_columns import as_sheet
from domain.integration.platform import Outbound
from domain.integration.submission import (
    SETTLED,
    NewSubmission,
    PlatformSubmission,
    RefusalNeedsReason,
    SubmissionOutcome,
    SubmissionSettled,
    SubmissionState,
    SubmissionUnderWay,
    SubmissionVia,
    submission_actions,
)
from domain.integration.submissions import (
    ByHand,
    mark_sent,
    note_failed,
    note_sent,
    read_submission,
    retry,
    settle,
    settle_by_hand,
    take_up,
    withdraw,
)
from domain.messages import Event
from tests.domain.integration.kept_submissions import NOW, OFFICE, SOMEBODY, KeptSubmissions, Line, Told
from tests.domain.training.callers import a_caller

S = SubmissionState
FILE, HTTP = SubmissionVia.FILE, SubmissionVia.HTTP
ACCEPTED, REFUSED = SubmissionOutcome.ACCEPTED, SubmissionOutcome.REFUSED
Step = Callable[[KeptSubmissions, Told, UUID], Awaitable[object]]


async def a_submission(
    kept: KeptSubmissions, via: SubmissionVia = HTTP, state: SubmissionState = S.PREPARED
) -> PlatformSubmission:
    sheet = as_sheet(Outbound.APPLICATIONS, [{"round_code": "2021-1", "employee_no": "1"}])
    new = NewSubmission(Outbound.APPLICATIONS, "2021-1", via, 1, sheet, "0", None)
    made = replace(await kept.add(new, account_id=SOMEBODY, at=NOW), state=state)
    kept.found[made.id] = made
    kept.steps.clear()
    return made


@pytest.fixture
def kept() -> KeptSubmissions:
    return KeptSubmissions()


@pytest.fixture
def told() -> Told:
    return Told()


def by(version: int = 1) -> ByHand:
    return ByHand(version, SOMEBODY, NOW)


async def carried(kept: KeptSubmissions, _: Told, one: UUID) -> None:
    await mark_sent(kept, one, "S-1", by())


async def accepted(kept: KeptSubmissions, told: Told, one: UUID) -> None:
    await settle_by_hand(kept, told, one, ACCEPTED, None, by())


async def refused(kept: KeptSubmissions, told: Told, one: UUID) -> None:
    await settle_by_hand(kept, told, one, REFUSED, "班次已满", by())


async def again(kept: KeptSubmissions, _: Told, one: UUID) -> None:
    await retry(kept, Line(), one, by())


async def taken_back(kept: KeptSubmissions, _: Told, one: UUID) -> None:
    await withdraw(kept, one, by())


BY_HAND: dict[Step, dict[tuple[SubmissionVia, SubmissionState], SubmissionState]] = {
    carried: {(FILE, S.PREPARED): S.SENT},
    accepted: {(FILE, S.SENT): S.ACCEPTED, (HTTP, S.SENT): S.ACCEPTED},
    refused: {(FILE, S.SENT): S.REFUSED, (HTTP, S.SENT): S.REFUSED},
    again: {(HTTP, S.FAILED): S.PREPARED},
    taken_back: {
        (FILE, S.PREPARED): S.WITHDRAWN,
        (HTTP, S.PREPARED): S.WITHDRAWN,
        (HTTP, S.FAILED): S.WITHDRAWN,
    },
}
OFFERED: dict[Step, str] = {
    carried: "mark_sent",
    accepted: "settle",
    refused: "settle",
    again: "retry",
    taken_back: "withdraw",
}
FROM = [(via, state) for via in SubmissionVia for state in S]


@pytest.mark.parametrize("step", list(BY_HAND))
@pytest.mark.parametrize(("via", "state"), FROM)
async def test_a_person_does_what_the_state_allows_and_is_offered_just_that(
    kept: KeptSubmissions, told: Told, step: Step, via: SubmissionVia, state: SubmissionState
) -> None:
    made = await a_submission(kept, via, state)
    office = a_caller(Role.RESEARCH_OFFICE)
    offered = OFFERED[step] in submission_actions(made, office)

    if (via, state) in BY_HAND[step]:
        await step(kept, told, made.id)
        after = BY_HAND[step][via, state]
        assert kept.found[made.id].state is after
        assert [(was, now, who) for was, now, who, _ in kept.steps] == [(state, after, SOMEBODY)]
        assert offered
    else:
        with pytest.raises(InvalidState):
            await step(kept, told, made.id)
        assert kept.steps == []
        assert not offered


@pytest.mark.parametrize("step", list(BY_HAND))
async def test_a_step_is_decided_on_the_version_there_is(
    kept: KeptSubmissions, told: Told, step: Step
) -> None:
    made = await a_submission(kept)
    kept.found[made.id] = replace(made, version=2)

    with pytest.raises(Stale):
        await step(kept, told, made.id)
    with pytest.raises(NotFound):
        await step(kept, told, uuid4())


async def test_who_may_only_look_is_offered_nothing(kept: KeptSubmissions) -> None:
    assert submission_actions(await a_submission(kept), a_caller(Role.PRINCIPAL)) == ()
    with pytest.raises(NotFound):
        await read_submission(kept, uuid4())


async def test_a_refusal_passed_on_by_hand_says_why(kept: KeptSubmissions, told: Told) -> None:
    made = await a_submission(kept, FILE, S.SENT)

    with pytest.raises(RefusalNeedsReason):
        await settle_by_hand(kept, told, made.id, REFUSED, None, by())


async def test_without_a_connection_nothing_is_tried_again(kept: KeptSubmissions) -> None:
    made = await a_submission(kept, HTTP, S.FAILED)

    with pytest.raises(PlatformNotConnected):
        await retry(kept, Line(open=False), made.id, by())
    assert kept.queued == []


async def test_what_is_being_handed_in_is_not_withdrawn_until_it_is_given_up(
    kept: KeptSubmissions, told: Told
) -> None:
    made = await a_submission(kept)
    packet = await take_up(kept, made.id, at=NOW)
    office = a_caller(Role.RESEARCH_OFFICE)

    with pytest.raises(SubmissionUnderWay):
        await withdraw(kept, made.id, by(2))
    assert submission_actions(kept.found[made.id], office) == ()
    await note_failed(kept, told, made.id, "too_slow", at=NOW, last_try=True)

    assert packet is not None
    assert (packet.kind, packet.about, packet.sheet) == (made.kind, made.about, kept.sheets[made.id])
    assert submission_actions(kept.found[made.id], office) == ("retry", "withdraw")
    assert (await retry(kept, Line(), made.id, by(3))).attempts == 0
    assert kept.queued == [made.id]
    assert submission_actions(kept.found[made.id], office) == ("withdraw",)


@pytest.mark.parametrize(("via", "state"), FROM)
async def test_only_what_waits_for_its_turn_or_has_no_receipt_is_taken_up(
    kept: KeptSubmissions, via: SubmissionVia, state: SubmissionState
) -> None:
    made = await a_submission(kept, via, state)
    unanswered = state is S.PREPARED or (state in SETTLED and made.sent_at is None)

    packet = await take_up(kept, made.id, at=NOW)

    assert (packet is not None) is (via is HTTP and unanswered)
    assert kept.found[made.id].attempts == (packet is not None)


async def test_a_receipt_that_was_lost_is_asked_for_again(kept: KeptSubmissions, told: Told) -> None:
    made = await a_submission(kept)
    await take_up(kept, made.id, at=NOW)
    await settle(kept, told, made.id, ACCEPTED, None, at=NOW)

    assert await take_up(kept, made.id, at=NOW) is not None
    heard = await note_sent(kept, made.id, "R-7", at=NOW)

    assert (heard.state, heard.receipt) == (S.ACCEPTED, "R-7")
    assert await take_up(kept, made.id, at=NOW) is None


async def test_what_was_sent_is_so_once(kept: KeptSubmissions) -> None:
    made = await a_submission(kept)

    sent = await note_sent(kept, made.id, "R-7", at=NOW)
    second = await note_sent(kept, made.id, "R-7", at=NOW)

    assert (sent.state, sent.receipt, sent.sent_at) == (S.SENT, "R-7", NOW)
    assert second is sent
    assert [(was, now, who) for was, now, who, _ in kept.steps] == [(S.PREPARED, S.SENT, None)]


async def test_an_answer_that_comes_before_our_own_note_holds(kept: KeptSubmissions, told: Told) -> None:
    made = await a_submission(kept)

    await settle(kept, told, made.id, ACCEPTED, None, at=NOW)
    late = await note_sent(kept, made.id, "R-7", at=NOW)

    assert (late.state, late.receipt, late.sent_at) == (S.ACCEPTED, "R-7", NOW)


async def test_what_arrived_although_it_was_given_up_is_sent(kept: KeptSubmissions) -> None:
    made = await a_submission(kept, HTTP, S.FAILED)

    assert (await note_sent(kept, made.id, "R-7", at=NOW)).state is S.SENT


async def test_what_was_withdrawn_stays_so(kept: KeptSubmissions, told: Told) -> None:
    made = await a_submission(kept, HTTP, S.WITHDRAWN)

    assert (await note_sent(kept, made.id, "R-7", at=NOW)) is made
    with pytest.raises(InvalidState):
        await settle(kept, told, made.id, ACCEPTED, None, at=NOW)


async def test_a_try_that_came_to_nothing_is_on_record_and_the_last_one_is_told(
    kept: KeptSubmissions, told: Told
) -> None:
    made = await a_submission(kept)

    first = await note_failed(kept, told, made.id, "too_slow", at=NOW, last_try=False)
    assert (first.state, first.last_error, told.told) == (S.PREPARED, "too_slow", [])
    last = await note_failed(kept, told, made.id, "no_tls", at=NOW, last_try=True)
    repeated = await note_failed(kept, told, made.id, "no_tls", at=NOW, last_try=True)

    assert (last.state, last.last_error) == (S.FAILED, "no_tls")
    assert repeated is last
    assert kept.steps == [
        (S.PREPARED, S.PREPARED, None, "too_slow"),
        (S.PREPARED, S.FAILED, None, "no_tls"),
    ]
    facts = {"submission_kind": "applications", "about": "2021-1", "reason": "no_tls"}
    assert told.told == [(Event.PLATFORM_SUBMISSION_FAILED, OFFICE, facts)]


@pytest.mark.parametrize("state", [S.PREPARED, S.SENT, S.FAILED])
@pytest.mark.parametrize("outcome", list(SubmissionOutcome))
async def test_what_the_platform_says_holds_and_is_heard_once(
    kept: KeptSubmissions, told: Told, state: SubmissionState, outcome: SubmissionOutcome
) -> None:
    made = await a_submission(kept, HTTP, state)
    other = ACCEPTED if outcome is REFUSED else REFUSED

    settled = await settle(kept, told, made.id, outcome, None, at=NOW)
    second = await settle(kept, told, made.id, outcome, "又一次", at=NOW)
    with pytest.raises(SubmissionSettled):
        await settle(kept, told, made.id, other, None, at=NOW)

    assert (settled.state.value, settled.settled_at) == (outcome.value, NOW)
    assert second is settled
    assert len(kept.steps) == 1
    facts = {"submission_kind": "applications", "about": "2021-1"}
    refusals = [(Event.PLATFORM_SUBMISSION_REFUSED, OFFICE, facts)]
    assert told.told == (refusals if outcome is REFUSED else [])


async def test_the_reason_of_a_refusal_is_told(kept: KeptSubmissions, told: Told) -> None:
    made = await a_submission(kept, HTTP, S.SENT)

    settled = await settle(kept, told, made.id, REFUSED, "班次已满", at=NOW)

    assert settled.settled_because == "班次已满"
    assert told.told[0][2]["reason"] == "班次已满"


async def test_no_file_is_heard_of_over_http(kept: KeptSubmissions, told: Told) -> None:
    made = await a_submission(kept, FILE, S.SENT)
    late: list[Awaitable[object]] = [
        settle(kept, told, made.id, ACCEPTED, None, at=NOW),
        note_sent(kept, made.id, "R-7", at=NOW),
    ]

    for one in late:
        with pytest.raises(InvalidState):
            await one


async def test_what_there_is_none_of_is_not_found(kept: KeptSubmissions, told: Told) -> None:
    nothing = uuid4()
    asked: list[Awaitable[object]] = [
        take_up(kept, nothing, at=NOW),
        note_sent(kept, nothing, "R-7", at=NOW),
        note_failed(kept, told, nothing, "too_slow", at=NOW, last_try=False),
        settle(kept, told, nothing, ACCEPTED, None, at=NOW),
    ]

    for one in asked:
        with pytest.raises(DomainError) as refusal:
            await one
        assert isinstance(refusal.value, NotFound)
