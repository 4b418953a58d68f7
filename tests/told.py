"""Whether every change of a school was told to who asked to be told of everything."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, Table, event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.webhooks.catalogue import BY_TABLE
from persistence.ids import new_id
from persistence.tables import metadata
from persistence.webhooks.tables import webhook_delivery, webhook_subscription
from tests.scene import Scene

CATALOGUED = [metadata.tables[name] for name in BY_TABLE]

Versions = dict[tuple[str, UUID], int]


async def listen(scene: Scene, *events: str, url: str = "https://hooks.example.org/") -> UUID:
    """A webhook for these events, or for everything there is."""
    return await scene.add(
        webhook_subscription,
        name=f"x{new_id().hex[-8:]}",
        url=url,
        secret="sealed",
        events=list(events) or None,
        enabled=True,
        account_id=new_id(),
        created_at=datetime.now(UTC),
    )


async def versions(scene: Scene) -> Versions:
    """Every row there is of the tables that events are about."""
    found: Versions = {}
    async with scene.owner.connect() as connection:
        for table in CATALOGUED:
            own = select(table.c.id, table.c.version).where(table.c.school_id == scene.school_id)
            found |= {(table.name, row.id): row.version for row in await connection.execute(own)}
    return found


async def told(scene: Scene, subscription_id: UUID | None = None) -> Versions:
    """The highest version told of each thing."""
    table = webhook_delivery.c
    statement = select(
        func.split_part(table.event, ".", 1), table.subject_id, func.max(table.subject_version)
    ).where(table.school_id == scene.school_id)
    if subscription_id is not None:
        statement = statement.where(table.subscription_id == subscription_id)
    by_name = {one.name: one.kept_in for one in BY_TABLE.values()}
    async with scene.owner.connect() as connection:
        found = (await connection.execute(statement.group_by(*list(statement.selected_columns)[:2]))).all()
    return {(by_name[name], subject_id): version for name, subject_id, version in found}


async def untold(scene: Scene, before: Versions) -> dict[tuple[str, UUID], tuple[int | None, int | None]]:
    """What changed and was not told as it stands: (its version, the one told)."""
    now, known = await versions(scene), await told(scene)
    changed = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    missed: dict[tuple[str, UUID], tuple[int | None, int | None]] = {}
    for key in changed:
        if key not in known or (key in now and now[key] != known[key]):
            missed[key] = now.get(key), known.get(key)
    return missed


class RowsSetDirectly:
    """Remembers which rows a test set directly, as the owner of the tables, and at which version."""

    def __init__(self, owner: AsyncEngine) -> None:
        self.versions: Versions = {}
        event.listen(owner.sync_engine, "before_execute", self._see)

    def versions_of(self, there: Versions) -> Versions:
        """Of these rows those that were set directly."""
        return {key: self.versions[key] for key in there.keys() & self.versions.keys()}

    def _see(self, _: Any, statement: Any, many: Any, one: Any, __: Any) -> None:
        if not isinstance(statement, Insert) or not isinstance(statement.table, Table):
            return
        if statement.table.name in BY_TABLE:
            for values in (_given(statement), *many, one):
                if values.get("id") is not None:
                    self.versions[statement.table.name, values["id"]] = values.get("version", 1)


def _given(statement: Insert) -> dict[str, Any]:
    values: dict[Any, Any] = dict(statement._values or {})
    return {
        getattr(column, "name", column): getattr(value, "value", value) for column, value in values.items()
    }
