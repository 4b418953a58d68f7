"""What an account is, place by place; and whether a sign-in still stands."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.identity.principal import Place
from persistence.identity.tables import account, account_session, role_grant
from persistence.platform.tables import district, school
from persistence.transaction import SessionOver


async def places(connection: AsyncConnection, account_id: UUID) -> tuple[list[Place], list[Place]]:
    """(schools, districts), each by code."""
    grant = role_grant.c
    of_schools = (
        select(school.c.id, school.c.code, school.c.name, grant.role, grant.teacher_id)
        .join(school, school.c.id == grant.school_id)
        .where(grant.account_id == account_id)
        .order_by(school.c.code)
    )
    of_districts = (
        select(district.c.id, district.c.code, district.c.name, grant.role, grant.teacher_id)
        .join(district, district.c.id == grant.district_id)
        .where(grant.account_id == account_id)
        .order_by(district.c.code)
    )
    return (
        _grouped(await connection.execute(of_schools)),
        _grouped(await connection.execute(of_districts)),
    )


def _grouped(rows: Iterable[Row[Any]]) -> list[Place]:
    roles: dict[UUID, set[Role]] = {}
    seen: dict[UUID, Row[Any]] = {}
    teachers: dict[UUID, UUID | None] = {}
    for row in rows:
        seen.setdefault(row.id, row)
        roles.setdefault(row.id, set()).add(Role(row.role))
        teachers[row.id] = teachers.get(row.id) or row.teacher_id
    return [
        Place(row.id, row.code, frozenset(roles[row.id]), teachers[row.id], row.name) for row in seen.values()
    ]


async def ensure_stands(connection: AsyncConnection, session_id: UUID, access_version: int) -> None:
    """As `enter_school` checks it, for what happens outside any school. Raises SessionOver."""
    stands = await connection.scalar(
        select(account.c.id)
        .join(account_session, account_session.c.account_id == account.c.id)
        .where(
            account_session.c.id == session_id,
            account_session.c.revoked_at.is_(None),
            account.c.access_version == access_version,
            account.c.disabled_at.is_(None),
        )
    )
    if stands is None:
        raise SessionOver()
