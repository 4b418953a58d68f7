"""From a roster to every teacher's credit standing: the office's summer term in one sitting.

    python3 go.py run                                       in one terminal
    .venv/bin/python examples/01_credit_standing.py         in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. Each run makes a
course of its own, so it can be run again on the same server.
"""

import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
from telling import Person, base_url_of, column, expect, say

FILES = Path(__file__).parent / "rosters"
YEAR = 2020
SEATS = 3
STATES = {"met": "已达标", "on_track": "进度正常", "at_risk": "有风险", "behind": "落后", "exempt": "免修"}
DONE = {"created": "新增", "updated": "更新", "unchanged": "不变", "left": "离校"}


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    office = Person(base_url, "office@shimen")
    rivals = [Person(base_url, name) for name in ("zhangwei@shimen", "zengxiuzhen@shimen")]
    print("  " + "、".join(person.name for person in (office, *rivals)))

    say("二、导入花名册 · The roster: first a preview, then the corrected file")
    import_roster(office)

    say("三、导入培训目录 · The catalogue: a course, a session, three seats")
    session = import_catalogue(office)

    say("四、选课 · The office places the two who owe most; two race for the last seat")
    session = office.step(f"training-sessions/{session['id']}/open", session)
    place_those_who_owe_most(office, session, {person.teacher_id for person in rivals})
    race(rivals, session)

    say("五、成绩与学分 · Results in, credits confirmed")
    credit(office, session)

    say(f"六、{YEAR}学年学分 · Who still owes what, and why")
    report(office)


def import_roster(office: Person) -> None:
    mistaken = office.upload("roster-imports", FILES / "shimen_mistaken.csv")
    for error in sorted(mistaken["row_errors"], key=lambda error: error["line"]):
        print(f"  ✗ {error['file']} 第 {error['line']} 行 {error['column']}：{error['message']}")
    good = office.upload("roster-imports", FILES / "shimen.xlsx")
    done = office.step(f"roster-imports/{good['id']}/commit", good)
    print_counts(done)


