"""The part of 05_projects_and_themes.py about the term's assessment of subject groups 教研组考核."""

from dataclasses import dataclass
from typing import Any

from telling import (
    Person,
    column,
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
from theme_research import ABSENT

UNEVIDENCED = ("maths", "校内外展示与辐射")
APPEALED = "课例与成果质量"
MARKS = {
    "戴国平": (93, 88),
    "阿依古丽·买买提": (90, 86),
    "钱敏之": (91, 84),
    "施正明": (95, 0),
    "蒋志明": (60, 0),
}
"""What each judge gives the Chinese and the Mathematics group; who belongs to a group does not judge it."""


@dataclass
class Assessing:
    """The assessment, its two groups by code, and who judges."""

    office: Person
    leader: Person
    principal: Person
    judges: dict[str, Person]
    groups: dict[str, Any]
    assessment: Any

    @property
    def path(self) -> str:
        return f"assessments/{self.assessment['id']}"

    def refresh(self) -> Any:
        self.assessment = self.office.get(self.path)
        return self.assessment


def tell(story: Any) -> None:
    groups = {one["code"]: one for one in story.office.every("subject-groups")}
    wanted = {
        "term_id": story.term["id"],
        "group_ids": [groups["chinese"]["id"], groups["maths"]["id"]],
    }
    known = story.office.every("assessments", term_id=story.term["id"])
    staff = story.staff
    judges = {
        one.name: one
        for one in (
            staff["戴国平"],
            staff["阿依古丽·买买提"],
            story.academic,
            story.principal,
            staff["蒋志明"],
        )
    }
    here = Assessing(story.office, story.leader, story.principal, judges, groups, known[0] if known else None)

    if known:
        say("十四、教研组考核 · The term is assessed already: what is published stands")
        again = story.office.ask("POST", "assessments", json=wanted, headers=once())
        print("  再设一次：" + refused(again, "assessment_taken"))
        if here.assessment["edition_no"] == 0:
            print(f"  “{here.assessment['title']}”正在进行（{here.assessment['state']}），留给设立它的人")
            return
    else:
        say("十四、教研组考核 · The term's assessment: five dimensions, judges, evidence")
        here.assessment = story.office.make("assessments", **wanted)
        set_up(here)
        bring_evidence(here)
        score(here)

        say("十五、预览与发布 · Previewed, published, frozen")
        publish(here)

    say("十六、排名与依据 · The ranking, and every line with what it comes from")
    results = show(here)
    keep_documents(here)

    say("十七、申诉 · An appeal is upheld: a further edition; the one before stays what it was")
    appeal(here, results)


def set_up(here: Assessing) -> None:
    dimensions = labels_of(here.office, "Dimension")
    for one in here.assessment["indicators"]:
        source = "系统数据" if one["fact"] else "评委评分，须有佐证"
        weight = f"{column(dimensions[one['dimension']], 8)} {one['share']:>3}%"
        print(f"  {weight} {column(one['title'], 26)} {source}")
    for person in here.judges.values():
        here.office.make(f"{here.path}/judges", teacher_id=person.teacher_id)
    print("  评委：" + "、".join(here.judges))
    here.office.step(f"{here.path}/open", here.refresh())


def bring_evidence(here: Assessing) -> None:
    """The leader for her group, the office for the other; one indicator is left without."""
    for code, who in (("chinese", here.leader), ("maths", here.office)):
        brought = 0
        for one in judged(here):
            if (code, one["title"]) == UNEVIDENCED:
                continue
            name = f"{here.groups[code]['name']}-{one['title']}.txt"
            file_id = who.bring(name.replace("“", "").replace("”", ""), f"{name} 佐证目录\n".encode())
            about = {"group_id": here.groups[code]["id"], "indicator_id": one["id"]}
            who.make(f"{here.path}/evidence-items", **about, text="见附件目录", file_id=file_id)
            brought += 1
        print(f"  {here.groups[code]['name']}佐证 {brought} 份（{who.name}上传）")


def judged(here: Assessing) -> list[Any]:
    return [one for one in here.assessment["indicators"] if one["fact"] is None]


def give(here: Assessing, judge: str, code: str, indicator: Any, mark: int) -> Any:
    body = {"group_id": here.groups[code]["id"], "indicator_id": indicator["id"], "score": str(mark)}
    return here.judges[judge].ask("POST", f"{here.path}/scores", json=body, headers=once())


def score(here: Assessing) -> None:
    first = judged(here)[0]
    bare = next(one for one in judged(here) if one["title"] == UNEVIDENCED[1])
    print("  施正明评数学教研组：" + refused(give(here, "施正明", "maths", first, 90), "judge_conflict"))
    print("  戴国平无佐证评分：" + refused(give(here, "戴国平", "maths", bare, 90), "evidence_missing"))
    given = 0
    for place, indicator in enumerate(judged(here)):
        for judge, marks in MARKS.items():
            for code, mark in zip(("chinese", "maths"), marks, strict=True):
                if mark and (code, indicator["title"]) != UNEVIDENCED:
                    answer = give(here, judge, code, indicator, mark + place % 3)
                    must(answer.status_code == 201, answer.text)
                    given += 1
    twice = give(here, "戴国平", "chinese", first, 99)
    print(f"  共评 {given} 项；再评同一项：" + refused(twice, "already_scored"))


def publish(here: Assessing) -> None:
    preview = here.office.get(f"{here.path}/preview")
    for one in preview["results"]:
        print(f"  预览 {one['group_name']} {one['total']}")
    print(f"  尚缺评分 {len(preview['missing'])} 项")
    blind = here.principal.ask("GET", f"{here.path}/preview")
    print("  评委施正明要看预览：" + refused(blind, "judge_stays_blind"))
    published = here.office.step(f"{here.path}/publish", here.refresh())
    print(f"  发布第 {published['edition_no']} 版")
    late = give(here, "戴国平", "chinese", judged(here)[0], 100)
    print("  发布后再评：" + refused(late, "assessment_frozen"))


def show(here: Assessing) -> list[Any]:
    bands, bases = labels_of(here.office, "Band"), labels_of(here.office, "Basis")
    results = here.office.every("assessment-results", assessment_id=here.assessment["id"])
    for one in results:
        print(
            f"  第{one['rank']}名 {one['group_name']} {one['total']} {bands[one['band']]}"
            f"（第{one['edition_no']}版）"
        )
        for line in one["lines"]:
            told = f"{line['score']:>6} × {line['share']}% × {line['weight']}% = {line['points']:>5}"
            print(f"    {column(line['title'], 26)} {told}  {bases[line['basis']]}{because(line)}")
    costly = [
        miss["teacher_name"]
        for one in results
        for line in one["lines"]
        if line["fact"] and line["fact"]["kind"] == "unexcused"
        for miss in line["fact"]["missed"]
    ]
    must(ABSENT in costly, f"{ABSENT} is not in the line the absence costs")
    return results


def because(line: Any) -> str:
    """The judges' scores, what was counted, or what an appeal changed."""
    said = []
    if line["marks"]:
        said.append(
            "、".join(f"{one['score']}{'' if one['counts'] else '（不计）'}" for one in line["marks"])
        )
    if line["fact"]:
        said.append(f"{line['fact']['counted']}/{line['fact']['out_of']}")
        said += [f"缺席：{miss['teacher_name']}" for miss in line["fact"]["missed"]]
    if line["correction"]:
        said.append(f"申诉前 {line['correction']['before']}")
    return "：" + "，".join(said) if said else ""


def keep_documents(here: Assessing) -> None:
    edition = here.refresh()["edition_no"]
    for form in ("pdf", "xlsx"):
        answer = here.principal.ask("GET", f"{here.path}/document", params={"format": form})
        file = save(f"assessment-edition-{edition}.{form}", expect_bytes(answer))
        words = words_of(file) if form == "pdf" else None
        if words is not None:
            must(ABSENT in words, f"{ABSENT} is not on the paper")
            print(f"  pdftotext 找到 {ABSENT} {words.count(ABSENT)} 处")


def appeal(here: Assessing, results: list[Any]) -> None:
    own = next(one for one in results if one["group_id"] == here.groups["chinese"]["id"])
    line = next(one for one in own["lines"] if one["title"] == APPEALED)
    score = "96.00" if line["score"] != "96.00" else "95.00"
    group = {"group_id": own["group_id"]}
    made = here.leader.make(f"{here.path}/appeals", **group, text="市级课例一等奖的证书未计入。")
    print(f"  {here.leader.name}申诉：{made['text']}")
    correction = {
        "indicator_id": line["indicator_id"],
        "score": score,
        "reason": "补认市级课例一等奖证书",
    }
    done = here.office.step(
        f"assessment-appeals/{made['id']}/uphold",
        made,
        answer="证书属实，更正该项得分。",
        corrections=[correction],
    )
    before, edition = own["edition_no"], here.refresh()["edition_no"]
    states = labels_of(here.office, "AppealState")
    print(f"  {states[done['state']]}：{done['answer']} 第{before}版 → 第{edition}版")
    must(edition == before + 1, "no further edition")
    after = show(here)
    kept = here.office.every("assessment-results", assessment_id=here.assessment["id"], edition_no=before)
    must({one["id"]: one["total"] for one in kept} == {one["id"]: one["total"] for one in results}, "kept")
    (now,) = [one for one in after if one["group_id"] == own["group_id"]]
    print(f"  {own['group_name']}：第{before}版仍为 {own['total']}，第{edition}版 {now['total']}")
    keep_documents(here)
    again = here.office.ask(
        "POST",
        f"assessment-appeals/{made['id']}/reject",
        json={"reason": "重复"},
        headers=version_of(done) | once(),
    )
    print("  再答复一次：" + refused(again, "invalid_state"))
