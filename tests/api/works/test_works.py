"""Works: entered by an author or the office, seen by their authors, and settled once awarded."""

from datetime import UTC, datetime

import pytest

from domain.identity.actions import Action, Role
from persistence.ids import new_id
from persistence.works.tables import work
from tests.works_scene import WorksScene, done, refused


async def test_an_author_enters_a_work_and_its_authors_see_it(works: WorksScene) -> None:
    zhang, li = await works.author("张伟"), await works.author("李芳")
    made = await works.work("张伟", "李芳", by=zhang.caller)

    assert [one["name"] for one in made["authors"]] == ["张伟", "李芳"]
    assert made["allowed_actions"] == ["update", "report_award"]
    assert done(await li.caller.get(f"works/{made['id']}")) == made
    assert [one["id"] for one in done(await li.caller.get("works"))["items"]] == [made["id"]]


async def test_nobody_else_sees_it_but_office_principal_and_scripts(works: WorksScene) -> None:
    made = await works.work("张伟")
    stranger = (await works.author("王强")).caller
    unlinked = await works.scene.signed_in(Role.TEACHER)
    principal = await works.scene.signed_in(Role.PRINCIPAL)
    script = await works.scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.WORK_READ}))

    for caller in (stranger, unlinked):
        assert (await caller.get(f"works/{made['id']}")).status_code == 404
        assert done(await caller.get("works"))["items"] == []
    for caller in (works.office, principal, script):
        assert [one["id"] for one in done(await caller.get("works"))["items"]] == [made["id"]]
    assert done(await principal.get(f"works/{made['id']}"))["allowed_actions"] == []


@pytest.mark.parametrize("kind", ["topic", "paper"])
async def test_topics_and_papers_are_entered_in_their_own_rooms(works: WorksScene, kind: str) -> None:
    author = await works.author("张伟")
    body = {"kind": kind, "title": "生本课堂", "author_ids": [str(author.id)]}
    held = await works.scene.add(work, kind=kind, title="旧题", entered_at=datetime(2021, 3, 1, tzinfo=UTC))

    assert refused(await works.office.post("works", body)) == (422, "work_held_elsewhere")
    assert refused(await works.office.patch(f"works/{held}", {"title": "新题"}, version=1)) == (
        422,
        "work_held_elsewhere",
    )


async def test_a_teacher_enters_no_work_of_others(works: WorksScene) -> None:
    zhang, li = await works.author("张伟"), await works.author("李芳")
    body = {"kind": "case", "title": "案例", "author_ids": [str(li.id)]}

    assert refused(await zhang.caller.post("works", body)) == (403, "not_an_author")


async def test_authors_are_teachers_of_the_school_each_once(works: WorksScene) -> None:
    one = str((await works.author("张伟")).id)

    for author_ids, code in (([one, one], "author_twice"), ([str(new_id())], "author_unknown")):
        body = {"kind": "case", "title": "案例", "author_ids": author_ids}
        assert refused(await works.office.post("works", body)) == (422, code)


async def test_title_and_authors_change_with_the_version_seen(works: WorksScene) -> None:
    zhang, li = await works.author("张伟"), await works.author("李芳")
    made = await works.work("张伟")
    path, ids = f"works/{made['id']}", [str(li.id), str(zhang.id)]

    renamed = done(await zhang.caller.patch(path, {"title": "新题"}, version=1))
    changed = done(await zhang.caller.patch(path, {"author_ids": ids}, version=2))

    assert (renamed["title"], renamed["version"]) == ("新题", 2)
    assert [one["name"] for one in changed["authors"]] == ["李芳", "张伟"]
    assert (await zhang.caller.patch(path, {"title": "旧题"}, version=1)).status_code == 412
    assert (await works.office.patch(f"works/{new_id()}", {"title": "无"}, version=1)).status_code == 404
    left = await zhang.caller.patch(path, {"author_ids": [str(li.id)]}, version=3)
    assert refused(left) == (403, "not_an_author")


async def test_what_was_awarded_is_the_offices_to_correct(works: WorksScene) -> None:
    zhang = (await works.author("张伟")).caller
    made = await works.work("张伟")
    await works.award(made)
    path = f"works/{made['id']}"

    seen = done(await zhang.get(path))
    assert (seen["confirmed_awards"], seen["allowed_actions"]) == (1, ["report_award"])
    script = await works.scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.WORK_WRITE}))
    for caller in (zhang, script):
        assert refused(await caller.patch(path, {"title": "新题"}, version=1)) == (409, "work_settled")
    assert done(await works.office.patch(path, {"title": "新题"}, version=1))["title"] == "新题"


async def test_the_list_is_narrowed_by_kind_author_and_title(works: WorksScene) -> None:
    first = await works.work("张伟", title="生本课堂案例")
    second = await works.work("李芳", title="二次函数课件", kind="courseware")
    li = works.authors["李芳"].id

    async def found(**asked: str) -> list[str]:
        return [one["id"] for one in done(await works.office.get("works", **asked))["items"]]

    assert await found() == [second["id"], first["id"]]
    assert await found(kind="courseware") == [second["id"]]
    assert await found(teacher_id=str(li)) == [second["id"]]
    assert await found(q="课堂") == [first["id"]]
