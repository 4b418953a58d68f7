"""Pages for telephones: verifying by a code, acknowledging by a personal link; nobody is signed in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import update

from api.app import create_app
from api.settings import Settings
from persistence.notices.tables import notice_copy, notice_link
from persistence.people.tables import grade_group
from persistence.provision import DatabaseUrls
from tests.api.notices.notice_scene import NoticeScene
from tests.api.training.offering import withdrawn
from tests.scene import Scene


def is_a_page(answer: Response, status: int) -> str:
    """A whole page, that runs and loads nothing; its text."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    html = answer.text
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert 'name="viewport" content="width=device-width' in html
    return html


async def test_a_notice_verifies_by_its_code_and_tells_what_the_paper_says(desk: NoticeScene) -> None:
    made = await desk.issued()

    html = is_a_page(await desk.verified(made["code"]), 200)

    for said in ("有效", "2030-001", "陈喆", "初中数学命题研修", "2031-04-07", "培训通知", "石门中学"):
        assert said in html
    for untold in ("701", "一级教师", "数学组", "阶梯教室", str(desk.teacher_id), made["id"]):
        assert untold not in html


async def test_a_record_sheet_verifies_by_its_own(desk: NoticeScene) -> None:
    made = await desk.issued()

    html = is_a_page(await desk.verified(made["record_sheet_code"]), 200)

    assert "培训记录表" in html
    assert "有效" in html


async def test_english_is_answered_where_it_is_asked_for(desk: NoticeScene) -> None:
    made = await desk.issued()

    answer = await desk.verified(made["code"], **{"Accept-Language": "en-GB"})

    assert '<html lang="en">' in is_a_page(answer, 200)
    assert "Valid" in answer.text
    assert answer.headers["content-language"] == "en"


async def test_a_code_is_typed_as_one_likes(desk: NoticeScene) -> None:
    made = await desk.issued()

    assert "2030-001" in is_a_page(await desk.verified(made["code"].replace("-", "").lower()), 200)


async def test_old_codes_verify_as_void(desk: NoticeScene) -> None:
    first = await desk.issued()
    await desk.change_session(place="录播教室")
    second = await desk.notice(first)

    for code in (first["code"], first["record_sheet_code"]):
        html = is_a_page(await desk.verified(code), 200)
        assert "已作废" in html
        assert "第 2 版" in html
    assert "有效" in is_a_page(await desk.verified(second["code"]), 200)
    await withdrawn(desk.office, desk.enrolment)
    for code in (first["code"], second["code"], second["record_sheet_code"]):
        html = is_a_page(await desk.verified(code), 200)
        assert "已取消" in html
        assert "目前有效" not in html


@pytest.mark.parametrize(
    "code",
    [
        "ABCD-EFGH-JKMN",
        "0",
        "x" * 3000,
        "%00",
        "%ff%fe",
        "%F0%9F%8E%93",
        "<script>alert(1)",
        "' OR 1=1 --",
        "ABCD-EFGH-JKM%0A",
    ],
)
async def test_an_unknown_code_is_a_clear_page(desk: NoticeScene, code: str) -> None:
    html = is_a_page(await desk.verified(code), 404)

    assert "没有找到" in html
    assert "alert" not in html


@pytest.mark.parametrize("school", ["nowhere", "%00", "x" * 500, "石门", "%ff"])
async def test_an_unknown_school_is_a_clear_page(desk: NoticeScene, school: str) -> None:
    made = await desk.issued()

    is_a_page(await desk.page("GET", f"/v/{school}/{made['code']}"), 404)
    is_a_page(await desk.page("GET", f"/a/{school}/x"), 404)


async def test_another_school_knows_no_code_of_ours(desk: NoticeScene, elsewhere: Scene) -> None:
    made = await desk.issued()

    is_a_page(await desk.page("GET", f"/v/{elsewhere.code}/{made['code']}"), 404)


async def a_link(desk: NoticeScene, kind: str = "teacher") -> str:
    copies = await desk.copies(await desk.issued())
    url: str = (await desk.link(copies[kind])).json()["url"]
    return url


async def acknowledged(desk: NoticeScene) -> list[tuple[str, str | None]]:
    return [
        (row.copy, row.acknowledged_by)
        for row in await desk.scene.rows(notice_copy)
        if row.acknowledged_at is not None
    ]


async def test_a_link_shows_the_copy_and_acknowledges_it_by_its_button(desk: NoticeScene) -> None:
    url = await a_link(desk)

    shown = is_a_page(await desk.page("GET", url), 200)
    assert await acknowledged(desk) == []
    done = is_a_page(await desk.page("POST", url), 200)

    assert '<form method="post">' in shown
    for said in ("陈喆", "初中数学命题研修", "701", "第1节", "培训内容记录"):
        assert said in shown
    assert "已签收" in done
    assert await acknowledged(desk) == [("teacher", "陈喆")]
    (row,) = await desk.scene.rows(notice_link)
    assert row.used_at is not None
    copy = (await desk.office.get("notice-copies", copy="teacher")).json()["items"][0]
    assert copy["acknowledged_how"] == "by_link"


