"""Applying for a session of a round, and what the school and the platform say to it."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.routes import room
from api.shapes import Body, Count, Paragraph
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from api.wiring.selection import ApplicationAuditPort, ApplicationsPort, RoundsPort
from domain.identity.actions import Action
from domain.training.applying import apply
from domain.training.audit_view import AuditView
from domain.training.auditing import audit
from domain.training.deciding import Decision, Ruling, decide
from domain.training.enrolment import Enrolment
from domain.training.platform_results import PlatformOutcome, PlatformResult, record_platform_results

session_router = room("training", "/schools/{school}/training-sessions/{session_id}/applications")
router = room("training", "/schools/{school}/selection-rounds/{round_id}")

MOST = 500


class ApplyBody(Body):
    teacher_id: UUID | None = None
    """Left out by a teacher who applies themselves."""


ONESELF = ApplyBody()


class DecisionBody(Body):
    enrolment_id: UUID
    version: Count
    """The application's version the decision was made on."""

    decision: Ruling
    reason: Paragraph | None = None
    """A rejection needs one; the teacher reads it."""


class DecisionsBody(Body):
    items: Annotated[list[DecisionBody], Field(min_length=1, max_length=MOST)]


class PlatformResultBody(Body):
    enrolment_id: UUID
    version: Count
    outcome: PlatformOutcome
    reason: Paragraph | None = None


class PlatformResultsBody(Body):
    items: Annotated[list[PlatformResultBody], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Settled:
    items: list[Enrolment]


@session_router.post(
    "",
    operation_id="training_create_application",
    summary="Apply for a session of a round",
    status_code=201,
    dependencies=writes(Action.ENROLMENT_WRITE),
)
async def create_application(
    session_id: UUID,
    applications: ApplicationsPort,
    caller: Asker,
    now: Now,
    reply: Replies,
    request: Request,
    body: ApplyBody = ONESELF,
) -> Enrolment:
    """While its round is open. No seat is taken and nothing is planned until the platform has answered."""
    applied = await apply(applications, session_id, body.teacher_id, caller=caller, now=now)
    school = request.url.path.partition("/training-sessions/")[0]
    return reply.created(applied, f"{school}/enrolments")


@router.get(
    "/audit",
    operation_id="training_audit_applications",
    summary="See a round's applications with what bears on them",
    dependencies=reads(Action.SELECTION_AUDIT),
)
async def audit_applications(
    round_id: UUID, audits: ApplicationAuditPort, caller: Asker, now: Now
) -> AuditView:
    """All of them in one answer: credits owed, who else is away on those days, past approvals, clashes.

    `hints` name what a person should weigh, and the row of the policy behind each.
    """
    return await audit(audits, round_id, caller=caller, now=now)


@router.post(
    "/decisions",
    operation_id="training_decide_applications",
    summary="Decide on applications",
    dependencies=writes(Action.SELECTION_WRITE, key=True),
)
async def decide_applications(
    round_id: UUID,
    body: DecisionsBody,
    applications: ApplicationsPort,
    rounds: RoundsPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
) -> Settled:
    """Of a closed round, all or none: when some are refused, `errors` names each by its place."""
    decisions = [Decision(one.enrolment_id, one.version, one.decision, one.reason) for one in body.items]
    return Settled(await decide(applications, rounds, messages, round_id, decisions, caller=caller, now=now))


@router.post(
    "/platform-results",
    operation_id="training_record_platform_results",
    summary="Record what the platform answered",
    dependencies=writes(Action.SELECTION_WRITE, key=True),
)
async def record_results_of_platform(
    round_id: UUID,
    body: PlatformResultsBody,
    applications: ApplicationsPort,
    rounds: RoundsPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
) -> Settled:
    """Of a round handed in, all or none. `placed` takes a seat and plans its credits; never more than there
    are seats. Those waiting are served in the order in which they applied.
    """
    results = [PlatformResult(one.enrolment_id, one.version, one.outcome, one.reason) for one in body.items]
    placed = await record_platform_results(
        applications, rounds, messages, round_id, results, caller=caller, now=now
    )
    return Settled(placed)
