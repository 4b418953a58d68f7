"""What the office decides of extension courses, term by term, and closing them."""

from uuid import UUID

from api.extension.shapes import ExtensionContentBody, Pupils, SessionNo, SomeSlotBodies, slots_of
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.wiring.extension import DecisionDeskPort, RunDeskPort
from api.wiring.request import Asker, Expected, Now, Replies, writes
from domain.extension.course import ExtensionCourse
from domain.extension.deciding import ExtensionVerdict, decide
from domain.extension.running import Asked, close, start
from domain.identity.actions import Action

router = room("extension", "/schools/{school}/extension-courses/{course_id}")


class ExtensionApprovalBody(Body):
    remark: Paragraph | None = None


class ExtensionRefusalBody(Body):
    remark: Paragraph
    """Why; its teachers read it."""


class ExtensionStartBody(Body):
    term_id: UUID
    students: Pupils
    first_day: Day | None = None
    """Of sessions; left out: the term's first."""

    slots: SomeSlotBodies | None = None
    """Left out, as are the two below: as it was applied for."""

    room_id: UUID | None = None
    sessions_planned: SessionNo | None = None
    despite: Paragraph | None = None
    """Why it is held though it clashes with lessons: they are swapped, or are this very course."""


class ExtensionCloseBody(ExtensionContentBody):
    """The term's report: a text, files, or both."""

    despite: Paragraph | None = None
    """By the office: why it is closed though something is missing."""


APPROVED = ExtensionApprovalBody()


@router.post(
    "/approve",
    operation_id="extension_approve_course",
    summary="Approve an extension course",
    dependencies=writes(Action.EXTENSION_DECIDE),
)
async def approve_course(
    course_id: UUID,
    desk: DecisionDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: ExtensionApprovalBody = APPROVED,
) -> ExtensionCourse:
    """Its teachers are told."""
    verdict = ExtensionVerdict.APPROVED
    done = await decide(desk, course_id, verdict, body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/return",
    operation_id="extension_return_course",
    summary="Return an application",
    dependencies=writes(Action.EXTENSION_DECIDE),
)
async def return_course(
    course_id: UUID,
    body: ExtensionRefusalBody,
    desk: DecisionDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """To be changed and applied for again; its teachers are told why."""
    verdict = ExtensionVerdict.RETURNED
    done = await decide(desk, course_id, verdict, body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/reject",
    operation_id="extension_reject_course",
    summary="Reject an application",
    dependencies=writes(Action.EXTENSION_DECIDE),
)
async def reject_course(
    course_id: UUID,
    body: ExtensionRefusalBody,
    desk: DecisionDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """For good; its teachers are told why."""
    verdict = ExtensionVerdict.REJECTED
    done = await decide(desk, course_id, verdict, body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/start",
    operation_id="extension_start_course",
    summary="Start a course in a term",
    dependencies=writes(Action.EXTENSION_DECIDE),
)
async def start_course(
    course_id: UUID,
    body: ExtensionStartBody,
    desk: RunDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """`run_id` is the term's run. `extension_clashes` names who or what would be in two places; `despite`
    lets the clashes with lessons pass, never those with another course."""
    asked = _asked(body)
    return reply.tagged(
        await start(desk, course_id, "start", asked, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/continue",
    operation_id="extension_continue_course",
    summary="Continue a course in a further term",
    dependencies=writes(Action.EXTENSION_DECIDE),
)
async def continue_course(
    course_id: UUID,
    body: ExtensionStartBody,
    desk: RunDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """Once the term before is closed; as `start`. What its earlier terms were is kept."""
    asked = _asked(body)
    return reply.tagged(
        await start(desk, course_id, "continue", asked, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/close",
    operation_id="extension_close_course",
    summary="Close a course for the term",
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def close_course(
    course_id: UUID,
    body: ExtensionCloseBody,
    desk: RunDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """With its report, by its teachers or the office, when nothing is missing: `extension_incomplete` names
    each gap. The office closes it all the same with `despite`."""
    content, despite = body.content, body.despite
    return reply.tagged(
        await close(desk, course_id, content, despite, expected=expected, caller=caller, now=now)
    )


def _asked(body: ExtensionStartBody) -> Asked:
    slots = None if body.slots is None else slots_of(body.slots)
    return Asked(**body.model_dump(exclude={"slots"}), slots=slots)
