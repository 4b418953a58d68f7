"""The share library: what gets in, who finds it and how, and how it leaves."""

import pytest

from domain.identity.actions import Role
from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from persistence.training.tables import product, product_gram
from tests.api.training.duty_scene import DutyScene
from tests.scene import Caller, Scene


async def titles(who: Caller, **params: str) -> list[str]:
    answer = await who.get("products", **params)
    assert answer.status_code == 200, answer.json()
    return [one["title"] for one in answer.json()["items"]]


async def test_an_accepted_product_is_open_to_all_of_the_staff(owed: DutyScene, elsewhere: Scene) -> None:
    owing = await owed.owing(CourseKind.LONG_90)
    colleague = await owed.scene.signed_in(Role.TEACHER, teacher_id=await owed.scene.teacher())
    file_id = await owed.file(owing.teacher)
    await owed.hand_in(owing.teacher, owing.duties["product"], title="《初中心理健康课例》", file_id=file_id)

    assert await titles(colleague) == []
    await owed.step(owing.duties["product"], "accept")

    (shared,) = (await colleague.get("products")).json()["items"]
    assert (shared["title"], shared["teacher_name"], shared["filename"], shared["downloads"]) == (
        "《初中心理健康课例》",
        "张伟",
        "课例.pptx",
        0,
    )
    assert (shared["school_year"], shared["course_kind"]) == (2020, "long_90")
    assert shared["allowed_actions"] == ["download"]
    assert await titles(await elsewhere.office()) == []
    assert (await (await elsewhere.office()).get(f"products/{shared['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("q", "found"),
    [
        pytest.param("心理", True, id="two characters inside the title"),
        pytest.param("理", True, id="one character"),
        pytest.param("健康课例", True, id="four"),
        pytest.param("小组 心理", True, id="two words, one of them in the summary"),
        pytest.param("曾秀", True, id="the author"),
        pytest.param("zengxiu", True, id="pinyin"),
        pytest.param("ZXZ", True, id="initials, in capitals"),
        pytest.param("ｐｐｔ", True, id="full-width letters"),
        pytest.param("心康", False, id="characters that do not stand together"),
        pytest.param("心理 数学", False, id="one word of two"),
        pytest.param("理健例", False, id="nothing"),
        pytest.param("%", False, id="no pattern"),
        pytest.param(" ", True, id="blank: everything"),
    ],
)
async def test_it_is_found_by_what_it_says(owed: DutyScene, q: str, found: bool) -> None:
    owing = await owed.owing(
        CourseKind.LONG_90, name="曾秀珍", name_pinyin="zeng xiu zhen", name_initials="zxz"
    )
    await owed.shared(owing, "《初中心理健康课例》", "小组活动 PPT 一份")

    assert bool(await titles(owing.teacher, q=q)) is found


async def test_pairs_that_lie_apart_are_not_taken_for_the_word(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.LONG_90)
    await owed.shared(owing, "心理 理健", "健康")

    assert await titles(owing.teacher, q="心理健康") == []


async def test_the_list_is_narrowed(owed: DutyScene) -> None:
    owing, other = await owed.owing(CourseKind.LONG_90), await owed.owing(CourseKind.LONG_90)
    await owed.shared(owing, "一")
    await owed.shared(other, "二")

    assert await titles(owing.teacher) == ["二", "一"]
    assert await titles(owing.teacher, teacher_id=str(owing.teacher_id)) == ["一"]
    assert await titles(owing.teacher, kind="short") == []
    assert await titles(owing.teacher, school_year="2020") == ["二", "一"]
    assert await titles(owing.teacher, school_year="2021") == []


async def test_a_download_is_a_link_and_is_counted(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.LONG_90)
    await owed.shared(owing, "课例")
    (shared,) = (await owing.teacher.get("products")).json()["items"]

    link = await owing.teacher.post(f"products/{shared['id']}/download")
    await owed.office.post(f"products/{shared['id']}/download")

    assert link.status_code == 200, link.json()
    assert link.json()["url"]
    again = (await owing.teacher.get(f"products/{shared['id']}")).json()
    assert (again["downloads"], again["version"]) == (2, 1)
    assert (await owing.teacher.post(f"products/{new_id()}/download")).status_code == 404


async def test_its_author_or_the_office_withdraws_it(owed: DutyScene) -> None:
    owing, other = await owed.owing(CourseKind.LONG_90), await owed.owing(CourseKind.LONG_90)
    await owed.shared(owing, "课例")
    (shared,) = (await other.teacher.get("products")).json()["items"]
    path, reason = f"products/{shared['id']}", {"reason": "有新版本"}

    refused = await other.teacher.step(f"{path}/withdraw", version=1, json=reason)
    gone = await owing.teacher.step(f"{path}/withdraw", version=1, json=reason)
    again = await owed.office.step(f"{path}/withdraw", version=2, json=reason)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (gone.status_code, gone.json()["withdrawn_because"]) == (200, "有新版本")
    assert (again.status_code, again.json()["code"]) == (409, "product_withdrawn")
    assert await titles(other.teacher) == []
    assert (await other.teacher.get(path)).status_code == 404
    assert (await owed.office.get(path)).json()["allowed_actions"] == []
    assert (await owing.teacher.post(f"{path}/download")).status_code == 404
    missing = await owed.office.step(f"products/{new_id()}/withdraw", version=1, json=reason)
    assert missing.status_code == 404


async def test_what_a_reopened_result_shared_is_withdrawn(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.LONG_90)
    await owed.shared(owing, "课例")

    body = {"reason": "登记错误"}
    await owed.office.step(f"enrolments/{owing.enrolment_id}/reopen", version=2, json=body)

    assert await titles(owing.teacher) == []
    (row,) = await owed.scene.rows(product)
    assert row.withdrawn_because == "登记错误"


async def test_a_waived_product_shares_nothing(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.LONG_90)
    await owed.step(owing.duties["product"], "waive")

    assert await titles(owing.teacher) == []
    assert await owed.scene.rows(product_gram) == []


async def test_a_script_does_not_read_the_library(owed: DutyScene) -> None:
    client = await owed.scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset())

    assert (await client.get("products")).status_code == 403
