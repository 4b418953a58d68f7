"""Reviewer and author never see each other's names: in no answer, file, header, log or message (§7)."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from docx import Document

from api import edge
from domain.identity.actions import Role
from persistence.people.tables import teacher
from persistence.platform.tables import message, message_delivery, notification_channel, stored_file
from tests.contract.population import COLLECTIONS
from tests.contract.routes import Walked, contract_app, walked
from tests.paper_scene import PaperScene, Person, a_docx, done, refusal
from tests.weekplan_scene import set_row

DIRECTORIES = ("people", "timetable", "training")
"""Rooms that show every colleague's name to everybody, and know nothing of papers."""

PERSONAL = ("/api/v1/me/messages", "/api/v1/me")


@dataclass(frozen=True, slots=True)
class Case:
    """A paper reviewed and returned, and reviewed again."""

    year: PaperScene
    paper: dict[str, Any]
    review: dict[str, Any]
    ids: dict[str, str]
    """By table."""


def names_of(*people: Person, told: dict[str, Any]) -> set[str]:
    """What gives a person away: names, numbers and ids, of the teacher and of the account."""
    found: set[str] = set()
    for one in people:
        row = told[str(one.id)]
        account_id = str(one.caller.principal.account_id)
        found |= {row.name, row.name_pinyin, row.name_pinyin.replace(" ", ""), row.employee_no.lower()}
        found |= {str(one.id), one.id.hex, account_id, account_id.replace("-", "")}
    return found


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is logged of each request from now on."""
    lines: list[str] = []

    class Kept:
        def info(self, event: str, **facts: object) -> None:
            lines.append(f"{event} {facts}".lower())

    monkeypatch.setattr(edge, "log", Kept())
    return lines


@pytest.fixture
async def case(year: PaperScene) -> Case:
    both = [str(year.zhang.id), str(year.li.id)]
    document = a_docx("石门中学 张伟 著", "作者：张　伟、LI Na", "本文论述学习单。", author="zhang wei")
    file_id = await year.file(year.zhang, "张伟的论文.docx", document)
    paper = await year.submitted(
        author_ids=both,
        title="张伟谈学习单",
        abstract="石门中学张伟与 Li Na 的一项研究",
        keywords=["学习单", "张伟"],
        sources="[1] 张伟. 学习单. 2020",
        file_id=file_id,
    )
    review = await year.assigned(paper, year.chen)
    remark = {"aspect": "thesis", "remark": "陈静以为主旨不清（CHEN Jing）"}
    await year.reviewed(review, year.chen, "returned", aspects=[remark], remark="陈 静")
    done(await year.decided(paper, "return", remark="请按陈静老师的意见修改"))
    version = await year.version(paper, title="张伟再谈学习单", file_id=file_id)
    again = await year.now(paper)
    done(await year.zhang.caller.step(f"papers/{paper['id']}/submit", version=again["version"]))
    second = await year.assigned(paper, year.chen)
    ids = {
        "paper": paper["id"],
        "paper_version": version["id"],
        "paper_review": second["id"],
        "stored_file": file_id,
        "work": paper["work_id"],
    }
    return Case(year, paper, second, ids)


def gets() -> list[Walked]:
    return [
        one
        for one in walked(contract_app())
        if one.method == "GET"
        and "{school}" in one.path
        and one.operation_id.split("_")[0] not in DIRECTORIES
    ]


async def everything_read(case: Case, who: Person) -> tuple[str, list[str]]:
    """The bodies and headers of every GET there is, asked with the paper's ids; which answered."""
    read, answered = [], []
    for one in gets():
        path = one.path.replace("{school}", case.year.scene.code)
        for name, table in COLLECTIONS.items():
            if f"/{name}/{{" in path and table in case.ids:
                start = path.index(f"/{name}/{{") + len(name) + 2
                path = path[:start] + case.ids[table] + path[path.index("}", start) + 1 :]
        answer = await who.caller.get(f"{path}?school_year=2020" if "duties" in path else path)
        told = answer.content.replace(path.encode(), b"")  # a refusal says what was asked for
        if answer.status_code == 200:
            answered.append(one.operation_id)
            if told[:2] == b"PK":
                told = unpacked(told)
        read.append(f"{one.path} {answer.headers!r} {told.decode('utf-8', 'replace')}")
    for path in PERSONAL:
        answer = await who.caller.get(path)
        read.append(f"{path} {answer.headers!r} {answer.text}")
    return "\n".join(read).lower(), answered


