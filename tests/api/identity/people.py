"""People and scripts that can really sign in, beside the scene's, whose tokens are issued directly."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import insert, select

from domain.identity.actions import Role
from persistence.identity.tables import account, account_event, role_grant
from persistence.ids import new_id
from tests.scene import Scene

PASSWORD = "correct horse battery"
CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
HASHED = CHEAP.hash(PASSWORD)
TOKEN = "/api/v1/auth/token"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account and the password PASSWORD, not signed in yet."""

    scene: Scene
    account_id: UUID
    username: str

    async def sign_in(self, password: str = PASSWORD) -> Response:
        return await ask_token(self.scene, grant_type="password", username=self.username, password=password)

    async def tokens(self) -> dict[str, Any]:
        answer = await self.sign_in()
        assert answer.status_code == 200, answer.text
        signed_in: dict[str, Any] = answer.json()
        return signed_in

    async def events(self) -> list[str]:
        """The account's own history, oldest first."""
        async with self.scene.owner.connect() as connection:
            rows = await connection.execute(
                select(account_event.c.action)
                .where(account_event.c.account_id == self.account_id)
                .order_by(account_event.c.at)
            )
            return [row.action for row in rows]

    async def row(self) -> Any:
        async with self.scene.owner.connect() as connection:
            return (await connection.execute(select(account).where(account.c.id == self.account_id))).one()


async def a_person(scene: Scene, *roles: Role, **values: Any) -> Person:
    account_id = new_id()
    username = values.pop("username", f"p{account_id.hex[-12:]}")
    now = datetime.now(UTC)
    async with scene.owner.begin() as connection:
        await connection.execute(
            insert(account).values(
                id=account_id,
                username=username,
                display_name="陈静",
                kind="person",
                password_hash=HASHED,
                created_at=now,
                **values,
            )
        )
        for role in roles:
            await connection.execute(
                insert(role_grant).values(
                    id=new_id(),
                    account_id=account_id,
                    school_id=scene.school_id,
                    role=role,
                    granted_at=now,
                )
            )
    return Person(scene, account_id, username)


async def ask_token(scene: Scene, **form: str) -> Response:
    return await scene.client.post(TOKEN, data=form)


async def refreshed(scene: Scene, token: str) -> Response:
    return await ask_token(scene, grant_type="refresh_token", refresh_token=token)


async def bearer(scene: Scene, token: str, path: str, method: str = "GET", **options: Any) -> Response:
    headers = {"Authorization": f"Bearer {token}".encode("latin-1"), **options.pop("headers", {})}
    return await scene.client.request(method, path, headers=headers, **options)


def code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
