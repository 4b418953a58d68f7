"""The district's platform over HTTP: signed, bounded, and believed only in what was agreed.

Rows are objects of text by field. A field we do not know is left aside, since the platform may add some; a
value that is no text, or text that cannot be stored, refuses the whole answer: half a table is worse than
none.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from domain.imports import Sheet
from domain.integration.fields import INBOUND_FIELDS, OUTBOUND_FIELDS
from domain.integration.platform import Inbound, Outbound, PlatformRefused, PlatformUnavailable
from domain.outgoing import Answer, NotReached, Outgoing
from gateways.district_platform.signing import signed

MOST_ROWS, MOST_PAGES, MOST_BYTES = 20_000, 50, 16 << 20
LONGEST_CURSOR, LONGEST_RECEIPT, LONGEST_WHY = 2000, 200, 300
WITHIN = 20.0
"""Seconds for one request."""

LONGEST_WAIT = 60
"""Seconds: a platform that asks for a longer pause is asked again after this one."""

LATER = (408, 425, 429)
_PATHS: Mapping[Inbound, tuple[str, str | None]] = {
    Inbound.CATALOGUE: ("catalogue", None),
    Inbound.SELECTION_RESULTS: ("selection-results", "round"),
    Inbound.PLATFORM_CREDITS: ("credits", "school_year"),
    Inbound.EVALUATIONS: ("evaluations", "school_year"),
}


class Clock(Protocol):
    def __call__(self) -> datetime: ...


class HttpPlatform:
    """Behind the port `DistrictPlatform`. Raises TargetRefused besides, when it may not be reached at all."""

    def __init__(self, client: Outgoing, base_url: str, org: str, secret: str, clock: Clock) -> None:
        self._client, self._base, self._clock = client, base_url.rstrip("/"), clock
        self._org, self._secret = org, secret

    async def fetch(self, kind: Inbound, about: str | None) -> Sheet:
        """Page by page to the end. Raises PlatformUnavailable, PlatformRefused, TargetRefused."""
        fields = INBOUND_FIELDS[kind]
        rows: list[tuple[int, dict[str, str]]] = []
        cursor: str | None = None
        line, left = 1, MOST_BYTES
        for _ in range(MOST_PAGES):
            found, cursor, size = await self._page(kind, about, cursor, left)
            left -= size
            if line - 1 + len(found) > MOST_ROWS:
                raise PlatformRefused(status=200, why="too_many_rows")
            for row in found:
                line += 1
                cells = _cells(row, fields)
                if cells:
                    rows.append((line, cells))
            if cursor is None:
                return Sheet(kind.value, list(fields), rows)
        raise PlatformRefused(status=200, why="too_many_pages")

    async def probe(self) -> int:
        """How many rows the catalogue's first page has. Raises as `fetch` does."""
        fields = INBOUND_FIELDS[Inbound.CATALOGUE]
        found, _, _ = await self._page(Inbound.CATALOGUE, None, None, MOST_BYTES)
        return len([_cells(row, fields) for row in found])

    async def hand_in(self, submission_id: UUID, kind: Outbound, about: str, sheet: Sheet) -> str:
        """Raises PlatformUnavailable, PlatformRefused, TargetRefused."""
        named = OUTBOUND_FIELDS[kind]
        rows = [
            {named.get(header, header): cells.get(header, "") for header in sheet.header}
            for _, cells in sheet.rows
        ]
        body = json.dumps({"kind": kind.value, "about": about, "rows": rows}, ensure_ascii=False).encode()
        said = _json(await self._ask("PUT", f"/v1/submissions/{submission_id}", body))
        receipt = said.get("receipt") if isinstance(said, dict) else None
        if not isinstance(receipt, str) or not receipt.isprintable() or not receipt.strip():
            raise PlatformRefused(status=200, why="no_receipt")
        if len(receipt) > LONGEST_RECEIPT:
            raise PlatformRefused(status=200, why="no_receipt")
        return receipt.strip()

    async def _page(
        self, kind: Inbound, about: str | None, cursor: str | None, at_most: int
    ) -> tuple[list[object], str | None, int]:
        """Its rows, the cursor of the next, and how many bytes it was."""
        path, parameter = _PATHS[kind]
        asked = [(parameter, about or "")] if parameter else []
        if cursor is not None:
            asked.append(("cursor", cursor))
        query = f"?{urlencode(asked)}" if asked else ""
        answer = await self._ask("GET", f"/v1/{path}{query}", at_most=at_most)
        said = _json(answer)
        rows = said.get("rows") if isinstance(said, dict) else None
        following = said.get("next_cursor") if isinstance(said, dict) else None
        if not isinstance(rows, list):
            raise PlatformRefused(status=answer.status, why="no_rows")
        if following is not None and not (
            isinstance(following, str) and 0 < len(following) <= LONGEST_CURSOR and _is_storable(following)
        ):
            raise PlatformRefused(status=answer.status, why="bad_cursor")
        return rows, following, len(answer.body)

    async def _ask(self, method: str, path: str, body: bytes = b"", *, at_most: int = 1 << 16) -> Answer:
        """The answer of a success. Raises PlatformUnavailable, PlatformRefused, TargetRefused."""
        address = self._base + path
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        at = int(self._clock().timestamp())
        headers = signed(self._secret, self._org, method, target, body, at=at)
        headers["Accept"] = "application/json"
        if body:
            headers["Content-Type"] = "application/json"
        try:
            answer = await self._client.send(
                method, address, headers=headers, body=body, within=WITHIN, at_most=at_most
            )
        except NotReached as refusal:
            if refusal.facts["why"] == "answer_too_large":
                raise PlatformRefused(status=200, why="answer_too_large") from refusal
            raise PlatformUnavailable(why=refusal.facts["why"]) from refusal
        return _good(answer)


