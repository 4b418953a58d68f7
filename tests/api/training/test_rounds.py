"""Selection rounds: their states, their sessions, and who may run them."""

from datetime import UTC, datetime

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.api.training.offering import DAY, a_draft, a_school, a_teacher, an_open_session, read
from tests.api.training.round_scene import (
    a_round,
    an_open_round,
    applied,
    ask,
    handed_in,
    placed,
    round_body,
    stepped,
    told,
)
from tests.scene import Scene


async def test_a_round_goes_from_draft_to_finished_and_nowhere_else(scene: Scene) -> None:
    office = await a_school(scene)
    found = await a_round(office)
    await a_draft(office, round_id=found["id"])
    steps = ["open", "close", "submit", "finish"]

    for turn, step in enumerate(steps):
        for other in [*steps[:turn], *steps[turn + 1 :]]:
            refused = await office.step(f"selection-rounds/{found['id']}/{other}", version=found["version"])
            assert (refused.status_code, refused.json()["code"]) == (409, "invalid_state")
        assert step in found["allowed_actions"]
        found = await stepped(office, found, step)

    assert found["state"] == "finished"
    assert found["allowed_actions"] == ["audit"]


async def test_a_round_opens_with_its_sessions_and_tells_the_teachers_at_work(scene: Scene) -> None:
    office = await a_school(scene)
    here = await scene.teacher()
    await scene.teacher(status="left")
    found = await a_round(office)
    empty = await office.step(f"selection-rounds/{found['id']}/open", version=1)
    session = await a_draft(office, round_id=found["id"])
    assert await told(scene) == []

    await stepped(office, found, "open")

    assert (empty.status_code, empty.json()["code"]) == (422, "round_without_sessions")
    assert (await read(office, f"training-sessions/{session['id']}"))["state"] == "open"
    assert await told(scene) == [(here, "round_opened")]


async def test_a_round_whose_time_is_over_is_not_opened(scene: Scene) -> None:
    office, past = await a_school(scene), datetime.now(UTC) - DAY
    late = await a_round(office, opens_at=(past - DAY).isoformat(), closes_at=past.isoformat())
    await a_draft(office, round_id=late["id"])

    answer = await office.step(f"selection-rounds/{late['id']}/open", version=1)

    assert (answer.status_code, answer.json()["code"]) == (422, "round_over")


async def test_closing_a_round_closes_its_sessions(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)

    await stepped(office, found, "close")

    assert (await read(office, f"training-sessions/{session['id']}"))["state"] == "closed"


async def test_draft_sessions_join_and_leave_rounds_that_are_draft_or_open(scene: Scene) -> None:
    office = await a_school(scene)
    session = await a_draft(office)
    path = f"training-sessions/{session['id']}"
    first = await a_round(office, frozen_days=5)
    second, _ = await an_open_round(office, {"code": "already-there"})

    joined = await office.patch(path, {"round_id": first["id"]}, version=1)
    moved = await office.patch(path, {"round_id": second["id"]}, version=2)
    listed = await read(office, f"training-sessions?round_id={second['id']}")
    left = await office.patch(path, {"round_id": None}, version=3)

    assert joined.json()["round_id"] == first["id"]
    starts, until = (datetime.fromisoformat(joined.json()[name]) for name in ("starts_at", "promotes_until"))
    assert starts - until == 5 * DAY
    assert moved.json()["round_id"] == second["id"]
    assert {one["code"] for one in listed["items"]} == {session["code"], "already-there"}
    assert left.json()["round_id"] is None


