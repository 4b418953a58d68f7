"""What the cards of home screens count: for each screen one statement, built once.

Each branch names its school and says with the same conditions what the list behind its link says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    DateTime,
    Select,
    SmallInteger,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect

from domain.activities.activity import ActivityState
from domain.assessment.appeals import AppealState
from domain.bonus.batch import BatchState
from domain.contests.contest import ContestState
from domain.extension.course import ExtensionState
from domain.mentoring.words import CompetitionState, EvaluationState, PairState
from domain.notices.notice import AWAITED
from domain.notices.sheet import Copy
from domain.papers.conflicts import Nearness
from domain.papers.paper import PaperState
from domain.papers.reviews import ReviewState
from domain.reports.overview_cards import CARD, SCREENS, HomeScreen, OverviewCard, ScreenPlan, Whose
from domain.themes.group_theme import SlotState
from domain.themes.theme import ThemeState
from domain.timetable.absence import AbsenceState
from domain.timetable.covering import CoverPlanState, CoverState
from domain.timetable.swap import SwapState
from domain.topics.extensions import TopicExtensionState
from domain.topics.lifecycle import TopicState
from domain.topics.milestones import AWAITED as STEP_AWAITED
from domain.topics.milestones import MilestoneState
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.works.award import WorkAwardState
from persistence.activities.activities import expects
from persistence.activities.tables import activity
from persistence.assessment.tables import assessment_appeal
from persistence.bonus.tables import bonus_batch
from persistence.contests.tables import contest
from persistence.extension.tables import extension_course
from persistence.mentoring.logs import confirmed_by
from persistence.mentoring.pairs import to_be_signed_by
from persistence.mentoring.tables import (
    competition_entry,
    mentor_evaluation,
    mentor_log,
    mentor_log_mark,
    mentor_pair,
)
from persistence.notices.tables import notice, notice_copy, notice_edition
from persistence.papers.conflicts import in_conflict
from persistence.papers.papers import written_by
from persistence.papers.tables import paper, paper_review
from persistence.people.tables import grade_group, school_year, subject_group, teacher
from persistence.themes.tables import group_theme, theme, theme_slot
from persistence.timetable.absence_tables import absence, cover, cover_plan, swap
from persistence.timetable.tables import lesson_change
from persistence.topics.reading import is_overdue, member, next_step
from persistence.topics.tables import topic, topic_extension, topic_milestone
from persistence.training.tables import duty, enrolment
from persistence.works.tables import award

SCHOOL: Any = bindparam("school", type_=Uuid)
ME: Any = bindparam("me", type_=Uuid)
TODAY: Any = bindparam("today", type_=Date)
TOMORROW: Any = bindparam("tomorrow", type_=Date)
UNTIL: Any = bindparam("until", type_=Date)
MORNING: Any = bindparam("morning", type_=DateTime(timezone=True))
MIDNIGHT: Any = bindparam("midnight", type_=DateTime(timezone=True))
UNTIL_MIDNIGHT: Any = bindparam("until_midnight", type_=DateTime(timezone=True))

NEAR = Nearness(bindparam("works_since", type_=Date), bindparam("pairs_since", type_=Date))  # type: ignore[arg-type]
"""What keeps a teacher from a paper they were asked to review; policy says how long it does."""

Narrowing = Mapping[Whose, ColumnElement[bool]]


def led() -> Select[Any]:
    its = subject_group.c
    return select(its.id).where(its.school_id == SCHOOL, its.leader_id == ME)


def headed() -> Select[Any]:
    its = grade_group.c
    return select(its.id).where(its.school_id == SCHOOL, its.head_id == ME)


def people(teacher_id: ColumnElement[Any]) -> Narrowing:
    """One's own, or those of the groups one leads or heads."""

    def among(column: Column[Any], groups: Select[Any]) -> ColumnElement[bool]:
        theirs = select(teacher.c.id).where(teacher.c.school_id == SCHOOL, column.in_(groups))
        return teacher_id.in_(theirs)

    return {
        Whose.OWN: teacher_id == ME,
        Whose.SUBJECT: among(teacher.c.subject_group_id, led()),
        Whose.GRADE: among(teacher.c.grade_group_id, headed()),
    }


@dataclass(frozen=True, slots=True)
class Counting:
    """The rows of a card, and which of them are whose."""

    rows: Any
    """What to select from."""

    where: tuple[ColumnElement[bool], ...]
    whose: Narrowing = field(default_factory=dict)

    def found(self, whose: Whose) -> tuple[ColumnElement[bool], ...]:
        narrowed = self.whose.get(whose)
        return self.where if narrowed is None else (*self.where, narrowed)


def _of(
    table: Table, *where: ColumnElement[bool], rows: Any = None, whose: Narrowing | None = None
) -> Counting:
    return Counting(table if rows is None else rows, (table.c.school_id == SCHOOL, *where), whose or {})


