"""Which routes a path can be one of: there are hundreds, and each that is tried costs a request 2 µs."""

from collections import defaultdict

from fastapi import APIRouter
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

SCHOOL = "/api/v1/schools/{school}/"


class Signpost:
    """Under a school a path is tried by the routes of its collection that have as many parts.

    Any other by all of them, in their order.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        found: dict[tuple[str, int], list[BaseRoute]] = defaultdict(list)
        for route in router.routes:
            path = getattr(route, "path", "")
            if path.startswith(SCHOOL):
                assert ":path}" not in path, f"{path} has any number of parts"
                parts = path.split("/")
                found[parts[5], len(parts)].append(route)
        self._towards = {
            way: APIRouter(routes=routes, redirect_slashes=False) for way, routes in found.items()
        }

    def towards(self, path: str) -> APIRouter:
        """A router of all the routes it can be one of."""
        parts = path.split("/")
        if len(parts) > 5 and parts[1:4] == ["api", "v1", "schools"]:
            return self._towards.get((parts[5], len(parts)), self._router)
        return self._router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        router = self._router if scope.get("root_path") else self.towards(scope.get("path", ""))
        scope["router"] = self._router
        await router.app(scope, receive, send)
