"""Auditing a round 选课审核: its applications, each with what bears on the decision."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import actions
from domain.people.calendar import day_of
from domain.training.audit_hints import Auditor
from domain.training.audit_view import AuditReads, AuditView
from domain.training.enrolment import LIFECYCLE, EnrolmentState
from domain.training.selection import RoundState


async def audit(reads: AuditReads, round_id: UUID, *, caller: Caller, now: datetime) -> AuditView:
    """Raises NotFound."""
    facts = await reads.facts(round_id)
    if facts is None:
        raise NotFound()
    auditor = Auditor(facts, day_of(now))
    return AuditView(
        facts.round,
        [
            auditor.audited(one, decisions(facts.round.state, one.state, caller))
            for one in facts.bookings
            if facts.sessions[one.session_id].round_id == round_id
        ],
    )


def decisions(round_state: RoundState, state: EnrolmentState, caller: Caller) -> tuple[str, ...]:
    """What this caller may decide on an application now."""
    if round_state is not RoundState.CLOSED or not caller.may(Action.SELECTION_WRITE):
        return ()
    return tuple(one for one in actions(LIFECYCLE, state) if one in ("approve", "reject"))
