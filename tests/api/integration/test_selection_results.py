"""What a file of the platform's answers promises: recorded once, whole, and never more than the seats."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.people.teacher import TeacherStatus
from persistence.people.tables import teacher
from persistence.training.tables import enrolment, session_block, training_session
from tests.api.integration.platform_files import (
    RESULTS,
    RoundScene,
    a_round_handed_in,
    commit,
    counts_of,
    csv_of,
    errors_of,
    imported,
    previewed,
    sent,
)
from tests.api.training.offering import FAR, a_course, a_draft, block, enrolled, read, withdrawn
from tests.api.training.round_scene import an_open_round, stepped, told
from tests.scene import Scene


async def taken(held: RoundScene, session: int = 0) -> int:
    found = await read(held.office, f"training-sessions/{held.sessions[session]['id']}")
    number: int = found["taken"]
    return number


async def test_a_file_places_puts_on_the_waitlist_and_refuses(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 3, {"waitlist": True, "capacity": 1})
    rows = [held.row(1), held.row(2, "waitlisted", name="张伟"), held.row(3, "未录取", reason="名额已满")]

    preview = await previewed(held.office, RESULTS, rows, held.code)
    assert await held.states() == ["submitted"] * 3
    done = await commit(held.office, preview)

    assert (preview["kind"], preview["format"], preview["allowed_actions"]) == (
        "selection_results",
        "csv",
        ["commit"],
    )
    assert counts_of(preview) == counts_of(done.json()) == {"created": 3}
    assert done.json()["state"] == "committed"
    assert await held.states() == ["placed", "waitlisted", "refused"]
    assert await taken(held) == 1
    assert await told(scene, "round_opened") == sorted(
        zip(
            held.teachers,
            ["enrolment_placed", "enrolment_waitlisted", "enrolment_refused"],
            strict=True,
        )
    )


async def test_sessions_are_known_by_the_platforms_number_too(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 1, {"platform_id": "HZ-1"})

    await imported(held.office, RESULTS, [held.row(1, session_code="HZ-1")], held.code)

    assert await held.states() == ["placed"]


async def test_the_rest_may_come_later_and_what_was_said_before_changes_nothing(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 3, {"capacity": 3})
    await imported(held.office, RESULTS, [held.row(2)], held.code)

    done = await imported(held.office, RESULTS, [held.row(1), held.row(2), held.row(3, "未录取")], held.code)
    again = await imported(held.office, RESULTS, [held.row(1), held.row(2), held.row(3, "未录取")], held.code)

    assert counts_of(done) == {"created": 2, "unchanged": 1}
    assert counts_of(again) == {"unchanged": 3}
    assert (await held.states(), await taken(held)) == (["placed", "placed", "refused"], 2)
    assert len(await told(scene, "round_opened")) == 3


async def test_who_moved_up_or_left_since_is_still_recorded_as_said(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 2, {"waitlist": True, "capacity": 1})
    rows = [held.row(1), held.row(2, "候补")]
    await imported(held.office, RESULTS, rows, held.code)
    first = await read(held.office, f"enrolments/{held.applications[0][0]['id']}")
    await withdrawn(held.office, first, reason="病假")
    assert await held.states() == ["withdrawn", "placed"]

    again = await imported(held.office, RESULTS, rows, held.code)

    assert counts_of(again) == {"unchanged": 2}
    assert await held.states() == ["withdrawn", "placed"]


async def test_whom_the_platform_let_wait_it_places_or_refuses_later(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 4, {"waitlist": True, "capacity": 2})
    first = [held.row(1), *(held.row(number, "候补") for number in (2, 3, 4))]
    second = [held.row(1), held.row(2), held.row(3, "未录取", reason="已修满"), held.row(4, "候补")]
    await imported(held.office, RESULTS, first, held.code)

    done = await imported(held.office, RESULTS, second, held.code)
    again = await imported(held.office, RESULTS, second, held.code)
    stale = await imported(held.office, RESULTS, first, held.code)

    assert counts_of(done) == {"created": 2, "unchanged": 2}
    assert counts_of(again) == counts_of(stale) == {"unchanged": 4}
    assert (await held.states(), await taken(held)) == (["placed", "placed", "refused", "waitlisted"], 2)
    news = {event for whom, event in await told(scene, "round_opened") if whom == held.teachers[1]}
    assert news == {"enrolment_waitlisted", "enrolment_promoted"}


async def test_who_has_moved_up_already_is_not_turned_down_by_a_file(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 2, {"waitlist": True, "capacity": 1})
    await imported(held.office, RESULTS, [held.row(1), held.row(2, "候补")], held.code)
    one = await read(held.office, f"enrolments/{held.applications[0][0]['id']}")
    await withdrawn(held.office, one, reason="病假")

    preview = await previewed(held.office, RESULTS, [held.row(2, "未录取")], held.code)

    assert errors_of(preview) == [(2, "结果", "recorded_as_waitlisted")]
    assert await held.states() == ["withdrawn", "placed"]


async def test_an_application_given_up_is_refused_without_effect_and_not_placed(
    scene: Scene,
) -> None:
    held = await a_round_handed_in(scene, 1)
    await withdrawn(held.office, held.applications[0][0], reason="病假")

    refused = await imported(held.office, RESULTS, [held.row(1, "未录取")], held.code)
    placed = await previewed(held.office, RESULTS, [held.row(1)], held.code)

    assert counts_of(refused) == {"ignored": 1}
    assert errors_of(placed) == [(2, "结果", "application_given_up")]
    assert await held.states() == ["withdrawn"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        pytest.param({"outcome": "也许"}, "结果", "bad_outcome", id="an unknown outcome"),
        pytest.param({"outcome": ""}, "结果", "required", id="no outcome"),
        pytest.param({"reason": "长" * 1001}, "说明", "too_long", id="a long reason"),
        pytest.param({"round_code": "别的"}, "轮次代码", "about_something_else", id="another round"),
        pytest.param({"employee_no": "99"}, "工号", "unknown_employee_no", id="nobody"),
        pytest.param({"name": "曾一"}, "姓名", "name_differs", id="another name"),
        pytest.param({"session_code": "S-0"}, "班次代码", "session_not_of_round", id="no such session"),
        pytest.param({"employee_no": "7"}, "工号", "not_applied", id="who did not apply"),
        pytest.param({"employee_no": "1"}, "工号", "duplicate", id="somebody twice"),
    ],
)
async def test_what_is_wrong_with_a_row_is_said_by_its_line(
    scene: Scene, row: dict[str, str], column: str, code: str
) -> None:
    held = await a_round_handed_in(scene, 2)
    await scene.teacher(employee_no="7")

    preview = await previewed(held.office, RESULTS, [held.row(1), held.row(2) | row], held.code)
    english = await previewed(
        held.office, RESULTS, [held.row(1), held.row(2) | row], held.code, **{"Accept-Language": "en"}
    )
    refused = await commit(held.office, preview)

    assert errors_of(preview) == [(3, column, code)]
    assert preview["row_errors"][0]["message"] != english["row_errors"][0]["message"]
    assert preview["allowed_actions"] == []
    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")
    assert await held.states() == ["submitted"] * 2


@pytest.mark.parametrize(
    ("recorded", "said"),
    [("录取", "未录取"), ("未录取", "录取"), ("未录取", "候补")],
)
async def test_what_contradicts_what_is_recorded_is_an_error(scene: Scene, recorded: str, said: str) -> None:
    held = await a_round_handed_in(scene, 1, {"waitlist": True})
    await imported(held.office, RESULTS, [held.row(1, recorded)], held.code)

    preview = await previewed(held.office, RESULTS, [held.row(1, said)], held.code)

    words = {"录取": "placed", "候补": "waitlisted", "未录取": "refused"}
    assert errors_of(preview) == [(2, "结果", f"recorded_as_{words[recorded]}")]
    assert preview["row_errors"][0]["message"]


async def test_more_placed_than_there_are_seats_are_named_by_their_lines(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 3, {"capacity": 2})

    preview = await previewed(held.office, RESULTS, [held.row(n) for n in (3, 1, 2)], held.code)

    assert errors_of(preview) == [(4, "结果", "session_full")]
    assert "2 个名额" in preview["row_errors"][0]["message"]
    assert await taken(held) == 0


async def test_who_is_away_or_elsewhere_at_the_time_is_named(scene: Scene) -> None:
    """A session called off, somebody on leave, and two sessions of the round moved to one time."""
    later, last = ({"blocks": [block(FAR + timedelta(days=days))]} for days in (30, 60))
    held = await a_round_handed_in(scene, 2, {}, later, last)
    async with scene.owner.begin() as connection:
        own = teacher.c.school_id == scene.school_id
        leave = update(teacher).where(own, teacher.c.employee_no == "2")
        await connection.execute(leave.values(status=TeacherStatus.ON_LEAVE))
        off = update(training_session).where(training_session.c.id == held.sessions[0]["id"])
        await connection.execute(off.values(state="cancelled"))
        moved = update(session_block).where(session_block.c.session_id == held.sessions[2]["id"])
        times = {name: datetime.fromisoformat(later["blocks"][0][name]) for name in ("starts_at", "ends_at")}
        await connection.execute(moved.values(**times))

    preview = await previewed(
        held.office,
        RESULTS,
        [held.row(1), held.row(2, session=1), held.row(1, session=1), held.row(1, session=2)],
        held.code,
    )

    assert errors_of(preview) == [
        (2, "结果", "session_not_open"),
        (3, "结果", "teacher_not_active"),
        (5, "结果", "date_clash"),
    ]
    assert all(one["message"] for one in preview["row_errors"])


async def test_what_changed_since_the_preview_is_decided_anew(scene: Scene) -> None:
    """The last seat was given meanwhile; and a preview of before is stale once it is committed."""
    held = await a_round_handed_in(scene, 2, {"capacity": 1})
    one = await previewed(held.office, RESULTS, [held.row(1)], held.code)
    other = await previewed(held.office, RESULTS, [held.row(2)], held.code)

    first, second = await commit(held.office, one), await commit(held.office, other)
    again = await commit(held.office, first.json())
    stale = await commit(held.office, other | {"version": 7})

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (422, "import_has_errors")
    assert (again.status_code, again.json()["code"]) == (409, "import_already_committed")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (await held.states(), await taken(held)) == (["placed", "submitted"], 1)


async def test_a_commit_is_done_once_with_its_key_and_not_without(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 1)
    preview = await previewed(held.office, RESULTS, [held.row(1)], held.code)

    keyless = await held.office.step(f"platform-imports/{preview['id']}/commit", version=1)
    first = await commit(held.office, preview, "once")
    replayed = await commit(held.office, preview, "once")

    assert (keyless.status_code, keyless.json()["code"]) == (428, "idempotency_key_required")
    assert replayed.json() == first.json()
    assert replayed.headers["Idempotency-Replayed"] == "true"
    assert len(await told(scene, "round_opened")) == 1


@pytest.mark.parametrize("finished", [False, True])
async def test_a_round_that_is_not_with_the_platform_takes_no_results(scene: Scene, finished: bool) -> None:
    held = await a_round_handed_in(scene, 1)
    code, rows = held.code, [held.row(1)]
    preview = await previewed(held.office, RESULTS, rows, code)
    if finished:
        await imported(held.office, RESULTS, rows, code)
        await stepped(held.office, await read(held.office, f"selection-rounds/{held.id}"), "finish")
    else:
        opened, _ = await an_open_round(held.office, {"code": "S-9"})
        code, rows = opened["code"], []

    early = await sent(held.office, RESULTS, csv_of(RESULTS, rows), code)
    late = await commit(held.office, preview)

    assert (early.status_code, early.json()["code"]) == (409, "invalid_state")
    assert late.status_code == (409 if finished else 200)


@pytest.mark.parametrize(
    ("about", "code"),
    [
        pytest.param(None, "import_about_wrong", id="of no round"),
        pytest.param("R-0", "unknown_reference", id="of a round there is not"),
    ],
)
async def test_it_must_be_about_a_round_there_is(scene: Scene, about: str | None, code: str) -> None:
    office = await scene.office()

    answer = await sent(office, RESULTS, csv_of(RESULTS, []), about)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_seats_are_not_oversold_by_two_files_at_once(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 4, {"capacity": 2})
    previews = [
        await previewed(held.office, RESULTS, [held.row(n), held.row(n + 1)], held.code) for n in (1, 3)
    ]

    answers: list[Any] = await asyncio.gather(*(commit(held.office, one) for one in previews))

    assert sorted(one.status_code for one in answers) == [200, 422]
    assert await taken(held) == 2
    assert sum(one.state == "placed" for one in await scene.rows(enrolment)) == 2


async def test_a_place_elsewhere_counts_as_everywhere(scene: Scene) -> None:
    held = await a_round_handed_in(scene, 1)
    free = await a_draft(held.office, (await a_course(held.office))["id"])
    await held.office.step(f"training-sessions/{free['id']}/open", version=1)
    taken_there = await enrolled(held.office, free, held.teachers[0])

    preview = await previewed(held.office, RESULTS, [held.row(1)], held.code)
    await withdrawn(held.office, taken_there, reason="改选")
    now_free = await previewed(held.office, RESULTS, [held.row(1)], held.code)

    assert errors_of(preview) == [(2, "结果", "date_clash")]
    assert "2031-04-07 08:00" in preview["row_errors"][0]["message"]
    assert errors_of(now_free) == []
