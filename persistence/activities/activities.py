"""Activities, with who presents and how many are expected."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import (
    Activity,
    ActivityFilter,
    ActivityState,
    NewActivity,
    OwnerKind,
    steps,
)
from domain.activities.policy import SignInWindow
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from persistence import rows
from persistence.activities.owners import owner_facts
from persistence.activities.tables import activity, activity_person
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import qualification, teacher
from persistence.refusals import refusing

_ACTIVITY, _PERSON = activity.c, activity_person.c
_SHOWN = (
    "id",
    "owner_id",
    "title",
    "starts_at",
    "ends_at",
    "place",
    "hours",
    "leader_id",
    "sign_in_opens_at",
    "late_at",
    "sign_in_closes_at",
    "version",
)


def people_of(school_id: UUID) -> Any:
    """Of the activity in the row: who presents, and how many are expected."""
    presenters = func.array_agg(_PERSON.teacher_id).filter(_PERSON.presents)
    return (
        select(func.coalesce(presenters, []).label("presenter_ids"), func.count().label("expected"))
        .where(_PERSON.school_id == school_id, _PERSON.activity_id == _ACTIVITY.id)
        .correlate(activity)
    )


def expects(of: Any, teacher_id: Any) -> ColumnElement[bool]:
    """A condition on activities: the teacher is among those expected there."""
    return exists().where(
        _PERSON.school_id == of.school_id, _PERSON.activity_id == of.id, _PERSON.teacher_id == teacher_id
    )


class SqlActivities:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ActivityFilter, window: Window) -> Page[Activity]:
        statement = self._own()
        if filters.owner_kind is not None:
            statement = statement.where(_ACTIVITY.owner_kind == filters.owner_kind)
        if filters.owner_ids:
            statement = statement.where(_ACTIVITY.owner_id.in_(filters.owner_ids))
        if filters.starts_from is not None:
            statement = statement.where(_ACTIVITY.starts_at >= filters.starts_from)
        if filters.starts_to is not None:
            statement = statement.where(_ACTIVITY.starts_at < filters.starts_to)
        if filters.states:
            statement = statement.where(_ACTIVITY.state.in_(filters.states))
        if filters.teacher_id is not None:
            statement = statement.where(expects(_ACTIVITY, filters.teacher_id))
        by = [_ACTIVITY.starts_at, _ACTIVITY.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, activity_id: UUID) -> Activity | None:
        row = (await self._connection.execute(self._own().where(_ACTIVITY.id == activity_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, activity_id: UUID) -> Activity | None:
        await rows.fetch(self._connection, activity, self._school_id, activity_id, lock=True)
        return await self.get(activity_id)

    async def add(self, new: NewActivity, window: SignInWindow) -> Activity:
        values = asdict(new)
        presenters, members = values.pop("presenter_ids"), values.pop("member_ids")
        values |= {
            "id": new_id(),
            "state": ActivityState.PLANNED,
            "sign_in_opens_at": window.opens_at,
            "late_at": window.late_at,
            "sign_in_closes_at": window.closes_at,
        }
        with refusing(fk_activity_leader_id=UnknownReference(field="leader_id")):
            await write(self._connection, insert(activity).values(school_id=self._school_id, **values))
        await self._expect(values["id"], presenters, members)
        return await self._again(values["id"])

    async def change(
        self,
        activity_id: UUID,
        changes: Mapping[str, Any],
        people: tuple[Sequence[UUID], Sequence[UUID]] | None = None,
    ) -> Activity:
        with refusing(fk_activity_leader_id=UnknownReference(field="leader_id")):
            await rows.change(self._connection, activity, self._school_id, activity_id, changes)
        if people is not None:
            await self._connection.execute(
                delete(activity_person).where(
                    _PERSON.school_id == self._school_id, _PERSON.activity_id == activity_id
                )
            )
            await self._expect(activity_id, *people)
        return await self._again(activity_id)

    async def expected(self, activity_id: UUID) -> list[UUID]:
        own = select(_PERSON.teacher_id).where(
            _PERSON.school_id == self._school_id, _PERSON.activity_id == activity_id
        )
        return list((await self._connection.scalars(own.order_by(_PERSON.teacher_id))).all())

    async def unqualified(self, teacher_ids: Sequence[UUID], kind: str, day: date) -> list[str]:
        held = qualification.c
        has = (
            select(held.id)
            .where(
                held.school_id == self._school_id,
                held.teacher_id == teacher.c.id,
                held.kind == kind,
                or_(held.issued_on.is_(None), held.issued_on <= day),
                or_(held.expires_on.is_(None), held.expires_on >= day),
            )
            .exists()
        )
        lacking = select(teacher.c.name).where(
            teacher.c.school_id == self._school_id, teacher.c.id.in_(teacher_ids), ~has
        )
        return list(
            (await self._connection.scalars(lacking.order_by(teacher.c.name_pinyin, teacher.c.id))).all()
        )

    async def _expect(self, activity_id: UUID, presenters: Sequence[UUID], members: Sequence[UUID]) -> None:
        presenting = dict.fromkeys(presenters, True)
        people = dict.fromkeys(members, False) | presenting
        new = [
            {"id": new_id(), "activity_id": activity_id, "teacher_id": one, "presents": presents}
            for one, presents in people.items()
        ]
        with refusing(fk_activity_person_teacher_id=UnknownReference(field="member_ids")):
            await rows.add_all(self._connection, activity_person, self._school_id, new)

    async def _again(self, activity_id: UUID) -> Activity:
        found = await self.get(activity_id)
        assert found is not None
        return found

    def _own(self) -> Select[Any]:
        owner = owner_facts(self._school_id, self._caller.teacher_id)
        people = people_of(self._school_id).lateral("people")
        return (
            select(
                *(_ACTIVITY[name] for name in (*_SHOWN, "owner_kind", "state")),
                people.c.presenter_ids,
                people.c.expected,
                func.coalesce(owner.c.leads, literal(False)).label("leads"),
                func.coalesce(owner.c.owner_open, literal(False)).label("owner_open"),
            )
            .select_from(activity)
            .join(people, true())
            .outerjoin(
                owner,
                and_(owner.c.owner_kind == _ACTIVITY.owner_kind, owner.c.owner_id == _ACTIVITY.owner_id),
            )
            .where(_ACTIVITY.school_id == self._school_id)
        )

    def _view(self, row: Row[Any]) -> Activity:
        caller, state = self._caller, ActivityState(row.state)
        own = caller.teacher_id is not None and row.leader_id == caller.teacher_id
        leading = caller.may(Action.ACTIVITY_OVERSEE) or row.leads or own
        return Activity(
            **{name: getattr(row, name) for name in _SHOWN},
            owner_kind=OwnerKind(row.owner_kind),
            state=state,
            presenter_ids=list(row.presenter_ids),
            expected=row.expected,
            allowed_actions=steps(
                state, leading=leading and row.owner_open, writes=caller.may(Action.ACTIVITY_WRITE)
            ),
        )
