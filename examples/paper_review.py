"""The part of 06_research_year.py about a paper 论文: two versions, blind reviews, a copied paragraph."""

import json
from datetime import date
from typing import Any

from documents import manuscript, must_be_anonymous
from telling import Person, ensure_year, expect_bytes, labels_of, must, once, refused, save, say, version_of
from writings import NEW_WORDS, PAPERS


def write(story: Any) -> None:
    say("四、论文 · A paper, its author's name in every corner, and a paragraph of somebody else's")
    author, story.paper_year = whose_turn(story)
    title, *own = PAPERS[author.name]
    story.author, copied = author, somebody_elses(story.office)
    paper = author.make("papers", school_year=story.paper_year, title=story.title(title))
    story.paper_title = paper["title"]
    twice = author.ask("POST", "papers", json={"school_year": story.paper_year, "title": "又一篇"})
    print(f"  {author.name}起草《{paper['title']}》（{story.paper_year}学年）")
    print("  同一学年再起草一篇：" + refused(twice, "paper_of_year"))
    story.paper = written(story, paper, [own[0], copied, own[1]])
    (found,) = [one for one in hints(story) if one["source_title"] in SOURCES]
    longest = max(found["passages"], key=lambda one: len(one["text"]))["text"]
    source = f"{found['source_school_year']}学年《{found['source_title']}》"
    print(f"  教科室看到提示：与{source}相同 {found['longest']} 字")
    print(f"    “{longest[:40]}…”")
    (own_sight, *_) = author.get(f"papers/{paper['id']}/resemblances")["items"]
    must(set(own_sight) == {"text", "characters", "share"}, f"the author is told {sorted(own_sight)}")
    print(f"  作者只看到句子（{own_sight['characters']} 字），不知出自谁的文章")


SOURCES: set[str] = set()


def somebody_elses(office: Person) -> str:
    """A paragraph of an accepted paper of the sample."""
    accepted = office.every("papers", state="accepted", school_year=2020)[-1]
    SOURCES.add(accepted["title"])
    version = office.every(f"papers/{accepted['id']}/versions")[0]
    return str(office.get(f"paper-versions/{version['id']}")["text"])[:130]


def whose_turn(story: Any) -> tuple[Person, int]:
    """One paper a teacher and year: the next who has none, if need be of an earlier year."""
    for year in range(story.year, 2000, -1):
        ensure_year(story.office, date(year, 10, 1))
        wrote = {
            author["name"]
            for one in story.office.every("papers", school_year=year)
            for author in one["authors"]
            if one["state"] != "withdrawn"
        }
        for name in PAPERS:
            if name not in wrote:
                return story.staff[name], year
    raise AssertionError("every teacher has written every year")


def written(story: Any, paper: Any, paragraphs: list[str]) -> Any:
    """A version, with the document it came in; handed in."""
    author = story.author
    document = manuscript(paper["title"], author.name, paragraphs)
    file_id = author.bring(f"{author.name}-{paper['title']}.docx", document)
    about = {"abstract": paragraphs[0][:40], "keywords": ["课堂", "实践"], "file_id": file_id}
    sources = "[1] 郭思乐. 教育走向生本[M]. 北京: 人民教育出版社, 2001."
    made = author.make(
        f"papers/{paper['id']}/versions",
        title=paper["title"],
        text="\n".join([f"石门中学 {author.name}", *paragraphs]),
        sources=sources,
        **about,
    )
    handed = author.step(f"papers/{paper['id']}/submit", author.get(f"papers/{paper['id']}"))
    print(f"  第 {made['number']} 稿提交，{len(document):,} 字节的 DOCX 里写着作者姓名")
    must(handed["alias_no"] is None, "the author is told the number")
    return handed


def hints(story: Any) -> list[Any]:
    return list(story.office.every("paper-hints", paper_id=story.paper["id"]))


def review(story: Any) -> None:
    say("五、盲审 · Reviewers in conflict are refused by kind; the others see no name, nor does the author")
    office, paper = story.office, seen(story)
    (own,) = office.every("teachers", q=story.author.name)[:1]
    same = next(
        one
        for one in office.every("teachers", subject_group_id=own["subject_group_id"])
        if one["status"] == "active" and one["id"] != own["id"]
    )
    kinds = labels_of(office, "ConflictKind")
    path, seen_it = f"papers/{paper['id']}", version_of(paper)
    for teacher_id in (same["id"], story.principal.teacher_id, own["id"]):
        wanted = {"reviewer_id": teacher_id}
        answer = office.ask("POST", f"{path}/reviews", json=wanted, headers=seen_it | once())
        print("  " + refused(answer, "reviewer_in_conflict"))
    print("  回避的几种：" + "、".join(kinds.values()))
    early = office.ask("POST", f"{path}/accept", json={}, headers=seen_it | once())
    print("  没有评审就通过：" + refused(early, "too_few_reviews"))
    found = office.get(f"papers/{paper['id']}/reviewer-candidates")["items"]
    able = {one["teacher_id"] for one in found}
    names = "、".join(one["name"] for one in found[:4])
    print(f"  可以评审的 {len(found)} 人，手头最少的在前：{names}…")
    story.reviewers = [one for one in story.staff.values() if one.teacher_id in able][-2:]
    must(len(story.reviewers) == 2, "too few of the story's people may review")
    asked = [ask(story, one) for one in story.reviewers]
    look_without_names(story, asked[0])
    give(story, 0, asked[0], "returned", material=(3, "案例只有一个，请补反例。"), format=(4, "编号不全。"))
    give(story, 1, asked[1], "accepted", topic=(5, "题目小而实。"), sources=(2, "参考文献太少。"))


def seen(story: Any) -> Any:
    return story.office.get(f"papers/{story.paper['id']}")


