"""Judges' scores, kept; and the entries as judges see them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.contest import Contest, ContestState, sees_all
from domain.contests.judging import (
    AnonymousEntry,
    ContestJudge,
    ContestScore,
    EntryAlreadyScored,
    NewContestScore,
)
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.works.work import WorkKind
from persistence import rows
from persistence.contests.entries import alias_of
from persistence.contests.identities import masks_of
from persistence.contests.tables import contest, contest_entry, contest_judge, contest_score
from persistence.contests.visibility import judged_by
from persistence.paging import page
from persistence.refusals import refusing
from persistence.works.tables import work

_GIVEN, _JUDGE, _ENTRY = contest_score.c, contest_judge.c, contest_entry.c


class SqlContestScores:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def anonymous(
        self, judge: ContestJudge, entry_ids: Collection[UUID], window: Window
    ) -> Page[AnonymousEntry]:
        of_work = and_(work.c.school_id == _ENTRY.school_id, work.c.id == _ENTRY.work_id)
        own = and_(
            _GIVEN.school_id == _ENTRY.school_id, _GIVEN.entry_id == _ENTRY.id, _GIVEN.judge_id == judge.id
        )
        columns = [column for column in contest_entry.c if column.name != "score"]
        statement = (
            select(*columns, work.c.kind, _GIVEN.score, _GIVEN.id.label("score_id"))
            .select_from(contest_entry.join(work, of_work).outerjoin(contest_score, own))
            .where(
                _ENTRY.school_id == self._school_id,
                _ENTRY.id.in_(entry_ids),
                _ENTRY.number.is_not(None),
            )
        )
        by = [_ENTRY.number, _ENTRY.id]
        found = await page(self._connection, statement, window, by=by, filters=judge.id, view=_anonymous)
        masks = await masks_of(self._connection, self._school_id, [one.id for one in found.items])
        struck = [
            replace(one, title=masks[one.id].of(one.title), text=one.text and masks[one.id].of(one.text))
            for one in found.items
        ]
        return replace(found, items=struck)

    async def page(self, of: Contest, window: Window) -> Page[ContestScore]:
        return await page(
            self._connection,
            self._visible().where(_GIVEN.contest_id == of.id),
            window,
            by=[_GIVEN.id],
            filters=(of.id, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, score_id: UUID, *, lock: bool = False) -> ContestScore | None:
        statement = self._visible().where(_GIVEN.id == score_id)
        if lock:
            statement = statement.with_for_update(of=contest_score)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    async def given(self, contest_id: UUID) -> Mapping[UUID, Mapping[UUID, Decimal]]:
        at_work = and_(
            _JUDGE.school_id == _GIVEN.school_id,
            _JUDGE.id == _GIVEN.judge_id,
            _JUDGE.released_at.is_(None),
        )
        found = await self._connection.execute(
            select(_GIVEN.entry_id, _GIVEN.judge_id, _GIVEN.score)
            .select_from(contest_score.join(contest_judge, at_work))
            .where(_GIVEN.school_id == self._school_id, _GIVEN.contest_id == contest_id)
        )
        by_entry: dict[UUID, dict[UUID, Decimal]] = defaultdict(dict)
        for row in found:
            by_entry[row.entry_id][row.judge_id] = row.score
        return by_entry

    async def add(self, by: ContestJudge, new: NewContestScore, *, at: datetime) -> ContestScore:
        values = {
            "contest_id": by.contest_id,
            "judge_id": by.id,
            "entry_id": new.entry_id,
            "score": new.score,
            "remark": new.remark,
            "scored_at": at,
        }
        with refusing(uq_contest_score_once=EntryAlreadyScored()):
            row = await rows.add(self._connection, contest_score, self._school_id, values)
        return await self._again(row["id"])

    async def change(self, found: ContestScore, changes: Mapping[str, Any], *, at: datetime) -> ContestScore:
        values = {**changes, "scored_at": at}
        await rows.change(self._connection, contest_score, self._school_id, found.id, values)
        return await self._again(found.id)

    async def _again(self, score_id: UUID) -> ContestScore:
        found = await self.get(score_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        """A judge's own; all to who sees all entries and, until the ranking is published, judges none."""
        theirs = and_(_JUDGE.school_id == _GIVEN.school_id, _JUDGE.id == _GIVEN.judge_id)
        belongs = and_(contest.c.school_id == _GIVEN.school_id, contest.c.id == _GIVEN.contest_id)
        own = _JUDGE.teacher_id == self._caller.teacher_id if self._caller.teacher_id else false()
        blind = (contest.c.state == ContestState.CLOSED) & judged_by(self._caller, _GIVEN.contest_id)
        return (
            select(contest_score, contest.c.state, own.label("own"))
            .select_from(contest_score.join(contest_judge, theirs).join(contest, belongs))
            .where(
                _GIVEN.school_id == self._school_id,
                or_(own, ~blind) if sees_all(self._caller) else own,
            )
        )

    def _view(self, row: Mapping[Any, Any]) -> ContestScore:
        open_to = row["own"] and row["state"] == ContestState.CLOSED
        may = open_to and self._caller.may(Action.CONTEST_SCORE)
        return rows.view(ContestScore, row, allowed_actions=("update",) if may else ())


def _anonymous(row: Row[Any]) -> AnonymousEntry:
    """Before anything is struck out of it."""
    return rows.view(AnonymousEntry, row._mapping, alias=alias_of(row.number), kind=WorkKind(row.kind))
