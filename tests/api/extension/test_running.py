"""A course in its terms: started without clashes, taught, and closed when nothing is missing."""

from uuid import UUID

import pytest

from domain.people.calendar import DayKind
from persistence.extension.tables import extension_session
from persistence.timetable.tables import room
from tests.extension_scene import FIRST_FRIDAY, FRIDAY_6, ExtensionScene
from tests.theme_scene import done, made
from tests.timetable_scene import held_as

REPORT = {"text": "本学期开课总结"}


async def test_a_course_runs_is_closed_and_continues_in_a_further_term(courses: ExtensionScene) -> None:
    course = await courses.complete()
    assert (course["state"], course["runs"]) == ("running", 1)

    closed = await courses.stepped(course, "close", courses.mate, REPORT)
    last = courses.start(term_id=str(courses.last_term_id), first_day="2020-09-07", students=20)
    continued = await courses.stepped(course, "continue", courses.office, last)

    assert (closed["state"], closed["run_id"]) == ("closed", None)
    assert (continued["state"], continued["runs"]) == ("running", 2)
    runs = done(await courses.stranger.get("extension-runs", course_id=course["id"]))["items"]
    assert [(one["state"], one["students"], one["closed_despite"]) for one in runs] == [
        ("running", 20, None),
        ("closed", 28, None),
    ]
    reports = done(await courses.office.get("extension-materials", kind="report"))["items"]
    assert [(one["text"], one["run_id"]) for one in reports] == [(REPORT["text"], course["run_id"])]


async def test_it_runs_in_a_term_once(courses: ExtensionScene) -> None:
    course = await courses.complete()
    await courses.stepped(course, "close", courses.head, REPORT)

    refused = await courses.refused(course, "continue", courses.office, courses.start())

    assert refused == (409, "extension_ran_then")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        pytest.param({"first_day": "2021-07-07"}, 422, "extension_day_outside_term", id="after the term"),
        pytest.param({"first_day": "2021-02-19"}, 422, "extension_day_outside_term", id="before the term"),
        pytest.param({"students": 31}, 422, "extension_too_many_pupils", id="more than it takes"),
        pytest.param({"room_id": str(UUID(int=1))}, 422, "unknown_reference", id="no such room"),
        pytest.param({"term_id": str(UUID(int=1))}, 422, "unknown_reference", id="no such term"),
    ],
)
async def test_what_does_not_fit_the_term_is_refused(
    courses: ExtensionScene, asked: dict[str, object], status: int, code: str
) -> None:
    course = await courses.approved()

    assert await courses.refused(course, "start", courses.office, courses.start(**asked)) == (status, code)


async def test_a_teachers_lesson_clashes_and_is_let_pass_for_a_reason(courses: ExtensionScene) -> None:
    await courses.week.lesson(5, 6, courses.mate_id, subject="数学", room_id=courses.room_id)
    course = await courses.approved()
    path = f"extension-courses/{course['id']}"

    warned = done(await courses.mate.get(f"{path}/clashes", term_id=str(courses.term_id)))["items"]
    answer = await courses.office.step(f"{path}/start", version=course["version"], json=courses.start())
    despite = courses.start(despite="该节数学已调至周四")
    started = await courses.stepped(course, "start", courses.office, despite)

    assert [(one["kind"], one["weekday"], one["period_no"], one["title"]) for one in warned] == [
        ("teacher_lesson", 5, 6, "数学"),
        ("room_lesson", 5, 6, "数学"),
    ]
    assert (answer.status_code, answer.json()["code"]) == (409, "extension_clashes")
    codes = [one["code"] for one in answer.json()["errors"]]
    assert codes == ["extension_teacher_clashed", "extension_clashed"]
    assert answer.json()["errors"][0]["message"].startswith("教师有课：张伟，星期5第6节“数学”")
    run = done(await courses.head.get(f"extension-runs/{started['run_id']}"))
    assert run["despite"] == "该节数学已调至周四"


