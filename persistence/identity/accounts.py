"""The accounts with a role in one school, as its office sees and changes them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.accounts import (
    NewAccount,
    RoleGrant,
    RoleHeld,
    SchoolAccount,
    UsernameTaken,
    allowed,
    state_of,
)
from domain.identity.actions import Role
from domain.paging import Page, Window
from persistence.identity.sessions import revoke_all
from persistence.identity.tables import account, role_grant
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing

_others = role_grant.alias("others")


class SqlSchoolAccounts:
    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._connection = connection
        self._caller, self._school_id, self._now = caller, caller.school_id, now

    async def page(self, q: str | None, window: Window) -> Page[SchoolAccount]:
        statement = self._seen()
        if q:
            name, shown = account.c.username, account.c.display_name
            statement = statement.where(
                name.startswith(q.lower(), autoescape=True) | shown.startswith(q, autoescape=True)
            )
        by = [account.c.username, account.c.id]
        return await page(
            self._connection, statement, window, by=by, filters=(self._school_id, q), view=self._view
        )

    async def get(self, account_id: UUID) -> SchoolAccount | None:
        statement = self._seen().where(account.c.id == account_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return self._view(row) if row else None

    async def get_for_update(self, account_id: UUID) -> SchoolAccount | None:
        """The account is locked first and read in a second statement, which sees what was waited for."""
        await self._connection.execute(
            select(account.c.id).where(account.c.id == account_id, self._has_role_here()).with_for_update()
        )
        return await self.get(account_id)

    async def teacher_for_update(self, teacher_id: UUID) -> bool:
        locked = await self._connection.scalar(
            select(teacher.c.id)
            .where(teacher.c.school_id == self._school_id, teacher.c.id == teacher_id)
            .with_for_update(key_share=True)
        )
        return locked is not None

    async def account_of_teacher(self, teacher_id: UUID) -> UUID | None:
        grant = role_grant.c
        return await self._connection.scalar(
            select(grant.account_id)
            .where(grant.school_id == self._school_id, grant.teacher_id == teacher_id)
            .limit(1)
        )

    async def other_offices_for_update(self, account_id: UUID) -> int:
        grant = role_grant.c
        offices = (grant.school_id == self._school_id, grant.role == Role.RESEARCH_OFFICE)
        await self._connection.execute(select(grant.id).where(*offices).order_by(grant.id).with_for_update())
        count = await self._connection.scalar(
            select(func.count())
            .select_from(role_grant)
            .join(account, account.c.id == grant.account_id)
            .where(*offices, grant.account_id != account_id, account.c.disabled_at.is_(None))
        )
        return int(count or 0)

    async def add(self, asked: NewAccount, password_hash: str, at: datetime) -> UUID:
        account_id = new_id()
        with refusing(uq_account_username=UsernameTaken()):
            await self._connection.execute(
                insert(account).values(
                    id=account_id,
                    username=asked.username,
                    display_name=asked.display_name,
                    kind="person",
                    password_hash=password_hash,
                    password_changed_at=at,
                    must_change_password=True,
                    created_at=at,
                )
            )
        rows = [self._grant(account_id, role, asked.teacher_id, at) for role in asked.roles]
        await self._connection.execute(insert(role_grant).values(rows))
        return account_id

    async def add_role(self, account_id: UUID, role: Role, teacher_id: UUID | None, at: datetime) -> None:
        with refusing(uq_role_grant_school_role=RoleHeld()):
            await self._connection.execute(
                insert(role_grant).values(self._grant(account_id, role, teacher_id, at))
            )
        await self._change(account_id, access_version=account.c.access_version + 1)

    async def remove_role(self, account_id: UUID, grant_id: UUID) -> None:
        grant = role_grant.c
        await self._connection.execute(
            delete(role_grant).where(
                grant.school_id == self._school_id, grant.account_id == account_id, grant.id == grant_id
            )
        )
        await self._change(account_id, access_version=account.c.access_version + 1)

    async def disable(self, account_id: UUID, at: datetime) -> None:
        await self._change(account_id, disabled_at=at, access_version=account.c.access_version + 1)
        await revoke_all(self._connection, account_id, because="disabled", at=at)

    async def enable(self, account_id: UUID) -> None:
        await self._change(account_id, disabled_at=None, failed_attempts=0, locked_until=None)

    async def unlock(self, account_id: UUID) -> None:
        await self._change(account_id, failed_attempts=0, locked_until=None)

    async def set_password(self, account_id: UUID, password_hash: str, at: datetime) -> None:
        await self._change(
            account_id,
            password_hash=password_hash,
            password_changed_at=at,
            must_change_password=True,
            failed_attempts=0,
            locked_until=None,
            access_version=account.c.access_version + 1,
        )
        await revoke_all(self._connection, account_id, because="password_reset", at=at)

    async def _change(self, account_id: UUID, **values: Any) -> None:
        """Of an account that `get_for_update` has given: its role here may be gone by now."""
        await self._connection.execute(
            update(account).where(account.c.id == account_id).values(version=account.c.version + 1, **values)
        )

    def _grant(self, account_id: UUID, role: Role, teacher_id: UUID | None, at: datetime) -> dict[str, Any]:
        return {
            "id": new_id(),
            "account_id": account_id,
            "school_id": self._school_id,
            "teacher_id": teacher_id,
            "role": role,
            "granted_at": at,
        }

    def _has_role_here(self) -> Any:
        held = (_others.c.account_id == account.c.id, _others.c.school_id == self._school_id)
        return exists().where(*held)

    def _seen(self) -> Select[Any]:
        grant = role_grant.c
        roles = (
            select(
                func.jsonb_agg(
                    func.jsonb_build_array(grant.id, grant.role, grant.granted_at, grant.teacher_id)
                )
            )
            .where(grant.account_id == account.c.id, grant.school_id == self._school_id)
            .scalar_subquery()
        )
        elsewhere = func.held_elsewhere(account.c.id, self._school_id)
        return select(account, roles.label("roles"), elsewhere.label("held_elsewhere")).where(
            account.c.kind == "person", self._has_role_here()
        )

    def _view(self, row: Row[Any]) -> SchoolAccount:
        state = state_of(row.disabled_at, row.locked_until, self._now)
        roles = sorted(
            (
                RoleGrant(UUID(grant), Role(role), datetime.fromisoformat(at))
                for grant, role, at, _ in row.roles
            ),
            key=lambda held: (held.granted_at, held.id),
        )
        teachers = (UUID(found) for *_, found in row.roles if found)
        return SchoolAccount(
            id=row.id,
            username=row.username,
            display_name=row.display_name,
            state=state,
            locked_until=row.locked_until if state == "locked" else None,
            must_change_password=row.must_change_password,
            teacher_id=next(teachers, None),
            roles=roles,
            held_elsewhere=row.held_elsewhere,
            created_at=row.created_at,
            version=row.version,
            allowed_actions=allowed(state, self._caller, held_elsewhere=row.held_elsewhere),
        )
