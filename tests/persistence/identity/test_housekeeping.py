"""Only sign-ins that ended long ago are forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.identity.housekeeping import forget_sessions
from persistence.identity.tables import account_session
from tests.api.identity.people import a_person, refreshed
from tests.scene import Scene

LONG_AGO = datetime.now(UTC) - timedelta(days=400)


async def test_ended_sign_ins_go_and_living_ones_stay(scene: Scene, app_engine: AsyncEngine) -> None:
    person = await a_person(scene)
    expired, revoked, living = [await person.tokens() for _ in range(3)]
    ids = (
        select(account_session.c.id)
        .where(account_session.c.account_id == person.account_id)
        .order_by(account_session.c.created_at)
    )
    async with scene.owner.begin() as connection:
        sessions = list(await connection.scalars(ids))
        for session_id, values in (
            (sessions[0], {"expires_at": LONG_AGO}),
            (sessions[1], {"revoked_at": LONG_AGO}),
        ):
            await connection.execute(
                update(account_session).where(account_session.c.id == session_id).values(**values)
            )

    assert await forget_sessions(app_engine, before=datetime.now(UTC) - timedelta(days=365)) >= 2

    async with scene.owner.connect() as connection:
        assert list(await connection.scalars(ids)) == [sessions[2]]
    assert (await refreshed(scene, living["refresh_token"])).status_code == 200
    for gone in (expired, revoked):
        assert (await refreshed(scene, gone["refresh_token"])).status_code == 401
