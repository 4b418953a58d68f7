"""What a list may be asked: how much of it, from where, narrowed by what."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from api.shapes import Body, Instant
from domain.paging import DEFAULT_LIMIT, MAX_LIMIT, Window

Asked = TypeVar("Asked", bound=Body)
Read = TypeVar("Read")

REMEMBERED, LONGEST = 1000, 500
"""So many query strings of at most that length are remembered as read."""


class Parameters(Generic[Asked, Read]):
    """Query parameters as one model, read once for every text they come in.

    A dependency for the lists every screen starts with: a parameter declared in FastAPI's way costs 12 µs in
    every request, and these have seven.
    """

    def __init__(self, model: type[Asked], read: Callable[[Asked], Read]) -> None:
        self.model, self._read = model, read
        self.named = frozenset(model.model_fields)
        fields = model.model_fields.items()
        self.lists = frozenset(name for name, field in fields if is_list(field.annotation))
        self._known: dict[bytes, Read] = {}

    async def __call__(self, request: Request) -> Read:
        text: bytes = request.scope["query_string"]
        known = self._known.get(text)
        if known is None:
            known = self._parsed(text)
            if len(text) <= LONGEST and len(self._known) < REMEMBERED:
                self._known[text] = known
        return known

    def _parsed(self, text: bytes) -> Read:
        given: dict[str, Any] = {}
        for name, value in parse_qsl(text.decode("latin-1"), keep_blank_values=True):
            if name in self.lists:
                given.setdefault(name, []).append(value)
            elif name in self.named:
                given[name] = value
        try:
            return self._read(self.model.model_validate(given))
        except ValidationError as error:
            found = error.errors(include_url=False)
            raise RequestValidationError([one | {"loc": ("query", *one["loc"])} for one in found]) from error


def is_list(annotation: Any) -> bool:
    """Whether a parameter of this type may be repeated."""
    return any(get_origin(one) in (list, tuple) for one in (annotation, *get_args(annotation)))


def parameters_of(dependant: Dependant) -> list[Parameters[Any, Any]]:
    """The models a route's dependencies read from the query, in the order of their declaration."""
    here = [dependant.call] if isinstance(dependant.call, Parameters) else []
    return here + [found for needed in dependant.dependencies for found in parameters_of(needed)]


class WindowAsked(Body):
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    """Rows a page."""

    cursor: Annotated[str, Field(max_length=2000)] | None = None
    """`next_cursor` of the page before; opaque."""


WINDOW = Parameters(WindowAsked, lambda asked: Window(asked.limit, asked.cursor))
Windowed = Annotated[Window, Depends(WINDOW)]
Search = Annotated[
    str | None,
    Query(max_length=60, description="Name, pinyin, initials or employee number; the beginning is enough."),
]
From = Annotated[Instant | None, Query(description="Not before this moment.")]
To = Annotated[Instant | None, Query(description="Before this moment.")]


async def language(request: Request) -> str:
    return request.headers.get("accept-language", "")


Language = Annotated[str, Depends(language)]
"""What `Accept-Language` says, for sentences that stand inside an answer."""