async def test_two_courses_share_neither_a_teacher_nor_a_room_whatever_the_reason(
    courses: ExtensionScene,
) -> None:
    await courses.running()
    other = await courses.approved(title="趣味阅读", teacher_ids=[str(courses.mate_id)])
    path = f"extension-courses/{other['id']}"

    answer = await courses.office.step(
        f"{path}/start", version=other["version"], json=courses.start(despite="已协商")
    )
    elsewhere = str(await courses.scene.add(room, code="R2", name="实验室"))
    alone = await courses.approved(title="生活中的科学", teacher_ids=[str(courses.stranger_id)])
    begun = await courses.stepped(alone, "start", courses.office, courses.start(room_id=elsewhere))

    assert answer.status_code == 409
    assert [one["message"][:8] for one in answer.json()["errors"]] == ["教师有其他拓展课", "教室有其他拓展课"]
    assert begun["state"] == "running"
    joins = {"teacher_ids": [str(courses.stranger_id), str(courses.head_id)]}
    joined = await courses.office.patch(f"extension-courses/{alone['id']}", joins, version=begun["version"])
    assert (joined.status_code, joined.json()["code"]) == (409, "extension_clashes")
    renamed = await courses.office.patch(
        f"extension-courses/{alone['id']}", {"title": "身边的科学"}, version=begun["version"]
    )
    fewer = await courses.office.patch(
        f"extension-courses/{alone['id']}", {"capacity": 27}, version=begun["version"] + 1
    )
    assert done(renamed)["title"] == "身边的科学"
    assert (fewer.status_code, fewer.json()["code"]) == (422, "extension_too_many_pupils")
    seen = done(await courses.office.get(f"extension-courses/{alone['id']}/clashes", term_id=courses.term_id))
    assert seen["items"] == []


async def test_clashes_are_asked_of_what_there_is(courses: ExtensionScene) -> None:
    course = await courses.approved()
    path = f"extension-courses/{course['id']}/clashes"

    assert (await courses.office.get(path, term_id=str(course["id"]))).status_code == 404
    assert done(await courses.office.get(path, term_id=str(courses.last_term_id)))["items"] == []


async def test_pupils_are_counted_by_its_teachers_when_and_where_is_the_offices(
    courses: ExtensionScene,
) -> None:
    course = await courses.running()
    path = f"extension-runs/{course['run_id']}"

    counted = done(await courses.mate.patch(path, {"students": 30}, version=1))
    moved = await courses.mate.patch(path, {"slots": [{"weekday": 4, "period_no": 6}]}, version=2)
    stale = await courses.office.patch(path, {"room_id": None}, version=1)
    changes = {"slots": [{"weekday": 4, "period_no": 6}, FRIDAY_6], "room_id": None}
    done_by_office = done(await courses.office.patch(path, changes, version=2))

    assert counted["students"] == 30
    assert (moved.status_code, stale.status_code) == (403, 412)
    assert ([one["weekday"] for one in done_by_office["slots"]], done_by_office["room_id"]) == ([4, 5], None)
    unknown = await courses.office.patch(path, {"room_id": str(courses.head_id)}, version=3)
    assert unknown.json()["code"] == "unknown_reference"
    assert (await courses.stranger.patch(path, {"students": 1}, version=3)).status_code == 403
    assert (await courses.office.get(f"extension-runs/{courses.room_id}")).status_code == 404


async def test_sessions_follow_the_schools_days(courses: ExtensionScene) -> None:
    """The second Friday is a holiday, its lessons are made up for on Sunday."""
    await held_as(courses.scene, FIRST_FRIDAY.replace(day=12), DayKind.HOLIDAY)
    await held_as(courses.scene, FIRST_FRIDAY.replace(day=14), DayKind.MAKE_UP, follows_weekday=5)
    course = await courses.running()
    await courses.teach(course, "2021-03-05", "2021-03-14")
    await courses.plan(course, 2, 9)

    found = done(await courses.stranger.get(f"extension-runs/{course['run_id']}/sessions"))["items"]

    assert [(one["session_no"], one["planned_on"]) for one in found] == [
        (1, "2021-03-05"),
        (2, "2021-03-14"),
        (3, "2021-03-19"),
        (4, "2021-03-26"),
        (9, None),
    ]
    assert [one["session"] and one["session"]["topic"] for one in found][:3] == ["第1课", "第2课", None]
    assert [one["plan_id"] is not None for one in found] == [False, True, False, False, True]
    nowhere = await courses.office.get(f"extension-runs/{courses.room_id}/sessions")
    assert nowhere.status_code == 404


async def test_each_gap_is_named_and_only_the_office_closes_despite_it(courses: ExtensionScene) -> None:
    course = await courses.running()
    await courses.teach(course, "2021-03-05", "2021-03-12")
    await courses.plan(course, 2, 3)

    found = await courses.gaps(course)
    answer = await courses.head.step(
        f"extension-courses/{course['id']}/close", version=course["version"], json=REPORT
    )
    despite = REPORT | {"despite": "主讲教师外出培训"}
    alone = await courses.refused(course, "close", courses.head, despite)
    await courses.stepped(course, "close", courses.office, despite)

    assert (found["without_plan"], found["never_taught"], found["not_held"]) == ([1], [3], [4])
    assert (found["textbook_missing"], found["complete"]) == (True, False)
    assert (answer.status_code, answer.json()["code"]) == (409, "extension_incomplete")
    assert [one["pointer"] for one in answer.json()["errors"]] == [
        "/no_textbook",
        "/without_plan",
        "/never_taught",
        "/not_held",
    ]
    assert alone == (403, "forbidden")
    run = done(await courses.office.get(f"extension-runs/{course['run_id']}"))
    assert (run["state"], run["closed_despite"], run["allowed_actions"]) == ("closed", despite["despite"], [])


