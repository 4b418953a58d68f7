"""What the platform is handed: who prepares it, how far it goes, and what becomes of it."""

import asyncio
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from domain.integration.submission import SubmissionOutcome
from domain.integration.submissions import note_failed, note_sent, settle, take_up
from persistence.ids import new_id
from persistence.integration.submissions import SqlSubmissions
from persistence.integration.tables import platform_submission_event
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import message
from persistence.transaction import in_school
from tests.api.integration.submission_scene import (
    PATH,
    a_submission,
    ask,
    audited,
    connected,
    moved,
    prepared,
    step,
)
from tests.api.training.credit_scene import set_credit_scene
from tests.api.training.offering import FAR, read
from tests.api.training.round_scene import a_round, stepped
from tests.scene import Caller, Scene

JOBS = (
    "SELECT task_name, lock, args ->> 'submission_id' FROM procrastinate_jobs"
    " WHERE args ->> 'school_id' = :school"
)


async def jobs(scene: Scene) -> list[tuple[str, str, str]]:
    async with scene.owner.connect() as connection:
        found = await connection.execute(text(JOBS), {"school": str(scene.school_id)})
        return [(*row,) for row in found]


async def some_hours(scene: Scene) -> Caller:
    """A school whose 2020 has one award of school-based training."""
    credits = await set_credit_scene(scene)
    await given(credits.office, await scene.teacher("张伟", employee_no="0123"))
    return credits.office