def unpacked(data: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as archive:
        return b"\n".join(
            [archive.comment, *(one.encode() for one in archive.namelist())]
            + [archive.read(one) for one in archive.namelist()]
        )


async def test_the_reviewer_reads_nothing_that_tells_whose_paper_it_is(case: Case, logged: list[str]) -> None:
    people = {str(row.id): row for row in await case.year.scene.rows(teacher)}
    telling = names_of(case.year.zhang, case.year.li, told=people) | {
        *("石门中学", "张伟的论文", case.ids["stored_file"], case.ids["work"], case.ids["paper"]),
    }

    read, answered = await everything_read(case, case.year.chen)

    assert {
        "papers_list_review_tasks",
        "papers_get_review_task",
        "papers_get_review_file",
    } <= set(answered)
    assert [word for word in telling if word in without_own_school(read)] == []
    assert "review-tasks" in "".join(logged)
    assert [word for word in telling - set(case.ids.values()) if word in "".join(logged)] == []


def without_own_school(read: str) -> str:
    """`/me` tells everybody the name of their own school."""
    return "\n".join(line for line in read.splitlines() if not line.startswith("/api/v1/me "))


async def test_the_authors_read_nothing_that_tells_who_reviews(case: Case, logged: list[str]) -> None:
    people = {str(row.id): row for row in await case.year.scene.rows(teacher)}
    telling = names_of(case.year.chen, told=people) | {case.ids["paper_review"]}
    for author in (case.year.zhang, case.year.li):
        read, answered = await everything_read(case, author)

        assert {"papers_get_paper", "papers_list_opinions", "papers_list_decisions"} <= set(answered)
        assert [word for word in telling if word in read] == []
        assert '"alias_no":null' in read
        assert [word for word in telling - set(case.ids.values()) if word in "".join(logged)] == []


async def test_an_author_reads_what_was_said_without_by_whom(case: Case) -> None:
    path = f"papers/{case.paper['id']}"
    [opinion] = done(await case.year.zhang.caller.get(f"{path}/opinions"))["items"]

    assert opinion == {
        "version_number": 1,
        "reviewer": "评审一",
        "aspects": [{"aspect": "thesis", "remark": "×××以为主旨不清（×××）", "mark": None}],
        "verdict": "returned",
        "remark": "×××",
    }
    seen = await case.year.now(case.paper, case.year.zhang)
    assert (seen["remark"], seen["reviews"]) == ("请按×××老师的意见修改", None)
    [told] = done(await case.year.zhang.caller.get("/api/v1/me/messages"))["items"]
    assert "请按×××老师的意见修改" in told["body"]


async def test_what_is_said_of_a_version_is_read_once_the_office_has_decided(case: Case) -> None:
    await case.year.reviewed(case.review, case.year.chen)
    path = f"papers/{case.paper['id']}/opinions"
    before = done(await case.year.zhang.caller.get(path))["items"]
    done(await case.year.decided(case.paper, "accept"))
    after = done(await case.year.zhang.caller.get(path))["items"]
    assert [[one["version_number"] for one in read] for read in (before, after)] == [[1], [2, 1]]


async def test_the_reviewer_reads_the_paper_under_its_number(case: Case) -> None:
    task = done(await case.year.chen.caller.get(f"review-tasks/{case.review['id']}"))
    paper = task["paper"]

    assert paper["alias_no"] == (await case.year.now(case.paper))["alias_no"]
    assert (paper["title"], paper["has_file"]) == ("×××再谈学习单", True)
    assert "×××的×××在七年级" in paper["text"]
    assert task["allowed_actions"] == ["submit", "decline", "file"]
    first = done(await case.year.chen.caller.get("review-tasks", state="done"))["items"]
    earlier = done(await case.year.chen.caller.get(f"review-tasks/{first[0]['id']}"))["paper"]
    assert (earlier["abstract"], earlier["keywords"], earlier["sources"]) == (
        "××××××与 ××× 的一项研究",
        ["学习单", "×××"],
        "[1] ×××. 学习单. 2020",
    )


async def test_the_document_has_no_names_and_no_properties(case: Case) -> None:
    answer = await case.year.chen.caller.get(f"review-tasks/{case.review['id']}/file")
    alias = (await case.year.now(case.paper))["alias_no"]

    assert answer.headers["content-disposition"] == f'attachment; filename="paper-{alias}.docx"'
    assert [one.text for one in Document(BytesIO(answer.content)).paragraphs] == [
        "××× ××× 著",
        "作者：×××、×××",
        "本文论述学习单。",
    ]


async def test_of_a_pdf_there_is_no_anonymous_copy(year: PaperScene) -> None:
    file_id = await year.file(year.zhang, "张伟.pdf", b"%PDF-1.7\n")
    paper = await year.submitted(file_id=file_id)
    plain = await year.submitted(year.li, text="没有附件的一篇。")
    review, other = await year.assigned(paper, year.chen), await year.assigned(plain, year.chen)

    answer = await year.chen.caller.get(f"review-tasks/{review['id']}/file")
    assert refusal(answer) == (409, "paper_file_not_blind")
    task = done(await year.chen.caller.get(f"review-tasks/{review['id']}"))
    assert (task["paper"]["has_file"], task["allowed_actions"]) == (False, ["submit", "decline"])
    assert (await year.chen.caller.get(f"review-tasks/{other['id']}/file")).status_code == 404


async def test_a_file_too_large_to_be_made_anonymous_is_refused_before_it_is_fetched(
    year: PaperScene,
) -> None:
    paper = await year.paper()
    file_id = await year.file(year.zhang, "论文.docx", a_docx("正文"))
    await set_row(year.scene, stored_file, UUID(file_id), size=11 << 20)
    body = {"title": "题目", "text": "文", "file_id": file_id}
    answer = await year.zhang.caller.post(f"papers/{paper['id']}/versions", body)
    assert answer.json()["code"] == "file_too_large"


async def test_a_task_is_ones_own_alone(case: Case) -> None:
    for who in (case.year.liu, case.year.zhang):
        answer = await who.caller.get(f"review-tasks/{case.review['id']}")
        assert answer.status_code == 404
    overseer = await case.year.person("郑校长", "zheng", Role.PRINCIPAL)
    assert (await overseer.caller.get(f"review-tasks/{case.review['id']}")).status_code == 404
    assert done(await overseer.caller.get(f"paper-reviews/{case.review['id']}"))["allowed_actions"] == []


async def test_a_review_is_handed_in_once_and_says_what_to_work_over(year: PaperScene) -> None:
    review = await year.assigned(await year.submitted(), year.chen)
    path = f"review-tasks/{review['id']}/submit"
    remark = {"aspect": "topic", "remark": "题目过大"}
    twice = {"verdict": "accepted", "aspects": [remark, remark]}

    unexplained = await year.chen.caller.step(path, version=1, json={"verdict": "returned"})
    doubled = await year.chen.caller.step(path, version=1, json=twice)
    stale = await year.chen.caller.step(path, version=2, json={"verdict": "accepted"})
    done(await year.chen.caller.step(path, version=1, json={"verdict": "returned", "aspects": [remark]}))
    again = await year.chen.caller.step(path, version=2, json={"verdict": "accepted"})

    assert refusal(unexplained) == (422, "return_unexplained")
    assert refusal(doubled) == (422, "aspect_twice")
    assert (stale.status_code, refusal(again)) == (412, (409, "invalid_state"))


async def test_who_is_asked_to_review_is_told_in_confidence(year: PaperScene) -> None:
    await year.scene.add(
        notification_channel,
        kind="dingtalk",
        name="全体教师群",
        url="sealed",
        enabled=True,
        events=["paper_review_assigned", "paper_accepted"],
    )
    paper = await year.accepted()

    sent = {row.message_id for row in await year.scene.rows(message_delivery)}
    events = {row.event: row.id in sent for row in await year.scene.rows(message)}
    assert events == {"paper_review_assigned": False, "paper_accepted": True}
    [asked] = done(await year.chen.caller.get("/api/v1/me/messages"))["items"]
    number = (await year.now(paper))["alias_no"]
    assert asked["body"] == f"请于 2021-04-26 前评审第 {number} 号论文（匿名）。"
