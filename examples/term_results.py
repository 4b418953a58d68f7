"""The part of 07_term_summary.py about a list taken out, the district's term and home screens."""

import csv
from decimal import Decimal
from typing import Any

from telling import Person, column, expect_bytes, must, paragraphs, save, say

DISTRICT = "/api/v1/districts/tongxiang"
SCREENS = ("office", "principal", "teacher")


def take_out(story: Any) -> None:
    say("九、导出 · The credit ledger as a file: long work, watched as it happens")
    office = story.office
    work = office.make("exports", 202, dataset="credit_entries", school_year=2020, format="csv")
    events = office.watch(f"/api/v1/schools/shimen/operations/{work['id']}/events")
    names = [name for name, _ in events]
    ended = events[-1][1]
    must(names[-1] == "ended" and ended["status"] == "succeeded", f"it ended as {ended['status']}")
    link = office.make(f"{ended['result_url']}/link", 200)
    data = expect_bytes(office.ask("GET", link["url"]))
    save("credit-ledger-2020.csv", data)
    header, *rows = csv.reader(data.decode("utf-8-sig").splitlines())
    must(len(rows) == ended["result"]["rows"] > 0, "the file has other rows than the operation says")
    print(f"  事件 {len(events)} 个，以 ended 收尾；{len(rows)} 行：{'、'.join(header[:6])}……")


def show_district(story: Any) -> None:
    say("十、全市 · The district's term: what its schools put down, and nothing looked up in any of them")
    chongfu_freezes(story)
    officer = Person(story.base_url, "officer@tongxiang")
    asked = {"school_year": 2020, "term": 2}
    told = officer.get(f"{DISTRICT}/term-figures", **asked)
    must(
        told["reported"] == told["schools"] == 2, f"{told['reported']} of {told['schools']} schools reported"
    )
    must(all(one["final"] for one in told["rows"]), "a school's figures are not final")
    for one in told["columns"]:
        total = sum(Decimal(row["values"][one["key"]]) for row in told["rows"] if one["key"] in row["values"])
        must(Decimal(one["total"]) == total, f"{one['key']} is not the sum of the schools")
    for one in told["columns"][:6]:
        each = "，".join(f"{row['name']} {row['values'].get(one['key'], '—')}" for row in told["rows"])
        print(f"    {column(one['label'], 20)} {one['total']}{one['unit']}（{each}）")
    for kind in ("docx", "xlsx"):
        answer = officer.ask("GET", f"{DISTRICT}/term-figures/document", params={**asked, "format": kind})
        file = save(f"district-term.{kind}", expect_bytes(answer))
        if kind == "docx":
            must(all(row["name"] in paragraphs(file) for row in told["rows"]), "the document lacks a school")
    print(f"  {len(told['columns'])} 项数据，合计都等于各校之和")
    page = officer.get(f"{DISTRICT}/overview", **asked)
    print(f"  区域首页：{page['totals']['schools']} 所学校，在职教师 {page['totals']['teachers']} 人")
    must(officer.ask("GET", "teachers").status_code == 404, "the district looks into a school")


def chongfu_freezes(story: Any) -> None:
    """The other school's office freezes its own summary, once."""
    office, school = Person(story.base_url, "office@chongfu"), "/api/v1/schools/chongfu"
    (term,) = [one for one in office.every(f"{school}/terms") if one["starts_on"].startswith("2021-02")]
    known = office.every(f"{school}/term-summaries", term_id=term["id"])
    summary = known[0] if known else office.make(f"{school}/term-summaries", term_id=term["id"])
    if summary["state"] == "draft":
        office.step(f"{school}/term-summaries/{summary['id']}/freeze", summary)


def show_screens(story: Any) -> None:
    say("十一、首页 · What waits for whom")
    people = dict(zip(SCREENS, (story.office, story.principal, story.zhang), strict=True))
    for screen, person in people.items():
        page = person.get(f"overviews/{screen}")
        waits = [f"{one['label']} {one['count']}" for one in page["waits_for_me"] if one["count"]]
        print(f"  {person.name}：{'，'.join(waits[:5]) or '没有待办'}")
    must(story.zhang.ask("GET", "overviews/office").status_code in (403, 404), "a teacher has the office's")
