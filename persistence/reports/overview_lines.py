"""The first of what is due and of what is on today: for each screen one statement, built once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, Text, and_, cast, func, literal, null, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from domain.people.calendar import ZONE
from domain.reports.overview import SHOWN
from domain.reports.overview_cards import CARD, SCREENS, HomeScreen, OverviewCard, ScreenPlan, Whose
from persistence.activities.tables import activity
from persistence.contests.tables import contest
from persistence.people.tables import subject_group, teacher
from persistence.reports.overview_counts import COUNTINGS, SCHOOL, TODAY
from persistence.themes.tables import group_theme, theme, theme_slot
from persistence.timetable.absence_tables import absence, cover
from persistence.timetable.tables import lesson_change
from persistence.topics.tables import topic, topic_milestone
from persistence.training.tables import course, duty, enrolment, training_session
from persistence.works.tables import work, work_author

_LEADER = work_author.alias("line_leader")


@dataclass(frozen=True, slots=True)
class Lined:
    """How a row of a card is told."""

    rows: Any
    day: ColumnElement[Any]
    order: ColumnElement[Any]
    title: ColumnElement[Any]
    name: ColumnElement[Any] | None
    id: ColumnElement[Any]
    path: str
    """Where the thing is, below the school."""


def _with(left: Any, table: Any, *on: ColumnElement[bool], outer: bool = False) -> Any:
    return left.join(table, and_(table.c.school_id == SCHOOL, *on), isouter=outer)


def _named(left: Any, teacher_id: ColumnElement[Any]) -> Any:
    return _with(left, teacher, teacher.c.id == teacher_id)


def _day_of(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(moment.op("AT TIME ZONE")(ZONE.key), Date)


def _course(left: Any, enrolment_id: ColumnElement[Any], *, outer: bool = False) -> Any:
    """Joined to the course that an enrolment is for."""
    taken = _with(left, enrolment, enrolment.c.id == enrolment_id, outer=outer)
    session = _with(taken, training_session, training_session.c.id == enrolment.c.session_id, outer=outer)
    return _with(session, course, course.c.id == training_session.c.course_id, outer=outer)


def _duty() -> Lined:
    rows = _named(_course(duty, duty.c.enrolment_id), duty.c.teacher_id)
    return Lined(rows, duty.c.due_on, duty.c.due_on, course.c.title, teacher.c.name, duty.c.id, "duties")


def _step() -> Lined:
    rows = _with(COUNTINGS[CARD.STEPS_DUE].rows, work, work.c.id == topic.c.work_id)
    led = _with(rows, _LEADER, _LEADER.c.work_id == topic.c.work_id, _LEADER.c.position == 1)
    on = topic_milestone.c.due_on
    path = "topic-milestones"
    return Lined(
        _named(led, _LEADER.c.teacher_id), on, on, work.c.title, teacher.c.name, topic_milestone.c.id, path
    )


def _slot() -> Lined:
    rows = COUNTINGS[CARD.SLOTS_DUE].rows
    named = _with(rows, subject_group, subject_group.c.id == group_theme.c.subject_group_id)
    on = theme.c.due_on
    return Lined(named, on, on, theme_slot.c.title, subject_group.c.name, theme_slot.c.id, "theme-slots")


def _absence() -> Lined:
    rows = _named(_course(absence, absence.c.enrolment_id, outer=True), absence.c.teacher_id)
    on, title = absence.c.starts_at, course.c.title
    return Lined(rows, _day_of(on), on, title, teacher.c.name, absence.c.id, "absences")


def _cover() -> Lined:
    rows = _named(COUNTINGS[CARD.COVERS_TODAY].rows, cover.c.teacher_id)
    on, title = lesson_change.c.day, lesson_change.c.subject
    return Lined(rows, on, lesson_change.c.period_no, title, teacher.c.name, cover.c.id, "covers")


def _activity() -> Lined:
    on, title = activity.c.starts_at, activity.c.title
    rows = _named(activity, activity.c.leader_id)
    return Lined(rows, _day_of(on), on, title, teacher.c.name, activity.c.id, "activities")


_THEME_DAY, _CONTEST_DAY = theme.c.due_on, contest.c.entries_due_on

LINED: Mapping[OverviewCard, Lined] = {
    CARD.DUTIES_DUE: _duty(),
    CARD.STEPS_DUE: _step(),
    CARD.THEMES_DUE: Lined(theme, _THEME_DAY, _THEME_DAY, theme.c.title, None, theme.c.id, "themes"),
    CARD.SLOTS_DUE: _slot(),
    CARD.CONTESTS_DUE: Lined(
        contest, _CONTEST_DAY, _CONTEST_DAY, contest.c.title, None, contest.c.id, "contests"
    ),
    CARD.ABSENCES_COMING: _absence(),
    CARD.AWAY_TODAY: _absence(),
    CARD.COVERS_TODAY: _cover(),
    CARD.ACTIVITIES_TODAY: _activity(),
}


def _first(card: OverviewCard, whose: Whose) -> Select[Any]:
    one = LINED[card]
    name = cast(null(), Text) if one.name is None else one.name
    rows = (
        select(
            literal(card.value, Text).label("card"),
            (TODAY if card in SCREENS_TODAY else one.day).label("day"),
            one.title.label("title"),
            name.label("name"),
            one.id.label("id"),
            func.row_number().over(order_by=(one.order, one.id)).label("place"),
        )
        .select_from(one.rows)
        .where(*COUNTINGS[card].found(whose))
        .order_by(one.order, one.id)
        .limit(SHOWN)
    )
    return select(rows.subquery())


def _statement(plan: ScreenPlan) -> CompoundSelect[Any]:
    return union_all(*(_first(card, plan.whose) for card in plan.due + plan.today))


SCREENS_TODAY = frozenset(card for plan in SCREENS.values() for card in plan.today)
"""What is on today is told of today, whenever it began."""

LINES: Mapping[HomeScreen, CompoundSelect[Any]] = {
    screen: _statement(plan) for screen, plan in SCREENS.items()
}
