"""The policy: dated rows, each of its key's own form."""

import pytest

from domain.identity.actions import Role
from domain.training.policy import DEFAULTS
from persistence.ids import new_id
from tests.api.training.credit_scene import CreditScene
from tests.scene import Scene


async def test_the_policy_of_a_day_has_one_row_for_each_key(credits: CreditScene) -> None:
    first = (await credits.rule("yearly_target", "80", "2021-01-01")).json()
    second = (await credits.rule("yearly_target", "81", "2021-01-01")).json()

    async def target(on: str) -> dict[str, str]:
        rows = (await credits.office.get("credit-rules", on=on)).json()["items"]
        assert {row["key"] for row in rows} == set(DEFAULTS)
        found: dict[str, str] = next(row for row in rows if row["key"] == "yearly_target")
        return found

    assert (await target("2020-12-31"))["value"] == "73"
    assert await target("2021-01-01") == second
    rows = (await credits.office.get("credit-rules", key="yearly_target")).json()["items"]
    assert [row["id"] for row in rows][1:] == [first["id"], second["id"]]


async def test_a_school_without_rows_reads_the_shipped_defaults(scene: Scene) -> None:
    rows = (await (await scene.office()).get("credit-rules", on="2021-01-01", key="pro_rata")).json()["items"]

    assert [(row["id"], row["value"], row["effective_from"]) for row in rows] == [(None, "on", None)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("yearly_target", "off"),
        ("yearly_target", "-1"),
        ("yearly_target", "73.001"),
        ("yearly_cap", "none"),
        ("cycle_years", "0"),
        ("cycle_anchor_year", "20216"),
        ("school_based_share", "4/3"),
        ("absence_void_share", "1/0"),
        ("pro_rata", "yes"),
    ],
)
async def test_a_value_of_another_form_is_refused_with_the_right_one(
    credits: CreditScene, key: str, value: str
) -> None:
    answer = await credits.rule(key, value, "2021-01-01")

    assert (answer.status_code, answer.json()["code"]) == (422, "rule_value_invalid")
    assert "…" in answer.json()["detail"] or "|" in answer.json()["detail"]


async def test_a_rule_is_made_audited_and_read_again(credits: CreditScene) -> None:
    made = await credits.rule("absence_void_share", "1/5", "2019-09-01")

    assert made.headers["etag"] == '"1"'
    assert (await credits.office.get(f"credit-rules/{made.json()['id']}")).json() == made.json()
    assert (await credits.office.get(f"credit-rules/{new_id()}")).status_code == 404
    entries = (await credits.office.get("audit-entries", action="training_create_credit_rule")).json()
    assert [entry["subject"] for entry in entries["items"]] == [made.headers["location"]]


async def test_a_teacher_reads_the_policy_and_does_not_set_it(credits: CreditScene) -> None:
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=await credits.scene.teacher())
    body = {"key": "yearly_target", "value": "0", "effective_from": "2020-09-01"}

    assert (await teacher.get("credit-rules", on="2021-01-01")).status_code == 200
    assert (await teacher.post("credit-rules", body)).status_code == 403
