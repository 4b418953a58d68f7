"""FastAPI + SQLAlchemy Core async + Pydantic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Column, Row, and_, func, literal_column, select
from sqlalchemy.ext.asyncio import create_async_engine

from bench.servers.models import LedgerEntry, Page, Standing
from bench.servers.shared import POOL, SCHOOL_ID, URL, YEAR, judged, reasons
from persistence.people.tables import teacher
from persistence.training.tables import credit_entry, credit_rule

SCHOOL = UUID(SCHOOL_ID)
engine = create_async_engine(URL, pool_size=POOL, max_overflow=0)
state: dict[str, object] = {}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    its = (credit_rule.c.school_id == SCHOOL, credit_rule.c.key == "yearly_target")
    async with engine.connect() as connection:
        state["reasons"] = reasons(await connection.scalar(select(credit_rule.c.id).where(*its)))
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)
COLUMNS: list[Column[object]] = [credit_entry.c[name] for name in LedgerEntry.model_fields]


@app.get("/teachers/{teacher_id}/ledger")
async def ledger(teacher_id: UUID) -> Page[LedgerEntry]:
    statement = (
        select(*COLUMNS)
        .where(credit_entry.c.school_id == SCHOOL, credit_entry.c.teacher_id == teacher_id)
        .order_by(credit_entry.c.id.desc())
        .limit(50)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(statement)).mappings()
        return Page(items=[LedgerEntry(**row) for row in rows])


def summed(account: str) -> object:
    total = func.sum(credit_entry.c.credits).filter(credit_entry.c.account == account)
    return func.coalesce(total, literal_column("0.00")).label(account)


@app.get("/standing")
async def standing() -> Page[Standing]:
    own = and_(
        credit_entry.c.school_id == teacher.c.school_id,
        credit_entry.c.teacher_id == teacher.c.id,
        credit_entry.c.school_year == YEAR,
    )
    names = ("name", "employee_no", "subject_group_id", "grade_group_id")
    statement = (
        select(
            teacher.c.id.label("teacher_id"),
            *(teacher.c[name] for name in names),
            summed("confirmed"),  # type: ignore[call-overload]
            summed("provisional"),
        )
        .select_from(teacher.outerjoin(credit_entry, own))
        .where(teacher.c.school_id == SCHOOL)
        .group_by(teacher.c.school_id, teacher.c.id)
        .order_by(teacher.c.name_pinyin, teacher.c.id)
        .limit(200)
    )
    async with engine.connect() as connection:
        rows: list[Row[tuple[object, ...]]] = list(await connection.execute(statement))
        return Page(items=[Standing(**judged(row._mapping, state["reasons"])) for row in rows])
