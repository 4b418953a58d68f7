"""A paper from its first draft to the duty met (MISSION §7)."""

from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.platform.tables import message
from tests.paper_scene import OTHER, TEXT, PaperScene, a_docx, done, made, refusal


async def test_a_paper_is_written_returned_written_again_and_accepted(year: PaperScene) -> None:
    paper = await year.submitted()
    first = await year.assigned(paper, year.chen)
    await year.reviewed(first, year.chen, "returned")
    returned = done(await year.decided(paper, "return", remark="请补数据"))
    seen = await year.now(paper, year.zhang)
    assert (returned["state"], seen["remark"], seen["allowed_actions"]) == (
        "returned",
        "请补数据",
        ["update", "write", "submit", "withdraw"],
    )

    await year.version(paper, title="学习单的设计（二稿）", text=TEXT + "补充数据如下。")
    again = await year.now(paper, year.zhang)
    done(await year.zhang.caller.step(f"papers/{paper['id']}/submit", version=again["version"]))
    await year.reviewed(await year.assigned(paper, year.liu), year.liu)
    accepted = done(await year.decided(paper, "accept"))

    assert (accepted["state"], accepted["title"], accepted["versions"]) == (
        "accepted",
        "学习单的设计（二稿）",
        2,
    )
    told = [row for row in await year.scene.rows(message) if row.recipient_id == year.zhang.id]
    assert [(row.event, row.facts.get("reason")) for row in told] == [
        ("paper_returned", "请补数据"),
        ("paper_accepted", None),
    ]
    opinions = done(await year.zhang.caller.get(f"papers/{paper['id']}/opinions"))["items"]
    assert [(one["version_number"], one["reviewer"], one["verdict"]) for one in opinions] == [
        (2, "评审一", "accepted"),
        (1, "评审一", "returned"),
    ]
    assert opinions[0]["aspects"] == [{"aspect": "topic", "remark": "题目可再小一些", "mark": 4}]
    decisions = done(await year.zhang.caller.get(f"papers/{paper['id']}/decisions"))["items"]
    assert [(one["version_number"], one["verdict"]) for one in decisions] == [
        (2, "accepted"),
        (1, "returned"),
    ]


async def test_each_version_is_kept_as_it_was_written(year: PaperScene) -> None:
    paper = await year.paper()
    first = await year.version(paper, abstract="摘要", keywords=["学习单", "先学后教"], sources="[1] 课标")
    await year.version(paper, title="二稿", text=OTHER)

    listed = done(await year.zhang.caller.get(f"papers/{paper['id']}/versions"))["items"]
    read = done(await year.zhang.caller.get(f"paper-versions/{first['id']}"))

    assert [(one["number"], one["title"]) for one in listed] == [(2, "二稿"), (1, "前置学习单的设计")]
    assert (listed[1]["characters"], "text" in listed[1]) == (len(TEXT), False)
    assert read == first
    assert (read["text"], read["keywords"], read["sources"]) == (TEXT, ["学习单", "先学后教"], "[1] 课标")


async def test_the_text_may_be_a_documents(year: PaperScene) -> None:
    paper = await year.paper()
    file_id = await year.file(year.zhang, "论文.docx", a_docx("第一段", "第二段"))

    version = await year.version(paper, text=None, file_id=file_id)

    assert (version["text"], version["file"]["filename"]) == ("第一段\n第二段", "论文.docx")
    link = done(await year.zhang.caller.get(f"paper-versions/{version['id']}/link"))
    assert (await year.scene.client.get(link["url"])).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "text", "code"),
    [
        pytest.param("论文.pdf", b"%PDF-1.7\n", None, "paper_text_missing", id="a PDF alone"),
        pytest.param(None, None, None, "paper_text_missing", id="nothing"),
        pytest.param("说明.txt", b"text", "文", "paper_file_unfit", id="another kind of file"),
        pytest.param("论文.docx", a_docx(), None, "paper_text_missing", id="an empty document"),
        pytest.param("论文.docx", a_docx("长" * 50_001), "文", "paper_too_long", id="too long a document"),
    ],
)
async def test_a_version_needs_a_text_that_can_be_made_anonymous(
    year: PaperScene, name: str | None, content: bytes | None, text: str | None, code: str
) -> None:
    paper = await year.paper()
    body: dict[str, Any] = {"title": "题目", "text": text}
    if name is not None and content is not None:
        body["file_id"] = await year.file(year.zhang, name, content)

    answer = await year.zhang.caller.post(f"papers/{paper['id']}/versions", body)

    assert refusal(answer) == (422, code)
    assert (await year.now(paper))["versions"] == 0


