"""What an endpoint depends on, in the order it runs in.

FastAPI derives dependencies and validates what they are given. It also looks for them anew in every request,
for each at every place that needs it: 15 µs a time, and there are a dozen. Here the order is found once.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from pydantic_core import PydanticUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

_MISSING: Any = object()
"""Of a dependency that was given what it could not take, or needs one that was."""


@dataclass(frozen=True)
class Reading:
    """Parameters of the query, or of the headers."""

    fields: Sequence[Any]
    found_in: Callable[[Request], Any]

    @cached_property
    def may_be_absent(self) -> bool:
        its = [field.field_info for field in self.fields]
        return not any(one.is_required() or one.validate_default for one in its)

    def read(self, request: Request) -> tuple[dict[str, Any], list[Any]]:
        """And what is wrong with them. FastAPI takes 8 µs for each to see that it is not there."""
        given = self.found_in(request)
        if self.may_be_absent and not any(field.alias in given for field in self.fields):
            return {field.name: field.get_default() for field in self.fields}, []
        return request_params_to_args(self.fields, given)


@dataclass(frozen=True)
class Step:
    """A dependency, or at last the endpoint itself."""

    dependant: Dependant
    needs: Sequence[tuple[str, int]]
    """By which name it is given which earlier step's value."""

    call: Callable[..., Awaitable[Any]]
    opening: Callable[..., AbstractAsyncContextManager[Any]] | None
    """Of a generator: what it yields stands until the answer does."""

    request_name: str | None
    """By which name it is given the request; so below."""

    response_name: str | None

    @cached_property
    def asks(self) -> bool:
        """Whether it has parameters of its own."""
        return bool(self.dependant.path_params or self.dependant.body_params or self.readings)

    @cached_property
    def readings(self) -> Sequence[Reading]:
        of = self.dependant
        assert not of.cookie_params, "nothing of ours is kept in a cookie"
        every = (
            Reading(of.query_params, lambda request: request.query_params),
            Reading(of.header_params, lambda request: request.headers),
        )
        return [reading for reading in every if reading.fields]

    async def parameters(self, request: Request, body: Any, embeds: bool) -> tuple[dict[str, Any], list[Any]]:
        """And what is wrong with them."""
        given: dict[str, Any] = {}
        errors: list[Any] = []
        for field in self.dependant.path_params:  # each is there, once
            text = request.path_params[field.alias]
            given[field.name], wrong = field.validate(text, loc=("path", field.alias))
            errors += wrong
        for reading in self.readings:
            values, wrong = reading.read(request)
            given |= values
            errors += wrong
        if wanted := self.dependant.body_params:
            if embeds or body is PydanticUndefined or isinstance(body, FormData):
                values, wrong = await request_body_to_args(wanted, body, embeds)
            else:  # as FastAPI then does, once it is sure
                (field,) = wanted
                value, wrong = field.validate(body, loc=("body",))
                values = {field.name: value}
            given |= values
            errors += wrong
        return given, errors


class Plan:
    """`embeds` is whether a body's parameters are its fields, or the only one is the body."""

    def __init__(self, dependant: Dependant, *, embeds: bool) -> None:
        self._embeds = embeds
        self._numbers: dict[Any, int] = {}
        self._steps: list[Step] = []
        self._add(dependant)

    def _add(self, dependant: Dependant) -> int:
        """The number of its step; what is needed in several places runs once."""
        call: Any = dependant.call
        if call not in self._numbers:
            # In FastAPI's order: those a route declares for their own sake have no name, and come first.
            numbered = [(one.name, self._add(one)) for one in dependant.dependencies]
            needs = [(name, number) for name, number in numbered if name is not None]
            names = dependant.request_param_name, dependant.response_param_name
            self._steps.append(Step(dependant, needs, call, _opening(call), *names))
            self._numbers[call] = len(self._steps) - 1
        return self._numbers[call]

    async def run(
        self, request: Request, body: Any, response: Response, opened: AsyncExitStack
    ) -> tuple[Any, list[Any]]:
        """What the endpoint gives back; or what is wrong with the request, and the endpoint did not run."""
        found: list[Any] = []
        errors: list[Any] = []
        last = self._steps[-1]
        for step in self._steps:
            given = {name: found[number] for name, number in step.needs}
            wrong: list[Any] = []
            if step.asks:
                parameters, wrong = await step.parameters(request, body, self._embeds)
                given |= parameters
                errors += wrong
            if errors and (wrong or step is last or _MISSING in given.values()):
                found.append(_MISSING)
                continue
            if step.request_name is not None:
                given[step.request_name] = request
            if step.response_name is not None:
                given[step.response_name] = response
            if step.opening is None:
                found.append(await step.call(**given))
            else:
                found.append(await opened.enter_async_context(step.opening(**given)))
        return found[-1], errors


def _opening(call: Any) -> Callable[..., AbstractAsyncContextManager[Any]] | None:
    its = call if inspect.isroutine(call) else type(call).__call__
    if inspect.isasyncgenfunction(its):
        return asynccontextmanager(call)
    assert inspect.iscoroutinefunction(its), f"{call} would take a thread"
    return None
