"""The steps of topics, and everything that was handed in."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.topics.lifecycle import MilestoneKind, TopicState
from domain.topics.milestones import (
    AWAITED,
    MilestoneFilter,
    MilestoneState,
    SubmissionFilter,
    TopicMilestone,
    TopicSubmission,
    TopicSubmissionKind,
    milestone_actions,
)
from domain.topics.topic import TopicFile, TopicVerdict
from persistence import rows
from persistence.paging import page
from persistence.topics.histories import SqlTopicHistories
from persistence.topics.reading import LEADER, files_of, is_overdue, member, next_step, visible, with_leader
from persistence.topics.tables import (
    topic,
    topic_milestone,
    topic_review,
    topic_submission,
    topic_submission_file,
)
from persistence.works.tables import work

_TOPIC, _STEP, _SENT, _SAID = topic.c, topic_milestone.c, topic_submission.c, topic_review.c
_OF_TOPIC = and_(_TOPIC.school_id == _STEP.school_id, _TOPIC.id == _STEP.topic_id)


class SqlMilestones(SqlTopicHistories):
    """`today` decides what is overdue."""

    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        super().__init__(connection, caller.school_id)
        self._caller, self._today = caller, today

    async def page(self, filters: MilestoneFilter, window: Window) -> Page[TopicMilestone]:
        statement = self._visible()
        for column, values in (
            (_STEP.topic_id, filters.topic_id),
            (_STEP.kind, filters.kind),
            (_STEP.state, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.due_from is not None:
            statement = statement.where(_STEP.due_on >= filters.due_from)
        if filters.due_to is not None:
            statement = statement.where(_STEP.due_on < filters.due_to)
        if filters.overdue is not None:
            late = and_(_IS_NEXT, is_overdue(_STEP.state, _STEP.due_on, self._today))
            statement = statement.where(late if filters.overdue else ~late)
        if filters.next is not None:
            statement = statement.where(_IS_NEXT if filters.next else ~_IS_NEXT)
        if filters.member_id:
            statement = statement.where(member(*filters.member_id))
        by = [_STEP.due_on, _STEP.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, milestone_id: UUID) -> TopicMilestone | None:
        row = (await self._connection.execute(self._visible().where(_STEP.id == milestone_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, milestone_id: UUID) -> TopicMilestone | None:
        await rows.fetch(self._connection, topic_milestone, self._school_id, milestone_id, lock=True)
        return await self.get(milestone_id)

    async def of_topic(self, topic_id: UUID) -> Sequence[TopicMilestone]:
        own = self._visible().where(_STEP.topic_id == topic_id).order_by(_STEP.number)
        return [self._view(row) for row in await self._connection.execute(own)]

    async def hand_in(
        self,
        one: TopicMilestone,
        text: str | None,
        file_ids: Sequence[UUID],
        *,
        account_id: UUID,
        at: datetime,
    ) -> None:
        await self._keep(one.topic_id, one.id, TopicSubmissionKind(one.kind), text, file_ids, account_id, at)

    async def judge(
        self,
        one: TopicMilestone,
        verdict: TopicVerdict,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> None:
        assert one.submission_id is not None
        await self._judge(one.submission_id, verdict, remark, account_id, at)

    async def became(self, milestone_id: UUID, state: MilestoneState) -> TopicMilestone:
        await rows.change(self._connection, topic_milestone, self._school_id, milestone_id, {"state": state})
        found = await self.get(milestone_id)
        assert found is not None
        return found

    async def move(self, due: Sequence[tuple[UUID, date]]) -> None:
        moved = [{"id": milestone_id, "due_on": day} for milestone_id, day in due]
        await rows.change_all(self._connection, topic_milestone, self._school_id, moved)

    async def submissions(self, filters: SubmissionFilter, window: Window) -> Page[TopicSubmission]:
        statement = self._sent()
        for column, values in (
            (_SENT.topic_id, filters.topic_id),
            (_SENT.milestone_id, filters.milestone_id),
            (_SENT.kind, filters.kind),
        ):
            if values:
                statement = statement.where(column.in_(values))
        by = [_SENT.submitted_at, _SENT.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=_submission, descending=True
        )

    async def submission(self, submission_id: UUID) -> TopicSubmission | None:
        row = (await self._connection.execute(self._sent().where(_SENT.id == submission_id))).one_or_none()
        return None if row is None else _submission(row)

    def _sent(self) -> Select[Any]:
        return _WITH_VERDICT.where(_SENT.school_id == self._school_id, visible(self._caller))

    def _visible(self) -> Select[Any]:
        return _WITH_LATEST.where(_STEP.school_id == self._school_id, visible(self._caller))

    def _view(self, row: Row[Any]) -> TopicMilestone:
        kind, state, of = MilestoneKind(row.kind), MilestoneState(row.state), TopicState(row.topic_state)
        return rows.view(
            TopicMilestone,
            row._mapping,
            kind=kind,
            state=state,
            topic_state=of,
            overdue=row.is_next and state in AWAITED and row.due_on < self._today,
            allowed_actions=milestone_actions(kind, state, of, row.leader_id, self._caller),
        )


def _latest() -> Any:
    """The last thing handed in for a step, and what was said to it."""
    return (
        select(_SENT.id.label("submission_id"), _SENT.submitted_at.label("handed_in_at"), _SAID.remark)
        .select_from(topic_submission)
        .outerjoin(topic_review, and_(_SAID.school_id == _SENT.school_id, _SAID.submission_id == _SENT.id))
        .where(
            _SENT.school_id == _STEP.school_id,
            _SENT.topic_id == _STEP.topic_id,
            _SENT.kind == _STEP.kind,
        )
        .order_by(_SENT.number.desc())
        .limit(1)
        .correlate(topic_milestone)
        .lateral("latest")
    )


_LATEST, _NEXT = _latest(), next_step()
_IS_NEXT = _NEXT.c.id.is_not_distinct_from(_STEP.id)
_WITH_LATEST = (
    select(
        *(_STEP[name] for name in ("id", "topic_id", "kind", "due_on", "state", "version", "number")),
        work.c.title.label("topic_title"),
        _TOPIC.state.label("topic_state"),
        LEADER.c.teacher_id.label("leader_id"),
        _LATEST.c.submission_id,
        _LATEST.c.handed_in_at,
        _LATEST.c.remark,
        _IS_NEXT.label("is_next"),
    )
    .select_from(with_leader(topic_milestone.join(topic, _OF_TOPIC)))
    .outerjoin(_LATEST, true())
    .outerjoin(_NEXT, true())
)

_FILES = files_of(topic_submission, topic_submission_file, "submission_id")
_WITH_VERDICT = (
    select(
        *(
            _SENT[name]
            for name in (
                *("id", "topic_id", "milestone_id", "kind", "number", "text", "account_id"),
                "submitted_at",
            )
        ),
        _FILES.c.files,
        _SAID.verdict,
        _SAID.remark,
        _SAID.account_id.label("judged_by"),
        _SAID.at.label("judged_at"),
    )
    .select_from(topic_submission)
    .join(topic, and_(_TOPIC.school_id == _SENT.school_id, _TOPIC.id == _SENT.topic_id))
    .outerjoin(topic_review, and_(_SAID.school_id == _SENT.school_id, _SAID.submission_id == _SENT.id))
    .join(_FILES, true())
)


def _submission(row: Row[Any]) -> TopicSubmission:
    files = tuple(TopicFile(**one | {"id": UUID(one["id"])}) for one in row.files)
    return rows.view(
        TopicSubmission,
        row._mapping,
        kind=TopicSubmissionKind(row.kind),
        verdict=None if row.verdict is None else TopicVerdict(row.verdict),
        files=files,
        allowed_actions=("links",) if files else (),
    )
