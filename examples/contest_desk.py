"""The part of 06_research_year.py about the two contests 评比: quota, judges, nameless copies, results."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from documents import manuscript, must_be_anonymous, text_of
from telling import Person, column, expect_bytes, labels_of, must, once, refused, save, say, version_of
from writings import CASES

COUNTY, CITY = "桐乡市教育学会论文评比", "嘉兴市三项教学论文评比"
CATEGORIES = ["教学论文", "教学案例", "教学反思"]
MARKS = {
    "戴国平": ("92", "88", "90", "85"),
    "钱敏之": ("94", "92", "90", "84"),
    "蒋志明": ("93", "90", None, "86"),
}
"""What each judge gives the paper and the cases; of his own subject group 蒋志明 gets none to read."""


def tell(story: Any) -> None:
    say("八、桐乡市教育学会论文评比 · The county's contest: two places, four works")
    explain_last_year(story)
    enter_works(story)
    county = story.contests["county"] = announce(story, COUNTY, "桐乡市教育学会", "county", quota_set=2)
    refuse_entries(story, county)
    enter_all(story, county)
    close(story, county)

    say("九、校内盲评 · Blind judges rank what is beyond the quota; the publication tells every author")
    judge(story)
    rank(story)

    say("十、报送 · Sent: copies without names, the register for the office; results from a file")
    send(story, county)
    bring_results(story)

    say("十一、嘉兴市三项教学论文评比 · The city's contest: places for all, the same paper again")
    city = story.contests["city"] = announce(
        story, CITY, "嘉兴市教育学会", "city", excludes_awarded="same_or_higher"
    )
    enter_all(story, city)
    close(story, city)
    story.office.step(f"contests/{city['id']}/rank", seen(story, city))
    send(story, city)
    bring_city_results(story)
    show_awards(story)


def explain_last_year(story: Any) -> None:
    """The sample's contest goes by the rule: staff, and the first prizes of the year before."""
    for one in story.office.every("contests", series=CITY, school_year=2020):
        print("  " + explained(one["title"], story.office.get(f"contests/{one['id']}/quota")))


def explained(title: str, quota: Any) -> str:
    rule = f"在职 {quota['staff']} 人 × {quota['share']} ≈ {quota['share_of_staff']}"
    rule += f" + 上一学年一等奖 {quota['first_prizes_counted']} = {quota['by_rule']}"
    settled = f"主办单位定 {quota['places']}（按规则为 {rule}）" if quota["explicit"] else rule
    return f"{title} 名额：{settled}（{quota['counted_on']}）"


def enter_works(story: Any) -> None:
    """The accepted paper is a work already; the cases are entered by their first authors."""
    story.works[story.author.name, "paper"] = (story.paper["work_id"], story.paper_title, "教学论文")
    for name, (title, category, other, _) in CASES.items():
        who = story.staff[name]
        authors = [who.teacher_id] + ([story.staff[other].teacher_id] if other else [])
        work = who.make("works", kind="case", title=story.title(title), author_ids=authors)
        story.works[name, "case"] = (work["id"], work["title"], category)


def announce(story: Any, series: str, organiser: str, level: str, **more: Any) -> Any:
    made = story.office.make(
        "contests",
        title=story.title(f"{series}（{story.year + 1}年）"),
        series=series,
        organiser=organiser,
        level=level,
        school_year=story.year,
        kinds=["paper", "case"],
        categories=CATEGORIES,
        entries_due_on=story.after(3),
        submission_due_on=story.after((story.monday - story.today).days + 2),
        min_characters=60,
        max_characters=8000,
        entries_per_author=2,
        **more,
    )
    opened = story.office.step(f"contests/{made['id']}/open", made)
    print("  " + explained(opened["title"], story.office.get(f"contests/{opened['id']}/quota")))
    return opened


def seen(story: Any, contest: Any) -> Any:
    return story.office.get(f"contests/{contest['id']}")


