"""The Rostering Service of OneRoster 1.2, read-only: for each list there is, the list and one of it."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from api.oneroster.schemas import answer
from api.queries import Parameters
from api.routes import OneRosterRoute
from api.shapes import INT32, Body
from api.wiring.oneroster import BASE, RecordsPort, SchoolOfToken, ServiceUrl
from domain.identity.actions import Action
from domain.oneroster.asking import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Asked,
    read,
    read_filter,
    read_selection,
    read_sort,
)
from domain.oneroster.records import COLLECTIONS, Collection, record

router = APIRouter(prefix=BASE, tags=["oneroster"], route_class=OneRosterRoute, redirect_slashes=False)

Words = Annotated[str, Field(max_length=1000)]


class SelectionAsked(Body):
    fields: Words | None = None
    """Which fields to answer, with commas between; all when left out."""


class RecordsAsked(SelectionAsked):
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    """Records a page."""

    offset: Annotated[int, Field(ge=0, le=INT32)] = 0
    """How many records to pass over."""

    sort: Words | None = None
    """The field to sort by; by `sourcedId` when left out, and where the field is the same."""

    orderBy: Literal["asc", "desc"] = "asc"

    filter: Words | None = None
    """`field operator 'value'`, such as `familyName='张'`; two at most, joined by `AND` or `OR`."""

    def asked(self, collection: Collection) -> Asked:
        return Asked(
            limit=self.limit,
            offset=self.offset,
            sort=None if self.sort is None else read_sort(self.sort, collection),
            descending=self.orderBy == "desc",
            filter=None if self.filter is None else read_filter(self.filter, collection),
            chosen=None if self.fields is None else read_selection(self.fields, collection),
        )


Selection = Annotated[SelectionAsked, Depends(Parameters(SelectionAsked, lambda asked: asked))]
Query = Annotated[RecordsAsked, Depends(Parameters(RecordsAsked, lambda asked: asked))]
SourcedId = Annotated[str, Path(max_length=255, description="The record's `sourcedId`.")]


def links(address: str, query: str, *, limit: int, offset: int, total: int) -> str:
    """RFC 8288: the first and the last page, and those beside this one, asked the same."""
    pages = {"first": 0, "last": max(0, (total - 1) // limit * limit)}
    if offset > 0:
        pages["prev"] = max(0, offset - limit)
    if offset + limit < total:
        pages["next"] = offset + limit
    kept = [pair for pair in parse_qsl(query) if pair[0] not in ("limit", "offset")]
    return ", ".join(
        f'<{address}?{urlencode([*kept, ("limit", limit), ("offset", at)])}>; rel="{rel}"'
        for rel, at in pages.items()
    )


def offer(collection: Collection) -> None:
    """The two routes of a list."""
    words = re.sub(r"([A-Z])", r"_\1", collection.path).lower()
    common: dict[str, Any] = {"dependencies": [Depends(SchoolOfToken(Action.ONEROSTER_READ))]}

    @router.get(
        f"/{collection.path}",
        operation_id=f"oneroster_list_{words}",
        summary=f"List the {collection.path}",
        responses=answer(collection, many=True),
        **common,
    )
    async def list_records(
        query: Query, records: RecordsPort, url: ServiceUrl, request: Request
    ) -> JSONResponse:
        """A page of the records of the school that the token is for, as OneRoster 1.2 gives them."""
        asked = query.asked(collection)
        rows, total = await records.page(collection, asked)
        found = [record(collection, row, url, asked.chosen) for row in rows]
        address = f"{url}/{collection.path}"
        link = links(address, request.url.query, limit=asked.limit, offset=asked.offset, total=total)
        return JSONResponse({collection.many: found}, headers={"X-Total-Count": str(total), "Link": link})

    @router.get(
        f"/{collection.path}/{{sourced_id}}",
        operation_id=f"oneroster_get_{words}",
        summary=f"Look at one of the {collection.path}",
        responses=answer(collection, many=False),
        **common,
    )
    async def get_record(
        sourced_id: SourcedId, selection: Selection, records: RecordsPort, url: ServiceUrl
    ) -> JSONResponse:
        """One record by its `sourcedId`."""
        chosen = None if selection.fields is None else read_selection(selection.fields, collection)
        row = await read(records, collection, sourced_id)
        return JSONResponse({collection.one: record(collection, row, url, chosen)})


for each in COLLECTIONS:
    offer(each)