async def test_a_second_use_has_no_effect(desk: NoticeScene) -> None:
    url = await a_link(desk)
    await desk.page("POST", url)
    before = await desk.scene.rows(notice_copy)

    for method in ("GET", "POST"):
        assert "已于" in is_a_page(await desk.page(method, url), 410)

    assert await desk.scene.rows(notice_copy) == before


async def test_an_ended_link_has_no_effect(desk: NoticeScene) -> None:
    url = await a_link(desk)
    async with desk.scene.owner.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await connection.execute(
            update(notice_link).where(notice_link.c.school_id == desk.scene.school_id).values(expires_at=past)
        )

    for method in ("GET", "POST"):
        assert "过期" in is_a_page(await desk.page(method, url), 410)

    assert await acknowledged(desk) == []


async def test_another_persons_link_has_no_effect(desk: NoticeScene) -> None:
    """The head it was made for heads the grade no more; and nobody's sign-in makes it theirs."""
    url = await a_link(desk, "grade_group")
    new_head = await desk.scene.teacher("新年级")
    async with desk.scene.owner.begin() as connection:
        await connection.execute(
            update(grade_group)
            .where(grade_group.c.school_id == desk.scene.school_id)
            .values(head_id=new_head)
        )

    for method in ("GET", "POST"):
        bearer = f"Bearer {desk.as_head.token}"
        assert "沈年级" in is_a_page(await desk.page(method, url, Authorization=bearer), 403)

    assert await acknowledged(desk) == []


@pytest.mark.parametrize("how", ["cut", "longer", "changed", "other case", "another school"])
async def test_a_tampered_link_has_no_effect(desk: NoticeScene, elsewhere: Scene, how: str) -> None:
    url = await a_link(desk)
    tampered = {
        "cut": url[:-1],
        "longer": url + "A",
        "changed": url[:-1] + ("A" if url[-1] != "A" else "B"),
        "other case": url[: url.rindex("/") + 1] + url[url.rindex("/") + 1 :].swapcase(),
        "another school": url.replace(desk.scene.code, elsewhere.code),
    }[how]

    for method in ("GET", "POST"):
        assert "没有找到" in is_a_page(await desk.page(method, tampered), 404)

    assert await acknowledged(desk) == []


async def test_a_link_to_a_void_copy_has_no_effect(desk: NoticeScene) -> None:
    url = await a_link(desk)
    await desk.change_session(place="录播教室")

    for method in ("GET", "POST"):
        assert "已作废" in is_a_page(await desk.page(method, url), 410)

    assert await acknowledged(desk) == []


async def test_a_link_to_a_copy_acknowledged_otherwise_has_no_effect(desk: NoticeScene) -> None:
    url = await a_link(desk)
    copy = (await desk.office.get("notice-copies", copy="teacher")).json()["items"][0]
    await desk.acknowledge(desk.office, copy, signed_by="陈喆")

    for method in ("GET", "POST"):
        assert "已由陈喆" in is_a_page(await desk.page(method, url), 409)

    assert (await desk.scene.rows(notice_link))[0].used_at is None


async def test_a_name_that_is_markup_is_shown_as_text(desk: NoticeScene) -> None:
    evil = await desk.scene.teacher("<img src=x onerror=alert(1)>", grade_group_id=desk.week.grade_id)
    place = await desk.office.post(
        f"training-sessions/{desk.session['id']}/enrolments", {"teacher_id": str(evil)}
    )
    made = await desk.issued(place.json())

    html = (await desk.verified(made["code"])).text

    assert "<img" not in html
    assert "&lt;img" in html


@pytest.fixture
async def narrow(urls: DatabaseUrls, settings: Settings, app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A service that gives two pages a minute to an address."""
    strict = create_app(settings.model_copy(update={"pages_per_minute": 2}), urls.app)
    inside = strict.router.lifespan_context(strict)
    async with inside, AsyncClient(transport=ASGITransport(strict), base_url="http://yanxiu") as client:
        yield client


async def test_codes_cannot_be_tried_for_long(desk: NoticeScene, narrow: AsyncClient) -> None:
    path = f"/v/{desk.scene.code}/ABCD-EFGH-JKMN"

    tried = [await narrow.get(path) for _ in range(3)]

    assert [one.status_code for one in tried] == [404, 404, 429]
    assert "过于频繁" in is_a_page(tried[-1], 429)
    assert int(tried[-1].headers["retry-after"]) >= 1


async def test_the_pages_are_no_part_of_the_contract(app: FastAPI) -> None:
    assert not any(path.startswith(("/v/", "/a/")) for path in app.openapi()["paths"])