def ask(story: Any, reviewer: Person) -> Any:
    made = story.office.make_of(
        f"papers/{story.paper['id']}/reviews", seen(story), reviewer_id=reviewer.teacher_id
    )
    told = reviewer.inbox()[0]
    must(story.author.name not in json.dumps(told, ensure_ascii=False), "the invitation tells the author")
    print(f"  请{reviewer.name}评审（限 {made['due_on']}），收到：{told['title']}")
    return made


def look_without_names(story: Any, asked: Any) -> None:
    """What the reviewer gets of it, in words and as a document."""
    reviewer, names = story.reviewers[0], (story.author.name, "石门中学")
    hidden = reviewer.ask("GET", f"papers/{story.paper['id']}")
    print("  评审人去查论文本身：" + refused(hidden, "not_found"))
    task = reviewer.get(f"review-tasks/{asked['id']}")
    must_lack(json.dumps(task, ensure_ascii=False), names, "the task")
    paper = task["paper"]
    print(f"  评审人看到：{paper['alias_no']} 号《{paper['title']}》，署名处 {paper['text'].splitlines()[0]}")
    data = expect_bytes(reviewer.ask("GET", f"review-tasks/{asked['id']}/file"))
    save(f"paper-blind-{story.paper_year}-{paper['alias_no']}.docx", data)
    text = must_be_anonymous("the reviewer's copy", data, names)
    print(f"  匿名稿里没有{names[0]}、{names[1]}（拆成几段写的、属性里的都没有），××× {text.count('×××')} 处")


def must_lack(text: str, names: Any, what: str) -> None:
    for name in names:
        must(name not in text, f"{name} stands in {what}")


def give(story: Any, place: int, asked: Any, verdict: str, **aspects: tuple[int, str]) -> None:
    reviewer = story.reviewers[place]
    path = f"review-tasks/{asked['id']}"
    said = [{"aspect": key, "mark": mark, "remark": remark} for key, (mark, remark) in aspects.items()]
    reviewer.step(f"{path}/submit", reviewer.get(path), verdict=verdict, aspects=said)
    verdicts = labels_of(story.office, "PaperVerdict")
    print(f"  {reviewer.name}提交评审：{verdicts[verdict]}")


def rework(story: Any) -> None:
    say("六、退回与通过 · Returned with opinions of nobody; the second version is accepted")
    author, office, path = story.author, story.office, f"papers/{story.paper['id']}"
    remark = f"请按{story.reviewers[0].name}老师的意见补反例，并去掉与他人相同的段落。"
    office.step(f"{path}/return", seen(story), remark=remark)
    decided = author.get(f"{path}/decisions")["items"][0]
    print(f"  教科室写：{remark}")
    print(f"  作者读到：{decided['remark']}")
    opinions, aspects = author.get(f"{path}/opinions")["items"], labels_of(office, "PaperAspect")
    reviewers = [one.name for one in story.reviewers]
    for what in (decided, opinions, author.get(path)):
        must_lack(json.dumps(what, ensure_ascii=False), reviewers, "what the author reads")
    for one in opinions:
        said = "；".join(f"{aspects[a['aspect']]} {a['mark']} 分，{a['remark']}" for a in one["aspects"])
        print(f"  {one['reviewer']}：{said}")
    must(len(opinions) == 2, f"{len(opinions)} opinions")
    _, *own = PAPERS[author.name]
    story.paper = written(story, story.paper | {"title": story.paper_title}, [own[0], NEW_WORDS, own[1]])
    again = [one["source_title"] for one in latest_hints(story) if one["source_title"] in SOURCES]
    must(not again, f"the second version still has words of {again}")
    asked = ask(story, story.reviewers[0])
    give(story, 0, asked, "accepted", material=(5, "反例补得好。"))
    story.paper = office.step(f"{path}/accept", seen(story), remark="准予通过，推荐参评。")
    for hint in hints(story):
        if hint["source_title"] in SOURCES and hint["state"] == "open":
            reason = "第二稿已删去该段。"
            office.step(f"paper-hints/{hint['id']}/dismiss", hint, reason=reason)
            print(f"  提示了结：{reason}")
    print(f"  {author.name}收到：{author.inbox()[0]['title']}")


def latest_hints(story: Any) -> list[Any]:
    version = story.office.every(f"papers/{story.paper['id']}/versions")[0]
    return [one for one in hints(story) if one["version_id"] == version["id"]]


def show_duties(story: Any) -> None:
    say("七、谁还欠论文 · Who still owes a paper this year, and who is let off")
    office, year = story.office, story.paper_year
    figures = office.get("paper-figures", school_year=year)
    print(
        f"  {year}学年：应交 {figures['in_duty']}，已完成 {figures['met']}，"
        f"未完成 {figures['owed']}，免交 {figures['exempt']}（限 {figures['due_on']}）"
    )
    for group in figures["groups"]:
        if group["met"]:
            print(f"    {group['subject_group_name'] or '—'}：{group['met']}/{group['in_duty']}")
    owed = office.every("paper-duties", school_year=year, state="owed")
    must(len(owed) == figures["owed"], "the list and the count differ")
    print(f"  还欠的有：{'、'.join(one['teacher_name'] for one in owed[:6])} 等 {len(owed)} 人")
    reasons = labels_of(office, "ExemptReason")
    for one in office.every("paper-duties", school_year=year, state="exempt"):
        print(f"  免交：{one['teacher_name']}（{reasons[one['exempt_reason']]}）")
    (own,) = story.author.every("paper-duties", school_year=year)
    states = labels_of(office, "PaperDutyState")
    print(f"  {story.author.name}只看到自己：{states[own['state']]}")
    must(own["state"] == "met", f"the author's duty is {own['state']}")
