"""The Rostering Service: every record once, sorted and narrowed as Python would, and nobody else's."""

import csv
import io
import itertools
import random
import re
import string
import zipfile
from typing import Any

import pytest

from domain.oneroster.asking import Join, Operator
from domain.oneroster.records import COLLECTIONS, Collection, Kind
from tests.api.people.rosters import committed, sent
from tests.files import a_given_roster
from tests.roster_scene import SERVICE, a_script, asked, listed, set_roster_scene
from tests.scene import Caller, Scene

EACH = [pytest.param(one, id=one.path) for one in COLLECTIONS]
READ = [pytest.param(one, id=one.path) for one in COLLECTIONS if one.path == one.source]
"""Those that are no part of another."""

LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
ORDER = {
    Operator.LESS: lambda a, b: a < b,
    Operator.GREATER: lambda a, b: a > b,
    Operator.AT_MOST: lambda a, b: a <= b,
    Operator.AT_LEAST: lambda a, b: a >= b,
}


def held(record: dict[str, Any], name: str) -> Any:
    """What the record says by this name; of references the ids."""
    first, _, rest = name.partition(".")
    value = record.get(first)
    if rest and isinstance(value, list):
        return [one[rest] for one in value]
    return value[rest] if rest and value is not None else value


def holds(collection: Collection, record: dict[str, Any], name: str, operator: Operator, text: str) -> bool:
    """A comparison of the grammar, judged in Python."""
    value, field = held(record, name), collection.asked_by[name]
    if field.kind in (Kind.TEXTS, Kind.REFERENCES):
        there, wanted = set(value or ()), {part.strip() for part in text.split(",")}
        if operator is Operator.CONTAINS:
            return wanted <= there
        return (wanted == there) is (operator is Operator.EQUAL)
    if operator is Operator.UNEQUAL:
        return bool(value != text)
    if value is None:
        return False
    if operator is Operator.CONTAINS:
        return text.translate(LOWER) in value.translate(LOWER)
    return bool(value == text) if operator is Operator.EQUAL else ORDER[operator](value, text)


def fits(collection: Collection, name: str) -> list[Operator]:
    kind = collection.asked_by[name].kind
    if kind in (Kind.FLAG, Kind.REFERENCE):
        return [Operator.EQUAL, Operator.UNEQUAL]
    if kind in (Kind.TEXTS, Kind.REFERENCES):
        return [Operator.EQUAL, Operator.UNEQUAL, Operator.CONTAINS]
    return [one for one in Operator if kind is Kind.TEXT or one is not Operator.CONTAINS]


def values(collection: Collection, records: list[dict[str, Any]], name: str) -> list[str]:
    """Some that are there, a part of one, and where anything may be asked, one that is not."""
    there = [held(one, name) for one in records]
    found = sorted({",".join(one) if isinstance(one, list) else one for one in there if one})
    kind = collection.asked_by[name].kind
    if kind is Kind.TEXT:
        return [*found[:1], *(one[1:] for one in found[-1:]), "o'Neil", "%", "SCH"]
    extra = {
        Kind.DAY: ["2020-10-01"],
        Kind.MOMENT: ["2021-01-01T00:00:00.000Z"],
        Kind.FLAG: ["true", "false"],
    }
    return [*found[:1], *extra.get(kind, ["nobody"])]


async def ids(caller: Caller, collection: Collection, text: str) -> list[str]:
    found = await listed(caller, collection.path, filter=text, limit=1000)
    return [one["sourcedId"] for one in found]


def comparison(name: str, operator: Operator, text: str) -> str:
    return f"{name}{operator.value}'{text.replace(chr(39), chr(39) * 2)}'"


@pytest.mark.parametrize("collection", READ)
async def test_every_comparison_finds_what_python_would(scene: Scene, collection: Collection) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)
    records = await listed(script, collection.path)
    assert records
    possible = [
        (name, operator, text)
        for name in collection.asked_by
        for operator in fits(collection, name)
        for text in values(collection, records, name)
    ]

    pick = random.Random(collection.path)
    for _, alike in itertools.groupby(possible, key=lambda one: one[:2]):
        one = pick.choice(list(alike))
        expected = [each["sourcedId"] for each in records if holds(collection, each, *one)]
        assert await ids(script, collection, comparison(*one)) == expected, one

    for first, second in (pick.sample(possible, 2) for _ in range(12)):
        for join, joined in ((Join.AND, all), (Join.OR, any)):
            text = f"{comparison(*first)} {join.value} {comparison(*second)}"
            expected = [
                each["sourcedId"]
                for each in records
                if joined(holds(collection, each, *one) for one in (first, second))
            ]
            assert await ids(script, collection, text) == expected, text


