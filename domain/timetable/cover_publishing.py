"""Publishing cover 发布代课: lessons change hands, the ledger is written, people are told, or none of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.errors import Conflict, DomainError, ItemsConflict, ItemsRefused, NotFound
from domain.messages import Messages
from domain.people.calendar import day_of
from domain.timetable.changes import LessonChanges, NewChange, publish
from domain.timetable.cover_check import check
from domain.timetable.cover_drafting import CoverRuleBroken, LessonNotMissed, breaches, broken, moving
from domain.timetable.cover_ground import CoverGround, Missed, cover_facts
from domain.timetable.cover_ledger import entries_of
from domain.timetable.cover_plan import CoverPlan, CoverPlans, wanted
from domain.timetable.cover_policy import CoverBook
from domain.timetable.cover_telling import Arranged, tidings
from domain.timetable.covering import CoverPlanState, CoverRowState, CoverState
from domain.timetable.covers import Cover, Covers, NewCover
from domain.timetable.effective import Cause, LessonKey


class CoverPlanOutdated(ItemsConflict):
    """Rows of a plan no longer fit what stands: each is named with its own refusal."""

    code = "cover_plan_outdated"


class CoverTeacherGone(Conflict):
    """Who was to cover is not at work any more; facts: `name`."""

    code = "cover_teacher_gone"


async def publish_plan(
    plans: CoverPlans,
    covers: Covers,
    changes: LessonChanges,
    messages: Messages,
    plan_id: UUID,
    *,
    expected: int,
    account_id: UUID,
    now: datetime,
) -> CoverPlan:
    """Every row that says something becomes what the timetable says; rows with nobody stay open.

    Locks the plan, its absences, then the days of its weeks, and looks once more. Raises NotFound, Stale,
    InvalidState, CoverPlanOutdated by row with LessonNotMissed, CoverRuleBroken and CoverTeacherGone,
    NoTermThatDay, and what `changes.publish` raises.
    """
    plan = await moving(plans, plan_id, "publish", expected)
    request = plan.request
    await covers.hold(
        {row.absence_id for row in plan.rows},
        request.from_day,
        request.until_day,
        {row.lesson_day for row in plan.rows},
    )
    ground = await plans.ground(request.from_day, request.until_day)
    refuse_outdated(plan, ground)
    missed = ground.by_seat()
    said = [row for row in plan.rows if row.state is not CoverRowState.UNFILLED]
    arranged = [Arranged(covers.new_id(), missed[row.seat], row.to_teacher_id) for row in said]
    work = _Work(covers, changes, messages, ground, await covers.book(), now)
    await work.arrange(arranged, plan_id=plan.id, about=plan.id, link=f"cover-plans/{plan.id}")
    return await plans.settle(plan.id, CoverPlanState.PUBLISHED, at=now)


def refuse_outdated(plan: CoverPlan, ground: CoverGround) -> None:
    """Raises CoverPlanOutdated, by row, when any row does not fit what stands now."""
    waiting = {one.seat: one for one in wanted(ground, plan.request)}
    places = {row.id: place for place, row in enumerate(plan.rows)}
    refusals: list[tuple[str, DomainError]] = []
    for place, row in enumerate(plan.rows):
        now = waiting.get(row.seat)
        if row.state is CoverRowState.UNFILLED:
            continue
        if now is None or now.slot != row.slot or now.absence_id != row.absence_id:
            refusal: DomainError = LessonNotMissed(
                name=row.from_name, day=row.day, period_no=row.period_no, subject=row.subject
            )
            refusals.append((f"/rows/{place}", refusal))
        elif row.to_teacher_id is not None and row.to_teacher_id not in ground.colleagues:
            refusals.append((f"/rows/{place}", CoverTeacherGone(name=row.to_name)))
    for breach in breaches(plan.rows, ground, plan.request):
        place = places[breach.need_id]
        refusals.append((f"/rows/{place}", broken(breach, ground, plan.rows[place])))
    if refusals:
        raise CoverPlanOutdated(refusals)


async def assign_cover(
    covers: Covers,
    changes: LessonChanges,
    messages: Messages,
    *,
    absence_id: UUID,
    key: LessonKey,
    day: date,
    teacher_id: UUID,
    now: datetime,
) -> Cover:
    """One lesson, at once and without a plan: the late change of a morning, whatever the absence's route.

    Raises LessonNotMissed, CoverRuleBroken, ItemsRefused with NotFound, NoTermThatDay, and what
    `changes.publish` raises.
    """
    await covers.hold([absence_id], day, day, [key.day])
    ground = await covers.ground(day, day)
    missed = next((one for one in ground.missed if (one.absence_id, one.key) == (absence_id, key)), None)
    if missed is None:
        raise ItemsRefused([("/lesson_id", NotFound())])
    if teacher_id not in ground.colleagues:
        raise ItemsRefused([("/teacher_id", NotFound())])
    _refuse_breach(missed, teacher_id, ground)
    cover_id = covers.new_id()
    work = _Work(covers, changes, messages, ground, await covers.book(), now)
    await work.arrange(
        [Arranged(cover_id, missed, teacher_id)], plan_id=None, about=cover_id, link=f"covers/{cover_id}"
    )
    made = await covers.get(cover_id)
    assert made is not None
    return made


def _refuse_breach(missed: Missed, teacher_id: UUID, ground: CoverGround) -> None:
    need_id = missed.key.lesson_id
    found = check({need_id: teacher_id}, cover_facts(ground, {need_id: missed}, {}))
    if found:
        name, slot = ground.names[teacher_id], missed.slot
        raise CoverRuleBroken(rule=found[0].rule, name=name, day=slot.day, period_no=slot.period_no)


@dataclass(frozen=True, slots=True)
class _Work:
    """Everything cover is arranged with, once all of it was found to stand."""

    covers: Covers
    changes: LessonChanges
    messages: Messages
    ground: CoverGround
    book: CoverBook
    now: datetime

    async def arrange(
        self, arranged: Sequence[Arranged], *, plan_id: UUID | None, about: UUID, link: str
    ) -> None:
        layers = await publish(self.changes, [_change(one) for one in arranged], now=self.now)
        waits = self.book.policy(day_of(self.now)).cover_answer.value
        state = CoverState.ASKED if waits else CoverState.STANDING
        await self.covers.add(
            [
                NewCover(one.id, plan_id, one.missed.absence_id, layer.change.id, one.to_teacher_id, state)
                for one, layer in zip(arranged, layers, strict=True)
                if one.to_teacher_id is not None
            ]
        )
        entries = [
            entry
            for one in arranged
            if one.to_teacher_id is not None
            for entry in entries_of(
                one.id,
                term_id=self.book.term_of(one.missed.slot.day),
                given_by=one.to_teacher_id,
                taken_by=one.missed.teacher_id,
                day=one.missed.slot.day,
                subject=one.missed.subject,
                kind=one.missed.kind,
                pay=self.book.pay(one.missed.kind, one.missed.slot.day),
            )
        ]
        await self.covers.enter(entries, at=self.now)
        class_ids = {part.class_id for one in arranged for part in one.missed.classes}
        notices = tidings(
            arranged,
            about=about,
            link=link,
            names=self.ground.names,
            classes=await self.covers.class_names(class_ids),
            homerooms=await self.covers.homerooms(class_ids),
            waits=waits,
        )
        await self.messages.tell_all(notices, at=self.now)


def _change(one: Arranged) -> NewChange:
    missed = one.missed
    return NewChange(
        key=missed.key,
        cause=Cause.NO_COVER if one.to_teacher_id is None else Cause.COVER,
        cause_id=one.id,
        absence_id=missed.absence_id,
        seen=missed.slot,
        teacher_id=missed.teacher_id,
        slot=missed.slot,
        room_id=missed.room_id,
        to_teacher_id=one.to_teacher_id,
    )
