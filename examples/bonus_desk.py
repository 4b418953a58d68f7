"""The part of 06_research_year.py about bonuses 奖金: tried, signed by three, paid, then corrected."""

from typing import Any

from documents import text_of
from telling import (
    Person,
    column,
    expect,
    expect_bytes,
    labels_of,
    must,
    once,
    refused,
    save,
    say,
    version_of,
    words_of,
)


def tell(story: Any) -> None:
    say("十二、奖金试算 · A proposed table is tried on the year's awards; nothing is kept")
    try_table(story)

    say("十三、奖金批次 · Signed by three people; a work is paid once, for its highest award")
    batch = draft(story)
    batch = sign(story, batch)
    keep_payroll(story, batch)

    say("十四、更正 · A paid batch never changes: what turns out wrong is put right by an adjustment")
    stay_locked(story, batch)
    correct(story, batch)


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f} 元"


def try_table(story: Any) -> None:
    """Half as much again, in equal parts."""
    office = story.office
    (table, *_) = office.every("bonus-tables", on=story.today.isoformat())
    split = labels_of(office, "Split")
    print(f"  现行：{table['title']}，{split[table['split']]} {'∶'.join(map(str, table['weights']))}")
    cells = [one | {"amount_fen": one["amount_fen"] * 3 // 2} for one in table["cells"]]
    proposed = {"title": "征求意见稿", "split": "equal", "cells": cells}
    answer = office.ask("POST", "bonus-dry-runs", json={"school_year": story.year, "table": proposed})
    tried = expect(200, answer)
    print(
        f"  {story.year}学年 {tried['awards']} 项获奖：现行 {yuan(tried['in_force_fen'])}，"
        f"按征求意见稿（多半倍、平均分）{yuan(tried['proposed_fen'])}"
    )
    for one in tried["teachers"][:4]:
        print(
            f"    {column(one['name'], 18)} {yuan(one['in_force_fen']):>12} → {yuan(one['proposed_fen']):>12}"
        )
    (still, *_) = office.every("bonus-tables", on=story.today.isoformat())
    must(still == table, "trying a table changed the one in force")


def draft(story: Any) -> Any:
    """Of the awards given today that no batch has settled."""
    day = story.today.isoformat()
    batch = story.office.make(
        "bonus-batches",
        title=story.title(f"{story.year}学年教科研奖金"),
        school_year=story.year,
        from_day=day,
        until_day=day,
    )
    print(f"  {batch['title']}：{batch['line_count']} 笔，{yuan(batch['total_fen'])}")
    levels, prizes = labels_of(story.office, "WorkLevel"), labels_of(story.office, "Prize")
    for line in lines_of(story, batch):
        print(
            f"    {column(line['teacher_name'], 18)} {yuan(line['amount_fen']):>12}  "
            f"{levels[line['level']]}{prizes[line['prize']]} {line['work_title']}"
        )
    reasons = labels_of(story.office, "PassedOverWhy")
    for one in batch["passed_over"]:
        print(f"    不计：{reasons[one['why']]}")
    must(sum(line["amount_fen"] for line in lines_of(story, batch)) == batch["total_fen"], "the sum is off")
    return batch


def lines_of(story: Any, batch: Any) -> list[Any]:
    found = story.office.every("bonus-lines", batch_id=batch["id"])
    return sorted(found, key=lambda line: int(line["number"]))


def step(who: Person, batch: Any, action: str, **body: Any) -> Any:
    return who.step(f"bonus-batches/{batch['id']}/{action}", batch, **body)


def trying(who: Person, batch: Any, action: str) -> Any:
    path = f"bonus-batches/{batch['id']}/{action}"
    return who.ask("POST", path, headers=version_of(batch) | once())


def sign(story: Any, batch: Any) -> Any:
    office, finance, principal = story.office, story.finance, story.principal
    print("  制表人自己审核：" + refused(trying(office, batch, "check"), "same_person"))
    print("  未审核就批准：" + refused(trying(principal, batch, "approve"), "invalid_state"))
    batch = step(finance, batch, "check")
    print("  制表人批准：" + refused(trying(office, batch, "approve"), "forbidden"))
    batch = step(principal, batch, "reject", reason="请核对第一笔的作者顺序。")
    print(f"  校长退回：{batch['steps'][-1]['reason']}")
    batch = office.change(f"bonus-batches/{batch['id']}", batch)
    batch = step(finance, batch, "check")
    batch = step(principal, batch, "approve")
    own = story.author.every("bonus-lines", batch_id=batch["id"])
    must({line["teacher_id"] for line in own} == {story.author.teacher_id}, "a teacher sees others' bonuses")
    batch = step(finance, batch, "pay")
    labels = labels_of(office, "BatchState")
    signed = "，".join(f"{one['name']} {one['action']}" for one in batch["steps"])
    print(f"  {labels[batch['state']]}：{signed}")
    print(f"  {story.author.name}收到：{story.author.inbox()[0]['title']}")
    return batch


def keep_payroll(story: Any, batch: Any) -> None:
    for form in ("xlsx", "pdf"):
        answer = story.finance.ask("GET", f"bonus-batches/{batch['id']}/document", params={"format": form})
        data = expect_bytes(answer)
        file = save(f"bonus-{story.year}-{story.run}.{form}", data)
        words = text_of(data) if form == "xlsx" else words_of(file)
        if words is not None:
            for name in (story.author.name, "何俊杰"):
                must(name in words.replace("\n", ""), f"{name} is not on the payroll {form}")
            print(f"    {form} 里有{story.author.name}、何俊杰")


def stay_locked(story: Any, batch: Any) -> None:
    for action in ("check", "reject", "cancel", "pay"):
        who = {"check": story.finance, "pay": story.finance}.get(action, story.office)
        body = {"json": {"reason": "改"}} if action in ("reject", "cancel") else {}
        answer = who.ask(
            "POST",
            f"bonus-batches/{batch['id']}/{action}",
            headers=version_of(batch) | once(),
            **body,
        )
        refused(answer, "invalid_state")
    changed = story.office.ask(
        "PATCH", f"bonus-batches/{batch['id']}", json={"title": "改"}, headers=version_of(batch) | once()
    )
    print("  改、退、撤、再付，都是：" + refused(changed, "invalid_state"))


def correct(story: Any, batch: Any) -> None:
    """The city's prize of the paper is taken back by its organiser."""
    office = story.office
    (entry,) = [
        one
        for one in office.every("contest-entries", contest_id=story.contests["city"]["id"])
        if one["work_id"] == story.paper["work_id"]
    ]
    because = "嘉兴市教育学会来函：公示期复核，奖项撤销。"
    office.step(f"contest-entries/{entry['id']}/result", entry, prize=None, reason=because)
    print(f"  {story.author.name}收到：{story.author.inbox()[0]['body']}")
    (changed,) = [one for one in office.every("changed-awards") if one["work_id"] == story.paper["work_id"]]
    print(f"  《{changed['work_title']}》已付 {yuan(changed['paid_fen'])}，应付 {yuan(changed['due_fen'])}")
    (who,) = changed["teachers"]
    back = changed["due_fen"] - changed["paid_fen"]
    line = {"award_id": changed["award_id"], "teacher_id": who["teacher_id"]}
    path = f"bonus-batches/{batch['id']}/corrections"
    about = {"title": story.title(f"{story.year}学年教科研奖金更正"), "reason": because}
    too_much = [line | {"amount_fen": -changed["paid_fen"] - 1}]
    answer = office.ask("POST", path, json=about | {"lines": too_much}, headers=version_of(batch) | once())
    print("  多扣一分：" + refused(answer, "correction_too_much"))
    adjustment = office.make_of(path, batch, **about, lines=[line | {"amount_fen": back}])
    adjustment = step(story.finance, adjustment, "check")
    adjustment = step(story.principal, adjustment, "approve")
    adjustment = step(story.finance, adjustment, "pay")
    print(f"  更正批次已审核、批准、入账：{who['name']} {yuan(adjustment['total_fen'])}")
    left = [one for one in office.every("changed-awards") if one["work_id"] == story.paper["work_id"]]
    must(not left, "the award is still to be put right")
    kept = office.get(f"bonus-batches/{batch['id']}")
    must(kept["total_fen"] == batch["total_fen"], "the paid batch changed")
    figures = office.get("bonus-figures", school_year=story.year)
    print(f"  {story.year}学年合计 {yuan(figures['total_fen'])}，更正在内")
