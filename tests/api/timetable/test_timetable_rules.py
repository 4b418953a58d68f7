"""The policy of absence, swap and cover over HTTP."""

from domain.identity.actions import Role
from domain.timetable.policy import DEFAULTS
from persistence.ids import new_id
from tests.scene import Scene

TWO_DAYS = {"key": "cover_from_days", "value": "2", "effective_from": "2021-03-01"}


async def test_a_rule_holds_from_its_day_on_and_names_its_row(scene: Scene) -> None:
    affairs = await scene.signed_in(Role.ACADEMIC_AFFAIRS)
    made = await affairs.post("timetable-rules", TWO_DAYS)

    async def on(day: str) -> dict[str, str]:
        rows = (await affairs.get("timetable-rules", on=day)).json()["items"]
        assert {row["key"] for row in rows} == set(DEFAULTS)
        found: dict[str, str] = next(row for row in rows if row["key"] == "cover_from_days")
        return found

    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert (await on("2021-02-28"))["value"] == "3"
    assert await on("2021-03-01") == made.json()
    assert (await affairs.get(f"timetable-rules/{made.json()['id']}")).json() == made.json()
    assert (await affairs.get("timetable-rules")).json()["items"] == [made.json()]
    assert (await affairs.get(f"timetable-rules/{new_id()}")).status_code == 404


async def test_a_value_of_another_form_is_refused(scene: Scene) -> None:
    answer = await (await scene.office()).post("timetable-rules", TWO_DAYS | {"value": "2.3"})

    assert (answer.status_code, answer.json()["code"]) == (422, "rule_value_invalid")


async def test_a_teacher_reads_the_policy_and_does_not_set_it(scene: Scene) -> None:
    teacher = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())

    assert (await teacher.get("timetable-rules", on="2021-03-01")).status_code == 200
    assert (await teacher.post("timetable-rules", TWO_DAYS)).status_code == 403
