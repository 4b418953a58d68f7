"""Appraisal points: every one explained by its line, its entry and its rule."""

from decimal import Decimal
from typing import Any

from domain.dossier.policy import APPRAISAL_POLICY, AppraisalRuleKey
from domain.identity.actions import Action, Role
from tests.api.dossier.test_timeline import every
from tests.dossier_scene import DossierScene


def lines_of(appraisal: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for section in appraisal["sections"] for line in section["lines"]]


async def a_rule(desk: DossierScene, key: str, value: str, since: str = "2020-09-01") -> dict[str, Any]:
    answer = await desk.office.post(
        "appraisal-rules", {"key": key, "value": value, "effective_from": since, "note": "教代会通过"}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_lines_make_up_sections_and_sections_the_total(year: DossierScene) -> None:
    found = await year.appraisal()

    keys = {one["key"] for one in await year.entries()}
    assert Decimal(found["total"]) == sum(Decimal(one["points"]) for one in found["sections"]) > 0
    for section in found["sections"]:
        assert Decimal(section["points"]) == sum(Decimal(line["points"]) for line in section["lines"])
    for line in lines_of(found):
        assert Decimal(line["points"]) <= Decimal(line["worth"])
        assert line["entry"] in keys
        assert await every(year.office, line["link"])


async def test_what_a_year_is_worth(year: DossierScene) -> None:
    points = {line["item"]: line["points"] for line in lines_of(await year.appraisal())}

    assert points == {
        "credits_reached": "5.00",
        "training_hours": "9.00",
        "products": "1.00",
        "projects": "2.00",
        "project_process": "0.92",
        "project_effect": "0.88",
        "project_leading": "2.00",
        "theme_activities": "0.50",
        "papers": "3.00",
        "topics": "2.00",
        "topics_concluded": "4.00",
        "awards_county": "0.00",
        "awards_city": "4.00",
        "extension_courses": "2.00",
        "mentoring": "2.00",
        "growth_titles": "3.00",
        "cover_given": "0.60",
    }


async def test_of_one_work_only_the_best_award_counts(year: DossierScene) -> None:
    county, city = [one for one in lines_of(await year.appraisal()) if one["kind"] == "award"]

    assert (county["worth"], county["points"], county["limit"]) == ("3.00", "0.00", "same_work")
    assert (city["points"], city["limit"]) == ("4.00", None)


async def test_a_rule_holds_from_its_day_on_and_stands_behind_its_lines(full: DossierScene) -> None:
    later = await a_rule(full, "annual_cover_given", "9", since="2020-09-02")
    rule = await a_rule(full, "annual_cover_given", "1 max 2")

    (line,) = [one for one in lines_of(await full.appraisal()) if one["item"] == "cover_given"]

    assert (line["units"], line["each"], line["worth"]) == ("3.00", "1", "3.00")
    assert (line["points"], line["limit"]) == ("2.00", "item_cap")
    assert line["rule_id"] == rule["id"] != later["id"]
    assert (await full.office.get(f"appraisal-rules/{rule['id']}")).json() == rule


async def test_a_section_counts_no_more_than_its_cap(full: DossierScene) -> None:
    rule = await a_rule(full, "annual_cap_training", "9.5")

    (section,) = [one for one in (await full.appraisal())["sections"] if one["section"] == "training"]

    assert Decimal(section["points"]) == Decimal(section["cap"]) == Decimal("9.5")
    assert section["cap_rule_id"] == rule["id"]
    assert {line["limit"] for line in section["lines"]} == {None, "section_cap"}


async def test_a_promotion_looks_back_on_several_years(full: DossierScene) -> None:
    annual, promotion = await full.appraisal(), await full.appraisal(purpose="promotion")

    assert (annual["from_day"], annual["until_day"]) == ("2020-09-01", "2021-08-31")
    assert (promotion["from_day"], promotion["until_day"]) == ("2016-09-01", "2021-08-31")
    await a_rule(full, "promotion_years", "1")
    assert (await full.appraisal(purpose="promotion"))["from_day"] == "2020-09-01"


async def test_the_list_of_a_school_says_what_each_appraisal_says(year: DossierScene) -> None:
    listed = await every(year.principal, "appraisals?school_year=2020&limit=1")

    assert [one["name"] for one in listed] == ["李娜", "王芳"]
    for row in listed:
        appraisal = (await year.principal.get(row["link"])).json()
        assert row["total"] == appraisal["total"]
        assert row["sections"] == {one["section"]: one["points"] for one in appraisal["sections"]}


async def test_a_teacher_finds_themselves_in_the_list(year: DossierScene) -> None:
    listed = await every(year.own, "appraisals?school_year=2020")

    assert [one["teacher_id"] for one in listed] == [str(year.teacher_id)]


async def test_a_year_the_calendar_lacks_is_refused(desk: DossierScene) -> None:
    for path in (f"{desk.path}/appraisal", "appraisals"):
        answer = await desk.office.get(path, school_year=1999)
        assert answer.status_code == 422
        assert answer.json()["code"] == "school_year_unknown"


async def test_a_value_that_is_none_of_its_key_is_refused(desk: DossierScene) -> None:
    for key, value in (
        ("annual_papers", "viel"),
        ("annual_papers", "3/2"),
        ("annual_awards_nation", "1/2/3/4/5"),
        ("annual_awards_nation", "5"),
        ("annual_cap_cover", "x"),
        ("promotion_years", "0"),
    ):
        body = {"key": key, "value": value, "effective_from": "2020-09-01"}
        answer = await desk.office.post("appraisal-rules", body)
        assert answer.status_code == 422, (key, value)
        assert answer.json()["code"] == "rule_value_invalid"


async def test_the_policy_is_the_offices_to_set_and_everybodys_to_read(desk: DossierScene) -> None:
    body = {"key": "annual_papers", "value": "9", "effective_from": "2020-09-01"}

    assert (await desk.own.post("appraisal-rules", body)).status_code == 403
    listed = await every(desk.own, "appraisal-rules?on=2020-09-01")

    assert {one["key"] for one in listed} == set(AppraisalRuleKey)
    assert {one["key"]: one["value"] for one in listed} == dict(APPRAISAL_POLICY.defaults)


async def test_a_script_reads_appraisals_with_the_scope_for_it(year: DossierScene) -> None:
    scopes = frozenset({Action.DOSSIER_READ})
    script = await year.scene.signed_in(Role.SERVICE_CLIENT, scopes=scopes)

    assert len(await every(script, "appraisals?school_year=2020")) == 2
