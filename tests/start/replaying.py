"""Asking a service everything there is to read, as somebody, for comparing its answers with another's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.ids import new_id
from persistence.tables import metadata
from tests.contract.population import COLLECTIONS
from tests.contract.routes import contract_app, walked

SCHEMA = contract_app().openapi()
READS = [one.path for one in walked(contract_app()) if one.method == "GET"]
EACH = 2
"""Of every kind of thing so many are read one by one; its list names the others."""

PARAMETERS = {
    "school_year": 2020,
    "term": 2,
    "day": "2021-03-08",
    "from": "2021-03-08",
    "to": "2021-03-12",
    "day_from": "2021-03-08",
    "day_to": "2021-03-12",
}
MADE_AT = "docProps/core.xml"
TOLD = ("content-type", "content-disposition", "etag", "location", "link", "last-modified", "cache-control")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str | None]
    body: bytes


@dataclass(frozen=True, slots=True)
class Question:
    template: str
    path: str
    params: Mapping[str, Any]


async def ids_of(owner: AsyncEngine, school_id: UUID) -> dict[str, list[UUID]]:
    """Some of the school's rows, by the table: the first and the last."""
    found: dict[str, list[UUID]] = {}
    async with owner.connect() as connection:
        for name in set(COLLECTIONS.values()):
            table = metadata.tables[name]
            rows = select(table.c.id).order_by(table.c.id)
            if "school_id" in table.c:
                rows = rows.where(table.c.school_id == school_id)
            every = list(await connection.scalars(rows))
            found[name] = list(dict.fromkeys(every[:1] + every[-1:]))[:EACH]
    return found


def questions(school: str, district: str, ids: Mapping[str, list[UUID]]) -> list[Question]:
    """Every GET of the contract, with things that there are."""
    asked = []
    for template in READS:
        own = template.replace("{school}", school).replace("{district}", district)
        for turn in range(EACH if "{" in own else 1):
            path = re.sub(r"/([a-z-]+)/\{\w+\}", lambda found: _one(found[1], ids, turn), own)  # noqa: B023
            asked.append(Question(template, path, _needed(template, ids, turn)))
    return asked


async def answer(client: AsyncClient, token: str, asked: Question) -> Answer:
    headers = {"Authorization": f"Bearer {token}", "X-Request-Id": "replayed"}
    given = await client.get(asked.path, params=dict(asked.params), headers=headers)
    told = {name: given.headers.get(name) for name in TOLD}
    return Answer(given.status_code, told, _without_its_time(given.content))


def _without_its_time(body: bytes) -> bytes:
    """An office file without the time it was made at, which rustpy-xlsxwriter takes from the machine."""
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as parts:
        return b"".join(name.encode() + parts.read(name) for name in parts.namelist() if name != MADE_AT)


def _one(collection: str, ids: Mapping[str, list[UUID]], turn: int) -> str:
    there = ids.get(COLLECTIONS.get(collection, ""), [])
    return f"/{collection}/{there[turn % len(there)] if there else new_id()}"


def _needed(template: str, ids: Mapping[str, list[UUID]], turn: int) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for parameter in SCHEMA["paths"][template]["get"].get("parameters", []):
        if parameter.get("required") and parameter["in"] == "query":
            name = parameter["name"]
            if name == "term_id":
                given[name] = str(ids["term"][turn % len(ids["term"])]) if ids["term"] else str(new_id())
            else:
                given[name] = PARAMETERS.get(name) or _listed(parameter["schema"])
    return given


def _listed(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return str(schema.get("enum", ["hours"])[0])
