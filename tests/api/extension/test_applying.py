"""An application: written by its teachers, decided by the office, seen by whom it concerns."""

from domain.identity.actions import Role
from persistence.platform.tables import message
from persistence.works.tables import work, work_author
from tests.extension_scene import ESSAYS, ExtensionScene
from tests.scene import Caller
from tests.theme_scene import done, made


async def test_a_course_is_applied_for_returned_applied_for_again_and_approved(
    courses: ExtensionScene,
) -> None:
    course = await courses.draft()
    path = f"extension-courses/{course['id']}"
    assert (course["state"], course["periods_per_week"], course["outline"]) == ("draft", 1, False)
    assert [one["name"] for one in course["teachers"]] == ["沈建芳", "张伟"]

    made(await courses.mate.post(f"{path}/outlines", {"text": "课程纲要"}))
    applied = await courses.stepped(course, "apply", courses.head)
    returned = await courses.stepped(course, "return", courses.office, {"remark": "课时太少"})
    done(await courses.head.patch(path, {"sessions_planned": 12}, version=returned["version"]))
    again = await courses.stepped(course, "apply", courses.mate)
    approved = await courses.stepped(course, "approve", courses.office, {"remark": "同意"})

    assert [applied["state"], returned["state"], again["state"]] == ["applied", "returned", "applied"]
    assert (approved["state"], approved["sessions_planned"], approved["remark"]) == ("approved", 12, "同意")
    reviews = done(await courses.head.get(f"{path}/reviews"))["items"]
    assert [(one["verdict"], one["remark"]) for one in reviews] == [
        ("returned", "课时太少"),
        ("approved", "同意"),
    ]
    told = [(row.recipient_id, row.event) for row in await courses.scene.rows(message)]
    assert sorted(told, key=str) == sorted(
        [
            (who, f"extension_{what}")
            for who in (courses.head_id, courses.mate_id)
            for what in ("returned", "approved")
        ],
        key=str,
    )


async def test_each_return_is_told_again(courses: ExtensionScene) -> None:
    course = await courses.applied()
    await courses.stepped(course, "return", courses.office, {"remark": "一"})
    await courses.stepped(course, "apply", courses.head)
    await courses.stepped(course, "return", courses.office, {"remark": "二"})

    rows = await courses.scene.rows(message)

    assert [row.facts["reason"] for row in rows if row.recipient_id == courses.head_id] == ["一", "二"]


async def test_an_incomplete_application_names_what_is_missing(courses: ExtensionScene) -> None:
    course = await courses.draft(slots=[], grade_ids=[])

    answer = await courses.head.step(f"extension-courses/{course['id']}/apply", version=course["version"])

    assert answer.status_code == 409
    assert answer.json()["code"] == "extension_application_incomplete"
    assert answer.json()["detail"].startswith("申报材料不全，缺：课程纲要、对象年级、上课时间")


async def test_an_application_is_its_teachers_the_offices_and_the_principals_to_see(
    courses: ExtensionScene,
) -> None:
    course = await courses.applied()
    path = f"extension-courses/{course['id']}"
    principal = await courses.scene.signed_in(Role.PRINCIPAL)

    assert (await courses.stranger.get(path)).status_code == 404
    assert done(await courses.stranger.get("extension-courses"))["items"] == []
    assert done(await courses.stranger.get("extension-materials"))["items"] == []
    for who in (courses.mate, courses.office, principal):
        assert len(done(await who.get("extension-courses", state="applied"))["items"]) == 1
        assert len(done(await who.get("extension-materials", kind="outline"))["items"]) == 1

    await courses.stepped(course, "approve", courses.office, {"remark": "同意"})

    seen = done(await courses.stranger.get(path))
    assert (seen["state"], seen["remark"], seen["allowed_actions"]) == ("approved", None, [])
    assert (await courses.stranger.get(f"{path}/reviews")).status_code == 403
    assert len(done(await principal.get(f"{path}/reviews"))["items"]) == 1


async def test_a_rejected_course_stays_with_its_teachers(courses: ExtensionScene) -> None:
    course = await courses.applied()

    rejected = await courses.stepped(course, "reject", courses.office, {"remark": "重复"})

    assert (rejected["state"], rejected["allowed_actions"]) == ("rejected", [])
    assert (await courses.stranger.get(f"extension-courses/{course['id']}")).status_code == 404


async def test_each_caller_is_offered_what_they_may_do(courses: ExtensionScene) -> None:
    course = await courses.applied()

    async def offered(who: Caller) -> list[str]:
        found: list[str] = (await courses.now(course, who))["allowed_actions"]
        return found

    assert await offered(courses.office) == ["approve", "return", "reject", "withdraw"]
    assert await offered(courses.mate) == ["withdraw"]
    await courses.stepped(course, "approve", courses.office)
    assert await offered(courses.mate) == ["write_textbook", "register_work", "withdraw"]
    assert "start" in await offered(courses.office)


