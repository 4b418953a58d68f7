"""Lessons nobody looks after yet."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Day
from api.wiring.absences import UncoveredLessonsPort
from api.wiring.request import reads
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.uncovered import UncoveredFilter, UncoveredLesson

router = room("timetable", "/schools/{school}/uncovered-lessons")

SEVERAL = "Repeat for any of several."


@router.get(
    "",
    operation_id="timetable_list_uncovered_lessons",
    summary="See which lessons nobody looks after yet",
    dependencies=reads(Action.ABSENCE_READ),
)
async def list_uncovered_lessons(
    lessons: UncoveredLessonsPort,
    window: Windowed,
    day_from: Annotated[Day, Query(description="The first day.")],
    day_to: Annotated[Day, Query(description="The day after the last, of at most 31.")],
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[tuple[UUID, ...], Query(description="The teacher's. " + SEVERAL)] = (),
    grade_group_id: Annotated[tuple[UUID, ...], Query(description="The teacher's. " + SEVERAL)] = (),
) -> Page[UncoveredLesson]:
    """By day and period: lessons of who is away that are neither swapped nor covered, nor need be. One's own;
    as a group's leader or grade's head theirs; else all."""
    filters = UncoveredFilter(day_from, day_to, teacher_id, subject_group_id, grade_group_id)
    return await lessons.page(filters, window)
