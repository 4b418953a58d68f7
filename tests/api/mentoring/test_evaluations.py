"""A pair's evaluation at a term's end, and the figures of the term."""

from typing import Any

import pytest

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.mentoring_scene import MentoringScene, done, made
from tests.scene import Caller


async def written(room: MentoringScene, pair: dict[str, Any]) -> str:
    found = await room.evaluation(pair)
    path = f"mentor-evaluations/{found['id']}"
    done(await room.apprentice.caller.step(f"{path}/report", version=1, json={"text": "收获很大"}))
    done(await room.mentor.caller.step(f"{path}/remark", version=2, json={"text": "进步明显"}))
    return path


async def test_the_apprentice_reports_the_mentor_remarks_and_the_office_grades(
    room: MentoringScene,
) -> None:
    pair = await room.running()
    path = await written(room, pair)
    await room.confirmed(pair, kind="mentor_observes")
    mark = (await room.targets(pair))["mark"]

    body = {"grade": "passed", "targets_mark": mark, "remark": "听课不足"}
    graded = done(await room.office.step(f"{path}/grade", version=3, json=body))

    assert (graded["state"], graded["grade"], graded["office_remark"]) == ("graded", "passed", "听课不足")
    assert (graded["self_report"], graded["mentor_remark"]) == ("收获很大", "进步明显")
    kept = {one["key"]: one["counted"] for one in graded["targets"]}
    assert (kept["mentor_observes"], kept["apprentice_observes"]) == (1, 0)
    told = [row for row in await room.scene.rows(message) if row.event == "mentor_pair_evaluated"]
    assert {row.recipient_id for row in told} == {room.mentor.id, room.apprentice.id}
    assert (graded["allowed_actions"], told[0].facts["pair_grade"]) == (["reopen"], "passed")


async def test_nobody_grades_before_both_have_written_and_the_targets_were_seen(
    room: MentoringScene,
) -> None:
    pair = await room.running()
    found = await room.evaluation(pair)
    body = {"grade": "passed", "targets_mark": (await room.targets(pair))["mark"]}

    incomplete = await room.office.step(f"mentor-evaluations/{found['id']}/grade", version=1, json=body)
    path = f"mentor-evaluations/{found['id']}"
    done(await room.office.step(f"{path}/report", version=1, json={"text": "收获很大"}))
    done(await room.office.step(f"{path}/remark", version=2, json={"text": "进步明显"}))
    await room.confirmed(pair, kind="mentor_observes")
    unseen = await room.office.step(f"{path}/grade", version=3, json=body)

    assert (incomplete.status_code, incomplete.json()["code"]) == (409, "evaluation_incomplete")
    assert (unseen.status_code, unseen.json()["code"]) == (409, "targets_not_seen")


async def test_each_writes_their_own_part(room: MentoringScene) -> None:
    pair = await room.running()
    found = await room.evaluation(pair)
    path, text = f"mentor-evaluations/{found['id']}", {"text": "好"}

    async def tries(who: Caller, step: str) -> int:
        return (await who.step(f"{path}/{step}", version=1, json=text)).status_code

    assert found["allowed_actions"] == ["report"]
    assert await tries(room.mentor.caller, "report") == 403
    assert await tries(room.apprentice.caller, "remark") == 403
    assert await tries(room.leader.caller, "remark") == 403
    assert await tries(room.stranger.caller, "remark") == 404


async def test_a_grade_is_taken_back_and_given_anew(room: MentoringScene) -> None:
    pair = await room.running()
    graded = await room.graded(pair)
    path = f"mentor-evaluations/{graded['id']}"

    late = await room.office.step(f"{path}/report", version=4, json={"text": "再写"})
    reopened = done(await room.office.step(f"{path}/reopen", version=4))

    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")
    assert (reopened["state"], reopened["grade"], reopened["targets"]) == ("open", None, None)
    assert reopened["self_report"] == "收获很大"


