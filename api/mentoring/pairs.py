"""Mentor pairs: proposing, signing, beginning, extending, ending; their contracts and targets."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, Strict

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, omitted
from api.wiring.mentoring import (
    AgreementPrinterPort,
    MentoringRulesPort,
    PairingPort,
    PairsPort,
    SchoolNamePort,
    TalliesPort,
)
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.mentoring.agreement import agreement
from domain.mentoring.evaluating import read_targets
from domain.mentoring.figures import TermFigures, term_figures
from domain.mentoring.pair import MentorContract, MentorPair, NewPair, PairFilter, Terms, seen
from domain.mentoring.pairing import Extension, dissolve, end, extend, propose, revise, sign, start
from domain.mentoring.targets import PairTargets
from domain.mentoring.words import MentorField, PairSide, PairState
from domain.paging import Page

router = room("mentoring", "/schools/{school}/mentor-pairs")
figures_router = room("mentoring", "/schools/{school}/mentoring-figures")

SEVERAL = "Repeat for any of several."
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}

Times = Annotated[int, Strict(), Field(ge=0, le=99)]


class AgreedTargets(Body):
    """How often a term, where it is to be other than the school's policy has it."""

    mentor_observes: Times = omitted()
    apprentice_observes: Times = omitted()
    report_lessons: Times = omitted()
    ethics_logs: Times = omitted()
    theory_logs: Times = omitted()
    teaching_logs: Times = omitted()
    homeroom_logs: Times = omitted()
    research_logs: Times = omitted()


class MentorPairBody(Body):
    apprentice_id: UUID
    field: MentorField
    from_day: Day
    until_day: Day
    mentor_id: UUID | None = None
    """A teacher of the school; otherwise the two below."""

    outside_name: Line | None = None
    """A 名师 from outside."""

    outside_school: Line | None = None
    targets: AgreedTargets = AgreedTargets()
    note: Paragraph | None = None


class MentorPairPatch(Body):
    from_day: Day = omitted()
    until_day: Day = omitted()
    targets: AgreedTargets = omitted()
    note: Paragraph | None = None


class PairSignBody(Body):
    side: PairSide | None = None
    """For whom the office signs, as the paper has it; one's own if it is left out."""


class PairExtendBody(Body):
    until_day: Day
    targets: AgreedTargets | None = None
    """null: as agreed before."""

    note: Paragraph | None = None


class PairDissolveBody(Body):
    reason: Paragraph


OWN_SIDE = PairSignBody()