@pytest.mark.parametrize("collection", EACH)
async def test_a_list_is_sorted_as_python_would_and_the_missing_come_last(
    scene: Scene, collection: Collection
) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)
    records = await listed(script, collection.path)

    for name in collection.sorted_by:
        there = [one for one in records if held(one, name) is not None]
        missing = [one for one in records if held(one, name) is None]
        for order in ("asc", "desc"):
            expected = sorted(there, key=lambda one: held(one, name), reverse=order == "desc")
            found = await listed(script, collection.path, sort=name, orderBy=order)
            told = [held(one, name) for one in found]
            assert told == [held(one, name) for one in expected + missing], (name, order)
            for _, same in itertools.groupby(found, key=lambda one: held(one, name)):
                own = [one["sourcedId"] for one in same]
                assert own == sorted(own)


@pytest.mark.parametrize("collection", EACH)
async def test_following_the_links_to_the_end_gives_every_record_once(
    scene: Scene, collection: Collection
) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)
    whole = await listed(script, collection.path)

    address, found, totals = f"{SERVICE}/{collection.path}?limit=2&orderBy=desc&sort=sourcedId", [], set()
    while address:
        answer = await script.get(address)
        assert answer.status_code == 200, answer.text
        found += answer.json()[collection.many]
        totals.add(answer.headers["x-total-count"])
        links = {rel: url for url, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["link"])}
        assert {"first", "last"} <= set(links)
        assert ("prev" in links) is bool(re.search("offset=[1-9]", address))
        address = links.get("next", "").removeprefix("http://127.0.0.1:8000")

    assert found == whole[::-1]
    assert totals == {str(len(whole))}


@pytest.mark.parametrize("collection", EACH)
async def test_one_record_is_what_the_list_says_of_it_and_a_selection_is_no_more_than_asked(
    scene: Scene, collection: Collection
) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)

    for each in await listed(script, collection.path):
        answer = await asked(script, f"{collection.path}/{each['sourcedId']}")
        assert answer.json() == {collection.one: each}
    for name in collection.selectable:
        for part in await listed(script, collection.path, fields=name):
            assert set(part) <= {name}
    few = await asked(script, f"{collection.path}/{each['sourcedId']}", fields="sourcedId, status")
    assert set(few.json()[collection.one]) == {"sourcedId", "status"}


async def test_references_lead_to_what_they_name(scene: Scene) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)
    followed = 0
    for collection in COLLECTIONS:
        for each in await listed(script, collection.path):
            for value in each.values():
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, dict) and "href" in one:
                        answer = await script.get(one["href"].removeprefix("http://127.0.0.1:8000"))
                        assert answer.json()[one["type"]]["sourcedId"] == one["sourcedId"]
                        followed += 1
    assert followed > 50


async def test_who_left_is_to_be_deleted_and_may_not_sign_in(scene: Scene) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)

    (gone,) = await listed(script, "users", filter="status='tobedeleted'")

    assert (gone["identifier"], gone["enabledUser"]) == ("T5", "false")
    assert gone["roles"][0]["endDate"] == "2020-12-31"
    assert len(await listed(script, "teachers", filter="status='active' AND enabledUser='true'")) == 6


@pytest.mark.parametrize(
    ("number", "family", "given"),
    [
        ("T1", "张", "伟"),
        ("T2", "欧阳", "晓"),
        ("T3", "Beane", "Craig"),
        ("T4", "张", "Jack"),
        ("T5", "珍", "—"),
        ("T7", "单", "于"),
    ],
)
async def test_a_name_has_two_parts(scene: Scene, number: str, family: str, given: str) -> None:
    await set_roster_scene(scene)

    (found,) = await listed(await a_script(scene), "users", filter=f"identifier='{number}'")

    assert (found["familyName"], found["givenName"]) == (family, given)


