"""What a notice says of the lessons missed is how they are arranged when it is issued."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.timetable.absence_tables import absence, homeroom_proxy
from persistence.timetable.tables import lesson_change
from tests.api.notices.notice_scene import NoticeScene
from tests.api.timetable.absence_scene import MONDAY, TUESDAY, block
from tests.api.training.offering import read


async def absence_of(desk: NoticeScene) -> dict[str, Any]:
    found = await read(desk.office, f"absences?teacher_id={desk.teacher_id}&state=standing")
    one: dict[str, Any] = found["items"][0]
    return one


async def test_a_swapped_lesson_names_its_partner_and_where_it_goes(desk: NoticeScene) -> None:
    made = await desk.issued()
    partner_id = await desk.scene.teacher("王五")
    partner = await desk.scene.signed_in(Role.TEACHER, teacher_id=partner_id)
    theirs = await desk.week.lesson(2, 2, partner_id, classes=("701",), subject="语文")
    body = {
        "absence_id": (await absence_of(desk))["id"],
        "lesson_id": str(desk.lessons[0]),
        "lesson_day": MONDAY.isoformat(),
        "partner_lesson_id": str(theirs),
        "partner_lesson_day": TUESDAY.isoformat(),
    }
    proposed = (await desk.as_teacher.post("swaps", body)).json()
    accepted = await partner.step(f"swaps/{proposed['id']}/accept", version=proposed["version"])
    assert accepted.status_code == 200, accepted.text

    before, after = made["content"]["lessons"], (await desk.reissued(made)).json()["content"]["lessons"]

    assert [one["arrangement"] for one in before] == ["open", "open"]
    assert [(one["arrangement"], one["teacher_name"]) for one in after] == [
        ("swapped", "王五"),
        ("open", None),
    ]
    assert after[0]["moved"] == {"day": TUESDAY.isoformat(), "period": "第2节", "subject": "语文"}
    copies = await desk.copies(made)
    assert "调课1节，尚待安排1节" in copies["academic_affairs"]["text"]


@pytest.mark.parametrize(
    ("cause", "shown", "name"), [("cover", "covered", "李四"), ("no_cover", "not_needed", None)]
)
async def test_a_covered_lesson_names_who_covers(
    desk: NoticeScene, cause: str, shown: str, name: str | None
) -> None:
    cover_id = await desk.scene.teacher("李四")
    await desk.scene.add(
        lesson_change,
        lesson_id=desk.lessons[0],
        lesson_day=MONDAY,
        from_teacher_id=desk.teacher_id,
        to_teacher_id=cover_id if cause == "cover" else None,
        day=MONDAY,
        period_no=1,
        cause=cause,
        cause_id=new_id(),
        kind="teaching",
        subject="数学",
        classes=[{"class_id": str(await desk.week.school_class("701")), "code": "701", "part": ""}],
        made_at=datetime.now(UTC),
        absence_id=(await absence_of(desk))["id"],
        state="standing",
    )

    lessons = (await desk.issued())["content"]["lessons"]

    assert [(one["arrangement"], one["teacher_name"], one["moved"]) for one in lessons] == [
        (shown, name, None),
        ("open", None, None),
    ]


async def test_a_proxy_is_named_by_stretches_of_days(desk: NoticeScene) -> None:
    await desk.change_session(blocks=[block(MONDAY + timedelta(days=n)) for n in range(4)])
    proxy_id = await desk.scene.teacher("赵镕")
    held = (await absence_of(desk))["id"]
    class_id = await desk.week.school_class("701")
    made = {"absence_id": held, "class_id": class_id, "account_id": new_id()}
    for n in (0, 1, 3):
        await desk.scene.add(
            homeroom_proxy,
            **made,
            day=MONDAY + timedelta(days=n),
            teacher_id=proxy_id,
            made_at=datetime.now(UTC),
        )

    proxies = (await desk.issued())["content"]["proxies"]

    days = [(MONDAY + timedelta(days=n)).isoformat() for n in range(4)]
    assert proxies == [
        {"class_name": "701", "proxy_name": "赵镕", "first_day": days[0], "last_day": days[1]},
        {"class_name": "701", "proxy_name": None, "first_day": days[2], "last_day": days[2]},
        {"class_name": "701", "proxy_name": "赵镕", "first_day": days[3], "last_day": days[3]},
    ]


async def test_without_an_absence_no_lesson_is_missed(desk: NoticeScene) -> None:
    async with desk.scene.owner.begin() as connection:
        await connection.execute(
            update(absence).where(absence.c.school_id == desk.scene.school_id).values(state="cancelled")
        )

    content = (await desk.issued())["content"]

    assert (content["lessons"], content["proxies"], content["training"]["school_days"]) == ([], [], "0.0")