async def test_a_pair_is_evaluated_once_for_each_term_it_runs_in(room: MentoringScene) -> None:
    pair = await room.running()
    proposed = await room.proposed(field="research")
    later = await room.step(
        await room.signed(field="homeroom", from_day="2021-02-01", until_day="2021-02-10"), "start"
    )
    await room.evaluation(pair)

    async def refused(term_id: Any, of: dict[str, Any]) -> tuple[int, str]:
        body = {"pair_id": of["id"], "term_id": str(term_id)}
        answer = await room.office.post("mentor-evaluations", body)
        return answer.status_code, answer.json()["code"]

    assert await refused(room.term_id, pair) == (409, "evaluation_opened")
    assert await refused(room.term_id, later) == (422, "term_outside_pair")
    assert await refused(new_id(), pair) == (404, "not_found")
    assert await refused(room.term_id, proposed) == (409, "pair_not_running")


async def test_evaluations_are_found_by_pair_term_person_state_and_grade(room: MentoringScene) -> None:
    pair = await room.running()
    await room.graded(pair)

    async def found(**asked: str) -> int:
        return len(done(await room.leader.caller.get("mentor-evaluations", **asked))["items"])

    both = {"pair_id": pair["id"], "term_id": str(room.term_id)}
    assert await found(**both, teacher_id=str(room.apprentice.id), state="graded") == 1
    assert (await found(grade="excellent"), await found(grade="failed")) == (1, 0)
    assert (await room.stranger.caller.get(f"mentor-evaluations/{new_id()}")).status_code == 404


@pytest.mark.parametrize("met", [True, False])
async def test_a_term_s_figures_count_what_pairs_came_to(room: MentoringScene, met: bool) -> None:
    none = {f"{name}_logs": 0 for name in ("ethics", "theory", "teaching", "homeroom", "research")}
    once = {"mentor_observes": 1, "apprentice_observes": 1 if met else 2, "report_lessons": 1}
    pair = await room.running(targets=none | once)
    await room.outside(field="research")
    await room.proposed(apprentice_id=str(room.second.id))
    await room.confirmed(pair, kind="mentor_observes")
    await room.confirmed(pair, kind="apprentice_observes", field="theory")
    lesson = await room.lesson(pair)
    done(await room.office.step(f"report-lessons/{lesson['id']}/hold", version=1))

    (found,) = done(await room.principal.get("mentoring-figures", term_id=str(room.term_id)))["items"]

    assert found == {
        "term_id": str(room.term_id),
        "pairs": 2,
        "outside_mentors": 1,
        "apprentices": 1,
        "mentor_observations": 1,
        "apprentice_observations": 1,
        "report_lessons": 1,
        "logs": {"ethics": 0, "theory": 1, "teaching": 1, "homeroom": 0, "research": 0},
        "on_target": int(met),
    }
    assert done(await room.office.get("mentoring-figures", term_id=str(new_id())))["items"] == []
    assert (await room.mentor.caller.get("mentoring-figures", term_id=str(room.term_id))).status_code == 403


async def test_policy_is_read_as_of_a_day_and_set_from_a_day_on(room: MentoringScene) -> None:
    row = {"key": "mentor_titles", "value": "高级教师、一级教师", "effective_from": "2021-03-01"}
    made_row = made(await room.office.post("mentoring-rules", row))
    bad = await room.office.post("mentoring-rules", row | {"value": "高级教师、"})

    before = done(await room.apprentice.caller.get("mentoring-rules", on="2021-02-28", key="mentor_titles"))
    read = done(await room.office.get(f"mentoring-rules/{made_row['id']}"))

    assert [one["value"] for one in before["items"]] == ["正高级教师、高级教师"]
    assert read["value"] == "高级教师、一级教师"
    assert (bad.status_code, bad.json()["code"]) == (422, "rule_value_invalid")
    assert (await room.mentor.caller.post("mentoring-rules", row)).status_code == 403
