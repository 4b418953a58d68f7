"""A term with the district's platform, which fails now and then: its catalogue, a selection round, its
answers late and in two selections, what the school hands in, its credits held against ours, and disputes.

    YANXIU_PRIVATE_HOSTS='["127.0.0.1"]' python3 go.py run      in one terminal
    .venv/bin/yanxiu platform-simulator --faults some           in another
    .venv/bin/python examples/08_platform_term.py               in a third

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. Each telling
publishes sessions of its own on the platform, so it can be told again to the same two servers.
"""

import argparse
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from platform_desk import Simulator, hand_in, wait_for
from telling import SCHOOL, SHANGHAI, Person, column, ensure_year, expect, must, say

SAMPLE_YEAR = "2020"
"""The school year whose school-based hours the sample has."""

FAULTS = {
    "publish": ("server_error", "callback_twice", "callback_bad_signature"),
    "select": ("receipt_lost",),
    "be_answered": ("cut_off", "callback_reordered"),
    "record": ("broken_json", "callback_stale"),
    "dispute": ("unavailable", "slow"),
}
"""What the platform does wrong for certain in each part, whatever its seed plays besides."""

APPLICANTS, QUOTA, CAPACITY = 9, 4, 6


@dataclass
class Term:
    """Both sides of the story, and what it makes on the way."""

    base_url: str
    office: Person
    platform: Simulator
    run: int = 0
    teachers: list[Any] = field(default_factory=list)
    round: Any = None
    session: Any = None
    year: int = 0

    @property
    def code(self) -> str:
        """Of this telling's session; its course is what stands before the last part."""
        return f"PT-08-{self.run:03}-1"

    @property
    def course_code(self) -> str:
        return self.code.rpartition("-")[0]

    def enrolments(self) -> dict[str, Any]:
        """By employee number."""
        numbers = {one["id"]: one["employee_no"] for one in self.teachers}
        found = self.office.every("enrolments", session_id=self.session["id"])
        return {numbers[one["teacher_id"]]: one for one in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--platform", default="http://127.0.0.1:8100")
    asked = parser.parse_args()
    term = Term(asked.base_url, Person(asked.base_url, "office@shimen"), Simulator(asked.platform))

    say("一、连接 · The school and the platform agree on two secrets")
    connect(term)

    say("二、目录 · The platform announces a session; a callback says so, and the catalogue is fetched")
    publish(term)

    say("三、选课 · A round opens, is applied for and audited; the approved are handed in")
    select(term)

    say("四、录取 · The first selection, late results, the second selection")
    be_answered(term)

    say("五、审核结果 · What the audit said, handed in")
    hand_in(term.office, term.platform, "decisions", term.round["code"])

    say("六、培训结果 · Who was placed has passed; the platform credits them, and gets some of it wrong")
    record(term)

    say("七、对账 · Our ledger and the platform's list, difference by difference")
    lines = reconcile(term)
    decide(term, lines)

    say("八、异议 · What the school stands by, handed in; the platform sets it right")
    dispute(term)

    say("九、校本研修学时 · The sample year's, handed in")
    hand_in(term.office, term.platform, "school_based_hours", SAMPLE_YEAR)

    say("十、平台日志 · Held against the simulator's own journal")
    hold_against(term)


def connect(term: Term) -> None:
    """Made, or taken over from an earlier telling."""
    secret = secrets.token_urlsafe(32)
    agreed = {"base_url": term.platform.address, "org": "shimen", "secret": secret}
    wanted = agreed | {"enabled": True, "commit_automatically": True}
    there = term.office.ask("GET", "platform-connection")
    if there.status_code == 404:
        made = term.office.make("platform-connection", **wanted)
    else:
        changed = term.office.change("platform-connection", expect(200, there), **wanted)
        made = term.office.step("platform-connection/rotate-callback-secret", changed)
    term.platform.ask(
        "POST",
        "connection",
        org="shimen",
        secret=secret,
        school_url=f"{term.base_url}{SCHOOL}",
        callback_secret=made["callback_secret"],
    )
    print(f"  {made['base_url']}，回调到 {made['callback_url']}")


def go_wrong(term: Term, part: str) -> None:
    """The platform shall fail in this part of the story; nobody on our side is told."""
    term.platform.ask("POST", "faults", next=list(FAULTS[part]), slow_seconds=1)


def publish(term: Term) -> None:
    """The session lay some weeks ago, at an hour no other telling has, so that it has results."""
    told = {one["code"] for one in term.office.every("training-sessions")}
    term.run = 1 + sum(code.startswith("PT-08-") for code in told)
    day = datetime.now(SHANGHAI).date() - timedelta(days=40 + term.run // 8)
    ensure_year(term.office, day)
    term.year = day.year if day.month >= 9 else day.year - 1
    begins = 8 + term.run % 8
    row = {
        "course_code": term.course_code,
        "title": f"单元作业设计研讨（第{term.run}次）",
        "provider": "桐乡市教师进修学校",
        "kind": "短期培训",
        "hours": "8",
        "credits": "8",
        "course_platform_id": f"TX-08-{term.run:03}",
        "session_code": term.code,
        "starts_at": f"{day} {begins:02}:00",
        "ends_at": f"{day} {begins:02}:50",
        "capacity": str(CAPACITY),
        "waitlist": "是",
        "platform_id": f"TX-08-{term.run:03}-1",
    }
    choose_teachers(term)
    refused = {"employee_no": term.teachers[1]["employee_no"], "code": term.code}
    go_wrong(term, "publish")
    term.platform.ask(
        "POST",
        "world",
        catalogue=[row],
        quotas={term.code: QUOTA},
        refusals=[refused | {"reason": "不在培训对象范围"}],
        refused_share=0,
    )

    def arrived() -> Any:
        return next((one for one in term.office.every("training-sessions") if one["code"] == term.code), None)

    term.session = wait_for("the session of the catalogue", arrived)
    print(f"  {term.code} {row['title']}：{term.session['state']}，名额 {CAPACITY}，平台首轮 {QUOTA}")


def choose_teachers(term: Term) -> None:
    """Teachers at work, others each time as far as there are, so that no day is too full for them."""
    every = sorted(term.office.every("teachers"), key=lambda one: str(one["employee_no"]))
    active = [one for one in every if one["status"] == "active" and "SM001" <= one["employee_no"] < "SM057"]
    begin = term.run * APPLICANTS % len(active)
    term.teachers = (active + active)[begin : begin + APPLICANTS]


def select(term: Term) -> None:
    office, now = term.office, datetime.now(SHANGHAI)
    opened = {"opens_at": now - timedelta(minutes=1), "closes_at": now + timedelta(days=7)}
    term.round = office.make(
        "selection-rounds",
        code=f"XK-08-{term.run:03}",
        title=f"平台选课第{term.run}轮",
        frozen_days=3,
        **{name: at.isoformat() for name, at in opened.items()},
    )
    path = f"selection-rounds/{term.round['id']}"
    office.change(f"training-sessions/{term.session['id']}", term.session, round_id=term.round["id"])
    office.step(f"{path}/open", office.get(path))
    for teacher in term.teachers:
        office.make(f"training-sessions/{term.session['id']}/applications", teacher_id=teacher["id"])
    office.step(f"{path}/close", office.get(path))
    rejected = term.teachers[0]
    items = []
    for one in office.get(f"{path}/audit")["applications"]:
        no = {"decision": "reject", "reason": "同组当天已有多人外出"}
        said = no if one["teacher_id"] == rejected["id"] else {"decision": "approve"}
        items.append({"enrolment_id": one["enrolment_id"], "version": one["version"]} | said)
    office.at_once(f"{path}/decisions", items)
    term.round = office.step(f"{path}/submit", office.get(path))
    print(f"  {term.round['code']}：{len(items)} 人申请，{rejected['name']}未通过审核")
    go_wrong(term, "select")
    done = hand_in(office, term.platform, "applications", term.round["code"])
    must(done["rows"] == len(items) - 1, "the rejected one was handed in too")


def be_answered(term: Term) -> None:
    """Nobody asks for the results: callbacks say when there are some, and they are fetched and committed."""
    go_wrong(term, "be_answered")
    for heading in ("首轮", "晚到的结果", "第二轮"):
        if heading != "首轮":
            must("selection_results.ready" in term.platform.advance(), f"{heading}: nothing was called back")
        wait_for(f"the results ({heading})", lambda: is_as_told(term))
        states = [one["state"] for one in term.enrolments().values()]
        counted = "，".join(f"{state} {states.count(state)}" for state in sorted(set(states)))
        print(f"  {column(heading, 12)} {counted}")
    must(states.count("placed") == CAPACITY, "the second selection has not filled the session")
    path = f"selection-rounds/{term.round['id']}"
    term.round = term.office.step(f"{path}/finish", term.office.get(path))


def is_as_told(term: Term) -> bool:
    """Whether every application stands where the platform's latest answer puts it."""
    told = {number: state for (_, number), state in term.platform.results(term.round["code"]).items()}
    settled = term.platform.journal()["pending_callbacks"] == 0
    stands = {number: one["state"] for number, one in term.enrolments().items()}
    return settled and bool(told) and all(stands[number] == state for number, state in told.items())


def record(term: Term) -> None:
    placed = [one for one in term.enrolments().values() if one["state"] == "placed"]
    items = [{"enrolment_id": one["id"], "version": one["version"], "outcome": "passed"} for one in placed]
    term.office.at_once("training-results/bulk", items)
    go_wrong(term, "record")
    must("credits.ready" in term.platform.advance(), "nothing was credited")
    wait_for("the platform's credits", lambda: has_credits(term))
    print(f"  {len(items)} 人合格；平台已登记 {term.year} 学年学分，评价随后取回")


def has_credits(term: Term) -> bool:
    """Whether a list fetched since the platform last said that it has one is committed."""
    imports = term.office.get("platform-imports", kind="platform_credits", limit=1)["items"]
    journal = term.platform.journal()
    told = [json.loads(one["body"]) for one in journal["callbacks"] if one["type"] == "credits.ready"]
    if journal["pending_callbacks"] or not imports or imports[0]["state"] != "committed":
        return False
    said = max(datetime.fromisoformat(one["timestamp"]) for one in told)
    return datetime.fromisoformat(imports[0]["created_at"]) > said


def reconcile(term: Term) -> list[Any]:
    """The differences that the platform worked in are found, and no others of this telling's course."""
    run = term.office.make("credit-reconciliations", school_year=term.year)
    must(run["school_year"] == term.year, "another year was reconciled")
    lines = term.office.every("credit-reconciliation-lines", school_year=term.year)
    ours = [one for one in lines if one["course_key"] == term.course_code]
    planned = term.platform.state()["differences"]
    number = f"TX-08-{term.run:03}"
    wrong = {(one["employee_no"], one["kind"]) for one in planned if one["course_code"] == number}
    found = {(one["employee_no"], one["kind"]) for one in ours}
    must(found == wrong, f"found {sorted(found)}, worked in were {sorted(wrong)}")
    known = {one["employee_no"] for one in term.teachers}
    strange = [one for one in lines if one["kind"] == "only_theirs" and one["employee_no"] in known]
    for one in ours + strange:
        sides = (str(one[side]["credits"]) if one[side] else "—" for side in ("ours", "theirs"))
        name = column(one["teacher_name"], 10)
        print(f"  {name} {column(one['title'], 28)} {one['kind']:<12} 本校/平台 {'/'.join(sides)}")
    return [one for one in ours + strange if one["state"] == "open"]


def decide(term: Term, lines: list[Any]) -> None:
    """What only they have is taken over; the rest the school stands by."""
    items = []
    for one in lines:
        theirs = {"decision": "take_theirs"}
        ours = {"decision": "keep_ours", "note": "有签到记录和结业名单"}
        said = theirs if one["kind"] == "only_theirs" else ours
        items.append({"line_id": one["id"], "version": one["version"]} | said)
    if items:
        decided = term.office.at_once("credit-reconciliation-lines/bulk-decisions", items)
        print("  " + "，".join(f"{one['teacher_name']} {one['state']}" for one in decided))


def dispute(term: Term) -> None:
    go_wrong(term, "dispute")
    done = hand_in(term.office, term.platform, "credit_disputes", str(term.year))
    must(done["state"] == "accepted", "the disputes were refused")
    wait_for("the corrected credits", lambda: has_credits(term))
    term.office.make("credit-reconciliations", school_year=term.year)
    lines = term.office.every("credit-reconciliation-lines", school_year=term.year)
    ours = [one for one in lines if one["course_key"] == term.course_code]
    must(all(one["state"] == "resolved" for one in ours), "a difference is left after it was set right")
    print(f"  再对一次账：{len(ours)} 条差异都已消除")


def hold_against(term: Term) -> None:
    journal, state = term.platform.journal(), term.platform.state()
    handed_in = term.office.every("platform-submissions")
    ours = {one["id"]: one["receipt"] for one in handed_in if one["id"] in state["submissions"]}
    for id, receipt in ours.items():
        must(state["submissions"][id]["receipt"] == receipt, f"another receipt of {id}")
    played = {fault: count for fault, count in journal["faults"].items() if count}
    wanted = {fault for part in FAULTS.values() for fault in part}
    must(wanted <= set(played), f"not every fault was played: {sorted(wanted - set(played))}")
    must(journal["pending_callbacks"] == 0, "callbacks are not taken yet")
    must(all(one["status"] != 401 for one in journal["requests"]), "a request was not rightly signed")
    for sent in {one["id"]: one for one in journal["callbacks"]}.values():
        must(sent["status"] is not None and sent["status"] < 300, f"{sent['type']} was never taken")
    heard = {one["callback_id"] for one in term.office.every("platform-callbacks")}
    must({one["id"] for one in journal["callbacks"]} <= heard, "a callback is not on record")
    print(f"  平台收到 {len(journal['requests'])} 个请求，回调 {len(journal['callbacks'])} 次")
    print("  出错：" + "，".join(f"{fault} {count}" for fault, count in sorted(played.items())))


if __name__ == "__main__":
    main()
