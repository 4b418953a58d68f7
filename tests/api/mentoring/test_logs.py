"""A pair's log, and the targets counted from it."""

import pytest

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.mentoring_scene import MentoringScene, done, made


async def counted(room: MentoringScene, pair: dict[str, str]) -> dict[str, tuple[int, int]]:
    found = await room.targets(pair)
    return {one["key"]: (one["counted"], one["awaiting"]) for one in found["targets"]}


async def test_an_observation_counts_once_the_other_side_has_confirmed_it(room: MentoringScene) -> None:
    pair = await room.running()
    log = await room.log(pair, kind="apprentice_observes", period=2)
    before = await counted(room, pair)
    path = f"mentor-logs/{log['id']}/confirm"

    own = await room.apprentice.caller.step(path, version=1)
    confirmed = done(await room.mentor.caller.step(path, version=1))

    assert (log["state"], log["side"], log["allowed_actions"]) == ("entered", "apprentice", ["void"])
    assert before["apprentice_observes"] == (0, 1)
    assert before["teaching_logs"] == (0, 1)
    assert own.status_code == 403
    assert (confirmed["state"], confirmed["version"]) == ("confirmed", 2)
    assert (await counted(room, pair))["apprentice_observes"] == (1, 0)
    asked = [row for row in await room.scene.rows(message) if row.event == "mentor_log_entered"]
    assert [row.recipient_id for row in asked] == [room.mentor.id]


async def test_what_the_office_enters_counts_and_an_outside_mentor_is_asked_for_nothing(
    room: MentoringScene,
) -> None:
    pair = await room.outside()
    entered = await room.confirmed(pair, kind="mentor_observes", field="ethics")
    awaiting = await room.log(pair, field="theory", kind="reading")
    done(await room.office.step(f"mentor-logs/{awaiting['id']}/confirm", version=1))

    assert (entered["side"], entered["state"]) == ("office", "confirmed")
    found = await counted(room, pair)
    assert (found["mentor_observes"], found["ethics_logs"], found["theory_logs"]) == ((1, 0), (1, 0), (1, 0))
    assert not [row for row in await room.scene.rows(message) if row.event == "mentor_log_entered"]


async def test_the_mentor_enters_and_the_apprentice_is_asked(room: MentoringScene) -> None:
    pair = await room.running()
    log = await room.log(pair, room.mentor.caller, kind="mentor_observes")

    confirmed = done(await room.apprentice.caller.step(f"mentor-logs/{log['id']}/confirm", version=1))

    assert (log["side"], confirmed["state"]) == ("mentor", "confirmed")
    assert (await counted(room, pair))["mentor_observes"] == (1, 0)


async def test_one_lesson_observed_is_entered_once_by_whichever_side(room: MentoringScene) -> None:
    pair = await room.running()
    first = await room.log(pair, kind="mentor_observes", period=2)
    body = room.entry(pair, kind="mentor_observes", period=2)

    same = await room.mentor.caller.post("mentor-logs", body)
    other = await room.mentor.caller.post("mentor-logs", body | {"period": 3})
    done(await room.office.step(f"mentor-logs/{first['id']}/void", version=1, json={"reason": "误记"}))
    again = await room.mentor.caller.post("mentor-logs", body)

    assert (same.status_code, same.json()["code"]) == (409, "observation_entered")
    assert [other.status_code, again.status_code] == [201, 201]


async def test_a_voided_entry_stays_with_its_reason_and_counts_no_more(room: MentoringScene) -> None:
    pair = await room.running()
    log = await room.confirmed(pair, kind="mentor_observes")
    path = f"mentor-logs/{log['id']}"

    not_theirs = await room.mentor.caller.step(f"{path}/void", version=2, json={"reason": "不是这天"})
    voided = done(await room.office.step(f"{path}/void", version=2, json={"reason": "不是这天"}))
    again = await room.office.step(f"{path}/confirm", version=3)

    assert not_theirs.status_code == 403
    assert (voided["state"], voided["voided_because"], voided["version"]) == ("voided", "不是这天", 3)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    assert (await counted(room, pair))["mentor_observes"] == (0, 0)