def _good(answer: Answer) -> Answer:
    if answer.status in (200, 201, 202):
        return answer
    if answer.status >= 500 or answer.status in LATER:
        why = "too_busy" if answer.status == 429 else f"HTTP {answer.status}"
        raise PlatformUnavailable(why=why, seconds=_wait(answer.headers.get("retry-after", "")))
    if answer.status < 400:
        raise PlatformRefused(status=answer.status, why="elsewhere")
    raise PlatformRefused(status=answer.status, why=_why(answer))


def _wait(said: str) -> int:
    """Seconds it asks us to wait; a date, which it may say too, is taken for no word at all."""
    return min(int(said), LONGEST_WAIT) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _why(answer: Answer) -> str:
    """What a problem says, as it may be shown and kept."""
    try:
        said = _json(answer)
    except PlatformUnavailable:
        said = None
    told = [said.get(name) for name in ("code", "detail")] if isinstance(said, dict) else []
    text = ": ".join(one for one in told if isinstance(one, str))
    printable = "".join(one if one.isprintable() else " " for one in text)
    return printable[:LONGEST_WHY].strip() or "no_reason"


def _json(answer: Answer) -> Any:
    """Half a document, or a page of something in between, passes: it is worth asking again."""
    try:
        return json.loads(answer.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PlatformUnavailable(why="not_json") from error


def _cells(row: object, fields: tuple[str, ...]) -> dict[str, str]:
    """What the row says, stripped; nothing when it says nothing."""
    if not isinstance(row, dict):
        raise PlatformRefused(status=200, why="bad_row")
    cells = {}
    for field in fields:
        value = row.get(field, "")
        if not isinstance(value, str) or not _is_storable(value):
            raise PlatformRefused(status=200, why="bad_value")
        if value.strip():
            cells[field] = value.strip()
    return cells


def _is_storable(text: str) -> bool:
    """PostgreSQL stores no NUL, and UTF-8 has no lone surrogates."""
    return "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
