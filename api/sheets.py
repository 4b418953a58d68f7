"""The answer to a list that comes written out."""

from fastapi import Response

from domain.paging import Sheet


def shown(sheet: Sheet) -> Response:
    """As FastAPI would render a `Page` of the items."""
    cursor = b"null" if sheet.next_cursor is None else b'"%b"' % sheet.next_cursor.encode()  # in base64
    parts = sheet.items, cursor, b"true" if sheet.has_more else b"false"
    return Response(b'{"items":[%b],"next_cursor":%b,"has_more":%b}' % parts, media_type="application/json")