def refuse_entries(story: Any, contest: Any) -> None:
    work_id, _, category = story.works["曾秀珍", "case"]
    wanted = {"contest_id": contest["id"], "work_id": work_id, "category": category}
    second = story.staff["欧阳雪"].ask(
        "POST", "contest-entries", json=wanted | {"text": CASES["曾秀珍"][3]}, headers=once()
    )
    print("  第二作者报名：" + refused(second, "not_first_author"))
    short = story.staff["曾秀珍"].ask(
        "POST", "contest-entries", json=wanted | {"text": "太短。"}, headers=once()
    )
    print("  太短：" + refused(short, "entry_length_outside"))


def enter_all(story: Any, contest: Any) -> None:
    """The paper as a document that is full of its author, the others as texts that name theirs."""
    for (name, kind), (work_id, title, category) in story.works.items():
        who, wanted = story.staff[name], {"contest_id": contest["id"], "work_id": work_id}
        if kind == "paper":
            document = manuscript(title, name, [story.title("研究过程、数据与结论，") * 12])
            wanted["file_id"] = who.bring(f"{name}.docx", document)
        else:
            wanted["text"] = f"石门中学{name}：{CASES[name][3]}"
        made = who.make("contest-entries", **wanted, category=category)
        must(made["alias"] is None, "an author is told the number")
    print(f"  报名 {len(story.works)} 件：" + "、".join(title for _, title, _ in story.works.values()))


def close(story: Any, contest: Any) -> None:
    story.office.step(f"contests/{contest['id']}/close", seen(story, contest))
    quota = story.office.get(f"contests/{contest['id']}/quota")
    print(f"  截止报名，抽签编号；名额定为 {quota['places']}")


def judge(story: Any) -> None:
    office, path = story.office, f"contests/{story.contests['county']['id']}"
    own = office.ask(
        "POST", f"{path}/judges", json={"teacher_id": story.staff["曾秀珍"].teacher_id}, headers=once()
    )
    print("  请曾秀珍当评委：" + refused(own, "judge_has_entry"))
    judges = [story.staff["戴国平"], story.academic, story.staff["蒋志明"]]
    for one in judges:
        office.make(f"{path}/judges", teacher_id=one.teacher_id)
    early = office.ask(
        "POST", f"{path}/rank", headers=version_of(seen(story, story.contests["county"])) | once()
    )
    print("  没有评完就排序：" + refused(early, "contest_scores_missing"))
    titles = [title for _, title, _ in story.works.values()]
    for one in judges:
        entries = one.every(f"{path}/anonymous-entries")
        told = json.dumps(entries, ensure_ascii=False)
        for name in (*(name for name, _ in story.works), "石门中学"):
            must(name not in told, f"{name} stands in what {one.name} reads")
        for entry in entries:
            mark = MARKS[one.name][titles.index(entry["title"])]
            must(mark is not None, f"{one.name} judges a work of the own subject group")
            if entry["text"] is None:
                copy = expect_bytes(one.ask("GET", f"contest-entries/{entry['id']}/anonymous-copy"))
                must_be_anonymous("a judge's copy", copy, (story.author.name, "石门中学"))
            one.make(f"{path}/scores", entry_id=entry["id"], score=mark)
        print(f"  {one.name}评 {len(entries)} 件，只见编号：" + "、".join(one["alias"] for one in entries))


def rank(story: Any) -> None:
    office, contest = story.office, story.contests["county"]
    path, ties = f"contests/{contest['id']}", labels_of(office, "TieBreak")
    ranking = office.get(f"{path}/ranking")
    titles = {one["id"]: one["title"] for one in entries_of(story, contest)}
    for line in ranking["lines"]:
        tie = f"（同分，按{ties[line['tie_break']]}在后）" if line["tie_break"] else ""
        sent = "报送" if line["sent"] else "不报送"
        print(f"  第{line['rank']}名 {line['alias']} {line['score']} {sent} {titles[line['entry_id']]}{tie}")
    must(any(line["tie_break"] for line in ranking["lines"]), "no tie was broken")
    office.step(f"{path}/rank", seen(story, contest))
    _, title, _ = story.works["曾秀珍", "case"]
    (own,) = [one for one in entries_of(story, contest) if one["title"] == title]
    print(f"  曾秀珍收到：{story.staff['曾秀珍'].inbox(own['id'])[0]['body']}")