def _joined(left: Any, table: Table, *on: ColumnElement[bool]) -> Any:
    return left.join(table, and_(table.c.school_id == SCHOOL, *on))


def _copies(*kinds: Copy, whose: Narrowing | None = None) -> Counting:
    of_notice = _joined(notice_copy, notice, notice.c.id == notice_copy.c.notice_id)
    rows = _joined(of_notice, notice_edition, notice_edition.c.id == notice_copy.c.edition_id)
    return _of(
        notice_copy,
        notice_edition.c.voided_at.is_(None),
        notice_copy.c.acknowledged_at.is_(None),
        notice_copy.c.copy.in_(kinds or AWAITED),
        rows=rows,
        whose=whose,
    )


NEXT = next_step()
STEPS = _joined(topic_milestone, topic, topic.c.id == topic_milestone.c.topic_id).join(
    NEXT, NEXT.c.id == topic_milestone.c.id
)
SLOTS = _joined(
    _joined(theme_slot, group_theme, group_theme.c.id == theme_slot.c.group_theme_id),
    theme,
    theme.c.id == group_theme.c.theme_id,
)
COVERS = _joined(cover, lesson_change, lesson_change.c.id == cover.c.change_id)
LOGS = _joined(mentor_log, mentor_pair, mentor_pair.c.id == mentor_log.c.pair_id)

DUTY_TODO = duty.c.state.in_((DutyState.OPEN, DutyState.RETURNED))
SLOT_TODO = theme_slot.c.state.in_((SlotState.OPEN, SlotState.RETURNED))
_SLOT_GROUPS: Narrowing = {Whose.SUBJECT: group_theme.c.subject_group_id.in_(led())}
_MARKED = exists().where(mentor_log_mark.c.school_id == SCHOOL, mentor_log_mark.c.log_id == mentor_log.c.id)
_STANDING = absence.c.state == AbsenceState.STANDING


