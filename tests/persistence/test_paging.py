"""Pages follow one another without loss or repetition, whatever ties there are and however large they are."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.paging import InvalidCursor, Window
from persistence.ids import new_id
from persistence.paging import page, read_cursor, write_cursor
from persistence.platform.tables import audit_entry
from tests.scene import Scene

START = datetime(2021, 4, 1, tzinfo=UTC)
KEYS = [new_id(), date(2021, 4, 1), START, Decimal("72.90"), 7, "张伟"]
KINDS = [UUID, date, datetime, Decimal, int, str]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(st.integers(0, 3), max_size=12),
    limit=st.integers(1, 5),
    descending=st.booleans(),
)
async def test_every_row_is_shown_exactly_once(
    scene: Scene, owner: AsyncEngine, minutes: list[int], limit: int, descending: bool
) -> None:
    action = new_id().hex  # the examples of one test share its school
    columns = audit_entry.c
    made: list[tuple[datetime, UUID]] = [(START + timedelta(minutes=minute), new_id()) for minute in minutes]
    statement = select(columns.at, columns.id).where(
        columns.school_id == scene.school_id, columns.action == action
    )
    async with owner.begin() as connection:
        for at, entry_id in made:
            await connection.execute(
                insert(audit_entry).values(
                    school_id=scene.school_id,
                    id=entry_id,
                    at=at,
                    account_id=new_id(),
                    action=action,
                    subject="/",
                    request_id="r",
                    facts={},
                )
            )
        seen, window = [], Window(limit)
        while True:
            found = await page(
                connection,
                statement,
                window,
                by=[columns.at, columns.id],
                filters=action,
                view=lambda row: (row.at, row.id),
                descending=descending,
            )
            seen += found.items
            assert found.has_more == (found.next_cursor is not None)
            if not found.has_more:
                break
            window = Window(limit, found.next_cursor)

    assert seen == sorted(made, reverse=descending)


def test_a_cursor_comes_back_as_it_was() -> None:
    assert read_cursor(write_cursor("mark", KEYS), "mark", KINDS) == KEYS


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    ("kind", "cursor"),
    [
        pytest.param(int, "", id="empty"),
        pytest.param(int, "é", id="not base64"),
        pytest.param(int, encoded(7), id="not a list"),
        pytest.param(int, encoded([]), id="nothing"),
        pytest.param(int, encoded(["mark"]), id="too few keys"),
        pytest.param(int, encoded(["mark", "1", "2"]), id="too many keys"),
        pytest.param(int, encoded(["other", "1"]), id="another list's"),
        pytest.param(int, encoded(["mark", "x"]), id="not a number"),
        pytest.param(int, encoded(["mark", None]), id="no text"),
        pytest.param(int, encoded(["mark", "9" * 30]), id="a number no column holds"),
        pytest.param(str, encoded(["mark", "\x00"]), id="a NUL"),
        pytest.param(str, encoded(["mark", "\ud800"]), id="a lone surrogate"),
        pytest.param(str, encoded(["mark", 1]), id="a number for a text"),
        pytest.param(Decimal, encoded(["mark", "x"]), id="not a decimal"),
        pytest.param(Decimal, encoded(["mark", "NaN"]), id="no finite decimal"),
        pytest.param(Decimal, encoded(["mark", "1e999999"]), id="an endless decimal"),
        pytest.param(date, encoded(["mark", "9999-12-31"]), id="a day out of the calendar"),
        pytest.param(datetime, encoded(["mark", "2021-04-01T00:00:00"]), id="a moment without its offset"),
        pytest.param(UUID, encoded(["mark", "x"]), id="not an identifier"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(kind: type, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(cursor, "mark", [kind])
