"""Topics: seen by their members and the office, written under their row's lock."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from domain.topics.lifecycle import OPEN, MilestoneKind, TopicState, topic_actions
from domain.topics.milestones import AWAITED, TopicSubmissionKind
from domain.topics.topic import NewTopic, Topic, TopicFile, TopicFilter, TopicMember
from domain.works.work import WorkLevel
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import school_year, teacher, term
from persistence.topics.histories import SqlTopicHistories
from persistence.topics.reading import LEADER, files_of, is_overdue, member, next_step, visible, with_leader
from persistence.topics.tables import topic, topic_file, topic_review, topic_submission
from persistence.works.tables import work, work_author

_TOPIC = topic.c


class SqlTopics(SqlTopicHistories):
    """`today` decides what is overdue."""

    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        super().__init__(connection, caller.school_id)
        self._caller, self._today = caller, today

    async def page(self, filters: TopicFilter, window: Window) -> Page[Topic]:
        statement = self._visible().where(*self._narrowed(filters))
        by = [_TOPIC.created_at, _TOPIC.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, topic_id: UUID) -> Topic | None:
        row = (await self._connection.execute(self._visible().where(_TOPIC.id == topic_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, topic_id: UUID) -> Topic | None:
        await rows.fetch(self._connection, topic, self._school_id, topic_id, lock=True)
        return await self.get(topic_id)

    async def add(self, work_id: UUID, new: NewTopic, *, at: datetime) -> Topic:
        values = {
            "work_id": work_id,
            "level": new.level,
            "plan": new.plan,
            "state": TopicState.DRAFT,
            "created_at": at,
        }
        made = await rows.add(self._connection, topic, self._school_id, values)
        await self._add_files(made["id"], new.file_ids)
        return await self._again(made["id"])

    async def change(self, topic_id: UUID, changes: Mapping[str, Any]) -> Topic:
        await rows.change(self._connection, topic, self._school_id, topic_id, changes)
        return await self._again(topic_id)

    async def touch(self, topic_id: UUID) -> Topic:
        return await self.change(topic_id, {})

    async def set_files(self, topic_id: UUID, file_ids: Sequence[UUID]) -> None:
        own = topic_file.c
        await self._connection.execute(
            topic_file.delete().where(own.school_id == self._school_id, own.topic_id == topic_id)
        )
        await self._add_files(topic_id, file_ids)

    async def hold_leader(self, leader_id: UUID) -> None:
        """Beside rows that only refer to the teacher."""
        own = (teacher.c.school_id == self._school_id, teacher.c.id == leader_id)
        await self._connection.execute(select(teacher.c.id).where(*own).with_for_update(key_share=True))

    async def led(self, leader_id: UUID, *, but: UUID) -> int:
        found = await self._connection.scalar(
            select(func.count())
            .select_from(with_leader(topic))
            .where(
                _TOPIC.school_id == self._school_id,
                _TOPIC.id != but,
                _TOPIC.state.in_(OPEN),
                LEADER.c.teacher_id == leader_id,
            )
        )
        return found or 0

    async def who_left(self, teacher_ids: Sequence[UUID]) -> Sequence[str]:
        found = await self._connection.scalars(
            select(teacher.c.name)
            .where(
                teacher.c.school_id == self._school_id,
                teacher.c.id.in_(teacher_ids),
                teacher.c.status == TeacherStatus.LEFT,
            )
            .order_by(teacher.c.name_pinyin, teacher.c.id)
        )
        return found.all()

    async def _add_files(self, topic_id: UUID, file_ids: Sequence[UUID]) -> None:
        new = [
            {"id": new_id(), "topic_id": topic_id, "file_id": file_id, "number": number}
            for number, file_id in enumerate(file_ids, start=1)
        ]
        await rows.add_all(self._connection, topic_file, self._school_id, new)

    async def _again(self, topic_id: UUID) -> Topic:
        found = await self.get(topic_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WHOLE.where(_TOPIC.school_id == self._school_id, visible(self._caller))

    def _narrowed(self, filters: TopicFilter) -> list[ColumnElement[bool]]:
        given: list[ColumnElement[bool]] = []
        if filters.state:
            given.append(_TOPIC.state.in_(filters.state))
        if filters.level:
            given.append(_TOPIC.level.in_(filters.level))
        if filters.term_id:
            given.append(_ran_in(filters.term_id))
        if filters.member_id:
            given.append(member(*filters.member_id))
        if filters.approved_from is not None:
            given.append(_TOPIC.approved_on >= filters.approved_from)
        if filters.approved_to is not None:
            given.append(_TOPIC.approved_on < filters.approved_to)
        if filters.overdue is not None:
            late = func.coalesce(is_overdue(_NEXT.c.state, _NEXT.c.due_on, self._today), False)
            given.append(late if filters.overdue else ~late)
        return given

    def _view(self, row: Row[Any]) -> Topic:
        state = TopicState(row.state)
        members = tuple(TopicMember(UUID(one["teacher_id"]), one["name"]) for one in row.members)
        return rows.view(
            Topic,
            row._mapping,
            individual=len(members) == 1,
            members=members,
            level=WorkLevel(row.level),
            files=tuple(TopicFile(**one | {"id": UUID(one["id"])}) for one in row.files),
            state=state,
            step=None if row.step is None else MilestoneKind(row.step),
            overdue=row.step_state in AWAITED and row.due_on < self._today,
            allowed_actions=topic_actions(state, row.leader_id, self._caller),
        )


def _ran_in(term_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Begun before one of the terms was over, and not ended before it began."""
    return exists().where(
        term.c.school_id == _TOPIC.school_id,
        term.c.id.in_(term_ids),
        _TOPIC.approved_on <= term.c.ends_on,
        or_(_TOPIC.ended_on.is_(None), _TOPIC.ended_on >= term.c.starts_on),
    )