def due(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(column >= TODAY, column < UNTIL)


def _duties(*where: ColumnElement[bool]) -> Counting:
    return _of(duty, *where, whose=people(duty.c.teacher_id))


def _steps(*where: ColumnElement[bool]) -> Counting:
    return _of(topic_milestone, *where, rows=STEPS, whose={Whose.OWN: member(ME)})


def _slots(*where: ColumnElement[bool]) -> Counting:
    return _of(theme_slot, *where, rows=SLOTS, whose=_SLOT_GROUPS)


def _covers(*where: ColumnElement[bool]) -> Counting:
    return _of(cover, *where, rows=COVERS, whose={Whose.OWN: cover.c.teacher_id == ME})


COUNTINGS: Mapping[OverviewCard, Counting] = {
    CARD.DUTIES_TO_REVIEW: _duties(duty.c.state == DutyState.HANDED_IN),
    CARD.DUTIES_RETURNED: _duties(duty.c.state == DutyState.RETURNED),
    CARD.DUTIES_DUE: _duties(DUTY_TODO, due(duty.c.due_on)),
    CARD.DUTIES_OVERDUE: _duties(DUTY_TODO, duty.c.due_on < TODAY),
    CARD.APPLICATIONS_TO_AUDIT: _of(enrolment, enrolment.c.state == EnrolmentState.APPLIED),
    CARD.NOTICES_UNACKNOWLEDGED: _copies(),
    CARD.OWN_NOTICES: _copies(Copy.TEACHER, whose=people(notice.c.teacher_id)),
    CARD.GRADE_NOTICES: _copies(Copy.GRADE_GROUP, whose=people(notice.c.teacher_id)),
    CARD.AFFAIRS_NOTICES: _copies(Copy.ACADEMIC_AFFAIRS),
    CARD.SWAPS_UNANSWERED: _of(
        swap, swap.c.state == SwapState.PROPOSED, whose={Whose.OWN: swap.c.partner_id == ME}
    ),
    CARD.COVERS_UNANSWERED: _covers(cover.c.state == CoverState.ASKED),
    CARD.COVERS_TODAY: _covers(
        cover.c.state.in_((CoverState.ASKED, CoverState.STANDING)), lesson_change.c.day == TODAY
    ),
    CARD.COVER_PLANS_DRAFTED: _of(cover_plan, cover_plan.c.state == CoverPlanState.DRAFT),
    CARD.ABSENCES_COMING: _of(
        absence, _STANDING, absence.c.ends_at > MIDNIGHT, absence.c.starts_at < UNTIL_MIDNIGHT
    ),
    CARD.AWAY_TODAY: _of(
        absence,
        _STANDING,
        absence.c.ends_at > MORNING,
        absence.c.starts_at < MIDNIGHT,
        whose=people(absence.c.teacher_id),
    ),
    CARD.ACTIVITIES_TODAY: _of(
        activity,
        activity.c.state == ActivityState.PLANNED,
        activity.c.starts_at >= MORNING,
        activity.c.starts_at < MIDNIGHT,
        whose={Whose.OWN: expects(activity.c, ME)},
    ),
    CARD.SLOTS_TO_REVIEW: _slots(theme_slot.c.state == SlotState.HANDED_IN),
    CARD.SLOTS_RETURNED: _slots(theme_slot.c.state == SlotState.RETURNED),
    CARD.SLOTS_DUE: _slots(SLOT_TODO, due(theme.c.due_on)),
    CARD.SLOTS_OVERDUE: _slots(SLOT_TODO, theme.c.due_on < TODAY),
    CARD.THEMES_DUE: _of(theme, theme.c.state == ThemeState.RUNNING, due(theme.c.due_on)),
    CARD.APPEALS_OPEN: _of(assessment_appeal, assessment_appeal.c.state == AppealState.OPEN),
    CARD.TOPICS_TO_DECIDE: _of(topic, topic.c.state == TopicState.SUBMITTED),
    CARD.TOPICS_OVERDUE: _of(
        topic,
        is_overdue(NEXT.c.state, NEXT.c.due_on, TODAY),
        rows=topic.join(NEXT, true()),
        whose={Whose.OWN: member(ME)},
    ),
    CARD.STEPS_TO_JUDGE: _steps(topic_milestone.c.state == MilestoneState.HANDED_IN),
    CARD.STEPS_DUE: _steps(topic_milestone.c.state.in_(STEP_AWAITED), due(topic_milestone.c.due_on)),
    CARD.TOPIC_EXTENSIONS_ASKED: _of(topic_extension, topic_extension.c.state == TopicExtensionState.ASKED),
    CARD.PAPERS_TO_ASSIGN: _of(paper, paper.c.state == PaperState.SUBMITTED),
    CARD.PAPERS_UNDER_REVIEW: _of(paper, paper.c.state == PaperState.UNDER_REVIEW),
    CARD.PAPERS_RETURNED: _of(paper, paper.c.state == PaperState.RETURNED, written_by(ME)),
    CARD.REVIEWS_TO_WRITE: _of(
        paper_review,
        paper_review.c.state == ReviewState.ASSIGNED,
        paper_review.c.reviewer_id == ME,
        ~in_conflict(ME, NEAR),
        rows=_joined(paper_review, paper, paper.c.id == paper_review.c.paper_id),
    ),
    CARD.AWARDS_TO_CONFIRM: _of(award, award.c.state == WorkAwardState.REPORTED),
    CARD.BATCHES_TO_CHECK: _of(bonus_batch, bonus_batch.c.state == BatchState.DRAFT),
    CARD.BATCHES_TO_APPROVE: _of(bonus_batch, bonus_batch.c.state == BatchState.CHECKED),
    CARD.COURSES_TO_DECIDE: _of(extension_course, extension_course.c.state == ExtensionState.APPLIED),
    CARD.CONTESTS_DUE: _of(contest, contest.c.state == ContestState.OPEN, due(contest.c.entries_due_on)),
    CARD.COMPETITIONS_TO_CONFIRM: _of(
        competition_entry, competition_entry.c.state == CompetitionState.REPORTED
    ),
    CARD.EVALUATIONS_TO_GRADE: _of(mentor_evaluation, mentor_evaluation.c.state == EvaluationState.OPEN),
    CARD.LOGS_TO_CONFIRM: _of(mentor_log, ~_MARKED, confirmed_by(ME), rows=LOGS),
    CARD.PAIRS_TO_SIGN: _of(
        mentor_pair, mentor_pair.c.state == PairState.PROPOSED, whose={Whose.OWN: to_be_signed_by(ME)}
    ),
}


def _count(card: OverviewCard, whose: Whose) -> Select[Any]:
    of = COUNTINGS[card]
    return select(func.count()).select_from(of.rows).where(*of.found(whose))


def _statement(plan: ScreenPlan) -> CompoundSelect[Any]:
    """Rows (what, number, id): the cards' counts, the school year, and the groups the screen looks at."""
    branches = [
        select(
            literal(card.value, Text).label("what"),
            _count(card, plan.whose).scalar_subquery().label("number"),
            cast(null(), Uuid).label("id"),
        )
        for card in plan.cards
    ]
    latest = (
        select(school_year.c.start_year)
        .where(school_year.c.school_id == SCHOOL, school_year.c.starts_on <= TODAY)
        .order_by(school_year.c.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    branches.append(select(literal(YEAR, Text), cast(latest, SmallInteger), cast(null(), Uuid)))
    if plan.whose in (Whose.SUBJECT, Whose.GRADE):
        groups = (led() if plan.whose is Whose.SUBJECT else headed()).subquery()
        branches.append(select(literal(GROUP, Text), cast(null(), SmallInteger), groups.c.id))
    return union_all(*branches)


YEAR, GROUP = "school_year", "group"
COUNTS: Mapping[HomeScreen, CompoundSelect[Any]] = {
    screen: _statement(plan) for screen, plan in SCREENS.items()
}
