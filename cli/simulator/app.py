"""The simulator as an app of its own. Everything it knows, it forgets when it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from cli.simulator import control, document
from cli.simulator.contract import Refused, router
from cli.simulator.edge import Access, Edge
from cli.simulator.simulation import Simulation
from cli.simulator.world import World


def create_simulator(simulation: Simulation) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await simulation.callbacks.stop()

    app = FastAPI(**document.ABOUT, lifespan=lifespan, webhooks=document.webhooks)
    app.state.simulation = simulation
    app.include_router(router)
    app.include_router(control.router)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_middleware(Edge, access=simulation.access, faults=simulation.faults, journal=simulation.journal)
    app.openapi = lambda: document.contract_of(app)  # type: ignore[method-assign]  # FastAPI's way
    return app


def contract() -> dict[str, Any]:
    """What the platform answers to, as OpenAPI."""
    return create_simulator(Simulation(World(), 0, Access("", ""))).openapi()


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return _problem(error.status, error.code, error.detail)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _problem(422, "invalid_request", f"{where}: {first['msg']}")


async def _not_found(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed"}
    return _problem(error.status_code, codes.get(error.status_code, "refused"), str(error.detail))


def _problem(status: int, code: str, detail: str) -> JSONResponse:
    content: dict[str, Any] = {"status": status, "code": code, "detail": detail}
    return JSONResponse(content, status, media_type="application/problem+json")
