"""Starlette + asyncpg + orjson: rows to JSON with nothing in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.servers.shared import DSN, LEDGER, POOL, RULE, SCHOOL_ID, STANDING, YEAR, judged, reasons


def answer(items: object) -> Response:
    page = {"items": items, "next_cursor": None, "has_more": False}
    body = orjson.dumps(page, default=str, option=orjson.OPT_UTC_Z)
    return Response(body, media_type="application/json")


async def ledger(request: Request) -> Response:
    rows = await request.app.state.pool.fetch(LEDGER, SCHOOL_ID, request.path_params["teacher_id"])
    return answer([dict(row) for row in rows])


async def standing(request: Request) -> Response:
    rows = await request.app.state.pool.fetch(STANDING, SCHOOL_ID, YEAR)
    return answer([judged(row, request.app.state.reasons) for row in rows])


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(DSN, min_size=POOL, max_size=POOL) as pool:
        app.state.pool = pool
        app.state.reasons = reasons(await pool.fetchval(RULE, SCHOOL_ID))
        yield


app = Starlette(
    routes=[Route("/teachers/{teacher_id}/ledger", ledger), Route("/standing", standing)], lifespan=lifespan
)
