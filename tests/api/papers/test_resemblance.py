"""What stands in an earlier paper is found with its passage, and told to each as far as they may know."""

from domain.identity.actions import Role
from tests.paper_scene import OTHER, TEXT, PaperScene, a_docx, done, refusal

COPIED = TEXT[25:130]


async def test_a_copied_paragraph_is_found_with_its_passage(year: PaperScene) -> None:
    await year.written(year.zhang)
    copy = await year.written(year.chen, title="批注", text=OTHER * 3 + COPIED + OTHER[::-1])

    [hint] = done(await year.office.get("paper-hints"))["items"]

    assert (hint["paper_id"], hint["source_title"], hint["source_school_year"]) == (
        copy["id"],
        "前置学习单的设计",
        2020,
    )
    assert (hint["same_author"], hint["state"], hint["allowed_actions"]) == (False, "open", ["dismiss"])
    assert COPIED[2:-2] in hint["passages"][0]["text"]
    assert 0.1 < hint["share"] < 0.3
    assert done(await year.office.get(f"paper-hints/{hint['id']}")) == hint


async def test_its_author_and_its_reviewer_read_the_passage_and_not_whose_it_is(year: PaperScene) -> None:
    source = await year.written(year.zhang)
    copy = await year.submitted(year.chen, title="批注", text=OTHER + "陈静说：" + TEXT)
    reviewer = await year.person("沈建", "shen jian")
    review = await year.assigned(copy, reviewer)

    own = await year.chen.caller.get(f"papers/{copy['id']}/resemblances")
    task = await reviewer.caller.get(f"review-tasks/{review['id']}")

    assert done(own)["items"][0]["characters"] > 80
    assert source["id"] not in own.text
    blind = done(task)["paper"]["resemblances"]
    assert "×××的张伟在七年级" in blind[0]["text"]
    assert done(await year.zhang.caller.get(f"papers/{source['id']}/resemblances"))["items"] == []
    nothing = await year.paper(year.liu)
    assert done(await year.liu.caller.get(f"papers/{nothing['id']}/resemblances"))["items"] == []
    assert (await year.chen.caller.get("paper-hints")).status_code == 403


async def test_two_honest_papers_on_one_subject_are_not_flagged(year: PaperScene) -> None:
    await year.written(year.zhang)
    honest = (
        "前置学习单在数学课上并不少见，但常常只是把课本例题抄一遍。我在八年级试着只留一个问题，"
        "让学生先写下自己不懂的地方，再带着它听课。一个月后，课堂提问的人数翻了一番，"
        "作业中空着的题也少了。学习单的价值不在于预习了多少，而在于带来了什么问题。"
    )
    await year.written(year.chen, text=honest)
    assert done(await year.office.get("paper-hints"))["items"] == []


async def test_ones_own_earlier_versions_are_no_source_and_ones_own_papers_are_told_as_such(
    year: PaperScene,
) -> None:
    paper = await year.written()
    await year.version(paper, text=TEXT + "又补一段。")
    assert done(await year.office.get("paper-hints"))["items"] == []

    await year.written(year.zhang, school_year=2021)
    [hint] = done(await year.office.get("paper-hints", state="open"))["items"]
    assert (hint["same_author"], hint["share"]) == (True, 1.0)


async def test_what_a_document_says_is_compared_too(year: PaperScene) -> None:
    file_id = await year.file(year.zhang, "论文.docx", a_docx(OTHER))
    await year.written(year.zhang, text=TEXT, file_id=file_id)
    copied = await year.file(year.chen, "论文.docx", a_docx(OTHER))
    paper = await year.written(year.chen, text="正文与附件不同。", file_id=copied)

    [hint] = done(await year.office.get("paper-hints", paper_id=paper["id"]))["items"]
    assert OTHER[:40] in hint["passages"][0]["text"]


async def test_a_hint_is_dismissed_for_a_reason_and_not_by_an_author(year: PaperScene) -> None:
    both = await year.person("周宁", "zhou ning", Role.RESEARCH_OFFICE)
    await year.written(year.zhang)
    await year.written(both)
    [hint] = done(await year.office.get("paper-hints"))["items"]
    path = f"paper-hints/{hint['id']}"

    assert done(await both.caller.get("paper-hints"))["items"] == []
    assert (await both.caller.get(path)).status_code == 404
    by_author = await both.caller.step(f"{path}/dismiss", version=1, json={"reason": "引用"})
    gone = done(await year.office.step(f"{path}/dismiss", version=1, json={"reason": "引用"}))
    again = await year.office.step(f"{path}/dismiss", version=2, json={"reason": "引用"})

    assert by_author.status_code == 404
    assert (gone["state"], gone["dismissed_because"], gone["allowed_actions"]) == ("dismissed", "引用", [])
    assert refusal(again) == (409, "invalid_state")