async def test_a_pdf_is_kept_beside_its_text(year: PaperScene) -> None:
    paper = await year.paper()
    version = await year.version(paper, file_id=await year.file(year.zhang, "论文.pdf", b"%PDF-1.7\n"))
    assert (version["file"]["media_type"], version["allowed_actions"]) == ("application/pdf", ["link"])


async def test_another_persons_file_is_none(year: PaperScene) -> None:
    paper = await year.paper()
    theirs = await year.file(year.li, "论文.docx", a_docx("李娜的"))
    body = {"title": "题目", "text": TEXT, "file_id": theirs}
    answer = await year.zhang.caller.post(f"papers/{paper['id']}/versions", body)
    assert refusal(answer) == (422, "unknown_reference")


async def test_a_first_author_has_one_paper_a_year(year: PaperScene) -> None:
    paper = await year.paper()
    again = await year.zhang.caller.post("papers", {"school_year": 2020, "title": "另一篇"})
    assert refusal(again) == (409, "paper_of_year")

    done(await year.zhang.caller.step(f"papers/{paper['id']}/withdraw", version=1))

    made(await year.zhang.caller.post("papers", {"school_year": 2020, "title": "另一篇"}))
    made(await year.zhang.caller.post("papers", {"school_year": 2021, "title": "下一年"}))


async def test_authors_are_in_order_and_each_may_write(year: PaperScene) -> None:
    both = [str(year.zhang.id), str(year.li.id)]
    paper = await year.paper(author_ids=both)
    assert [one["name"] for one in paper["authors"]] == ["张伟", "李娜"]

    await year.version(paper, year.li)
    by_second = await year.li.caller.patch(f"papers/{paper['id']}", {"author_ids": both}, version=2)
    swapped = await year.zhang.caller.patch(f"papers/{paper['id']}", {"author_ids": both[::-1]}, version=2)

    assert by_second.status_code == 403
    assert [one["name"] for one in done(swapped)["authors"]] == ["李娜", "张伟"]
    assert done(await year.office.get("papers", author_id=both[0]))["items"] == [await year.now(paper)]
    in_group = done(await year.office.get("papers", subject_group_id=str(year.chinese_id)))
    assert in_group["items"] == []


async def test_nobody_writes_or_begins_for_another_but_the_office(year: PaperScene) -> None:
    paper = await year.paper()
    colleagues = await year.li.caller.post("papers", {"school_year": 2020, "title": "题", "author_ids": []})
    assert colleagues.status_code == 201
    body = {"school_year": 2020, "title": "代写", "author_ids": [str(year.chen.id)]}

    assert (await year.li.caller.post("papers", body)).status_code == 403
    nobodys = await year.office.post("papers", {"school_year": 2020, "title": "无名"})
    assert refusal(nobodys) == (422, "paper_without_author")
    assert (await year.li.caller.get(f"papers/{paper['id']}")).status_code == 404
    forced = await year.li.caller.post(f"papers/{paper['id']}/versions", {"title": "题", "text": "文"})
    assert forced.status_code == 404
    head = await year.person("郑校长", "zheng", Role.PRINCIPAL)
    by_head = await head.caller.post(f"papers/{paper['id']}/versions", {"title": "题", "text": "文"})
    assert by_head.status_code == 403
    entered = made(await year.office.post("papers", body))
    assert entered["authors"] == [{"teacher_id": str(year.chen.id), "name": "陈静"}]
    left = await year.zhang.caller.patch(
        f"papers/{paper['id']}", {"author_ids": [str(year.li.id)]}, version=1
    )
    assert left.status_code == 403
    assert done(await year.zhang.caller.get("papers"))["items"][0]["id"] == paper["id"]
    assert len(done(await year.zhang.caller.get("papers"))["items"]) == 1


