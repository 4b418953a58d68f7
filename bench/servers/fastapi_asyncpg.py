"""FastAPI + asyncpg + Pydantic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from fastapi import FastAPI, HTTPException

from bench.servers.models import EnrolBody, Enrolment, LedgerEntry, Page, Standing
from bench.servers.shared import (
    COUNT,
    DSN,
    ENROL,
    LEDGER,
    LOCK,
    POOL,
    RULE,
    SCHOOL_ID,
    STANDING,
    YEAR,
    judged,
    reasons,
    year_of,
)


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


@app.post("/sessions/{session_id}/enrolments", status_code=201)
async def enrol(session_id: UUID, body: EnrolBody) -> Enrolment:
    """The least that never oversells: the lock, then the count in a statement of its own."""
    async with app.state.pool.acquire() as connection, connection.transaction():
        session = await connection.fetchrow(LOCK, SCHOOL_ID, session_id)
        if session is None:
            raise HTTPException(404)
        if await connection.fetchval(COUNT, SCHOOL_ID, session_id) >= session["capacity"]:
            raise HTTPException(409, "full")
        planned = session["credits"], year_of(session["ends_at"])
        row = await connection.fetchrow(ENROL, SCHOOL_ID, session_id, body.teacher_id, *planned)
        return Enrolment(**row)