async def test_a_closed_run_is_left_alone(courses: ExtensionScene) -> None:
    course = await courses.complete()
    assert (await courses.gaps(course))["complete"] is True
    empty = await courses.refused(course, "close", courses.head, {})
    await courses.stepped(course, "close", courses.head, REPORT)

    path = f"extension-runs/{course['run_id']}/sessions"
    late = await courses.head.post(path, courses.session(5, "2021-04-02"))

    assert empty == (422, "extension_material_empty")
    assert (late.status_code, late.json()["code"]) == (409, "extension_run_closed")


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        pytest.param({"day": "2021-04-16"}, 422, "extension_session_to_come", id="to come"),
        pytest.param({"day": "2021-02-19"}, 422, "extension_day_outside_term", id="before the term"),
        pytest.param({"attended": 29}, 422, "extension_more_pupils_than_there", id="too many"),
        pytest.param({"session_no": 1}, 409, "extension_session_entered", id="entered before"),
        pytest.param({"day": "2021-03-05"}, 409, "extension_session_period_taken", id="two in a period"),
        pytest.param({"teacher_id": str(UUID(int=1))}, 422, "unknown_reference", id="nobody"),
    ],
)
async def test_a_session_that_cannot_have_been_is_refused(
    courses: ExtensionScene, values: dict[str, object], status: int, code: str
) -> None:
    course = await courses.running()
    await courses.teach(course, "2021-03-05")

    body = courses.session(2, "2021-03-12") | values
    answer = await courses.head.post(f"extension-runs/{course['run_id']}/sessions", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(await courses.scene.rows(extension_session)) == 1


async def test_what_was_entered_wrongly_is_corrected_by_a_further_entry(courses: ExtensionScene) -> None:
    course = await courses.running()
    await courses.teach(course, "2021-03-05", "2021-03-12")
    (second, first) = done(await courses.office.get("extension-sessions", run_id=course["run_id"]))["items"]

    async def correct(entry: dict[str, object], **body: object) -> tuple[int, str]:
        answer = await courses.mate.post(f"extension-sessions/{entry['id']}/corrections", body)
        return answer.status_code, answer.json().get("code") or answer.json()["id"]

    status, corrected = await correct(first, reason="人数有误", attended=25)
    assert status == 201
    assert await correct(first, reason="再改") == (409, "extension_session_superseded")
    struck, _ = await correct(second, reason="当天停课", struck=True, attended=0)
    assert struck == 201
    standing = done(await courses.office.get("extension-sessions", latest=True))["items"]
    assert [(one["session_no"], one["number"], one["attended"], one["struck"]) for one in standing] == [
        (2, 2, 0, True),
        (1, 2, 25, False),
    ]
    assert await correct(standing[0], reason="恢复") == (409, "extension_session_superseded")
    assert (await courses.gaps(course))["sessions_taught"] == 1

    path = f"extension-runs/{course['run_id']}/sessions"
    again = made(await courses.head.post(path, courses.session(2, "2021-03-12")))
    assert (again["number"], again["teacher_id"]) == (3, str(courses.head_id))
    found = done(await courses.stranger.get(f"extension-sessions/{corrected}"))
    assert (found["reason"], found["latest"], found["topic"]) == ("人数有误", True, "第1课")
    earlier = done(
        await courses.office.get("extension-sessions", latest=False, teacher_id=str(courses.head_id))
    )
    assert len(earlier["items"]) == 3


async def test_only_its_teachers_and_the_office_enter_sessions(courses: ExtensionScene) -> None:
    course = await courses.running()
    path, body = f"extension-runs/{course['run_id']}/sessions", courses.session(1, "2021-03-05")

    stranger = await courses.stranger.post(path, body)
    nobody = await courses.office.post(path, body)
    office = await courses.office.post(path, body | {"teacher_id": str(courses.stranger_id)})

    assert stranger.status_code == 403
    assert (nobody.status_code, nobody.json()["code"]) == (422, "unknown_reference")
    assert made(office)["teacher_id"] == str(courses.stranger_id)
    for missing in (f"extension-sessions/{courses.room_id}", f"extension-runs/{courses.room_id}/gaps"):
        assert (await courses.office.get(missing)).status_code == 404
    gone = await courses.office.post(
        f"extension-sessions/{courses.room_id}/corrections", {"reason": "无此记录"}
    )
    assert gone.status_code == 404
    unknown = await courses.head.post(f"extension-runs/{courses.room_id}/sessions", body)
    assert unknown.status_code == 404
