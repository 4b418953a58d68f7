"""Rows gathered in memory, so that a whole school goes in with one statement a table."""

import csv
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import ZONE
from persistence.schema import metadata

HERE = Path(__file__).parent


class Rows:
    """Everything one load adds. The same data come out each time, identifiers too."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)
        self._rows: dict[Table, list[dict[str, Any]]] = {}
        self._last = 0

    def add(self, table: Table, made_at: datetime, /, **values: Any) -> UUID:
        """One row; its id, unless given, is as if made at that moment, so that lists sort as they would."""
        row_id: UUID = values.pop("id", None) or self.new_id(made_at)
        self._rows.setdefault(table, []).append({"id": row_id, **values})
        return row_id

    def of(self, table: Table) -> list[dict[str, Any]]:
        """What was added to the table so far."""
        return self._rows.get(table, [])

    async def insert(self, connection: AsyncConnection) -> None:
        for table in metadata.sorted_tables:
            if table in self._rows:
                await connection.execute(insert(table), self._rows[table])

    def new_id(self, at: datetime) -> UUID:
        """A UUIDv7 of that moment; of two in one millisecond, the later one added is the greater."""
        self._last += 1
        milliseconds = int(at.timestamp() * 1000)
        high, low = self._last >> 12 & 0xFFF, self._last & 0xFFF
        value = milliseconds << 80 | high << 64 | low << 50 | self._random.getrandbits(50)
        return UUID(int=value | 0x7 << 76 | 0x2 << 62)


def moment(day: date | str, clock: str = "09:00") -> datetime:
    """That time of that day on the school's clock."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time.fromisoformat(clock), ZONE)


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
