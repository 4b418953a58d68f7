"""Is it alive, is it ready, how is it doing."""

from secrets import compare_digest
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.problems import RouteNotFound, Unavailable
from api.routes import StrictRoute
from api.scrape import Looked
from api.wiring.platform import readiness
from api.wiring.watching import head, looked_at

router = APIRouter(tags=["platform"], route_class=StrictRoute)


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Each part `ok`, or what is wrong with it."""

    database: str
    migrations: str
    queue: str


@router.get("/livez", operation_id="platform_check_liveness", summary="Is the process alive")
async def livez() -> Health:
    """Answers while the process does, whatever becomes of the database."""
    return Health()


@router.get("/readyz", operation_id="platform_check_readiness", summary="Can it serve")
async def readyz(parts: Annotated[dict[str, str], Depends(readiness)]) -> Readiness:
    """200 when the database answers, its migrations are at head and the queue is there; otherwise 503."""
    if any(state != "ok" for state in parts.values()):
        raise Unavailable(**parts)
    return Readiness(**parts)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Prometheus figures: for loopback callers, or with the scraper's token."""
    settings: Any = request.app.state.settings
    if settings.metrics_token is not None:
        wanted = f"Bearer {settings.metrics_token.get_secret_value()}"
        allowed = compare_digest(request.headers.get("authorization", "").encode(), wanted.encode())
    else:
        allowed = request.client is None or request.client.host in ("127.0.0.1", "::1")
    if not allowed:
        raise RouteNotFound()
    pools, queue = await looked_at(request.app.state.engine)
    looked = Looked(version=request.app.version, migration=head(), pools=pools, queue=queue)
    return Response(request.app.state.figures.page(looked), media_type=CONTENT_TYPE_LATEST)
