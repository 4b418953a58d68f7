"""What every statement about topics has in common: who sees which, what comes next, which files."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    exists,
    false,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.topics.lifecycle import RUNNING
from domain.topics.milestones import AWAITED, MilestoneState
from persistence.platform.tables import stored_file
from persistence.topics.tables import topic, topic_milestone
from persistence.works.tables import work, work_author

_TOPIC = topic.c
LEADER = work_author.alias("leader")
"""The first of a topic's members."""


def with_leader(start: FromClause) -> FromClause:
    """`start` has the topic; joined with its work and who leads it."""
    return start.join(work, and_(work.c.school_id == _TOPIC.school_id, work.c.id == _TOPIC.work_id)).join(
        LEADER,
        and_(
            LEADER.c.school_id == _TOPIC.school_id,
            LEADER.c.work_id == _TOPIC.work_id,
            LEADER.c.position == 1,
        ),
    )


def visible(caller: Caller) -> ColumnElement[bool]:
    """A condition on topics: one's own, or with a wider reach the school's."""
    if (reach(Action.TOPIC_READ, caller.roles, caller.scopes) or Scope.OWN) >= Scope.SCHOOL:
        return true()
    if caller.teacher_id is None:
        return false()
    return member(caller.teacher_id)


def member(*teacher_ids: Any) -> ColumnElement[bool]:
    """A condition on topics: one of these teachers is a member."""
    author = work_author.c
    return exists().where(
        author.school_id == _TOPIC.school_id,
        author.work_id == _TOPIC.work_id,
        author.teacher_id.in_(teacher_ids),
    )


def next_step() -> Any:
    """The first step not accepted of a topic that runs: no row for any other topic."""
    step = topic_milestone.c
    return (
        select(step.id, step.kind, step.due_on, step.state)
        .where(
            step.school_id == _TOPIC.school_id,
            step.topic_id == _TOPIC.id,
            step.state != MilestoneState.ACCEPTED,
            _TOPIC.state.in_(RUNNING),
        )
        .order_by(step.number)
        .limit(1)
        .correlate(topic)
        .lateral("next_step")
    )


def is_overdue(state: Any, due_on: Any, today: Any) -> ColumnElement[bool]:
    """Of a step that comes next."""
    return and_(state.in_(AWAITED), due_on < today)


def files_of(owner: Table, kept_in: Table, owner_id: str) -> Any:
    """The files of a row of `owner`, in order, as JSON under `files`."""
    kept, own = stored_file.c, kept_in.c
    each = func.jsonb_build_object(
        *("id", kept.id, "filename", kept.filename, "media_type", kept.media_type),
        *("size", kept.size, "sha256", kept.sha256),
    )
    listed = func.jsonb_agg(aggregate_order_by(each, own.number), type_=JSONB)
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb", JSONB)).label("files"))
        .select_from(kept_in)
        .join(stored_file, and_(kept.school_id == own.school_id, kept.id == own.file_id))
        .where(own.school_id == owner.c.school_id, own[owner_id] == owner.c.id)
        .correlate(owner)
        .lateral("its_files")
    )
