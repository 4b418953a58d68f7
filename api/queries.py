"""What a list may be asked: how much of it, from where, narrowed by what."""

from typing import Annotated

from fastapi import Depends, Query, Request

from api.shapes import Instant
from domain.paging import DEFAULT_LIMIT, MAX_LIMIT, Window


async def window(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows a page.")] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=2000, description="`next_cursor` of the page before; opaque.")
    ] = None,
) -> Window:
    return Window(limit, cursor)


Windowed = Annotated[Window, Depends(window)]
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