async def test_what_was_not_written_is_not_handed_in(year: PaperScene) -> None:
    paper = await year.paper()
    answer = await year.zhang.caller.step(f"papers/{paper['id']}/submit", version=1)
    assert refusal(answer) == (409, "paper_unwritten")


async def test_while_it_is_reviewed_it_stays_as_it_is(year: PaperScene) -> None:
    paper = await year.submitted()
    path, version = f"papers/{paper['id']}", paper["version"]
    authors = {"author_ids": [str(year.zhang.id), str(year.li.id)]}

    writing = await year.zhang.caller.post(f"{path}/versions", {"title": "改", "text": "改"})
    authoring = await year.zhang.caller.patch(path, authors, version=version)
    by_office = await year.office.patch(path, authors, version=version)

    assert {refusal(one) for one in (writing, authoring, by_office)} == {(409, "invalid_state")}


async def test_it_takes_as_many_reviews_as_the_policy_says(year: PaperScene) -> None:
    paper = await year.submitted()
    await year.assigned(paper, year.chen)
    early = await year.decided(paper, "accept")
    await year.rule("least_reviews", "0")

    assert refusal(early) == (409, "too_few_reviews")
    assert done(await year.decided(paper, "accept", remark="很好"))["state"] == "accepted"
    waiting = done(await year.office.get("paper-reviews", paper_id=paper["id"]))["items"]
    assert [one["state"] for one in waiting] == ["removed"]
    assert done(await year.decided(paper, "return", remark="发现问题"))["state"] == "returned"


async def test_a_withdrawn_paper_needs_no_review(year: PaperScene) -> None:
    paper = await year.submitted()
    await year.assigned(paper, year.chen)
    by_colleague = await year.decided(paper, "withdraw", year.li.caller)

    done(await year.decided(paper, "withdraw", year.zhang.caller))

    assert by_colleague.status_code == 404
    assert done(await year.chen.caller.get("review-tasks"))["items"] == []


async def test_a_second_author_does_not_withdraw(year: PaperScene) -> None:
    paper = await year.paper(author_ids=[str(year.zhang.id), str(year.li.id)])
    assert (await year.decided(paper, "withdraw", year.li.caller)).status_code == 403


async def test_a_decision_is_about_what_one_looked_at(year: PaperScene) -> None:
    paper = await year.submitted()
    stale = await year.office.step(
        f"papers/{paper['id']}/return", version=paper["version"] - 1, json={"remark": "x"}
    )
    assert stale.status_code == 412


async def test_what_is_not_there_is_not_found(year: PaperScene) -> None:
    version = await year.version(await year.paper())
    nothing = new_id()
    answers = [
        await year.zhang.caller.get(f"paper-versions/{version['id']}/link"),
        await year.zhang.caller.get(f"paper-versions/{nothing}"),
        await year.zhang.caller.get(f"papers/{nothing}/opinions"),
        await year.zhang.caller.step(f"papers/{nothing}/submit", version=1),
        await year.zhang.caller.post(f"papers/{nothing}/versions", {"title": "题", "text": "文"}),
        await year.office.step(f"paper-exemptions/{nothing}/void", version=1, json={"reason": "误录"}),
    ]
    assert {one.status_code for one in answers} == {404}


async def test_the_policy_is_read_as_of_a_day_and_set_from_one(year: PaperScene) -> None:
    made(
        await year.office.post(
            "paper-rules", {"key": "due_on", "value": "06-20", "effective_from": "2021-09-01"}
        )
    )
    held = done(await year.zhang.caller.get("paper-rules", on="2021-04-01", key="due_on"))["items"]
    later = done(await year.zhang.caller.get("paper-rules", on="2021-10-01", key="due_on"))["items"]
    every = done(await year.zhang.caller.get("paper-rules"))["items"]
    wrong = await year.office.post(
        "paper-rules", {"key": "due_on", "value": "02-30", "effective_from": "2021-09-01"}
    )

    assert ([one["value"] for one in held], [one["value"] for one in later]) == (["06-10"], ["06-20"])
    assert done(await year.zhang.caller.get(f"paper-rules/{every[0]['id']}"))["value"] == "06-20"
    assert refusal(wrong) == (422, "rule_value_invalid")
