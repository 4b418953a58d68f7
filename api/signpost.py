"""Which routes a path can be one of: there are hundreds, and each that is tried costs a request 2 µs."""

from collections import defaultdict

from fastapi import APIRouter
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.convertors import StringConvertor
from starlette.types import Receive, Scope, Send

from api.late import LateRoute

SCHOOL = "/api/v1/schools/{school}/"


class Signpost:
    """Under a school a path is tried by the routes of its collection that have as many parts.

    Any other by all of them, in their order.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._all = AsyncExitStackMiddleware(router.app)  # which FastAPI asks of what is no `StrictRoute`
        found: dict[tuple[str, int], list[LateRoute]] = defaultdict(list)
        for route in router.routes:
            path = getattr(route, "path", "")
            if path.startswith(SCHOOL):
                assert isinstance(route, LateRoute)
                convertors = route.param_convertors.values()
                assert all(isinstance(one, StringConvertor) for one in convertors), f"{path} is not all text"
                parts = path.split("/")
                found[parts[5], len(parts)].append(route)
        self._towards = dict(found)
        self._routers = {
            way: APIRouter(routes=[*routes], redirect_slashes=False) for way, routes in found.items()
        }

    def towards(self, path: str) -> APIRouter:
        """A router of all the routes it can be one of."""
        return self._routers.get(_way(path), self._router)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["router"] = self._router
        path = scope.get("path", "")
        way = _way(path)
        if scope["type"] != "http" or scope.get("root_path") or way not in self._towards:
            await self._all(scope, receive, send)
            return
        # As a router does it, but for what FastAPI's asks each route for kinds of routes that ours are not.
        for route in self._towards[way]:
            if scope["method"] in route.methods and (found := route.path_regex.match(path)):
                scope["route"], scope["endpoint"] = route, route.endpoint
                scope["path_params"] = found.groupdict()
                await route.handle(scope, receive, send)
                return
        await self._routers[way].app(scope, receive, send)  # it knows how to say no


def _way(path: str) -> tuple[str, int]:
    """The collection under a school, and how many parts there are."""
    parts = path.split("/")
    if len(parts) > 5 and parts[1:4] == ["api", "v1", "schools"]:
        return parts[5], len(parts)
    return "", 0