async def test_neither_birthdays_nor_passwords_are_given(scene: Scene) -> None:
    await set_roster_scene(scene)

    answer = await asked(await a_script(scene), "users")

    assert "1985-06-01" not in answer.text
    assert "password" not in answer.text


async def test_what_changed_since_is_asked_by_the_moment_of_its_change(scene: Scene) -> None:
    ids = await set_roster_scene(scene)
    script, office = await a_script(scene), await scene.office()
    last = max(one["dateLastModified"] for one in await listed(script, "users"))
    teacher = (await office.get(f"teachers/{ids['T6']}")).json()

    since = {"filter": f"dateLastModified>'{last}'"}
    before = await listed(script, "users", **since)
    await office.patch(f"teachers/{ids['T6']}", {"phone": "13800000006"}, version=teacher["version"])
    changed = await listed(script, "users", **since)

    assert before == []
    assert [(one["identifier"], one["phone"]) for one in changed] == [("T6", "13800000006")]


async def test_a_roster_brought_in_tells_when_as_well(scene: Scene) -> None:
    await set_roster_scene(scene)
    script, office = await a_script(scene), await scene.office()
    last = max(one["dateLastModified"] for one in await listed(script, "users"))
    file = "工号,姓名,职称\nT1,张伟,高级教师\nT2,欧阳晓,\n"

    await committed(office, await sent(office, file.encode(), "csv"))

    changed = await listed(script, "users", filter=f"dateLastModified>'{last}'")
    assert [one["identifier"] for one in changed] == ["T1"]


async def test_school_data_sync_brought_in_answers_what_its_files_say(scene: Scene) -> None:
    """The second school of the sample bundle; what is expected is counted in its own CSVs."""
    await scene.year(2021)
    data, org = a_given_roster("sds_v2.1"), "110003"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }
    office, script = await scene.office(), await a_script(scene)
    await committed(office, await sent(office, data, "sds", org=org))
    staff = {
        row["userSourcedId"]
        for row in files["roles"]
        if row["orgSourcedId"] == org and row["role"] in ("teacher", "professor")
    }
    users = [row for row in files["users"] if row["sourcedId"] in staff]
    classes = [row for row in files["classes"] if row["orgSourcedId"] == org]
    subjects = {row["title"] for row in files["courses"] if row["orgSourcedId"] == org}
    taught = [
        row
        for row in files["enrollments"]
        if row["userSourcedId"] in staff and row["classSourcedId"] in {one["sourcedId"] for one in classes}
    ]
    family, title = users[0]["familyName"], classes[0]["title"]
    students = sum(row["role"] == "student" for row in files["enrollments"])

    expected: list[tuple[str, dict[str, Any], int]] = [
        ("users", {}, len(users)),
        ("teachers", {"filter": "status='active'"}, len(users)),
        ("users", {"filter": f"familyName='{family}'"}, sum(one["familyName"] == family for one in users)),
        ("users", {"filter": f"familyName!='{family}'"}, sum(one["familyName"] != family for one in users)),
        ("users", {"filter": "email~'classrmtest31.org'"}, sum("classrm" in u["username"] for u in users)),
        ("users", {"filter": f"givenName='{users[0]['givenName']}' AND familyName='{family}'"}, 1),
        ("classes", {"filter": "classType='homeroom'"}, len(classes)),
        ("classes", {"filter": f"title='{title}'"}, sum(one["title"] == title for one in classes)),
        ("classes", {"filter": "classType='scheduled'"}, len(taught)),
        ("courses", {"filter": "title!='班级'"}, len(subjects)),
        ("courses", {"filter": f"subjects~'{min(subjects)}'"}, 1),
        ("enrollments", {}, len(taught)),
        ("enrollments", {"filter": "role='student'"}, 0),
        ("schools", {}, 1),
        ("orgs", {"filter": "type='school' OR type='district'"}, 2),
        ("terms", {"filter": "schoolYear='2022'"}, 2),
    ]
    assert (len(users), len(classes), len(taught), students) == (1, 1, 1, 4)
    for path, params, count in expected:
        answer = await asked(script, path, **params)
        assert answer.status_code == 200, answer.text
        assert int(answer.headers["x-total-count"]) == count, (path, params)
    (found,) = await listed(script, "users")
    assert {"type": "source", "identifier": users[0]["sourcedId"]} in found["userIds"]