async def test_a_teacher_drafts_what_they_take_part_in(courses: ExtensionScene) -> None:
    answer = await courses.stranger.post("extension-courses", courses.body())
    assert answer.status_code == 403

    own = await courses.draft()
    path = f"extension-courses/{own['id']}"
    left = {"teacher_ids": [str(courses.mate_id)]}
    assert (await courses.head.patch(path, left, version=1)).status_code == 403
    swapped = {"teacher_ids": [str(courses.mate_id), str(courses.head_id)], "grade_ids": []}
    changed = done(await courses.head.patch(path, swapped | {"slots": []}, version=1))
    assert [one["name"] for one in changed["teachers"]] == ["张伟", "沈建芳"]
    assert (changed["grades"], changed["slots"]) == ([], [])


async def test_names_of_nobody_are_refused(courses: ExtensionScene) -> None:
    nobody = str(courses.room_id)
    for body in (
        {"teacher_ids": [nobody]},
        {"grade_ids": [nobody]},
        {"room_id": str(courses.head_id)},
    ):
        answer = await courses.office.post("extension-courses", courses.body(**body))
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_reference")


async def test_what_was_approved_is_changed_by_the_office(courses: ExtensionScene) -> None:
    course = await courses.approved()
    path = f"extension-courses/{course['id']}"

    refused = await courses.head.patch(path, {"capacity": 40}, version=course["version"])
    outline = await courses.head.post(f"{path}/outlines", {"text": "新纲要"})
    changed = await courses.office.patch(path, {"capacity": 40}, version=course["version"])

    assert refused.status_code == 403
    assert (outline.status_code, outline.json()["code"]) == (409, "invalid_state")
    assert done(changed)["capacity"] == 40


async def test_a_material_is_a_text_or_files_of_ones_own(courses: ExtensionScene) -> None:
    course = await courses.draft()
    path = f"extension-courses/{course['id']}/outlines"

    empty = await courses.head.post(path, {"title": "纲要"})
    foreign = await courses.head.post(path, {"file_ids": [str(courses.room_id)]})

    assert (empty.status_code, empty.json()["code"]) == (422, "extension_material_empty")
    assert (foreign.status_code, foreign.json()["code"]) == (422, "unknown_reference")


async def test_versions_are_kept_with_their_files(courses: ExtensionScene) -> None:
    course = await courses.approved()
    file_id = await courses.file(courses.head)
    path = f"extension-courses/{course['id']}/textbooks"
    made(await courses.head.post(path, {"text": "第一稿"}))
    second = made(await courses.head.post(path, {"file_ids": [str(file_id)]}))

    listed = done(await courses.stranger.get("extension-materials", kind="textbook"))["items"]
    latest = done(await courses.stranger.get("extension-materials", course_id=course["id"], latest=True))
    earlier = done(await courses.stranger.get("extension-materials", latest=False))["items"]

    assert [(one["number"], one["latest"]) for one in listed] == [(2, True), (1, False)]
    assert {one["kind"] for one in latest["items"]} == {"outline", "textbook"}
    assert [one["text"] for one in earlier] == ["第一稿"]
    found = done(await courses.stranger.get(f"extension-materials/{second['id']}"))
    assert [one["id"] for one in found["files"]] == [str(file_id)]
    links = done(await courses.stranger.get(f"extension-materials/{second['id']}/links"))["items"]
    assert len(links) == 1
    assert (await courses.stranger.get(f"extension-materials/{course['id']}")).status_code == 404


async def test_a_course_is_registered_as_a_work_once(courses: ExtensionScene) -> None:
    course = await courses.approved()

    registered = await courses.stepped(course, "register-work", courses.mate)

    assert await courses.refused(course, "register-work", courses.head) == (409, "extension_is_work")
    (entered,) = await courses.scene.rows(work)
    authors = sorted(await courses.scene.rows(work_author), key=lambda one: one.position)
    assert (entered.kind, entered.title, str(entered.id)) == ("course", ESSAYS, registered["work_id"])
    assert [one.teacher_id for one in authors] == [courses.head_id, courses.mate_id]
    assert "register_work" not in registered["allowed_actions"]
    assert (await courses.now(course, courses.stranger))["work_id"] is None


async def test_lists_are_narrowed(courses: ExtensionScene) -> None:
    await courses.draft(kind="practice", title="生活中的科学")
    course = await courses.running()

    async def titles(**asked: str) -> list[str]:
        return [one["title"] for one in done(await courses.office.get("extension-courses", **asked))["items"]]

    assert await titles() == [ESSAYS, "生活中的科学"]
    assert await titles(kind="practice") == ["生活中的科学"]
    assert await titles(state="running", teacher_id=str(courses.mate_id)) == [course["title"]]
    assert await titles(term_id=str(courses.term_id)) == [ESSAYS]
    assert await titles(teacher_id=str(courses.stranger_id)) == []
    nowhere = f"extension-courses/{courses.room_id}"
    assert (await courses.office.get(nowhere)).status_code == 404
    assert (await courses.office.get(f"{nowhere}/reviews")).status_code == 404
    assert (await courses.office.step(f"{nowhere}/approve", version=1)).status_code == 404


async def test_a_course_is_withdrawn_until_it_runs(courses: ExtensionScene) -> None:
    course = await courses.approved()

    withdrawn = await courses.stepped(course, "withdraw", courses.mate)

    assert withdrawn["state"] == "withdrawn"
    assert (await courses.stranger.get(f"extension-courses/{course['id']}")).status_code == 404
    running = await courses.running(title="趣味阅读")
    assert await courses.refused(running, "withdraw", courses.head) == (409, "invalid_state")