@router.get(
    "",
    operation_id="mentoring_list_pairs",
    summary="Look through the mentor pairs",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_pairs(
    pairs: PairsPort,
    window: Windowed,
    state: Annotated[tuple[PairState, ...], Query(description=SEVERAL)] = (),
    field: Annotated[tuple[MentorField, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description="On either side. " + SEVERAL)] = (),
    on: Annotated[Day | None, Query(description="Whose contracts hold that day.")] = None,
    term_id: Annotated[tuple[UUID, ...], Query(description="Whose contracts hold in it. " + SEVERAL)] = (),
    signer_id: Annotated[UUID | None, Query(description="Of this teacher, who has not signed yet.")] = None,
) -> Page[MentorPair]:
    """One's own, those of apprentices of groups one leads, or all. Those that begin last come first."""
    return await pairs.page(PairFilter(state, field, teacher_id, on, term_id, signer_id), window)


@router.post(
    "",
    operation_id="mentoring_create_pair",
    summary="Propose a mentor pair",
    status_code=201,
    dependencies=writes(Action.MENTORING_WRITE),
)
async def create_pair(
    body: MentorPairBody, desk: PairingPort, caller: Asker, now: Now, reply: Replies
) -> MentorPair:
    """With a mentor of the school, or from outside. Both are told, and asked to sign."""
    terms = Terms(body.from_day, body.until_day, _agreed(body.targets), body.note)
    outside = (body.outside_name, body.outside_school)
    new = NewPair(body.apprentice_id, body.field, terms, body.mentor_id, *outside)
    return reply.created(await propose(desk, new, caller=caller, now=now))


@router.get(
    "/{pair_id}",
    operation_id="mentoring_get_pair",
    summary="Look at a mentor pair",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_pair(pair_id: UUID, pairs: PairsPort, reply: Replies) -> MentorPair:
    """Its log: `mentor-logs?pair_id=`; its report lessons: `report-lessons?pair_id=`."""
    return reply.tagged(await seen(pairs, pair_id))


@router.patch(
    "/{pair_id}",
    operation_id="mentoring_update_pair",
    summary="Change the terms of a pair before it is signed",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def update_pair(
    pair_id: UUID,
    body: MentorPairPatch,
    desk: PairingPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> MentorPair:
    """It becomes a further contract; who had signed the earlier one signs again."""
    changes = body.model_dump(exclude_unset=True)
    done = await revise(desk, pair_id, expected=expected, changes=changes, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/{pair_id}/sign",
    operation_id="mentoring_sign_pair",
    summary="Sign a pair's contract",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def sign_pair(
    pair_id: UUID,
    desk: PairingPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: PairSignBody = OWN_SIDE,
) -> MentorPair:
    """For oneself, or the office for either. It is signed when both have."""
    return reply.tagged(await sign(desk, pair_id, body.side, expected=expected, caller=caller, now=now))


@router.post(
    "/{pair_id}/start",
    operation_id="mentoring_start_pair",
    summary="Let a signed pair begin",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def start_pair(
    pair_id: UUID, desk: PairingPort, expected: Expected, now: Now, reply: Replies
) -> MentorPair:
    """From its first day on. In the morning of that day pairs begin by themselves."""
    return reply.tagged(await start(desk, pair_id, expected=expected, now=now))


@router.post(
    "/{pair_id}/extend",
    operation_id="mentoring_extend_pair",
    summary="Extend a pair",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def extend_pair(
    pair_id: UUID,
    body: PairExtendBody,
    desk: PairingPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> MentorPair:
    """It stays the same pair, with a further contract; both are told."""
    agreed = None if body.targets is None else _agreed(body.targets)
    terms = Extension(body.until_day, agreed, body.note)
    return reply.tagged(await extend(desk, pair_id, terms, expected=expected, caller=caller, now=now))


@router.post(
    "/{pair_id}/end",
    operation_id="mentoring_end_pair",
    summary="End a pair as agreed",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def end_pair(
    pair_id: UUID, desk: PairingPort, expected: Expected, now: Now, reply: Replies
) -> MentorPair:
    """Once the last term it ran in is graded."""
    return reply.tagged(await end(desk, pair_id, expected=expected, now=now))


@router.post(
    "/{pair_id}/dissolve",
    operation_id="mentoring_dissolve_pair",
    summary="Dissolve a pair before its time",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def dissolve_pair(
    pair_id: UUID,
    body: PairDissolveBody,
    desk: PairingPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> MentorPair:
    """By the office; while it is but proposed, by either of the two. Both are told why."""
    return reply.tagged(await dissolve(desk, pair_id, body.reason, expected=expected, caller=caller, now=now))


@router.get(
    "/{pair_id}/contracts",
    operation_id="mentoring_list_contracts",
    summary="Read the contracts of a pair",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_contracts(pair_id: UUID, pairs: PairsPort) -> Page[MentorContract]:
    """All there were, the first one first, on one page."""
    await seen(pairs, pair_id)
    return Page(list(await pairs.contracts(pair_id)), None, False)


@router.get(
    "/{pair_id}/agreement",
    operation_id="mentoring_print_agreement",
    summary="Print a pair's contract",
    dependencies=reads(Action.MENTORING_READ),
    response_class=Response,
    responses=DOCUMENT,
)
async def print_agreement(
    pair_id: UUID,
    pairs: PairsPort,
    rules: MentoringRulesPort,
    school: SchoolNamePort,
    printer: AgreementPrinterPort,
    number: Annotated[int | None, Query(ge=1, le=999, description="The latest if left out.")] = None,
) -> Response:
    """师徒结对协议, in Chinese, with two places to sign."""
    sheet = await agreement(pairs, rules, school, pair_id, number)
    name = quote(f"师徒结对协议（{sheet.mentor}、{sheet.apprentice}）.pdf", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(await printer.pdf(sheet), media_type="application/pdf", headers=headers)


@router.get(
    "/{pair_id}/targets",
    operation_id="mentoring_get_targets",
    summary="See how far a pair is with its targets",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_targets(
    pair_id: UUID,
    pairs: PairsPort,
    tallies: TalliesPort,
    rules: MentoringRulesPort,
    term_id: Annotated[UUID, Query(description="In which term.")],
) -> PairTargets:
    """Each with what counts, what awaits being confirmed, and what is missing."""
    await seen(pairs, pair_id)
    return await read_targets(tallies, rules, pair_id, term_id)


@figures_router.get(
    "",
    operation_id="mentoring_list_figures",
    summary="Count a term's mentor pairs",
    dependencies=reads(Action.YOUNG_READ),
)
async def list_figures(
    tallies: TalliesPort,
    rules: MentoringRulesPort,
    term_id: Annotated[UUID, Query(description="Which term's.")],
) -> Page[TermFigures]:
    """For the term's summary: pairs, observations, report lessons, and how many met their targets."""
    return Page(await term_figures(tallies, rules, term_id), None, False)


def _agreed(targets: AgreedTargets) -> dict[str, int]:
    return targets.model_dump(exclude_unset=True)
