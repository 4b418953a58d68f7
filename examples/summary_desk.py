"""The part of 07_term_summary.py about the summary itself: written, counted again, frozen, reopened."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from telling import Person, column, must, refused, say, version_of

GUIDING = "以“立德、立行、至善、至美”的办学理念为引领，以教师专业成长为主线，扎实开展教科研工作。"
STUDY = "校本研修做到有计划、有主讲、有作业、有考核。\n每一项研修结项前，材料须齐全。"
TERM = (2020, 2)


def write(story: Any) -> None:
    say("二、工作总结 · The office writes in the draft of 2020学年第二学期")
    office = story.office
    (term,) = [one for one in office.every("terms") if one["starts_on"].startswith("2021-02")]
    known = office.every("term-summaries", term_id=term["id"])
    summary = known[0] if known else office.make("term-summaries", term_id=term["id"])
    if summary["state"] == "frozen":
        summary = reopened(story, summary, "再讲一次这个学期。")
        print(f"  第{summary['edition_no']}版已定稿，由校长退回草稿")
    summary = office.change(f"term-summaries/{summary['id']}", summary, guiding=GUIDING, study=STUDY)
    story.term, story.summary = term, summary
    story.content = said = content_of(office, summary)
    must(said["edition_no"] is None, "a draft has an edition")
    print(f"  {said['title']}（{said['subtitle']}），草稿")
    for section in said["sections"]:
        print(f"  {section['heading'] or {'opening': '引言', 'closing': '结语'}[section['slot']]}")
        for part in section["parts"]:
            told = [f"{one['label']} {plain(one['value'])}{one['unit']}" for one in part["figures"]]
            print(f"    {column(part['title'], 24)} {'，'.join(told[:4])}")
    texts = {one["slot"]: one["text"] for one in said["sections"]}
    must((texts["guiding"], texts["study"]) == (GUIDING, STUDY), "the office's own words are others")


def count_again(story: Any) -> None:
    say("三、逐一核对 · Every figure's link is walked through all pages, and what it lists counted")
    figures = figures_of(story.content)
    items = must_all_agree(story.office, figures)
    sums = [one for one in figures.values() if one["sum_of"]]
    kinds = [one for one in figures.values() if one["distinct"]]
    filled = sum(Decimal(one["value"]) != 0 for one in figures.values())
    print(f"  {len(figures)} 个数据（{filled} 个不为零）全部与清单相符，共翻出 {items:,} 条")
    print(f"  其中 {len(sums)} 个按字段求和：{'、'.join(one['label'] for one in sums[:4])}……")
    print(f"  {len(kinds)} 个按不同的值计：{'、'.join(one['label'] for one in kinds)}")


def must_all_agree(who: Person, figures: dict[str, Any]) -> int:
    """Counts all of them again; how many items were read."""
    read = 0
    for one in figures.values():
        again, items = counted(who, one)
        must(Decimal(one["value"]) == again, f"{one['key']} says {one['value']}, its list {again}")
        read += items
    return read


def counted(who: Person, figure: Any) -> tuple[Decimal, int]:
    """What the linked list comes to, by the figure's own account of it; and the list's length."""
    path, _, query = figure["link"].partition("?")
    items = who.every(path, **parse_qs(query))
    field = figure["sum_of"]
    if field is not None:
        total = sum((Decimal(one[field]) for one in items), Decimal(0))
        return (total / 100 if field.endswith("_fen") else total), len(items)
    if figure["distinct"] is not None:
        return Decimal(len({one[figure["distinct"]] for one in items})), len(items)
    return Decimal(len(items)), len(items)


def figures_of(content: Any) -> dict[str, Any]:
    parts = (part for section in content["sections"] for part in section["parts"])
    return {one["key"]: one for part in parts for one in part["figures"]}


def content_of(who: Person, summary: Any, **asked: Any) -> Any:
    return who.get(f"term-summaries/{summary['id']}/content", **asked)


def plain(value: str) -> str:
    return f"{Decimal(value):,}"


def move_a_figure(story: Any) -> None:
    say("四、数据变了 · 张伟 reports a prize of the term, the office confirms it: the draft says so at once")
    moved = moved_by(story, lambda: compete(story))
    must(moved == {"competitions": Decimal(1)}, f"moved: {moved}")
    moved = moved_by(story, lambda: win_award(story))
    must(moved.get("awards") == 1 and moved.get("awards_city") == 1, f"moved: {moved}")


def moved_by(story: Any, act: Any) -> dict[str, Decimal]:
    """What else the draft says after it; each changed figure is counted again too."""
    before = figures_of(story.content)
    act()
    story.content = content_of(story.office, story.summary)
    after = figures_of(story.content)
    changed = {key: one for key, one in after.items() if one["value"] != before[key]["value"]}
    must_all_agree(story.office, changed)
    for key, one in changed.items():
        print(f"    {column(one['label'], 20)} {plain(before[key]['value'])} → {plain(one['value'])}")
    return {key: Decimal(one["value"]) - Decimal(before[key]["value"]) for key, one in changed.items()}


def compete(story: Any) -> None:
    title = next_title("青年教师优质课评比", story.office.every("competition-entries"))
    told = {"title": title, "organizer": "桐乡市教育局教研室", "level": "county"}
    entry = story.zhang.make(
        "competition-entries", teacher_id=story.zhang.teacher_id, held_on="2021-05-20", prize="second", **told
    )
    entry = story.office.step(f"competition-entries/{entry['id']}/confirm", entry)
    print(f"  {story.zhang.name}参加{entry['title']}，二等奖，教科室已确认")


def win_award(story: Any) -> None:
    title = next_title("一元一次方程的应用教学案例", story.office.every("works", kind="case"))
    work = story.zhang.make("works", kind="case", title=title, author_ids=[story.zhang.teacher_id])
    about = {"level": "city", "prize": "second", "issuer": "嘉兴市教育学会", "awarded_on": "2021-06-10"}
    scan = story.zhang.bring("获奖证书.txt", f"{title} 二等奖".encode())
    award = story.zhang.make("awards", work_id=work["id"], certificate_id=scan, **about)
    story.office.step(f"awards/{award['id']}/confirm", award)
    print(f"  《{title}》获嘉兴市二等奖，教科室已确认")


def next_title(name: str, known: list[Any]) -> str:
    """Numbered by those there are of that name."""
    return f"{name}（{1 + sum(one['title'].startswith(name) for one in known)}）"


def freeze(story: Any) -> None:
    say("六、定稿 · Frozen; what changes later does not change it; the principal reopens it")
    office, path = story.office, f"term-summaries/{story.summary['id']}"
    story.summary = office.step(f"{path}/freeze", story.summary)
    first = story.summary["edition_no"]
    kept = content_of(office, story.summary)
    must(figures_of(kept) == figures_of(story.content), "the frozen figures are others")
    answer = office.ask("PATCH", path, json={"closing": "改一句"}, headers=version_of(story.summary))
    print(f"  第{first}版定稿；再改一句：{refused(answer, 'invalid_state')}")
    compete(story)
    must(content_of(office, story.summary) == kept, "what was frozen has changed")
    print("  定稿的总结一字未变")
    because = {"reason": "六月又有一项业务比赛获奖，须补入总结。"}
    answer = office.ask("POST", f"{path}/reopen", json=because, headers=version_of(story.summary))
    print(f"  教科室自己退回：{refused(answer, 'forbidden')}")
    story.summary = reopened(story, story.summary, because["reason"])
    draft = figures_of(content_of(office, story.summary))["competitions"]
    story.summary = office.step(f"{path}/freeze", story.summary)
    old = figures_of(content_of(office, story.summary, edition_no=first))["competitions"]
    new = figures_of(content_of(office, story.summary))["competitions"]
    must(Decimal(new["value"]) - Decimal(old["value"]) == 1, "the further edition lacks the competition")
    must(new == draft, "the edition is not what the draft was")
    says = [f"第{first + more}版 {plain(one['value'])}{one['unit']}" for more, one in enumerate((old, new))]
    print(f"  {old['label']}：{'，'.join(says)}")
    for one in office.every(f"{path}/editions")[:2]:
        print(f"    第{one['number']}版 {one['reopened_because'] or '现行'}")


def reopened(story: Any, summary: Any, reason: str) -> Any:
    return story.principal.step(f"term-summaries/{summary['id']}/reopen", summary, reason=reason)