def _members() -> Any:
    author = work_author.c
    each = func.jsonb_build_object("teacher_id", author.teacher_id, "name", teacher.c.name)
    return (
        select(func.jsonb_agg(aggregate_order_by(each, author.position), type_=JSONB).label("members"))
        .select_from(work_author)
        .join(teacher, and_(teacher.c.school_id == author.school_id, teacher.c.id == author.teacher_id))
        .where(author.school_id == _TOPIC.school_id, author.work_id == _TOPIC.work_id)
        .correlate(topic)
        .lateral("its_members")
    )


def _said() -> Any:
    """What was said to the proposal last submitted."""
    given, judged = topic_submission.c, topic_review.c
    return (
        select(judged.remark)
        .select_from(topic_submission)
        .outerjoin(topic_review, and_(judged.school_id == given.school_id, judged.submission_id == given.id))
        .where(
            given.school_id == _TOPIC.school_id,
            given.topic_id == _TOPIC.id,
            given.kind == TopicSubmissionKind.PROPOSAL,
        )
        .order_by(given.number.desc())
        .limit(1)
        .correlate(topic)
        .scalar_subquery()
        .label("remark")
    )


def _begun_in() -> tuple[Any, Any]:
    """The school year, and the term, the topic began in."""
    year = select(school_year.c.start_year).where(
        school_year.c.school_id == _TOPIC.school_id,
        _TOPIC.approved_on.between(school_year.c.starts_on, school_year.c.ends_on),
    )
    last = (
        select(term.c.id)
        .where(term.c.school_id == _TOPIC.school_id, term.c.starts_on <= _TOPIC.approved_on)
        .order_by(term.c.starts_on.desc())
    )
    return tuple(
        one.limit(1).correlate(topic).scalar_subquery().label(name)
        for one, name in ((year, "school_year"), (last, "term_id"))
    )  # type: ignore[return-value]


_MEMBERS, _FILES, _NEXT = _members(), files_of(topic, topic_file, "topic_id"), next_step()
_WHOLE = (
    select(
        *(
            _TOPIC[name]
            for name in (
                *("id", "work_id", "level", "number", "approved_on", "plan", "state"),
                *("ended_on", "ended_because", "created_at", "version"),
            )
        ),
        work.c.title,
        LEADER.c.teacher_id.label("leader_id"),
        _MEMBERS.c.members,
        _FILES.c.files,
        _NEXT.c.id.label("milestone_id"),
        _NEXT.c.kind.label("step"),
        _NEXT.c.state.label("step_state"),
        _NEXT.c.due_on,
        _said(),
        *_begun_in(),
    )
    .select_from(with_leader(topic))
    .join(_MEMBERS, true())
    .join(_FILES, true())
    .outerjoin(_NEXT, true())
)