def entries_of(story: Any, contest: Any) -> list[Any]:
    return list(story.office.every("contest-entries", contest_id=contest["id"]))


def send(story: Any, contest: Any) -> None:
    office, path = story.office, f"contests/{contest['id']}"
    names = {name for name, _ in story.works} | {"石门中学"}
    data = expect_bytes(office.ask("GET", f"{path}/anonymous-copies"))
    kind = contest["level"]
    save(f"contest-{kind}-{story.run}.zip", data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for file in archive.namelist():
            must_be_anonymous(file, archive.read(file), names)
        listed = archive.namelist()
    print(f"  匿名稿 {len(listed)} 件（{'、'.join(listed[:2])}…），无姓名、无校名")
    register = expect_bytes(office.ask("GET", f"{path}/register"))
    save(f"contest-{kind}-{story.run}.xlsx", register)
    told = text_of(register)
    must(all(name in told for name in names - {"石门中学"}), "the register lacks an author")
    hidden = story.staff["戴国平"].ask("GET", f"{path}/register")
    print("  登记册只给教科室；评委要看：" + refused(hidden, "forbidden"))
    office.step(f"{path}/submit", seen(story, contest))


def bring_results(story: Any) -> None:
    """By number; the first list has two mistakes."""
    contest = story.contests["county"]
    by_title = {one["title"]: one for one in entries_of(story, contest)}
    first, zeng, he, _ = (by_title[title]["alias"] for _, title, _ in story.works.values())
    import_results(story, contest, f"编号,奖项\n{first},特别奖\n{zeng},二等奖\n", mistaken=True)
    import_results(story, contest, f"编号,奖项\n{first},一等奖\n{he},三等奖\n")
    print(f"  {story.author.name}收到：{story.author.inbox()[0]['body']}")


def bring_city_results(story: Any) -> None:
    """By title and author; who is on no list won nothing."""
    paper, zeng, *_ = story.works.items()
    rows = ["题目,作者,奖项"]
    for ((name, _), (_, title, _)), prize in ((paper, "二等奖"), (zeng, "三等奖")):
        rows.append(f"{title},{name},{prize}")
    import_results(story, story.contests["city"], "\n".join(rows) + "\n")


def import_results(story: Any, contest: Any, text: str, *, mistaken: bool = False) -> None:
    office = story.office
    about = {"contest_id": contest["id"], "awarded_on": story.today.isoformat()}
    preview = office.upload("contest-result-imports", Path("评比结果.csv"), text.encode(), **about)
    for error in preview["row_errors"]:
        print(f"  ✗ 第 {error['line']} 行 {error['column']}：{error['message']}")
    must(bool(preview["row_errors"]) == mistaken, f"the list has {len(preview['row_errors'])} mistakes")
    if mistaken:
        return
    office.step(f"contest-result-imports/{preview['id']}/commit", preview)
    office.step(f"contests/{contest['id']}/finish", seen(story, contest))
    states, prizes = labels_of(office, "EntryState"), labels_of(office, "Prize")
    for one in entries_of(story, contest):
        prize = prizes[one["prize"]] if one["prize"] else "—"
        print(f"  {column(one['title'], 34)} {column(states[one['state']], 8)} {prize}")


def show_awards(story: Any) -> None:
    office, author = story.office, story.author
    levels, prizes = labels_of(office, "WorkLevel"), labels_of(office, "Prize")
    awards = author.every("awards", work_id=story.paper["work_id"])
    told = "、".join(f"{levels[one['level']]}{prizes[one['prize']]}" for one in awards)
    print(f"  {author.name}《{story.paper_title}》：{told}")
    must(len(awards) == 2, f"the paper has {len(awards)} awards")
    others: Person = story.staff["戴国平"]
    must(not others.every("awards", work_id=story.paper["work_id"]), "others see the paper's awards")
    counted = office.get("contest-statistics", school_year=story.year)
    print(
        f"  {story.year}学年参评：报名 {counted['entered']}，报送 {counted['sent']}，"
        + "，".join(
            f"{levels[one['level']]}{prizes[one['prize']]} {one['count']}" for one in counted["prizes"]
        )
    )
