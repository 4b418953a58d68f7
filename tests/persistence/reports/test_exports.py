"""What each list has in it, what narrows it, and that its rows come some at a time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import SchoolYearUnknown
from domain.reports.exports import LISTINGS, Dataset, ExportAsked
from persistence.reports.exports import SqlExports
from persistence.reports.sources import SOURCES
from persistence.transaction import in_school
from tests.export_scene import MARCH, ExportScene, set_export_scene
from tests.scene import Scene

OF_DAYS = [one for one in Dataset if not LISTINGS[one].of_a_year]
NOW = datetime(2021, 4, 1, tzinfo=UTC)


@pytest.fixture
async def desk(scene: Scene) -> ExportScene:
    return await set_export_scene(scene)


async def taken(
    engine: AsyncEngine, scene: Scene, dataset: Dataset, *, now: datetime = NOW, **asked: Any
) -> list[dict[str, Any]]:
    """The rows by the names of their columns, from all parts."""
    if LISTINGS[dataset].of_a_year:
        asked = {"school_year": 2020} | asked
    async with in_school(engine, scene.school_id) as connection:
        lists = SqlExports(connection, scene.school_id, now)
        narrowed = await lists.narrowed(ExportAsked(dataset, **asked))
        rows: list[Sequence[Any]] = [row async for part in lists.parts(narrowed) for row in part]
        assert await lists.count(narrowed) == len(rows)
    names = [column.name for column in LISTINGS[dataset].columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("dataset", [one for one in Dataset if SOURCES[one].judging is None])
def test_a_statement_has_the_columns_of_its_listing(scene: Scene, dataset: Dataset) -> None:
    statement = SOURCES[dataset].statement(scene.school_id, ExportAsked(dataset), NOW)

    assert statement.selected_columns.keys() == [column.name for column in LISTINGS[dataset].columns]


async def test_the_ledger_has_every_entry(desk: ExportScene, app_engine: AsyncEngine) -> None:
    rows = await taken(app_engine, desk.scene, Dataset.CREDIT_ENTRIES)

    said = [(row["name"], row["account"], row["kind"], row["credits"], row["school_year"]) for row in rows]
    assert said == [
        ("张伟", "provisional", "award", Decimal("10.00"), 2020),
        ("张伟", "provisional", "release", Decimal("-10.00"), 2020),
        ("张伟", "confirmed", "confirm", Decimal("10.00"), 2020),
    ]


async def test_differences_have_both_sides(desk: ExportScene, app_engine: AsyncEngine) -> None:
    rows = await taken(app_engine, desk.scene, Dataset.CREDIT_RECONCILIATION_LINES)

    said = [(row["name"], row["course_key"], row["our_credits"], row["their_credits"]) for row in rows]
    assert said == [("=李娜", "P-2", None, Decimal("2.50")), ("张伟", "P-1", None, Decimal("4.00"))]
    assert [(row["state"], row["note"]) for row in rows] == [("open", None), ("kept", "未参加")]


async def test_standings_are_judged_as_everywhere(desk: ExportScene, app_engine: AsyncEngine) -> None:
    rows = await taken(app_engine, desk.scene, Dataset.CREDIT_STANDINGS)

    assert [row["name"] for row in rows] == ["=李娜", "张伟"]
    for row, teacher_id in zip(rows, (desk.li, desk.zhang), strict=True):
        shown = await desk.credit.standing(teacher_id)
        figures = ("target", "confirmed", "provisional", "planned", "counted", "owed")
        assert [str(row[name]) for name in figures] == [shown[name] for name in figures]
    assert (rows[1]["subject_group"], rows[1]["grade_group"]) == ("数学组", None)
    assert rows[1]["state"] in ("at_risk", "behind")


async def test_enrolments_have_their_results(desk: ExportScene, app_engine: AsyncEngine) -> None:
    rows = await taken(app_engine, desk.scene, Dataset.ENROLMENTS)

    said = {(row["name"], row["state"], row["credits"], row["award_state"]) for row in rows}
    assert said == {
        ("张伟", "passed", Decimal("10.00"), "confirmed"),
        ("=李娜", "placed", None, None),
    }


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param(MARCH, "awaited", id="while one may sign in"),
        pytest.param(NOW, "absent", id="afterwards"),
    ],
)
async def test_attendance_names_who_came_and_who_did_not(
    desk: ExportScene, app_engine: AsyncEngine, now: datetime, state: str
) -> None:
    rows = await taken(app_engine, desk.scene, Dataset.ATTENDANCES, now=now)

    said = [(row["name"], row["state"], row["how"], row["owner"]) for row in rows]
    assert said == [("=李娜", state, None, "试卷分析课"), ("张伟", "late", "scanned", "试卷分析课")]


async def test_cover_has_its_money(desk: ExportScene, app_engine: AsyncEngine) -> None:
    rows = await taken(app_engine, desk.scene, Dataset.COVER_ENTRIES)

    said = [(row["name"], row["kind"], row["amount_fen"], row["school_year"], row["term"]) for row in rows]
    assert said == [("张伟", "taken", 0, 2020, 2), ("=李娜", "given", 4550, 2020, 2)]


async def test_changed_lessons_are_those_that_stand(desk: ExportScene, app_engine: AsyncEngine) -> None:
    (row,) = await taken(app_engine, desk.scene, Dataset.CHANGED_LESSONS)

    assert (row["name"], row["taker"], row["taker_no"]) == ("张伟", "=李娜", "3002")
    assert (row["classes"], row["cause"], row["period_no"]) == ("701、702", "cover", 6)


async def test_a_teachers_own_rows_can_be_asked_for(desk: ExportScene, app_engine: AsyncEngine) -> None:
    for dataset in Dataset:
        everybody = await taken(app_engine, desk.scene, dataset)
        own = await taken(app_engine, desk.scene, dataset, teacher_ids=(desk.zhang,))
        nobody = await taken(app_engine, desk.scene, dataset, teacher_ids=(desk.scene.school_id,))

        assert own == [row for row in everybody if row["name"] == "张伟"]
        assert own
        assert nobody == []


async def test_days_and_years_narrow_a_list(desk: ExportScene, app_engine: AsyncEngine) -> None:
    for dataset in OF_DAYS:
        everything, *others = [
            await taken(app_engine, desk.scene, dataset, **asked)
            for asked in (
                {},
                {"day_from": date(2021, 3, 12), "day_to": date(2021, 3, 13)},
                {"school_year": 2020},
                {"day_from": date(2021, 3, 13)},
                {"day_to": date(2021, 3, 12)},
                {"school_year": 2021},
            )
        ]

        assert everything
        assert others == [everything, everything, [], [], []]


async def test_rows_come_some_at_a_time(desk: ExportScene, app_engine: AsyncEngine) -> None:
    for dataset, sizes in ((Dataset.CREDIT_ENTRIES, [2, 1]), (Dataset.CREDIT_STANDINGS, [2])):
        asked = ExportAsked(dataset, school_year=2020)
        async with in_school(app_engine, desk.scene.school_id) as connection:
            parts = SqlExports(connection, desk.scene.school_id, NOW).parts(asked, size=2)
            assert [len(part) async for part in parts] == sizes


async def test_another_schools_rows_are_never_among_them(
    desk: ExportScene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    await elsewhere.year()
    for dataset in OF_DAYS:
        assert await taken(app_engine, elsewhere, dataset) == []


async def test_a_year_the_calendar_does_not_know_is_refused(
    desk: ExportScene, app_engine: AsyncEngine
) -> None:
    for dataset in (Dataset.CREDIT_STANDINGS, Dataset.ATTENDANCES):
        with pytest.raises(SchoolYearUnknown):
            await taken(app_engine, desk.scene, dataset, school_year=1999)
