"""Numbers without gap or duplicate, whoever issues at once and whatever is rolled back."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from itertools import cycle
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.notices.issuing import issue
from domain.training.enrolment import EnrolmentState
from persistence.ids import new_id
from persistence.notices.book import SqlNoticeBook
from persistence.notices.tables import notice, notice_copy, notice_edition, notice_series
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import message
from persistence.training.tables import enrolment
from persistence.transaction import in_school
from tests.api.notices.notice_scene import NoticeScene, set_notice_scene
from tests.scene import Scene

CLIENTS, NOTICES = 20, 200


class RolledBack(Exception):
    """What fails after the numbers were taken."""


@pytest.fixture
async def desk(scene: Scene) -> NoticeScene:
    return await set_notice_scene(scene)


async def many_placed(desk: NoticeScene, number: int) -> list[UUID]:
    session_id = UUID(desk.session["id"])
    given = {
        "session_id": session_id,
        "state": EnrolmentState.PLACED,
        "enrolled_at": datetime.now(UTC),
        "planned_credits": 8,
        "planned_year": 2030,
    }
    return [
        await desk.scene.add(
            enrolment,
            teacher_id=await desk.scene.teacher(f"教师{n}", grade_group_id=desk.week.grade_id),
            **given,
        )
        for n in range(number)
    ]


async def test_parallel_issue_and_rollback_leave_neither_gap_nor_duplicate(
    desk: NoticeScene, app_engine: AsyncEngine
) -> None:
    """Twenty at once; a third of their 120 issues is rolled back with its numbers taken, and done again."""
    waiting = await many_placed(desk, NOTICES)
    share = [waiting[n::CLIENTS] for n in range(CLIENTS)]
    rolled_back = Counter[str]()

    async def write(enrolment_ids: list[UUID], *, fail: bool) -> None:
        async with in_school(app_engine, desk.scene.school_id) as connection:
            book = SqlNoticeBook(connection, desk.scene.school_id)
            messages = SqlMessages(connection, desk.scene.school_id)
            await issue(book, messages, enrolment_ids, account_id=new_id(), now=datetime.now(UTC))
            if fail:
                raise RolledBack

    async def client(own: list[UUID]) -> None:
        fails = cycle([True, False])
        for start, size in ((0, 1), (1, 3), (4, 1), (5, 5)):  # one, and several at once
            some = own[start : start + size]
            if next(fails):
                with pytest.raises(RolledBack):
                    await write(some, fail=True)
                rolled_back["issues"] += 1
            await write(some, fail=False)

    await asyncio.gather(*(client(own) for own in share))

    rows = await desk.scene.rows(notice)
    assert sorted(row.number for row in rows) == list(range(1, NOTICES + 1))
    assert {row.school_year for row in rows} == {2030}
    assert [row.last_number for row in await desk.scene.rows(notice_series)] == [NOTICES]
    assert Counter(row.notice_id for row in await desk.scene.rows(notice_copy)).most_common()[-1][1] == 4
    assert len(await desk.scene.rows(notice_edition)) == NOTICES
    assert rolled_back["issues"] == 2 * CLIENTS
    told = Counter((row.recipient_id, row.about) for row in await desk.scene.rows(message))
    assert set(told.values()) == {1}


async def test_refusals_between_parallel_requests_cost_no_number(desk: NoticeScene) -> None:
    """Over HTTP: a third of the requests list one who has no place, and all of such a request is refused."""
    waiting = await many_placed(desk, 60)
    share = [waiting[n::CLIENTS] for n in range(CLIENTS)]

    async def client(number: int, own: list[UUID]) -> list[int]:
        unknown = [str(new_id())] if number % 3 == 0 else []
        first = await desk.bulk(enrolment_ids=[*map(str, own), *unknown])
        again = await desk.bulk(enrolment_ids=[str(one) for one in own]) if unknown else first
        return [first.status_code, again.status_code]

    answers = await asyncio.gather(*(client(n, own) for n, own in enumerate(share)))

    assert [first for first, _ in answers].count(422) == 7
    assert {again for _, again in answers} == {200}
    assert sorted(row.number for row in await desk.scene.rows(notice)) == list(range(1, 61))


async def test_one_place_asked_for_by_many_at_once_gets_one_notice(desk: NoticeScene) -> None:
    answers = await asyncio.gather(*(desk.asked(desk.enrolment["id"]) for _ in range(8)))

    assert sorted(one.status_code for one in answers) == [201, *[409] * 7]
    assert [row.number for row in await desk.scene.rows(notice)] == [1]


async def test_issuing_and_changing_at_once_leaves_four_good_copies_that_are_true(desk: NoticeScene) -> None:
    """Whichever is first, the good edition says what the training is in the end."""
    places = [await desk.placed(f"教师{n}") for n in range(6)]

    async def changing() -> None:
        for place in ("甲", "乙", "丙"):
            await desk.change_session(place=place)

    await asyncio.gather(changing(), *(desk.issued(one) for one in places))

    assert sorted((await desk.good()).values()) == [4] * 6
    for row in await desk.scene.rows(notice_edition):
        if row.voided_at is None:
            assert row.content["training"]["place"] == "丙"


async def test_a_link_used_by_many_at_once_acknowledges_once(desk: NoticeScene) -> None:
    copy = (await desk.copies(await desk.issued()))["teacher"]
    url = (await desk.link(copy)).json()["url"]

    answers = await asyncio.gather(*(desk.page("POST", url) for _ in range(8)))

    assert sorted(one.status_code for one in answers) == [200, *[410] * 7]
