"""Bonus tables: set from a day on, read as of a day, and tried out on a year's awards."""

import pytest

from domain.identity.actions import Role
from persistence.bonus.tables import bonus_batch, bonus_table
from persistence.ids import new_id
from tests.bonus_scene import TABLE, BonusScene
from tests.works_scene import done, refused

PROPOSED = {name: value for name, value in TABLE.items() if name != "effective_from"}


async def test_everybody_reads_the_table_in_force_on_a_day(bonus: BonusScene) -> None:
    teacher = await bonus.scene.signed_in(Role.TEACHER)
    later = await bonus.table(effective_from="2021-02-01", title="新标准")

    for day, title in (
        ("2020-08-31", "教科研奖金标准（默认）"),
        ("2020-09-01", TABLE["title"]),
        ("2021-02-01", "新标准"),
    ):
        (found,) = done(await teacher.get("bonus-tables", on=day))["items"]
        assert found["title"] == title
    assert [one["title"] for one in done(await teacher.get("bonus-tables"))["items"]] == [
        "新标准",
        TABLE["title"],
    ]
    assert done(await teacher.get(f"bonus-tables/{later['id']}")) == later
    assert (await teacher.get(f"bonus-tables/{new_id()}")).status_code == 404
    assert (await teacher.post("bonus-tables", TABLE)).status_code == 403


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"weights": []}, "weights_misplaced", id="a ratio without weights"),
        pytest.param({"split": "equal"}, "weights_misplaced", id="equal shares with weights"),
        pytest.param({"cells": [TABLE["cells"][0]] * 2}, "cell_twice", id="two amounts"),
        pytest.param({"cells": [TABLE["cells"][0] | {"amount_fen": 0}]}, "invalid_input", id="nothing"),
        pytest.param({"cells": [TABLE["cells"][0] | {"amount_fen": 1.5}]}, "invalid_input", id="half a fen"),
    ],
)
async def test_a_table_that_cannot_be_is_refused(
    bonus: BonusScene, change: dict[str, object], code: str
) -> None:
    assert refused(await bonus.drafter.post("bonus-tables", TABLE | change)) == (422, code)
    assert len(await bonus.scene.rows(bonus_table)) == 1


async def test_a_dry_run_shows_who_would_get_what_and_keeps_nothing(bonus: BonusScene) -> None:
    await bonus.awarded("张伟", "李芳")
    await bonus.awarded("王强", level="city")
    await bonus.awarded("赵敏", awarded_on="2021-10-01")
    cells = [TABLE["cells"][0] | {"amount_fen": 50_000}]
    proposed = PROPOSED | {"split": "equal", "weights": [], "cells": cells}

    run = done(await bonus.drafter.post("bonus-dry-runs", {"school_year": 2020, "table": proposed}))

    assert [(one["name"], one["proposed_fen"], one["in_force_fen"]) for one in run["teachers"]] == [
        ("王强", 0, 60_000),
        ("李芳", 25_000, 10_000),
        ("张伟", 25_000, 20_000),
    ]
    assert (run["awards"], run["proposed_fen"], run["in_force_fen"], run["difference_fen"]) == (
        2, 50_000, 90_000, -40_000,
    )  # fmt: skip
    assert sum(one["difference_fen"] for one in run["works"]) == -40_000
    assert len(await bonus.scene.rows(bonus_table)) == 1
    assert await bonus.scene.rows(bonus_batch) == []


async def test_a_dry_run_is_of_a_year_the_calendar_has(bonus: BonusScene) -> None:
    body = {"school_year": 2030, "table": PROPOSED}

    assert refused(await bonus.drafter.post("bonus-dry-runs", body)) == (422, "unknown_reference")
