"""Setting a scene: a school, people in it, and their tokens, made as the owner of the tables."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient, Response
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from api.wiring.tokens import Tokens
from domain.identity.actions import Action, Role
from domain.identity.principal import Place, Principal
from domain.people.teacher import TeacherStatus
from gateways.tokens import Signer, make_key, sign, signer
from persistence.identity.tables import account, account_session, role_grant, signing_key
from persistence.ids import new_id
from persistence.people.tables import school_year, teacher, term
from persistence.platform.tables import district, school


@dataclass(frozen=True, slots=True)
class Issuer:
    tokens: Tokens
    signer: Signer

    def issue(self, principal: Principal, *, lifetime: timedelta = timedelta(minutes=15)) -> str:
        claims = self.tokens.claims(principal, jti=new_id(), now=datetime.now(UTC), lifetime=lifetime)
        return sign(claims, self.signer)


async def an_issuer(owner: AsyncEngine) -> Issuer:
    settings, kid = Settings(), new_id()
    public_pem, private_pem = make_key("a secret of the tests")
    now = datetime.now(UTC)
    async with owner.begin() as connection:
        await connection.execute(
            insert(signing_key).values(
                id=kid,
                state="active",
                public_pem=public_pem,
                private_pem=private_pem,
                created_at=now,
                activated_at=now,
            )
        )

    async def fetch_key(_: str) -> str | None:
        return public_pem

    return Issuer(
        Tokens(issuer=settings.issuer, audience=settings.audience, fetch_key=fetch_key),
        signer(str(kid), private_pem, "a secret of the tests"),
    )


class Caller:
    """Somebody signed in: asks as themselves."""

    def __init__(self, client: AsyncClient, token: str, base: str, principal: Principal) -> None:
        self._client, self.base, self.token, self.principal = client, base, token, principal

    async def ask(self, method: str, path: str, **options: Any) -> Response:
        """`path` below the school, or from the root when it starts with /."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        url = path if path.startswith("/") else f"{self.base}/{path}"
        return await self._client.request(method, url, headers=headers, **options)

    async def get(self, path: str, **params: Any) -> Response:
        return await self.ask("GET", path, **({"params": params} if params else {}))

    async def post(self, path: str, json: Any = None, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.ask("POST", path, headers=named, **({} if json is None else {"json": json}))

    async def patch(self, path: str, json: Any, *, version: int) -> Response:
        return await self.ask("PATCH", path, json=json, headers={"If-Match": f'"{version}"'})

    async def step(self, path: str, *, version: int, json: Any = None) -> Response:
        """A transition: POST with If-Match."""
        body = {} if json is None else {"json": json}
        return await self.ask("POST", path, headers={"If-Match": f'"{version}"'}, **body)


@dataclass(frozen=True, slots=True)
class Scene:
    """One school. Rows are set directly; what is under test goes through the API."""

    owner: AsyncEngine
    client: AsyncClient
    issuer: Issuer
    school_id: UUID
    code: str
    district_id: UUID

    @property
    def base(self) -> str:
        return f"/api/v1/schools/{self.code}"

    async def add(self, table: Table, **values: Any) -> UUID:
        """A row of this school; its id is returned."""
        row_id = values.pop("id", None) or new_id()
        async with self.owner.begin() as connection:
            await connection.execute(insert(table).values(school_id=self.school_id, id=row_id, **values))
        return row_id

    async def rows(self, table: Table) -> list[Any]:
        """This school's, in the order they were made."""
        own = select(table).where(table.c.school_id == self.school_id).order_by(table.c.id)
        async with self.owner.connect() as connection:
            return list(await connection.execute(own))

    async def teacher(self, name: str = "张伟", **values: Any) -> UUID:
        number = values.pop("employee_no", None) or f"T{new_id().hex[-8:]}"
        given = {"name_pinyin": "zhangwei", "name_initials": "zw", "status": TeacherStatus.ACTIVE} | values
        return await self.add(teacher, employee_no=number, name=name, **given)

    async def year(self, start_year: int = 2020) -> UUID:
        """A school year from 1 September to 31 August with its two terms."""
        year_id = await self.add(
            school_year,
            start_year=start_year,
            starts_on=date(start_year, 9, 1),
            ends_on=date(start_year + 1, 8, 31),
            confirmed=True,
        )
        spans = [
            (1, date(start_year, 9, 1), date(start_year + 1, 1, 31)),
            (2, date(start_year + 1, 2, 20), date(start_year + 1, 7, 6)),
        ]
        for number, starts_on, ends_on in spans:
            monday = starts_on - timedelta(days=starts_on.weekday())
            await self.add(
                term,
                school_year_id=year_id,
                number=number,
                starts_on=starts_on,
                ends_on=ends_on,
                first_monday=monday,
            )
        return year_id

    async def signed_in(
        self, *roles: Role, teacher_id: UUID | None = None, scopes: frozenset[Action] | None = None
    ) -> Caller:
        """A person (or, with scopes, a script) signed in with these roles in this school."""
        now, account_id, session_id = datetime.now(UTC), new_id(), new_id()
        async with self.owner.begin() as connection:
            await connection.execute(
                insert(account).values(
                    id=account_id,
                    username=f"u{account_id.hex[-12:]}",
                    display_name="某人",
                    kind="client" if scopes is not None else "person",
                    created_at=now,
                )
            )
            await connection.execute(
                insert(account_session).values(
                    id=session_id,
                    account_id=account_id,
                    created_at=now,
                    last_used_at=now,
                    expires_at=now + timedelta(days=1),
                    user_agent="tests",
                )
            )
            for role in roles:
                await connection.execute(
                    insert(role_grant).values(
                        id=new_id(),
                        account_id=account_id,
                        school_id=self.school_id,
                        teacher_id=teacher_id,
                        role=role,
                        granted_at=now,
                    )
                )
        place = Place(self.school_id, self.code, frozenset(roles), teacher_id)
        principal = Principal(account_id, session_id, 1, (place,), scopes=scopes)
        return Caller(self.client, self.issuer.issue(principal), self.base, principal)

    async def office(self) -> Caller:
        return await self.signed_in(Role.RESEARCH_OFFICE)

    async def both_offices(self) -> Caller:
        """Who may do all that is done for the whole school, and has every home screen: for tests that walk
        every route."""
        offices = (Role.RESEARCH_OFFICE, Role.ACADEMIC_AFFAIRS, Role.PRINCIPAL, Role.FINANCE)
        return await self.signed_in(*offices, Role.GRADE_HEAD, Role.GROUP_LEADER, Role.TEACHER)


async def set_scene(owner: AsyncEngine, client: AsyncClient, issuer: Issuer) -> Scene:
    district_id, school_id = new_id(), new_id()
    code = f"s{school_id.hex[-10:]}"
    async with owner.begin() as connection:
        await connection.execute(insert(district).values(id=district_id, code=f"d{code}", name="桐乡市"))
        await connection.execute(
            insert(school).values(
                id=school_id,
                district_id=district_id,
                code=code,
                name="石门中学",
                created_at=datetime.now(UTC),
            )
        )
    return Scene(owner, client, issuer, school_id, code, district_id)
