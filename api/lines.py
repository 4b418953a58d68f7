"""A page whose items stay the same objects as long as they say the same: each is rendered once."""

from collections.abc import Callable
from typing import Generic, TypeVar

from fastapi import Response
from pydantic import TypeAdapter

from domain.paging import Page

Item = TypeVar("Item")

REMEMBERED = 10_000


class Lines(Generic[Item]):
    """Renders such pages, byte for byte as FastAPI does.

    For the lists every screen starts with, whose rows are remembered where they are read: rendering them anew
    costs as much as reading them. An item is known by its identity, and kept, so that no other takes its id.
    """

    def __init__(self, item: type[Item]) -> None:
        self._render: Callable[[Item], bytes] = TypeAdapter(item).dump_json
        self._known: dict[int, tuple[Item, bytes]] = {}

    def __call__(self, page: Page[Item]) -> Response:
        known, lines = self._known, []
        for item in page.items:
            kept = known.get(id(item))
            lines.append(self._remember(item) if kept is None else kept[1])
        cursor = b"null" if page.next_cursor is None else b'"%b"' % page.next_cursor.encode()  # in base64
        parts = b",".join(lines), cursor, b"true" if page.has_more else b"false"
        return Response(
            b'{"items":[%b],"next_cursor":%b,"has_more":%b}' % parts, media_type="application/json"
        )

    def _remember(self, item: Item) -> bytes:
        if len(self._known) >= REMEMBERED:
            self._known.clear()  # rarer than once in so many changes, and no bookkeeping in between
        line = self._render(item)
        self._known[id(item)] = item, line
        return line