def import_catalogue(office: Person) -> Any:
    """A course of this run's own, in a slot no other run has taken."""
    run = sum(1 for _ in office.every("courses", q="LZ-")) + 1
    day = date(2021, 7, 12) + timedelta(days=run // 4)
    begins = (8, 10, 13, 15)[run % 4]
    text = (FILES / "catalogue.csv").read_text("utf-8")
    text = text.format(run=f"{run:03}", day=day, begins=f"{begins:02}:00", ends=f"{begins + 2:02}:00")
    preview = office.upload("catalogue-imports", FILES / "catalogue.csv", text.encode())
    print_counts(office.step(f"catalogue-imports/{preview['id']}/commit", preview))
    course = office.every("courses", q=f"LZ-{run:03}")[0]
    session = office.every("training-sessions", course_id=course["id"])[0]
    print(f"  {course['title']}  {session['code']}  {day}  {session['capacity']} 个名额")
    return session


def place_those_who_owe_most(office: Person, session: Any, rivals: set[str]) -> None:
    """All seats but one; the rivals are left out, and whoever is not there to come."""
    there = {teacher["id"] for teacher in office.every("teachers", status="active")} - rivals
    standings = [
        one for one in office.every("credit-standings", school_year=YEAR) if one["teacher_id"] in there
    ]
    for standing in sorted(standings, key=lambda one: -float(one["owed"]))[: SEATS - 1]:
        path = f"training-sessions/{session['id']}/enrolments"
        expect(201, office.ask("POST", path, json={"teacher_id": standing["teacher_id"]}))
        print(f"  {column(standing['name'], 12)} 尚欠 {standing['owed']:>5}  → 已录取")


def race(rivals: list[Person], session: Any) -> None:
    """Both ask at the same moment; the session's row decides, and nobody gets half a seat."""
    start = threading.Barrier(len(rivals))

    def enrol(person: Person) -> httpx2.Response:
        start.wait()
        return person.ask("POST", f"training-sessions/{session['id']}/enrolments", json={})

    with ThreadPoolExecutor(len(rivals)) as crowd:
        answers = list(crowd.map(enrol, rivals))
    for person, answer in zip(rivals, answers, strict=True):
        body = answer.json()
        said = "已录取" if answer.status_code == 201 else f"{body['code']}：{body['detail']}"
        print(f"  {column(person.name, 12)} {answer.status_code}  {said}")
    if sorted(answer.status_code for answer in answers) != [201, 409]:
        sys.exit("exactly one of two should have had the last seat")


def credit(office: Person, session: Any) -> None:
    session = office.get(f"training-sessions/{session['id']}")
    session = office.step(f"training-sessions/{session['id']}/close", session)
    session = office.step(f"training-sessions/{session['id']}/complete", session)
    seated = office.every("enrolments", session_id=session["id"], state="placed")
    items = [{"enrolment_id": one["id"], "version": one["version"], "outcome": "passed"} for one in seated]
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = office.ask("POST", "training-results/bulk", json={"items": items}, headers=key)
    again = office.ask("POST", "training-results/bulk", json={"items": items}, headers=key)
    recorded = expect(200, first)["items"]
    if again.json() != first.json() or again.headers.get("Idempotency-Replayed") != "true":
        sys.exit("the same key twice must be answered alike")
    print(f"  {len(recorded)} 人合格；同一请求重发一次，只登记一次")
    names = {teacher["id"]: teacher["name"] for teacher in office.every("teachers", limit=200)}
    for result in recorded:
        settle_duties(office, result)
        awards = office.every("credit-awards", teacher_id=result["teacher_id"])
        award = next(one for one in awards if one["enrolment_id"] == result["id"])
        if award["state"] != "confirmed":
            sys.exit(f"every duty is done, and the award is {award['state']}")
        print(f"  {column(names[award['teacher_id']], 12)} {award['credits']:>5} 学分  已确认")


def settle_duties(office: Person, result: Any) -> None:
    """The office enters the records it was given on paper; with the last one the credits are confirmed."""
    for duty in office.every("duties", enrolment_id=result["id"]):
        path = f"duties/{duty['id']}"
        if duty["kind"] == "content_record":
            expect(201, office.ask("POST", f"{path}/submissions", json={"text": "培训内容见纸质记录。"}))
        office.step(f"{path}/accept", office.get(path))


def report(office: Person) -> None:
    labels = {label["value"]: label["zh"] for label in office.get("/api/v1/meta/enums")["ReasonCode"]}
    rules = {rule["id"]: rule for rule in office.get("credit-rules", on=f"{YEAR}-09-01")["items"]}
    standings = office.every("credit-standings", school_year=YEAR, limit=200)
    owing = [one for one in standings if float(one["owed"]) > 0]
    print(f"  {len(standings)} 人，{len(owing)} 人未修满\n")
    print("  " + row("姓名", "已确认", "预计", "已选", "应修", "尚欠", "情况", "依据"))
    for one in sorted(owing, key=lambda one: -float(one["owed"])):
        figures = [one[name] for name in ("confirmed", "provisional", "planned", "target", "owed")]
        why = "；".join(reason_text(reason, rules, labels) for reason in one["reasons"])
        print("  " + row(one["name"], *figures, STATES[one["state"]], why))
    summary = office.get("credit-standings/summary", school_year=YEAR, by="school")["items"][0]
    print("\n  全校：" + "，".join(f"{zh} {summary[state]}" for state, zh in STATES.items()))


def reason_text(reason: Any, rules: dict[str, Any], labels: dict[str, str]) -> str:
    """Every figure names the row of the policy it follows from."""
    rule = rules.get(reason["rule_id"])
    since = f"（{rule['effective_from']} 起）" if rule else ""
    return f"{labels[reason['code']]} {reason['value']}{since}"


def print_counts(done: Any) -> None:
    for kind, tally in done["counts"].items():
        said = "，".join(f"{DONE[name]} {count}" for name, count in tally.items() if count)
        if said:
            print(f"  {column(kind, 22)} {said}")


def row(name: str, *cells: str) -> str:
    *figures, state, why = cells
    aligned = [column(cell, 7, right=True) for cell in figures]
    return " ".join([column(name, 18), *aligned, column(state, 8), why])


if __name__ == "__main__":
    main()
