"""FastAPI + asyncpg + Pydantic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from fastapi import FastAPI

from bench.servers.models import LedgerEntry, Page, Standing
from bench.servers.shared import DSN, LEDGER, POOL, RULE, SCHOOL_ID, STANDING, YEAR, judged, reasons


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(DSN, min_size=POOL, max_size=POOL) as pool:
        app.state.pool = pool
        app.state.reasons = reasons(await pool.fetchval(RULE, SCHOOL_ID))
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/teachers/{teacher_id}/ledger")
async def ledger(teacher_id: UUID) -> Page[LedgerEntry]:
    rows = await app.state.pool.fetch(LEDGER, SCHOOL_ID, teacher_id)
    return Page(items=[LedgerEntry(**row) for row in rows])


@app.get("/standing")
async def standing() -> Page[Standing]:
    rows = await app.state.pool.fetch(STANDING, SCHOOL_ID, YEAR)
    return Page(items=[Standing(**judged(row, app.state.reasons)) for row in rows])