async def test_who_entered_something_takes_it_back_until_it_is_confirmed(room: MentoringScene) -> None:
    pair = await room.running()
    log = await room.log(pair)
    path = f"mentor-logs/{log['id']}"

    stale = await room.apprentice.caller.step(f"{path}/void", version=4, json={"reason": "误记"})
    voided = done(await room.apprentice.caller.step(f"{path}/void", version=1, json={"reason": "误记"}))

    assert stale.status_code == 412
    assert voided["state"] == "voided"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param("2021-02-21", "log_day_outside", id="before the pair"),
        pytest.param("2021-04-13", "log_day_outside", id="tomorrow"),
        pytest.param("2021-02-22", None, id="its first day"),
    ],
)
async def test_an_entry_tells_of_a_day_of_the_pair_s_time(
    room: MentoringScene, day: str, code: str | None
) -> None:
    pair = await room.running()

    answer = await room.apprentice.caller.post("mentor-logs", room.entry(pair, day=day))

    assert answer.json().get("code") == code


async def test_a_log_is_kept_while_its_pair_runs_and_by_its_two(room: MentoringScene) -> None:
    pair = await room.signed()
    early = await room.apprentice.caller.post("mentor-logs", room.entry(pair))
    await room.step(pair, "start")

    leader = await room.leader.caller.post("mentor-logs", room.entry(pair))
    stranger = await room.stranger.caller.post("mentor-logs", room.entry(pair))

    assert (early.status_code, early.json()["code"]) == (409, "pair_not_running")
    assert (leader.status_code, stranger.status_code) == (403, 404)


async def test_files_of_an_entry_are_one_s_own_and_the_other_side_fetches_them(
    room: MentoringScene,
) -> None:
    pair = await room.running()
    mine = await room.file(room.apprentice.caller)
    log = await room.log(pair, file_ids=[str(mine)])
    taken = room.entry(pair, file_ids=[str(mine)])

    links = done(await room.mentor.caller.get(f"mentor-logs/{log['id']}/links"))
    foreign = await room.mentor.caller.post("mentor-logs", taken)
    no_class = await room.mentor.caller.post("mentor-logs", room.entry(pair, class_id=str(new_id())))

    assert [one["filename"] for one in log["files"]] == ["听课记录.pdf"]
    assert len(links["items"]) == 1
    assert (foreign.status_code, foreign.json()["code"]) == (422, "unknown_reference")
    assert (no_class.status_code, no_class.json()["code"]) == (422, "unknown_reference")


async def test_logs_are_found_by_field_kind_state_and_day_as_far_as_one_sees(room: MentoringScene) -> None:
    pair = await room.running()
    await room.log(pair, day="2021-03-01", field="ethics")
    await room.confirmed(pair, kind="reading", field="theory")

    async def found(**asked: str) -> int:
        return len(done(await room.leader.caller.get("mentor-logs", **asked))["items"])

    assert await found(pair_id=pair["id"]) == 2
    assert await found(field="ethics") == 1
    assert await found(kind="reading") == 1
    assert await found(state="entered") == 1
    assert await found(from_day="2021-03-02", until_day="2021-04-30") == 1
    assert done(await room.stranger.caller.get("mentor-logs"))["items"] == []
    assert (await room.stranger.caller.get(f"mentor-logs/{new_id()}")).status_code == 404
    gone = await room.stranger.caller.step(f"mentor-logs/{new_id()}/confirm", version=1)
    assert gone.status_code == 404


async def test_targets_are_the_contract_s_or_the_policy_s_of_the_term(room: MentoringScene) -> None:
    pair = await room.running(targets={"mentor_observes": 1, "apprentice_observes": 0})
    row = {"key": "theory_logs", "value": "3", "effective_from": "2021-02-01"}
    rule = made(await room.office.post("mentoring-rules", row))
    later = {"key": "ethics_logs", "value": "9", "effective_from": "2021-03-01"}
    made(await room.office.post("mentoring-rules", later))
    await room.confirmed(pair, kind="mentor_observes")

    found = await room.targets(pair, room.apprentice.caller)
    of = {one["key"]: one for one in found["targets"]}

    assert found["met"] is False
    assert (of["mentor_observes"]["met"], of["mentor_observes"]["agreed"]) == (True, True)
    assert (of["apprentice_observes"]["needed"], of["apprentice_observes"]["met"]) == (0, True)
    assert (of["theory_logs"]["missing"], of["theory_logs"]["rule_id"]) == (3, rule["id"])
    assert (of["ethics_logs"]["needed"], of["ethics_logs"]["agreed"]) == (1, False)
    nowhere = await room.office.get(f"mentor-pairs/{pair['id']}/targets", term_id=str(new_id()))
    assert nowhere.status_code == 404
