"""The projects and themes activities belong to; a further kind of owner joins by its line in SOURCES."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import Owner, OwnerKind
from persistence.projects import owning as projects
from persistence.themes import owning as themes


@dataclass(frozen=True, slots=True)
class Source:
    facts: Callable[[UUID, UUID | None], Select[Any]]
    """Of every owner of the school: owner_kind, owner_id, owner_title, owner_open, and whether the teacher
    leads it."""

    standing: Callable[[AsyncConnection, UUID, UUID], Awaitable[Owner | None]]
    """The owner, its row locked FOR SHARE."""


SOURCES: Mapping[OwnerKind, Source] = {
    OwnerKind.PROJECT: Source(projects.facts, projects.standing),
    OwnerKind.THEME: Source(themes.facts, themes.standing),
}


def owner_facts(school_id: UUID, teacher_id: UUID | None) -> Subquery:
    return union_all(*(source.facts(school_id, teacher_id) for source in SOURCES.values())).subquery("owner")


class SqlOwners:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def standing(self, kind: OwnerKind, owner_id: UUID) -> Owner | None:
        source = SOURCES.get(kind)
        return None if source is None else await source.standing(self._connection, self._school_id, owner_id)
