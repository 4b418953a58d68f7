"""One school of 60 teachers with ledgers of 30 rows, in the product's own tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from api.settings import Settings
from api.wiring.tokens import Tokens
from domain.identity.actions import Role
from domain.identity.principal import Place, Principal
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, AwardState, EntryKind
from gateways.tokens import make_key, sign, signer
from persistence.embedded import running
from persistence.identity.tables import account, account_session, signing_key
from persistence.ids import new_id
from persistence.people.tables import school_year, teacher
from persistence.platform.tables import district, school
from persistence.provision import DatabaseUrls, provision
from persistence.training.rules import default_rules
from persistence.training.standings import shift_all
from persistence.training.tables import credit_award, credit_entry, credit_rule

ROOT = Path(__file__).resolve().parents[1]
TEACHERS, ROWS, YEAR = 60, 30, 2020
SCHOOL = "shimen"


@dataclass(frozen=True, slots=True)
class World:
    """Where the servers find what they answer with."""

    owner_url: str
    app_url: str
    school_id: str
    teacher_id: str
    token: str


@contextmanager
def database(data_dir: Path) -> Iterator[DatabaseUrls]:
    with running(data_dir, durable=False) as server:
        urls = provision(server, "bench")
        config = Config(ROOT / "alembic.ini")
        config.attributes["url"] = urls.owner
        command.upgrade(config, "head")
        yield urls


async def fill(urls: DatabaseUrls) -> World:
    engine = create_async_engine(urls.owner)
    try:
        async with engine.begin() as connection:
            school_id, teachers = await _school(connection)
            await _ledgers(connection, school_id, teachers)
            token = await _sign_in(connection, school_id)
        await analyse(engine)
    finally:
        await engine.dispose()
    return World(urls.owner, urls.app, str(school_id), str(teachers[0]), token)


async def _school(connection: AsyncConnection) -> tuple[UUID, list[UUID]]:
    district_id, school_id, now = new_id(), new_id(), datetime.now(UTC)
    await connection.execute(insert(district).values(id=district_id, code="tongxiang", name="桐乡市"))
    await connection.execute(
        insert(school).values(
            id=school_id, district_id=district_id, code=SCHOOL, name="石门中学", created_at=now
        )
    )
    await connection.execute(
        insert(school_year).values(
            school_id=school_id,
            id=new_id(),
            start_year=YEAR,
            starts_on=date(YEAR, 9, 1),
            ends_on=date(YEAR + 1, 8, 31),
        )
    )
    await connection.execute(insert(credit_rule), default_rules(school_id, now))
    teachers = [new_id() for _ in range(TEACHERS)]
    rows = [
        {
            "school_id": school_id,
            "id": teacher_id,
            "employee_no": f"{3000 + n}",
            "name": f"教师{n:02}",
            "name_pinyin": f"jiaoshi{n:02}",
            "name_initials": f"js{n:02}",
            "status": "active",
        }
        for n, teacher_id in enumerate(teachers)
    ]
    await connection.execute(insert(teacher), rows)
    return school_id, teachers


async def _ledgers(connection: AsyncConnection, school_id: UUID, teachers: list[UUID]) -> None:
    """A third of each ledger is still provisional."""
    awards: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for n, teacher_id in enumerate(teachers):
        for row in range(ROWS):
            earned_at = datetime(YEAR, 10, 1, 8, tzinfo=UTC) + timedelta(days=7 * row)
            account = Account.PROVISIONAL if row % 3 == 0 else Account.CONFIRMED
            common = {
                "school_id": school_id,
                "teacher_id": teacher_id,
                "school_year": YEAR,
                "category": CourseKind.SHORT if row % 2 else CourseKind.SCHOOL_BASED,
                "title": f"初中课例研讨第{row + 1}次",
                "credits": Decimal("1.50") + n % 4,
                "hours": Decimal("3.00"),
                "earned_at": earned_at,
            }
            award_id = new_id()
            awards.append(
                common
                | {"id": award_id, "cycle_year": 2016, "state": AwardState(account.value), "reasons": []}
            )
            kind = EntryKind.AWARD if account is Account.PROVISIONAL else EntryKind.CONFIRM
            entries.append(
                common
                | {"id": new_id(), "award_id": award_id, "account": account, "kind": kind}
                | {"account_id": teacher_id, "entered_at": earned_at}
            )
    await connection.execute(insert(credit_award), awards)
    await connection.execute(insert(credit_entry), entries)
    moves: dict[tuple[UUID, int], dict[str, Any]] = {}
    for entry in entries:
        sums = moves.setdefault((entry["teacher_id"], YEAR), {})
        sums[entry["account"].value] = sums.get(entry["account"].value, 0) + entry["credits"]
    await shift_all(connection, school_id, moves)


async def _sign_in(connection: AsyncConnection, school_id: UUID) -> str:
    """The token of somebody in the office."""
    return await sign_in(connection, (Place(school_id, SCHOOL, frozenset({Role.RESEARCH_OFFICE})),))


async def sign_in(
    connection: AsyncConnection, schools: tuple[Place, ...] = (), districts: tuple[Place, ...] = ()
) -> str:
    """The token of somebody with these places, signed as the service signs."""
    settings, now = Settings(), datetime.now(UTC)
    account_id, session_id, kid = new_id(), new_id(), new_id()
    public_pem, private_pem = make_key("bench")
    await connection.execute(
        insert(account).values(
            id=account_id, username="bench", display_name="某人", kind="person", created_at=now
        )
    )
    await connection.execute(
        insert(account_session).values(
            id=session_id,
            account_id=account_id,
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(days=1),
            user_agent="bench",
        )
    )
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

    tokens = Tokens(issuer=settings.issuer, audience=settings.audience, fetch_key=fetch_key)
    principal = Principal(account_id, session_id, 1, schools, districts)
    claims = tokens.claims(principal, jti=new_id(), now=now, lifetime=timedelta(hours=2))
    return sign(claims, signer(str(kid), private_pem, "bench"))


async def analyse(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE"))


def as_environment(world: World) -> dict[str, str]:
    return {f"BENCH_{name.upper()}": value for name, value in asdict(world).items()}
