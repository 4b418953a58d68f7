"""The answer to a list that comes written out."""

from fastapi import Response

from domain.paging import WrittenPage


def shown(page: WrittenPage) -> Response:
    """As FastAPI would render a `Page` of the items."""
    cursor = b"null" if page.next_cursor is None else b'"%b"' % page.next_cursor.encode()  # in base64
    parts = page.items, cursor, b"true" if page.has_more else b"false"
    return Response(b'{"items":[%b],"next_cursor":%b,"has_more":%b}' % parts, media_type="application/json")
