"""A route's dependencies run as FastAPI would run them: in its order, each once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated, Any

import pytest
from fastapi import Depends, Query, Request, Response
from fastapi.dependencies.utils import get_dependant
from pydantic_core import PydanticUndefined

from api.plan import Plan

DONE: list[str] = []


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    DONE.clear()


async def opened() -> AsyncIterator[str]:
    DONE.append("opened")
    yield "it"
    DONE.append("closed")


async def narrow(of: Annotated[str, Depends(opened, scope="function")], size: int = 1) -> int:
    DONE.append("narrow")
    return len(of) * size


async def aside(of: Annotated[str, Depends(opened, scope="function")]) -> str:
    DONE.append("aside")
    return of.upper()


async def endpoint(
    response: Response,
    request: Request,
    narrowed: Annotated[int, Depends(narrow)],
    name: str,
    beside: Annotated[str, Depends(aside)],
    tags: Annotated[tuple[str, ...], Query()] = (),
) -> Any:
    DONE.append("endpoint")
    response.headers["x-seen"] = request.url.path
    return narrowed, name, beside, tags


async def run(query: str) -> tuple[Any, list[Any], Response]:
    scope = {"type": "http", "method": "GET", "path": "/a", "headers": [], "query_string": query.encode()}
    request = Request(scope | {"path_params": {"name": "b"}})
    said = Response()
    plan = Plan(get_dependant(path="/a/{name}", call=endpoint), embeds=False)
    async with AsyncExitStack() as stack:
        found, errors = await plan.run(request, PydanticUndefined, said, stack)
    return found, errors, said


async def test_what_two_need_runs_once_and_is_closed_at_the_end() -> None:
    found, errors, said = await run("size=3&tags=x&tags=y")

    assert (found, errors) == ((6, "b", "IT", ("x", "y")), [])
    assert said.headers["x-seen"] == "/a"
    assert DONE == ["opened", "narrow", "aside", "endpoint", "closed"]


async def test_who_cannot_have_what_they_need_does_not_run_and_all_that_is_wrong_is_said() -> None:
    _, errors, _ = await run("size=many")

    assert [error["loc"] for error in errors] == [("query", "size")]
    assert DONE == ["opened", "aside", "closed"]


async def test_a_dependency_that_would_take_a_thread_is_refused() -> None:
    def slow() -> int:
        return 1

    async def asks(_: Annotated[int, Depends(slow)]) -> None: ...

    with pytest.raises(AssertionError, match="take a thread"):
        Plan(get_dependant(path="/", call=asks), embeds=False)