async def test_no_session_joins_late(scene: Scene) -> None:
    office = await a_school(scene)
    found, (inside,) = await an_open_round(office)
    opened = await an_open_session(office)
    joining = await office.patch(
        f"training-sessions/{opened['id']}", {"round_id": found["id"]}, version=opened["version"]
    )
    leaving = await office.patch(
        f"training-sessions/{inside['id']}", {"round_id": None}, version=inside["version"]
    )
    same = await office.patch(
        f"training-sessions/{inside['id']}", {"round_id": found["id"]}, version=inside["version"]
    )
    closed = await stepped(office, found, "close")
    draft = await a_draft(office)
    late = await office.patch(f"training-sessions/{draft['id']}", {"round_id": closed["id"]}, version=1)
    nowhere = await office.patch(f"training-sessions/{draft['id']}", {"round_id": str(new_id())}, version=1)
    unknown = await office.patch(f"training-sessions/{new_id()}", {"round_id": closed["id"]}, version=1)

    assert (joining.status_code, joining.json()["code"]) == (409, "session_not_draft")
    assert (leaving.status_code, leaving.json()["code"]) == (409, "session_not_draft")
    assert same.status_code == 200
    assert (late.status_code, late.json()["code"]) == (409, "round_takes_no_sessions")
    assert (nowhere.status_code, unknown.status_code) == (404, 404)


async def test_a_round_is_changed_until_it_is_handed_in(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    path = f"selection-rounds/{found['id']}"
    other = await a_round(office)

    renamed = await office.patch(path, {"title": "新标题"}, version=found["version"])
    backwards = await office.patch(path, {"opens_at": "2190-01-01T00:00:00+08:00"}, version=3)
    taken = await office.patch(path, {"code": other["code"]}, version=3)
    again = await office.post("selection-rounds", round_body(code=other["code"]))
    submitted, _ = await handed_in(
        office, renamed.json(), [await applied(office, session, await scene.teacher())]
    )
    late = await office.patch(path, {"title": "晚了"}, version=submitted["version"])

    assert renamed.json()["title"] == "新标题"
    assert (backwards.status_code, backwards.json()["code"]) == (422, "round_backwards")
    assert (taken.json()["code"], again.json()["code"]) == ("round_code_taken", "round_code_taken")
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")


async def test_nothing_is_handed_in_undecided_or_finished_unanswered(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    one = await applied(office, session, await scene.teacher())
    closed = await stepped(office, found, "close")

    undecided = await office.step(f"selection-rounds/{found['id']}/submit", version=closed["version"])
    again = await a_round(office)
    await a_draft(office, round_id=again["id"])
    opened = await stepped(office, again, "open")

    assert (undecided.status_code, undecided.json()["code"]) == (409, "applications_undecided")
    session = (await read(office, f"training-sessions?round_id={again['id']}"))["items"][0]
    asked = await applied(office, session, await scene.teacher())
    submitted, waiting = await handed_in(office, opened, [asked])
    missing = await office.step(f"selection-rounds/{again['id']}/finish", version=submitted["version"])
    assert (missing.status_code, missing.json()["code"]) == (409, "platform_results_missing")
    await placed(office, submitted, waiting)
    assert (await stepped(office, submitted, "finish"))["state"] == "finished"
    assert (await read(office, f"enrolments/{one['id']}"))["state"] == "applied"


async def test_the_office_runs_rounds_and_everybody_sees_them(scene: Scene, elsewhere: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    _, teacher = await a_teacher(scene)
    strangers = await elsewhere.office()
    path = f"selection-rounds/{found['id']}"

    assert [one["id"] for one in (await read(teacher, "selection-rounds?state=open"))["items"]] == [
        found["id"]
    ]
    assert (await read(teacher, path))["allowed_actions"] == []
    assert (await teacher.post("selection-rounds", round_body())).status_code == 403
    assert (await teacher.get(f"{path}/audit")).status_code == 403
    assert (await read(await scene.signed_in(Role.PRINCIPAL), f"{path}/audit"))["applications"] == []
    for method, step in (("GET", path), ("GET", f"{path}/audit"), ("POST", f"{path}/close")):
        answer = await strangers.ask(method, step, headers={"If-Match": '"2"'})
        assert answer.status_code == 404, step
    assert (await ask(strangers, session, await elsewhere.teacher())).status_code == 404


@pytest.mark.parametrize(
    "body", [{"frozen_days": 61}, {"frozen_days": -1}, {"title": None}, {"opens_at": "x"}]
)
async def test_a_round_of_nonsense_is_refused(scene: Scene, body: dict[str, object]) -> None:
    office = await scene.office()

    assert (await office.post("selection-rounds", round_body(**body))).status_code == 422
