"""The roster taken out as a OneRoster bundle, and brought into an empty school of the same district."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

from sqlalchemy import delete

from domain.identity.actions import Role
from domain.oneroster.bundle import ABSENT, HEADERS
from persistence.people.tables import (
    school_day,
    school_year,
    teacher,
    term,
)
from tests.api.people.rosters import committed, counted, sent
from tests.files import a_given_roster
from tests.roster_scene import ROSTER, a_script, empty_school, set_roster_scene, state_of
from tests.scene import Caller, Scene


async def bundle_of(caller: Caller) -> bytes:
    answer = await caller.get("oneroster-bundle")
    assert answer.status_code == 200, answer.text
    return answer.content


def files_of(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }


async def brought_in(scene: Scene, content: bytes) -> dict[str, Any]:
    office = await scene.office()
    return await committed(office, await sent(office, content, "oneroster"))


async def test_a_bundle_makes_the_same_roster_in_an_empty_school(scene: Scene) -> None:
    await set_roster_scene(scene)
    office, empty = await scene.office(), await empty_school(scene)

    done = await brought_in(empty, await bundle_of(office))

    before, after = await state_of(scene, *ROSTER), await state_of(empty, *ROSTER)
    assert after == before
    assert all(before.values())
    assert (await state_of(empty, school_year, term)) == (await state_of(scene, school_year, term))
    assert counted(done)["school_years"] == (2, 0, 0, 0)
    assert counted(done)["terms"] == (4, 0, 0, 0)
    days = await empty.rows(school_day)
    assert len(days) == 366 + 365
    assert [day.is_school_day for day in days if str(day.day) == "2020-10-01"] == [False]


async def test_a_bundle_brought_in_again_changes_nothing_where_it_is_from_or_went(scene: Scene) -> None:
    await set_roster_scene(scene)
    empty = await empty_school(scene)
    content = await bundle_of(await scene.office())
    await brought_in(empty, content)

    for here in (scene, empty):
        before = await state_of(here)
        again = await brought_in(here, content)
        assert {tally[:2] for tally in counted(again).values()} == {(0, 0)}
        assert await state_of(here) == before


async def test_a_bundle_of_the_copy_says_what_the_first_one_said(scene: Scene) -> None:
    """But for the ids, which are each school's own."""
    await set_roster_scene(scene)
    empty = await empty_school(scene)
    first = await bundle_of(await scene.office())
    await brought_in(empty, first)

    second = files_of(await bundle_of(await empty.office()))

    for name, rows in files_of(first).items():
        if name not in ("orgs.csv", "roles.csv", "manifest.csv"):
            told = [
                sorted(
                    repr({k: v for k, v in row.items() if not k.endswith(("ourcedId", "ourcedIds"))})
                    for row in each
                )
                for each in (rows, second[name])
            ]
            assert told[0] == told[1], name


async def test_school_data_sync_comes_out_as_oneroster_and_in_again(scene: Scene) -> None:
    await scene.year(2021)
    office, empty = await scene.office(), await empty_school(scene)
    data = a_given_roster("sds_v2.1")
    await committed(office, await sent(office, data, "sds", org="110003"))

    await brought_in(empty, await bundle_of(office))

    assert await state_of(empty, *ROSTER) == await state_of(scene, *ROSTER)
    assert [row.source_id for row in await empty.rows(teacher)] == ["114007"]


async def test_each_file_has_the_columns_of_the_standard_and_ours_behind_them(scene: Scene) -> None:
    await set_roster_scene(scene)
    with zipfile.ZipFile(io.BytesIO(await bundle_of(await scene.office()))) as archive:
        heads = {name: archive.read(name).decode().splitlines()[0].split(",") for name in archive.namelist()}

    assert list(heads) == ["manifest.csv", *(f"{name}.csv" for name in HEADERS)]
    for name, columns in HEADERS.items():
        standard = columns.split(",")
        assert heads[f"{name}.csv"][: len(standard)] == standard
        assert all(one.startswith("metadata.yanxiu.") for one in heads[f"{name}.csv"][len(standard) :])


async def test_the_manifest_names_every_file_and_nothing_says_what_bulk_leaves_empty(scene: Scene) -> None:
    await set_roster_scene(scene)
    files = files_of(await bundle_of(await scene.office()))

    manifest = {row["propertyName"]: row["value"] for row in files["manifest.csv"]}
    assert (manifest["manifest.version"], manifest["oneroster.version"]) == ("1.0", "1.2")
    assert {name for name, mode in manifest.items() if mode == "bulk"} == {f"file.{name}" for name in HEADERS}
    assert {name for name, mode in manifest.items() if mode == "absent"} == {f"file.{one}" for one in ABSENT}
    assert len(HEADERS) + len(ABSENT) == 21
    for name, rows in files.items():
        if name != "manifest.csv":
            assert {row["status"] + row["dateLastModified"] for row in rows} == {""}


