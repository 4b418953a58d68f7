"""A swap 调课: two lessons of one class change places, so that who is away misses neither (MISSION §2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.errors import Conflict, DomainError, RuleViolation
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions
from domain.timetable.effective import LessonKey, Slot


class SwapState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    """Both halves stand."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Something else took one of the two lessons, or the absence is over or went to cover."""

    UNDONE = "undone"


LIFECYCLE: Lifecycle[SwapState] = {
    SwapState.PROPOSED: {
        "accept": SwapState.ACCEPTED,
        "decline": SwapState.DECLINED,
        "withdraw": SwapState.WITHDRAWN,
        "lapse": SwapState.LAPSED,
    },
    SwapState.ACCEPTED: {"undo": SwapState.UNDONE},
}


class SwapObstacle(StrEnum):
    """Why two lessons cannot change places, or why no lesson of an absence can."""

    ABSENCE_OVER = "absence_over"
    GOES_TO_COVER = "goes_to_cover"
    DEADLINE_PASSED = "deadline_passed"
    NOT_MISSED = "not_missed"
    OWN_LESSON = "own_lesson"
    """Both are given by who is away: it takes a partner."""

    NOT_TEACHING = "not_teaching"
    SEVERAL_TEACHERS = "several_teachers"
    SEVERAL_CLASSES = "several_classes"
    ANOTHER_CLASS = "another_class"
    """Or another part of it."""

    ANOTHER_WEEK = "another_week"
    """The class would not keep its hours of the week."""

    PAST = "past"
    ABSENTEE_AWAY = "absentee_away"
    ABSENTEE_BUSY = "absentee_busy"
    PARTNER_AWAY = "partner_away"
    PARTNER_BUSY = "partner_busy"
    CLASS_BUSY = "class_busy"
    ROOM_TAKEN = "room_taken"


class AbsenceOver(Conflict):
    """The absence was cancelled: there is nothing to swap."""

    code = "absence_over"


class SwapGoesToCover(Conflict):
    """Academic Affairs arranges cover for this absence."""

    code = "swap_goes_to_cover"


class SwapDeadlinePassed(Conflict):
    """Facts: `swap_until`."""

    code = "swap_deadline_passed"


class SwapImpossible(Conflict):
    """Facts: `obstacles`."""

    code = "swap_impossible"


class SwapProposedAlready(Conflict):
    """These two lessons are proposed for a swap, and wait for an answer."""

    code = "swap_proposed_already"


class SwapUnderWay(RuleViolation):
    """The first of the two lessons has begun; facts: `day`, `period_no`."""

    code = "swap_under_way"


CLOSED: Mapping[SwapObstacle, type[DomainError]] = {
    SwapObstacle.ABSENCE_OVER: AbsenceOver,
    SwapObstacle.GOES_TO_COVER: SwapGoesToCover,
    SwapObstacle.DEADLINE_PASSED: SwapDeadlinePassed,
}
"""What closes an absence to swaps, and how that is refused."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two lessons of a class that change places, or shall."""

    id: UUID
    absence_id: UUID
    teacher_id: UUID
    """Who is away."""

    teacher_name: str
    partner_id: UUID
    """搭班教师: who gives the other lesson, and answers."""

    partner_name: str
    class_id: UUID
    class_name: str
    lesson_id: UUID
    lesson_day: date
    """The day the timetable has the missed lesson on."""

    day: date
    """Where it is held before the swap, and the partner's lesson after it."""

    period_no: int
    subject: str
    partner_lesson_id: UUID
    partner_lesson_day: date
    partner_day: date
    """Where the partner's lesson is held before the swap, and the missed one after it."""

    partner_period_no: int
    partner_subject: str
    note: str | None
    """The proposer's words."""

    state: SwapState
    answer: str | None
    """The last word on it: the partner's, or of who withdrew or undid it."""

    proposed_at: datetime
    settled_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()

    @property
    def missed(self) -> LessonKey:
        return LessonKey(self.lesson_id, self.lesson_day)

    @property
    def other(self) -> LessonKey:
        return LessonKey(self.partner_lesson_id, self.partner_lesson_day)

    @property
    def slots(self) -> tuple[Slot, Slot]:
        """The missed lesson's before the swap, and the partner's."""
        return Slot(self.day, self.period_no), Slot(self.partner_day, self.partner_period_no)

    @property
    def days(self) -> set[date]:
        """What is held while it is decided on."""
        return {self.lesson_day, self.day, self.partner_lesson_day, self.partner_day}


@dataclass(frozen=True, slots=True)
class SwapFilter:
    absence_id: UUID | None = None
    teacher_id: UUID | None = None
    """On either side."""

    states: tuple[SwapState, ...] = ()
    lesson_from: date | None = None
    """The day the timetable has the absent teacher's lesson on; so below."""

    lesson_to: date | None = None
    partner_id: UUID | None = None


def may_answer(caller: Caller, partner_id: UUID) -> bool:
    """A swap waits for the partner's own yes; nobody gives it in their name."""
    return caller.teacher_id == partner_id


def may_act_for(caller: Caller, *teacher_ids: UUID) -> bool:
    """One of these teachers, or whoever writes swaps for the whole school."""
    how_far = reach(Action.SWAP_WRITE, caller.roles, caller.scopes)
    return how_far is not None and (how_far >= Scope.SCHOOL or caller.teacher_id in teacher_ids)


def allowed_actions(
    state: SwapState, teacher_id: UUID, partner_id: UUID, caller: Caller, *, over: bool = False
) -> tuple[str, ...]:
    """The requests this caller may make on the swap, as far as its state allows them; `over` when the day of
    its first lesson has passed."""
    if not caller.may(Action.SWAP_WRITE):
        return ()
    answers = may_answer(caller, partner_id)
    open_to = {
        "accept": answers and not over,
        "decline": answers,
        "withdraw": may_act_for(caller, teacher_id),
        "undo": may_act_for(caller, teacher_id, partner_id) and not over,
    }
    return tuple(step for step in actions(LIFECYCLE, state) if open_to.get(step, False))
