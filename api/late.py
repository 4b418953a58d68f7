"""A route that FastAPI derives when it is first asked for, not when the program starts.

What a route is derived into (its dependants, validators, serialisers) takes 1 ms and 65 KiB, and there are
some 700 of them; a process answers a part of them. So the start only notes what was said of a route, and its
first request, or the contract, pays for the rest.
"""

import gc
from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import compile_path

AT_ONCE = ("tags", "operation_id", "dependencies", "include_in_schema", "response_model_exclude_none")


class LateRoute(APIRoute):
    """Knows at once what matching, permissions and figures ask for."""

    methods: set[str]

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        self._said: dict[str, Any] | None = {"path": path, "endpoint": endpoint, **said}
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.name = said["name"] or endpoint.__name__
        self.methods = set(said["methods"] or ("GET",))
        for name in AT_ONCE:
            setattr(self, name, said[name])

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        said = self.__dict__.pop("_said", None)
        if said is None:
            raise AttributeError(name)
        super().__init__(**said)
        if gc.get_freeze_count():  # a service that stands: what is derived now stays as well (api/app.py)
            gc.collect()  # of what came since, and what is garbage must not stay
            gc.freeze()
        return getattr(self, name)
