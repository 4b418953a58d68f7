"""Judges of contests, kept, and the circles they and the entries belong to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select, true, union, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.contest import ContestState, sees_all
from domain.contests.entry import EntryState
from domain.contests.judging import Circle, Circles, ContestJudge, ContestJudgeTaken
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.contests.tables import contest, contest_entry, contest_judge
from persistence.paging import page
from persistence.people.tables import subject_group, teacher
from persistence.refusals import refusing
from persistence.works.tables import work_author

_JUDGE, _ENTRY, _AUTHOR = contest_judge.c, contest_entry.c, work_author.c


class SqlContestJudges:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(self, contest_id: UUID, window: Window) -> Page[ContestJudge]:
        return await page(
            self._connection,
            self._all().where(_JUDGE.contest_id == contest_id, self._own()),
            window,
            by=[_JUDGE.appointed_at, _JUDGE.id],
            filters=(contest_id, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, judge_id: UUID, *, lock: bool = False) -> ContestJudge | None:
        statement = self._all().where(_JUDGE.id == judge_id, self._own())
        if lock:
            statement = statement.with_for_update(of=contest_judge)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    async def of_teacher(self, contest_id: UUID, teacher_id: UUID) -> ContestJudge | None:
        one = self._all().where(
            _JUDGE.contest_id == contest_id, _JUDGE.teacher_id == teacher_id, _JUDGE.released_at.is_(None)
        )
        row = (await self._connection.execute(one)).mappings().one_or_none()
        return None if row is None else self._view(row)

    async def name(self, teacher_id: UUID) -> str | None:
        row = await rows.fetch(self._connection, teacher, self._school_id, teacher_id)
        return row["name"] if row is not None and row["status"] == TeacherStatus.ACTIVE else None

    async def circles(self, contest_id: UUID) -> Circles:
        judges = select(_JUDGE.id, _JUDGE.teacher_id).where(
            _JUDGE.school_id == self._school_id,
            _JUDGE.contest_id == contest_id,
            _JUDGE.released_at.is_(None),
        )
        of_judges = [(row.id, row.teacher_id) for row in await self._connection.execute(judges)]
        of_entries = [
            (row.id, row.teacher_id) for row in await self._connection.execute(self._authors(contest_id))
        ]
        groups = await self._groups({one for _, one in [*of_judges, *of_entries]})
        return Circles(_circles(of_judges, groups), _circles(of_entries, groups))

    async def has_entry(self, contest_id: UUID, teacher_id: UUID) -> bool:
        of_entries = await self._connection.execute(self._authors(contest_id))
        return any(row.teacher_id == teacher_id for row in of_entries)

    async def add(self, contest_id: UUID, teacher_id: UUID, name: str, *, at: datetime) -> ContestJudge:
        values = {"contest_id": contest_id, "teacher_id": teacher_id, "appointed_at": at}
        with refusing(uq_contest_judge_once=ContestJudgeTaken(name=name)):
            row = await rows.add(self._connection, contest_judge, self._school_id, values)
        return await self._again(row["id"])

    async def release(self, found: ContestJudge, because: str, *, at: datetime) -> ContestJudge:
        values = {"released_at": at, "released_because": because}
        await rows.change(self._connection, contest_judge, self._school_id, found.id, values)
        return await self._again(found.id)

    def _authors(self, contest_id: UUID) -> Any:
        """(entry, author) of those that stand: who was first when it was entered, and all there are now."""
        standing = (
            _ENTRY.school_id == self._school_id,
            _ENTRY.contest_id == contest_id,
            _ENTRY.state != EntryState.WITHDRAWN,
        )
        of_work = and_(_AUTHOR.school_id == _ENTRY.school_id, _AUTHOR.work_id == _ENTRY.work_id)
        return union(
            select(_ENTRY.id, _ENTRY.author_id.label("teacher_id")).where(*standing),
            select(_ENTRY.id, _AUTHOR.teacher_id)
            .select_from(contest_entry.join(work_author, of_work))
            .where(*standing),
        )

    async def _groups(self, teacher_ids: set[UUID]) -> Mapping[UUID, set[UUID]]:
        """The subject groups each belongs to or leads."""
        group = subject_group.c
        both = union_all(
            select(teacher.c.id.label("teacher_id"), teacher.c.subject_group_id.label("group_id")).where(
                teacher.c.school_id == self._school_id,
                teacher.c.id.in_(teacher_ids),
                teacher.c.subject_group_id.is_not(None),
            ),
            select(group.leader_id, group.id).where(
                group.school_id == self._school_id, group.leader_id.in_(teacher_ids)
            ),
        )
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for row in await self._connection.execute(both):
            found[row.teacher_id].add(row.group_id)
        return found

    async def _again(self, judge_id: UUID) -> ContestJudge:
        found = await self.get(judge_id)
        assert found is not None
        return found

    def _all(self) -> Select[Any]:
        named = and_(teacher.c.school_id == _JUDGE.school_id, teacher.c.id == _JUDGE.teacher_id)
        belongs = and_(contest.c.school_id == _JUDGE.school_id, contest.c.id == _JUDGE.contest_id)
        return (
            select(contest_judge, teacher.c.name, contest.c.state)
            .select_from(contest_judge.join(teacher, named).join(contest, belongs))
            .where(_JUDGE.school_id == self._school_id)
        )

    def _own(self) -> ColumnElement[bool]:
        if sees_all(self._caller):
            return true()
        return _JUDGE.teacher_id == self._caller.teacher_id if self._caller.teacher_id else false()

    def _view(self, row: Mapping[Any, Any]) -> ContestJudge:
        at_work = row["released_at"] is None and row["state"] == ContestState.CLOSED
        may = at_work and self._caller.may(Action.CONTEST_WRITE)
        return rows.view(ContestJudge, row, allowed_actions=("release",) if may else ())


def _circles(pairs: Sequence[tuple[UUID, UUID]], groups: Mapping[UUID, set[UUID]]) -> tuple[Circle, ...]:
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for one, teacher_id in pairs:
        people[one].add(teacher_id)
    return tuple(
        Circle(one, frozenset(who), frozenset().union(*(groups.get(teacher_id, ()) for teacher_id in who)))
        for one, who in people.items()
    )
