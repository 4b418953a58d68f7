"""What this room answers with besides JSON."""

from typing import Any
from urllib.parse import quote

from fastapi import Response

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
}


def answers(*formats: str) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI is told of a route that answers with a file."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": {MEDIA_TYPES[one]: binary for one in formats}}}


def attachment(content: bytes, name: str, format: str) -> Response:
    named = quote(f"{name}.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{named}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)
