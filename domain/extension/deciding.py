"""The office's decision on an application 审批: approved, returned or rejected, and its teachers told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound
from domain.extension.course import ExtensionCourse, ExtensionCourses, sees_inside, take_up
from domain.identity.access import Caller
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.works.work import NewWork, WorkBook, WorkKind


class ExtensionVerdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


STEPS = {
    ExtensionVerdict.APPROVED: "approve",
    ExtensionVerdict.RETURNED: "return",
    ExtensionVerdict.REJECTED: "reject",
}
EVENTS = {
    ExtensionVerdict.APPROVED: Event.EXTENSION_APPROVED,
    ExtensionVerdict.RETURNED: Event.EXTENSION_RETURNED,
    ExtensionVerdict.REJECTED: Event.EXTENSION_REJECTED,
}


class ExtensionIsWork(Conflict):
    """A course is registered as a work once; facts: `title`."""

    code = "extension_is_work"


@dataclass(frozen=True, slots=True)
class ExtensionReview:
    """What was decided on an application, kept for good."""

    id: UUID
    course_id: UUID
    verdict: ExtensionVerdict
    remark: str | None
    account_id: UUID
    at: datetime


class ExtensionReviews(Protocol):
    async def add(
        self,
        course_id: UUID,
        verdict: ExtensionVerdict,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> ExtensionReview: ...

    async def page(self, course_id: UUID, window: Window) -> Page[ExtensionReview]:
        """The first one first."""
        ...


@dataclass(frozen=True, slots=True)
class DecisionDesk:
    courses: ExtensionCourses
    reviews: ExtensionReviews
    messages: Messages


async def decide(
    desk: DecisionDesk,
    course_id: UUID,
    verdict: ExtensionVerdict,
    remark: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> ExtensionCourse:
    """Each of its teachers is told, of every decision. Raises NotFound, Forbidden, Stale, InvalidState."""
    course, state = await take_up(desk.courses, course_id, STEPS[verdict], expected=expected, caller=caller)
    review = await desk.reviews.add(course_id, verdict, remark, account_id=caller.account_id, at=now)
    facts = {"course": course.title} | ({"reason": remark} if remark else {})
    await desk.messages.tell(
        EVENTS[verdict],
        about=review.id,
        to=course.teacher_ids,
        facts=facts,
        link=f"extension-courses/{course_id}",
        at=now,
    )
    return await desk.courses.change(course_id, {"state": state, "remark": remark})


async def reviews_of(
    desk: DecisionDesk, course_id: UUID, window: Window, *, caller: Caller
) -> Page[ExtensionReview]:
    """Raises NotFound, Forbidden."""
    course = await desk.courses.get(course_id)
    if course is None:
        raise NotFound()
    if not sees_inside(caller, course.teacher_ids):
        raise Forbidden()
    return await desk.reviews.page(course_id, window)


async def register_work(
    courses: ExtensionCourses,
    book: WorkBook,
    course_id: UUID,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> ExtensionCourse:
    """Its plan becomes a work by its teachers in their order, to be sent to contests.

    Raises NotFound, Forbidden, Stale, InvalidState, ExtensionIsWork.
    """
    course, state = await take_up(courses, course_id, "register_work", expected=expected, caller=caller)
    if course.work_id is not None:
        raise ExtensionIsWork(title=course.title)
    work_id = await book.enter(NewWork(WorkKind.COURSE, course.title, course.teacher_ids), at=now)
    return await courses.change(course_id, {"state": state, "work_id": work_id})