async def given(office: Caller, teacher_id: Any, credits: str = "8.00") -> dict[str, Any]:
    body = {
        "teacher_id": str(teacher_id),
        "school_year": 2020,
        "category": "school_based",
        "credits": credits,
    }
    answer = await office.post(
        "credit-adjustments", body | {"reason": "作业设计"}, Idempotency_Key=new_id().hex
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_file_is_prepared_carried_and_accepted(scene: Scene) -> None:
    office = await some_hours(scene)

    answer = await ask(office, "school_based_hours", "2020")
    one = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/{PATH}/{one['id']}")
    assert (one["state"], one["rows"], one["edition_no"], one["changes"]) == ("prepared", 1, 1, None)
    assert one["allowed_actions"] == ["mark_sent", "withdraw"]
    sent = await moved(office, one, "mark-sent", receipt="平台受理 7 号")
    assert (sent["state"], sent["receipt"], sent["allowed_actions"]) == ("sent", "平台受理 7 号", ["settle"])
    done = await moved(office, sent, "settle", outcome="accepted")

    assert (done["state"], done["allowed_actions"]) == ("accepted", [])
    assert done["sha256"] == one["sha256"]
    assert await read(office, f"{PATH}/{one['id']}") == done
    steps = (await read(office, f"{PATH}/{one['id']}/history"))["items"]
    assert [(was["from_state"], was["to_state"]) for was in steps] == [
        (None, "prepared"),
        ("prepared", "sent"),
        ("sent", "accepted"),
    ]
    assert {was["account_id"] for was in steps} == {str(office.principal.account_id)}
    assert await jobs(scene) == []


async def test_its_rows_never_change_and_a_further_edition_says_what_did(scene: Scene) -> None:
    office = await some_hours(scene)
    first = await prepared(office, "school_based_hours", "2020")
    await given(office, await scene.teacher("沈建芳", employee_no="0124"))

    frozen = await office.get(f"{PATH}/{first['id']}/file", format="csv")
    await moved(office, await moved(office, first, "mark-sent"), "settle", outcome="accepted")
    second = await prepared(office, "school_based_hours", "2020")

    assert "沈建芳" not in frozen.content.decode()
    assert second["edition_no"] == 2
    assert second["changes"] == {"edition_no": 1, "added": 1, "removed": 0, "changed": 0}


async def test_one_of_the_same_is_settled_or_withdrawn_before_the_next(scene: Scene) -> None:
    office = await some_hours(scene)
    first = await prepared(office, "school_based_hours", "2020")

    refused = await ask(office, "school_based_hours", "2020")
    withdrawn = await moved(office, first, "withdraw")
    second = await prepared(office, "school_based_hours", "2020")

    assert (refused.status_code, refused.json()["code"]) == (409, "submission_open")
    assert "校本研修学时" in refused.json()["detail"]
    assert (withdrawn["state"], second["edition_no"]) == ("withdrawn", 1)


async def test_the_same_request_again_prepares_nothing_more(scene: Scene) -> None:
    office = await some_hours(scene)
    body = {"kind": "school_based_hours", "about": "2020", "via": "file"}

    first = await office.post(PATH, body, Idempotency_Key="k1")
    again = await office.post(PATH, body, Idempotency_Key="k1")

    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (await office.post(PATH, body)).json()["code"] == "idempotency_key_required"


async def test_what_is_refused_says_why(scene: Scene) -> None:
    office = await some_hours(scene)
    await scene.year(2030)
    draft = await a_round(office)
    cases = {
        "nothing_to_hand_in": ("school_based_hours", "2019"),
        "submission_needs_year": ("credit_disputes", draft["code"]),
        "round_not_submitted": ("applications", draft["code"]),
        "round_not_closed": ("decisions", draft["code"]),
        "unknown_reference": ("decisions", "nowhere"),
    }

    for code, (kind, about) in cases.items():
        assert (await ask(office, kind, about)).json()["code"] == code
    assert (await read(office, PATH))["items"] == []


async def test_a_step_that_is_not_its_turn_is_refused(scene: Scene) -> None:
    office = await some_hours(scene)
    one = await prepared(office, "school_based_hours", "2020")

    early = await step(office, one, "settle", outcome="accepted")
    stale = await step(office, one | {"version": 7}, "withdraw")
    retried = await step(office, one, "retry")
    sent = await moved(office, one, "mark-sent")
    silent = await step(office, sent, "settle", outcome="refused")
    late = await step(office, sent, "withdraw")

    codes = [answer.json()["code"] for answer in (early, stale, retried, silent, late)]
    assert codes == [
        "invalid_state",
        "stale",
        "invalid_state",
        "submission_refusal_needs_reason",
        "invalid_state",
    ]
    assert stale.status_code == 412


async def test_over_http_nothing_goes_without_a_connection(scene: Scene) -> None:
    office = await some_hours(scene)
    failed = await a_submission(scene, state="failed", about="2019")

    answer = await ask(office, "school_based_hours", "2020", "http")
    retried = await step(office, {"id": failed, "version": 1}, "retry")

    assert (answer.status_code, answer.json()["code"]) == (409, "platform_not_connected")
    assert retried.json()["code"] == "platform_not_connected"
    assert await jobs(scene) == []


async def test_over_http_it_is_queued_and_the_platform_s_word_settles_it(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    office = await some_hours(scene)
    await connected(scene)
    one = await prepared(office, "school_based_hours", "2020", "http")
    which = one["id"]
    assert one["allowed_actions"] == ["withdraw"]
    assert await jobs(scene) == [("hand_in_submission", f"submission:{which}", which)]

    async with in_school(app_engine, scene.school_id) as connection:
        kept, messages = kept_in(scene, connection)
        packet = await take_up(kept, UUID(which), at=FAR)
        assert packet is not None
        assert packet.sheet.rows[0][1]["工号"] == "0123"
        assert (await kept.get(UUID(which))).allowed_actions == ()  # type: ignore[union-attr]
    trying = await read(office, f"{PATH}/{which}")
    assert (trying["attempts"], trying["allowed_actions"]) == (1, [])
    assert (await step(office, trying, "withdraw")).json()["code"] == "submission_under_way"

    async with in_school(app_engine, scene.school_id) as connection:
        kept, messages = kept_in(scene, connection)
        await note_sent(kept, UUID(which), "R-7", at=FAR)
    for _ in range(2):
        async with in_school(app_engine, scene.school_id) as connection:
            kept, messages = kept_in(scene, connection)
            await settle(kept, messages, UUID(which), SubmissionOutcome.REFUSED, "学时不符", at=FAR)

    done = await read(office, f"{PATH}/{which}")
    assert (done["state"], done["receipt"], done["settled_because"]) == ("refused", "R-7", "学时不符")
    told = [row for row in await scene.rows(message) if row.event == "platform_submission_refused"]
    assert [row.recipient_id for row in told] == [office.principal.account_id]
    assert told[0].facts == {"submission_kind": "school_based_hours", "about": "2020", "reason": "学时不符"}
    assert told[0].link == f"{PATH}/{which}"
    steps = [(row.from_state, row.to_state) for row in await scene.rows(platform_submission_event)]
    assert steps == [(None, "prepared"), ("prepared", "sent"), ("sent", "refused")]


async def test_what_was_given_up_is_told_and_tried_again(scene: Scene, app_engine: AsyncEngine) -> None:
    office, which = await some_hours(scene), await a_submission(scene)
    for last_try in (False, True):
        async with in_school(app_engine, scene.school_id) as connection:
            kept, messages = kept_in(scene, connection)
            await take_up(kept, UUID(which), at=FAR)
            await note_failed(kept, messages, UUID(which), "too_slow", at=FAR, last_try=last_try)

    failed = await read(office, f"{PATH}/{which}")
    await connected(scene)
    again = await moved(office, failed, "retry")

    assert (failed["state"], failed["attempts"], failed["last_error"]) == ("failed", 2, "too_slow")
    assert failed["allowed_actions"] == ["retry", "withdraw"]
    assert (again["state"], again["attempts"], again["sha256"]) == ("prepared", 0, failed["sha256"])
    assert [lock for _, lock, _ in await jobs(scene)] == [f"submission:{which}"]
    steps = [
        (row.from_state, row.to_state, row.reason) for row in await scene.rows(platform_submission_event)
    ]
    assert steps == [
        ("prepared", "prepared", "too_slow"),
        ("prepared", "failed", "too_slow"),
        ("failed", "prepared", None),
    ]
    told = [row for row in await scene.rows(message) if row.event == "platform_submission_failed"]
    assert len(told) == 1


def kept_in(scene: Scene, connection: Any) -> tuple[SqlSubmissions, SqlMessages]:
    return SqlSubmissions(connection, scene.school_id), SqlMessages(connection, scene.school_id)


async def test_the_list_is_narrowed_by_kind_state_and_about(scene: Scene) -> None:
    office = await scene.office()
    ids = [
        await a_submission(scene, about="2019"),
        await a_submission(scene, state="accepted"),
        await a_submission(scene, kind="credit_disputes", lines=[["2020", *"1234567"]]),
    ]

    async def found(**params: Any) -> list[str]:
        return [one["id"] for one in (await office.get(PATH, **params)).json()["items"]]

    assert await found() == ids[::-1]
    assert await found(kind=["credit_disputes"]) == [ids[2]]
    assert await found(state=["prepared", "failed"]) == [ids[2], ids[0]]
    assert await found(about="2020", state="accepted") == [ids[1]]
    first = (await office.get(PATH, limit=2)).json()
    assert (await office.get(PATH, limit=2, cursor=first["next_cursor"])).json()["items"][0]["id"] == ids[0]


@pytest.mark.parametrize(
    ("role", "looks", "acts"),
    [
        (Role.RESEARCH_OFFICE, 200, 200),
        (Role.PRINCIPAL, 200, 403),
        (Role.TEACHER, 403, 403),
        (Role.GROUP_LEADER, 403, 403),
        (Role.FINANCE, 403, 403),
    ],
)
async def test_the_office_hands_in_and_the_principal_looks(
    scene: Scene, role: Role, looks: int, acts: int
) -> None:
    caller = await scene.signed_in(role, teacher_id=await scene.teacher())
    one = {"id": await a_submission(scene, via="file"), "version": 1}

    read_back = [await caller.get(f"{PATH}{rest}") for rest in ("", f"/{one['id']}", f"/{one['id']}/file")]
    marked = await step(caller, one, "mark-sent")

    assert [answer.status_code for answer in read_back] == [looks] * 3
    assert marked.status_code == acts
    if looks == 200:
        offered = read_back[1].json()["allowed_actions"]
        assert offered == (["mark_sent", "withdraw"] if acts == 200 else [])
    assert (await ask(caller, "school_based_hours", "2020")).status_code == (422 if acts == 200 else 403)


async def test_the_file_is_an_attachment_in_the_format_asked_for(scene: Scene) -> None:
    office = await scene.office()
    one = await a_submission(scene, lines=[["2020", "0123", "张伟", "=1+1", "8.00", "8.00", ""]])

    book, csv, national = [
        await office.get(f"{PATH}/{one}/file", **asked)
        for asked in ({}, {"format": "csv"}, {"format": "csv", "encoding": "gb18030"})
    ]

    assert [answer.headers["Content-Type"] for answer in (book, csv, national)] == [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv; charset=utf-8",
        "text/csv; charset=gb18030",
    ]
    for answer, ending in ((book, "xlsx"), (csv, "csv"), (national, "csv")):
        name = unquote(answer.headers["Content-Disposition"])
        assert name == f"attachment; filename*=UTF-8''校本研修学时-2020-1.{ending}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert csv.content.decode("utf-8-sig") == national.content.decode("gb18030")
    assert csv.content.decode("utf-8-sig").splitlines() == [
        "学年,工号,姓名,项目,学时,学分,确认日期",
        "2020,0123,张伟,'=1+1,8.00,8.00,",
    ]
    assert (await office.get(f"{PATH}/{new_id()}/file")).status_code == 404
    assert (await office.get(f"{PATH}/{new_id()}/history")).status_code == 404
    assert (await office.get(f"{PATH}/{one}/file", encoding="gbk")).status_code == 422


async def test_two_who_prepare_the_same_at_once_make_one(scene: Scene) -> None:
    office = await some_hours(scene)

    answers = await asyncio.gather(*(ask(office, "school_based_hours", "2020") for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_applications_wait_until_their_round_is_submitted(scene: Scene) -> None:
    office, closed, _ = await audited(scene)

    early = await ask(office, "applications", closed["code"])
    await stepped(office, closed, "submit")
    one = await prepared(office, "applications", closed["code"])

    assert early.json()["code"] == "round_not_submitted"
    assert one["rows"] == 1
