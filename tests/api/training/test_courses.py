"""What the courses of the catalogue promise."""

from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.api.training.offering import a_course, course_body, read
from tests.scene import Scene


async def test_a_course_is_kept_as_it_was_entered(scene: Scene) -> None:
    office = await scene.office()
    body = course_body(hours="90.00", credits="73.10", kind="long_90", platform_id="HZ-2021-014")

    made = await office.post("courses", body)

    assert made.status_code == 201
    assert made.headers["location"] == f"{scene.base}/courses/{made.json()['id']}"
    assert made.headers["etag"] == '"1"'
    assert made.json() == body | {
        "id": made.json()["id"],
        "audience": None,
        "archived": False,
        "version": 1,
        "allowed_actions": ["update"],
    }
    assert await read(office, f"courses/{made.json()['id']}") == made.json()


async def test_a_teacher_reads_the_catalogue_and_changes_nothing_of_it(scene: Scene) -> None:
    course = await a_course(await scene.office())
    teacher = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())

    assert (await read(teacher, f"courses/{course['id']}"))["allowed_actions"] == []
    assert (await teacher.post("courses", course_body())).status_code == 403
    assert (await teacher.patch(f"courses/{course['id']}", {"title": "x"}, version=1)).status_code == 403


@pytest.mark.parametrize(
    ("field", "code"),
    [
        pytest.param("code", "course_code_taken", id="code"),
        pytest.param("platform_id", "course_platform_id_taken", id="platform number"),
    ],
)
async def test_a_code_belongs_to_one_course(scene: Scene, field: str, code: str) -> None:
    office = await scene.office()
    first = await a_course(office, platform_id="P-1")
    second = await a_course(office)

    again = await office.post("courses", course_body(**{field: first[field]}))
    renamed = await office.patch(f"courses/{second['id']}", {field: first[field]}, version=1)

    assert (again.status_code, again.json()["code"]) == (409, code)
    assert (renamed.status_code, renamed.json()["code"]) == (409, code)
    assert first[field] in renamed.json()["detail"]


async def test_a_merge_patch_changes_what_it_names(scene: Scene) -> None:
    office = await scene.office()
    course = await a_course(office, audience="初中数学教师", platform_id="P-9")

    answer = await office.patch(
        f"courses/{course['id']}", {"credits": "7.50", "audience": None, "archived": True}, version=1
    )

    changed = {"credits": "7.50", "audience": None, "archived": True, "version": 2}
    assert (answer.status_code, answer.json()) == (200, course | changed)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"title": None}, id="null where something must stand"),
        pytest.param({"credits": 7.5}, id="a decimal as a number"),
        pytest.param({"credits": "-1"}, id="negative"),
        pytest.param({"credits": "7.505"}, id="three decimals"),
        pytest.param({"kind": "weekend"}, id="an unknown kind"),
        pytest.param({"colour": "red"}, id="an unknown field"),
        pytest.param({"archived": 1}, id="1 for true"),
    ],
)
async def test_a_patch_of_another_shape_is_refused(scene: Scene, body: dict[str, Any]) -> None:
    office = await scene.office()
    course = await a_course(office)

    answer = await office.patch(f"courses/{course['id']}", body, version=1)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert await read(office, f"courses/{course['id']}") == course


async def test_a_change_says_which_version_it_was_decided_on(scene: Scene) -> None:
    office = await scene.office()
    course = await a_course(office)
    path = f"courses/{course['id']}"

    assert (await office.ask("PATCH", path, json={"title": "x"})).status_code == 428
    assert (await office.patch(path, {"title": "x"}, version=7)).status_code == 412
    assert (await office.patch(path, {"title": "x"}, version=1)).status_code == 200
    assert (await office.patch(path, {"title": "y"}, version=1)).status_code == 412


async def test_another_schools_course_is_as_absent_as_a_missing_one(scene: Scene, elsewhere: Scene) -> None:
    office, theirs = await scene.office(), await a_course(await elsewhere.office())

    for course_id in (theirs["id"], str(new_id())):
        assert (await office.get(f"courses/{course_id}")).status_code == 404
        assert (await office.patch(f"courses/{course_id}", {"title": "x"}, version=1)).status_code == 404


async def test_the_catalogue_is_searched_and_narrowed(scene: Scene) -> None:
    office = await scene.office()
    await a_course(office, code="A1", title="心理健康教育课", kind="school_based")
    await a_course(office, code="B2", title="试卷分析课", provider="心理学会")
    old = await a_course(office, code="C3", title="旧课100%", kind="online")
    await office.patch(f"courses/{old['id']}", {"archived": True}, version=1)

    async def codes(**params: Any) -> list[str]:
        answer = await office.get("courses", **params)
        assert answer.status_code == 200
        return [course["code"] for course in answer.json()["items"]]

    assert await codes() == ["A1", "B2", "C3"]
    assert await codes(q="心理") == ["A1", "B2"]
    assert await codes(q="b2") == ["B2"]
    assert await codes(q="%") == ["C3"]
    assert await codes(q="没有") == []
    assert await codes(kind=["online", "school_based"]) == ["A1", "C3"]
    assert await codes(archived="false") == ["A1", "B2"]


async def test_pages_follow_each_other_without_loss(scene: Scene) -> None:
    office = await scene.office()
    for number in range(5):
        await a_course(office, code=f"K{number}")

    first = (await office.get("courses", limit=2)).json()
    second = (await office.get("courses", limit=2, cursor=first["next_cursor"])).json()
    third = (await office.get("courses", limit=2, cursor=second["next_cursor"])).json()
    foreign = await office.get("courses", limit=2, q="K", cursor=first["next_cursor"])

    seen = [course["code"] for page in (first, second, third) for course in page["items"]]
    assert (seen, third["has_more"], third["next_cursor"]) == ([f"K{n}" for n in range(5)], False, None)
    assert (foreign.status_code, foreign.json()["code"]) == (422, "invalid_cursor")
