"""Whom a command at the shell acts for: nobody signs in there, and still every change is somebody's."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.identity.passwords import normal
from domain.identity.principal import Principal
from persistence.identity.places import places
from persistence.identity.tables import account, role_grant
from persistence.platform.tables import school

NO_SIGN_IN = UUID(int=0)


@dataclass(frozen=True, slots=True)
class NamedSchool:
    id: UUID
    code: str
    name: str


async def school_named(connection: AsyncConnection, said: str) -> NamedSchool | None:
    """The school of this code or id."""
    named: list[ColumnElement[bool]] = [school.c.code == said]
    with suppress(ValueError):
        named.append(school.c.id == UUID(said))
    statement = select(school.c.id, school.c.code, school.c.name).where(or_(*named))
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else NamedSchool(*row)


async def school_codes(connection: AsyncConnection) -> list[str]:
    return list(await connection.scalars(select(school.c.code).order_by(school.c.code)))


async def first_holder(connection: AsyncConnection, school_id: UUID, role: Role) -> str | None:
    """The user name of whoever has had the role at the school longest, and still has."""
    grant = role_grant.c
    return await connection.scalar(
        select(account.c.username)
        .join(role_grant, grant.account_id == account.c.id)
        .where(
            grant.school_id == school_id,
            grant.role == role,
            account.c.kind == "person",
            account.c.disabled_at.is_(None),
        )
        .order_by(grant.granted_at, grant.id)
        .limit(1)
    )


async def principal_named(connection: AsyncConnection, username: str) -> Principal | None:
    """The person of this user name with the roles they have now; None when there is none, or disabled."""
    found = select(account.c.id, account.c.access_version).where(
        account.c.username == normal(username),
        account.c.kind == "person",
        account.c.disabled_at.is_(None),
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    schools, districts = await places(connection, row.id)
    return Principal(row.id, NO_SIGN_IN, row.access_version, tuple(schools), tuple(districts))
