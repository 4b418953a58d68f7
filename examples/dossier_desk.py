"""The part of 07_term_summary.py about one teacher: the file, its points, who read it, a certificate."""

import json
from decimal import Decimal
from typing import Any

from telling import column, expect_bytes, labels_of, must, refused, save, say, words_of

YEAR = 2020


def read(story: Any) -> None:
    say("七、个人档案 · 张伟 reads his own file; a colleague does not; the office's reading is on record")
    zhang, office = story.zhang, story.office
    path = f"dossiers/{zhang.teacher_id}"
    head, kinds = zhang.get(path), labels_of(office, "DossierKind")
    print("  " + "，".join(f"{kinds.get(one['kind'], one['kind'])} {one['count']}" for one in head["sums"]))
    entries = zhang.every(f"{path}/entries")
    must(len(entries) == sum(one["count"] for one in head["sums"]), "the timeline is not what is counted")
    for one in entries[:6]:
        print(f"    {one['day']} {column(kinds.get(one['kind'], one['kind']), 14)} {one['text'][:44]}")
    show_points(story, zhang.get(f"{path}/appraisal", purpose="annual", school_year=YEAR))
    for kind in ("pdf", "json"):
        answer = zhang.ask("GET", f"{path}/document", params={"format": kind})
        file = save(f"dossier-{zhang.name}.{kind}", expect_bytes(answer))
        words = words_of(file) if kind == "pdf" else file.read_text("utf-8")
        must(words is None or zhang.name in words, f"the {kind} names nobody")
        if kind == "json":
            json.loads(words or "")
    print(f"  {story.zeng.name}打开这份档案：{refused(story.zeng.ask('GET', path), 'not_found')}")
    before = readings(story)
    office.get(path)
    must(readings(story) == before + 1, "the office's reading is not on record")
    zhang.get(path)
    must(readings(story) == before + 1, "one's own reading is on record")
    print("  教科室查阅一次，审计多一条；本人查阅不记")


def show_points(story: Any, points: Any) -> None:
    """Lines make up sections, sections the total; each line leads to a list or a thing that can be read."""
    sections = {one["section"]: one for one in points["sections"]}
    items, named = labels_of(story.office, "AppraisalItem"), labels_of(story.office, "AppraisalSection")
    must(
        Decimal(points["total"]) == sum(Decimal(one["points"]) for one in sections.values()),
        "the sections do not make up the total",
    )
    print(f"  年度考核积分 {points['total']}：")
    for name, section in sections.items():
        lines = section["lines"]
        total = sum((Decimal(one["points"]) for one in lines), Decimal(0))
        must(Decimal(section["points"]) == total, f"the lines do not make up {name}")
        if lines:
            one = max(lines, key=lambda line: Decimal(line["points"]))
            why = f"{items.get(one['item'], one['item'])} {one['units']}×{one['each']} → {one['points']}"
            print(f"    {column(named.get(name, name), 14)} {section['points']}，{len(lines)} 行；如 {why}")


def readings(story: Any) -> int:
    entries = story.office.every("audit-entries", action="dossier_get_dossier", limit=200)
    return sum(story.zhang.teacher_id in one["facts"].get("teacher_ids", ()) for one in entries)


def certify(story: Any) -> None:
    say("八、学分证明 · Issued, printed, and verified by anybody")
    zhang = story.zhang
    issued = zhang.make("credit-certificates", teacher_id=zhang.teacher_id, school_year=YEAR)
    answer = zhang.ask("GET", f"credit-certificates/{issued['id']}/pdf")
    save(f"credit-certificate-{issued['certificate_no']}.pdf", expect_bytes(answer))
    print(f"  {issued['certificate_no']}：{YEAR}学年 {issued['content']['year_credits']} 学分")
    genuine = anybody(story, issued["code"])
    must(issued["certificate_no"] in genuine and zhang.name in genuine, "the page does not know it")
    must(issued["certificate_no"] not in anybody(story, "WRONG-CODE", 404), "a wrong code is genuine")
    print("  公开核验页：编号与姓名相符；编造的代码查无此证")


def anybody(story: Any, code: str, *statuses: int) -> str:
    """The public page, asked without signing in."""
    answer = story.zhang.without_name(f"/c/shimen/{code}")
    must(answer.status_code in (200, *statuses), f"the page answers {answer.status_code}")
    return str(answer.text)
