"""Mentor pairs and their contracts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.mentoring.fitting import ApprenticeTaken
from domain.mentoring.pair import (
    MentorContract,
    MentorPair,
    NewPair,
    PairFilter,
    PersonKnown,
    StandingPair,
    Terms,
    pair_actions,
    side_of,
)
from domain.mentoring.words import OPEN, EvaluationState, MentorField, PairSide, PairState
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.mentoring.tables import mentor_contract, mentor_evaluation, mentor_pair
from persistence.mentoring.visibility import visible_pairs
from persistence.paging import page
from persistence.people.tables import teacher, term
from persistence.refusals import refusing

_PAIR, _CONTRACT = mentor_pair.c, mentor_contract.c
_MENTOR, _APPRENTICE = teacher.alias("mentor"), teacher.alias("apprentice")

MENTOR_NAME = func.coalesce(_MENTOR.c.name, _PAIR.outside_name)
NAMES = (MENTOR_NAME.label("mentor_name"), _APPRENTICE.c.name.label("apprentice_name"))


def with_people(statement: Select[Any]) -> Select[Any]:
    """A statement from `mentor_pair`, joined to the two people by whose names `NAMES` go."""
    return statement.join(
        _APPRENTICE,
        and_(_APPRENTICE.c.school_id == _PAIR.school_id, _APPRENTICE.c.id == _PAIR.apprentice_id),
    ).outerjoin(_MENTOR, and_(_MENTOR.c.school_id == _PAIR.school_id, _MENTOR.c.id == _PAIR.mentor_id))


def to_be_signed_by(teacher_id: Any) -> ColumnElement[bool]:
    """A condition on pairs: this teacher is one of the two, and has not signed."""
    return or_(
        and_(_PAIR.mentor_id == teacher_id, _PAIR.mentor_signed_at.is_(None)),
        and_(_PAIR.apprentice_id == teacher_id, _PAIR.apprentice_signed_at.is_(None)),
    )


class SqlPairs:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: PairFilter, window: Window) -> Page[MentorPair]:
        statement = self._visible()
        if filters.state:
            statement = statement.where(_PAIR.state.in_(filters.state))
        if filters.field:
            statement = statement.where(_PAIR.field.in_(filters.field))
        if filters.teacher_id:
            people = filters.teacher_id
            statement = statement.where(or_(_PAIR.mentor_id.in_(people), _PAIR.apprentice_id.in_(people)))
        if filters.on is not None:
            statement = statement.where(_PAIR.from_day <= filters.on, _PAIR.until_day >= filters.on)
        if filters.term_id:
            statement = statement.where(_held_in(filters.term_id))
        if filters.signer_id is not None:
            statement = statement.where(to_be_signed_by(filters.signer_id))
        by = [_PAIR.from_day, _PAIR.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, pair_id: UUID) -> MentorPair | None:
        return await self._one(self._visible().where(_PAIR.id == pair_id))

    async def for_update(self, pair_id: UUID) -> MentorPair | None:
        """Locks first, and looks in a second statement."""
        await rows.fetch(self._connection, mentor_pair, self._school_id, pair_id, lock=True)
        return await self.get(pair_id)

    async def people_for_update(self, teacher_ids: Collection[UUID]) -> Mapping[UUID, PersonKnown]:
        """Rows that name a teacher may still be written meanwhile: their keys are not held."""
        found = await self._connection.execute(
            select(teacher.c.id, teacher.c.name, teacher.c.title, teacher.c.hired_on)
            .where(
                teacher.c.school_id == self._school_id,
                teacher.c.id.in_(teacher_ids),
                teacher.c.status != TeacherStatus.LEFT,
            )
            .order_by(teacher.c.id)
            .with_for_update(key_share=True)
        )
        return {row.id: PersonKnown(row.id, row.name, row.title, row.hired_on) for row in found}

    async def standing(self, teacher_ids: Collection[UUID]) -> Sequence[StandingPair]:
        found = await self._connection.execute(
            select(_PAIR.id, _PAIR.mentor_id, _PAIR.apprentice_id, _PAIR.from_day, _PAIR.until_day).where(
                _PAIR.school_id == self._school_id,
                _PAIR.state.in_(OPEN),
                or_(_PAIR.mentor_id.in_(teacher_ids), _PAIR.apprentice_id.in_(teacher_ids)),
            )
        )
        return [StandingPair(*row) for row in found]

    async def add(self, new: NewPair, *, account_id: UUID, at: datetime) -> MentorPair:
        values = {
            "mentor_id": new.mentor_id,
            "outside_name": new.outside_name,
            "outside_school": new.outside_school,
            "apprentice_id": new.apprentice_id,
            "field": new.field,
            "from_day": new.terms.from_day,
            "until_day": new.terms.until_day,
            "state": PairState.PROPOSED,
            "proposed_at": at,
        }
        with refusing(uq_mentor_pair_field=ApprenticeTaken(field=new.field)):
            made = await rows.add(self._connection, mentor_pair, self._school_id, values)
        await self.contract(made["id"], new.terms, account_id=account_id, at=at)
        return await self._again(made["id"])

    async def change(self, pair_id: UUID, changes: Mapping[str, Any]) -> MentorPair:
        await rows.change(self._connection, mentor_pair, self._school_id, pair_id, changes)
        return await self._again(pair_id)

    async def contract(self, pair_id: UUID, terms: Terms, *, account_id: UUID, at: datetime) -> UUID:
        number = await self._connection.scalar(
            select(func.coalesce(func.max(_CONTRACT.number), 0) + 1).where(
                _CONTRACT.school_id == self._school_id, _CONTRACT.pair_id == pair_id
            )
        )
        values = {
            "pair_id": pair_id,
            "number": number,
            "from_day": terms.from_day,
            "until_day": terms.until_day,
            "targets": dict(terms.targets),
            "note": terms.note,
            "account_id": account_id,
            "at": at,
        }
        made = await rows.add(self._connection, mentor_contract, self._school_id, values)
        contract_id: UUID = made["id"]
        return contract_id

    async def contracts(self, pair_id: UUID) -> Sequence[MentorContract]:
        found = await self._connection.execute(
            select(mentor_contract)
            .where(_CONTRACT.school_id == self._school_id, _CONTRACT.pair_id == pair_id)
            .order_by(_CONTRACT.number)
        )
        return [rows.view(MentorContract, row._mapping) for row in found]

    async def evaluated(self, pair: MentorPair, day: date) -> bool:
        last = (
            select(term.c.id)
            .where(
                term.c.school_id == self._school_id,
                term.c.starts_on <= min(day, pair.until_day),
                term.c.ends_on >= pair.from_day,
            )
            .order_by(term.c.starts_on.desc())
            .limit(1)
        )
        graded = exists().where(
            mentor_evaluation.c.school_id == self._school_id,
            mentor_evaluation.c.pair_id == pair.id,
            mentor_evaluation.c.term_id == last.scalar_subquery(),
            mentor_evaluation.c.state == EvaluationState.GRADED,
        )
        found = await self._connection.scalar(select(or_(~last.exists(), graded)))
        return bool(found)

    async def _again(self, pair_id: UUID) -> MentorPair:
        found = await self.get(pair_id)
        assert found is not None
        return found

    async def _one(self, statement: Select[Any]) -> MentorPair | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _visible(self) -> Select[Any]:
        return _WITH_PEOPLE.where(_PAIR.school_id == self._school_id, visible_pairs(self._caller))

    def _view(self, row: Row[Any]) -> MentorPair:
        state = PairState(row.state)
        side = side_of(row.mentor_id, row.apprentice_id, self._caller)
        signed = {PairSide.MENTOR: row.mentor_signed_at, PairSide.APPRENTICE: row.apprentice_signed_at}
        by = [one for one, at in signed.items() if at is not None]
        return rows.view(
            MentorPair,
            row._mapping,
            field=MentorField(row.field),
            state=state,
            allowed_actions=pair_actions(state, side, by, self._caller),
        )


def _held_in(term_ids: Collection[UUID]) -> ColumnElement[bool]:
    return exists().where(
        term.c.school_id == _PAIR.school_id,
        term.c.id.in_(term_ids),
        _PAIR.from_day <= term.c.ends_on,
        _PAIR.until_day >= term.c.starts_on,
    )


_CONTRACTS = (
    select(func.count())
    .select_from(mentor_contract)
    .where(_CONTRACT.school_id == _PAIR.school_id, _CONTRACT.pair_id == _PAIR.id)
    .correlate(mentor_pair)
    .scalar_subquery()
)
_WITH_PEOPLE = with_people(
    select(
        *(
            _PAIR[name]
            for name in (
                *("id", "mentor_id", "outside_school", "apprentice_id", "field", "from_day", "until_day"),
                *("state", "mentor_signed_at", "apprentice_signed_at", "proposed_at", "closed_at"),
                *("dissolved_because", "version"),
            )
        ),
        *NAMES,
        _CONTRACTS.label("contracts"),
    ).select_from(mentor_pair)
)