async def test_what_refers_to_something_refers_to_what_is_there(scene: Scene) -> None:
    await set_roster_scene(scene)
    files = files_of(await bundle_of(await scene.office()))
    ids = {name: {row["sourcedId"] for row in rows} for name, rows in files.items() if name != "manifest.csv"}
    targets = {
        "parentSourcedId": None,
        "primaryOrgSourcedId": "orgs.csv",
        "orgSourcedId": "orgs.csv",
        "schoolSourcedId": "orgs.csv",
        "userSourcedId": "users.csv",
        "courseSourcedId": "courses.csv",
        "classSourcedId": "classes.csv",
        "termSourcedIds": "academicSessions.csv",
    }
    checked = 0
    for name, rows in files.items():
        if name != "manifest.csv":
            assert len(ids[name]) == len(rows), name
        for row in rows:
            for column in row.keys() & targets.keys():
                named = {one for one in row[column].split(",") if one}
                assert named <= ids[targets[column] or name], (name, column)
                checked += len(named)
    assert checked > 60


async def test_neither_passwords_nor_accounts_are_in_it(scene: Scene) -> None:
    ids = await set_roster_scene(scene)
    await scene.signed_in(Role.TEACHER, teacher_id=ids["T1"])
    users = files_of(await bundle_of(await scene.office()))["users.csv"]

    assert {row["password"] for row in users} == {""}
    assert {row["username"] for row in users} == {row["identifier"] for row in users}


async def test_it_is_the_same_file_until_the_roster_changes(scene: Scene) -> None:
    ids = await set_roster_scene(scene)
    office = await scene.office()
    first = await office.get("oneroster-bundle")

    same = await office.ask("GET", "oneroster-bundle", headers={"If-None-Match": first.headers["etag"]})
    found = (await office.get(f"teachers/{ids['T1']}")).json()
    await office.patch(f"teachers/{ids['T1']}", {"title": "高级教师"}, version=found["version"])
    later = await office.ask("GET", "oneroster-bundle", headers={"If-None-Match": first.headers["etag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert later.status_code == 200
    assert first.headers["content-type"] == "application/zip"
    assert first.headers["content-disposition"].startswith("attachment")


async def test_an_empty_school_has_a_bundle_too(scene: Scene) -> None:
    files = files_of(await bundle_of(await scene.office()))

    assert [row["type"] for row in files["orgs.csv"]] in (["school", "district"], ["district", "school"])
    assert files["users.csv"] == files["classes.csv"] == files["courses.csv"] == []


async def test_a_year_the_school_has_is_left_as_it_is(scene: Scene) -> None:
    await set_roster_scene(scene)
    other = await empty_school(scene)
    await other.year(2020)
    before = await state_of(other, school_year, term)

    done = await brought_in(other, await bundle_of(await scene.office()))

    after = await state_of(other, school_year, term)
    assert counted(done)["school_years"] == (1, 0, 1, 0)
    assert [one for one in after["term"] if one["school_year_id"] == 2020] == before["term"]
    assert len(after["school_year"]) == 2


async def test_a_lesson_in_a_term_the_school_has_not_is_an_error_with_its_line(scene: Scene) -> None:
    await set_roster_scene(scene)
    other = await empty_school(scene)
    await other.year(2020)
    second = term.c.number == 2
    async with other.owner.begin() as connection:
        await connection.execute(delete(term).where(term.c.school_id == other.school_id, second))

    looked = await sent(await other.office(), await bundle_of(await scene.office()), "oneroster")

    assert {(one["file"], one["code"]) for one in looked.json()["row_errors"]} == {
        ("enrollments.csv", "unknown_term")
    }
    assert len(looked.json()["row_errors"]) == 3


async def test_a_calendar_that_runs_into_the_schools_own_is_refused(scene: Scene) -> None:
    await set_roster_scene(scene)
    other = await empty_school(scene)
    days = {"starts_on": date(2020, 3, 1), "ends_on": date(2021, 1, 31)}
    await other.add(school_year, start_year=2018, confirmed=True, **days)

    looked = await sent(await other.office(), await bundle_of(await scene.office()), "oneroster")

    assert (looked.status_code, looked.json()["code"]) == (409, "school_years_overlap")


async def test_only_the_office_and_scripts_may_take_the_roster_out(scene: Scene) -> None:
    await set_roster_scene(scene)

    assert (await (await a_script(scene)).get("oneroster-bundle")).status_code == 200
    for role in (Role.TEACHER, Role.PRINCIPAL, Role.ACADEMIC_AFFAIRS, Role.GRADE_HEAD):
        assert (await (await scene.signed_in(role)).get("oneroster-bundle")).status_code == 403
