"""The application, put together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors, logs
from api.cors import let_in
from api.docs import add_docs
from api.edge import Edge
from api.figures import Figures
from api.openapi import contract
from api.platform import health
from api.rate import Rate
from api.rooms import ROUTERS
from api.settings import Settings
from api.signpost import Signpost
from api.tracing import Tracing, tracing_to
from api.wiring.issuing import Issuer
from api.wiring.secret import secret_of
from api.wiring.tokens import Tokens
from api.wiring.watching import Watcher
from gateways.documents.notices import TypstNoticePrinter
from gateways.files import file_store
from gateways.outgoing import GuardedClient
from gateways.passwords import Argon2Passwords
from gateways.sealing import Sealing
from persistence.engine import create_engine
from persistence.identity.keys import public_pem
from persistence.outages import is_full, is_outage
from persistence.provision import asyncpg_url
from persistence.replica import Replica

SCANS_PER_PAGE = 25
"""A whole staff room scans at once, behind one address."""

VERSION = "0.1.0"

YOUNG = 10_000
"""So many more containers there are when garbage is looked for among them."""


def create_app(
    settings: Settings,
    database_url: str | None = None,
    figures: Figures | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The service on a database, as the role row-level security binds; without one, only its contract.

    `figures` are those of a worker in the same process, to be told together; `tracing` is another than the
    settings'. Raises TracingMissing.
    """
    logs.configure(settings.log_level, settings.log_format)
    app = Service(
        title="Yanxiu 研修",
        version=VERSION,
        summary="The software a school's Teaching Research Office (教科室) runs its term on.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # api/docs.py gives what is written down
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours: api/edge.py
        redirect_slashes=False,
        separate_input_output_schemas=True,
        generate_unique_id_function=_operation_id,
    )
    figures = figures or Figures()
    tracing = tracing or tracing_to(settings.traces_url, "yanxiu")
    answered = partial(errors.answered, is_outage=is_outage, is_full=is_full)
    app.state.settings, app.state.database_url, app.state.figures = settings, database_url, figures
    app.state.tracing = tracing
    app.state.rate = Rate("caller", settings.rate_per_minute)
    app.state.sign_in_rate = Rate("sign-in", settings.sign_in_per_minute)
    app.state.sign_in_address_rate = Rate("sign-in-address", settings.sign_in_per_minute * 10)
    app.state.calendar_rate = Rate("calendar", settings.calendar_per_minute)
    app.state.clock = partial(datetime.now, UTC)
    app.state.scan_rate = Rate("scan", settings.pages_per_minute * SCANS_PER_PAGE)
    app.state.page_rate = Rate("page", settings.pages_per_minute)
    app.state.callback_rate = Rate("callback", settings.callbacks_per_minute)
    app.state.outgoing = GuardedClient(private_hosts=settings.private_hosts)
    for router in (*ROUTERS, health.router):
        app.router.routes.extend(router.routes)
    add_docs(app)
    app.router.middleware_stack = Signpost(app.router)
    app.add_middleware(Edge, figures=figures, answered=answered, tracing=tracing)
    if settings.cors_origins:  # without any there is nothing to allow, and each answer is spared its work
        let_in(app, settings.cors_origins)
    app.openapi = partial(contract, app)  # type: ignore[method-assign]
    return app


class Service(FastAPI):
    """Without FastAPI's layers around a request: `Edge` answers its errors, its route limits its body, and
    what a stream keeps open is its own affair (`api/routes.py`)."""

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = self.router
        for middleware in reversed(self.user_middleware):
            app = middleware.cls(app, *middleware.args, **middleware.kwargs)
        return app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self.middleware_stack is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    if app.state.database_url is None:
        yield
        return
    tracing = app.state.tracing
    engine = create_engine(
        app.state.database_url,
        pool_size=settings.pool_size,
        pool_wait=settings.pool_wait_seconds,
        patience=settings.statement_seconds,
        behind_pooler=settings.behind_pooler,
        watch=Watcher(app.state.figures, slow_ms=settings.slow_query_ms, tracing=tracing),
        distributed=settings.distributed,
    )
    app.state.engine = engine
    app.state.replica = _replica(settings, engine)
    app.state.tokens = Tokens(
        issuer=settings.issuer, audience=settings.audience, fetch_key=partial(public_pem, engine)
    )
    app.state.issuer = Issuer(
        engine,
        app.state.tokens,
        secret=partial(secret_of, settings),
        lifetime=timedelta(minutes=settings.access_token_minutes),
    )
    app.state.passwords = Argon2Passwords()
    app.state.files = file_store(settings.data_dir, settings.files_url)
    app.state.printer = TypstNoticePrinter()
    app.state.sealing = Sealing(partial(secret_of, settings))
    # What stands now stays until the end: a collection that walks it all (150 ms) finds nothing to free.
    gc.collect()
    gc.freeze()
    # Nor is there much among what some requests have just made: with 700 each of them pays for two looks.
    looking = gc.get_threshold()
    gc.set_threshold(YOUNG, *looking[1:])
    try:
        yield
    finally:
        gc.set_threshold(*looking)
        gc.unfreeze()
        if app.state.replica is not None:
            await app.state.replica.engine.dispose()
        await engine.dispose()
        if tracing is not None:
            tracing.close()


def _replica(settings: Settings, primary: AsyncEngine) -> Replica | None:
    if settings.replica_database_url is None:
        return None
    engine = create_engine(
        asyncpg_url(settings.replica_database_url),
        pool_size=settings.pool_size,
        pool_wait=settings.pool_wait_seconds,
        patience=settings.statement_seconds,
        behind_pooler=settings.behind_pooler,
    )
    return Replica(engine, primary, lag_seconds=settings.replica_lag_seconds)


def _operation_id(route: APIRoute) -> str:
    """Every route says its own: <room>_<verb>_<noun>."""
    if route.operation_id is None and route.include_in_schema:
        raise ValueError(f"{route.path} has no operation_id")
    return route.operation_id or route.name
