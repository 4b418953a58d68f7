"""A term's selection round: applied for, audited, placed, trained, handed in, and confirmed.

    python3 go.py run                                     in one terminal
    .venv/bin/python examples/02_training_term.py         in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. Each run makes a
round with courses and sessions of its own, at hours no other run has taken, so it can be run again on the
same server. Its sessions lie around today, so that one record is due still and another is late.
"""

import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from telling import SHANGHAI, Person, base_url_of, column, ensure_year, expect, labels_of, say, version_of

SLIDES = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
USERNAMES = {
    "张伟": "zhangwei@shimen",
    "曾秀珍": "zengxiuzhen@shimen",
    "何俊杰": "hejunjie@shimen",
    "蒋志明": "jiangzhiming@shimen",
    "欧阳雪": "ouyangxue@shimen",
    "教务处": "academic@shimen",
}


@dataclass
class Term:
    """The people of the story, and the things they make on the way."""

    office: Person
    staff: dict[str, Person]
    round: Any = None
    long: Any = None
    short: Any = None
    cancelled: Any = None

    def name_of(self, teacher_id: str) -> str:
        return next((name for name, one in self.staff.items() if one.teacher_id == teacher_id), teacher_id)


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    term = Term(
        Person(base_url, "office@shimen"), {name: Person(base_url, who) for name, who in USERNAMES.items()}
    )
    print("  " + "、".join(person.name for person in (term.office, *term.staff.values())))

    say("二、开轮次 · A selection round with three sessions opens; everybody is told")
    open_round(term)

    say("三、90学时规划 · Whom the planner would send, and why; the office looks, and lets teachers choose")
    look_at_plan(term)

    say("四、如果参加 · One teacher asks where it would leave her")
    what_if(term)

    say("五、选课申请 · They apply")
    apply(term)

    say("六、审核 · The round closes; what the office sees before it decides")
    audit(term)
    decide(term)

    say("七、平台录取 · Handed in to the district's platform, and its answer")
    placed = place(term)

    say("八、班次取消 · The organiser calls a session off")
    call_off(term)

    say("九、培训结果 · Trained and passed: provisional credits, and what is still owed for them")
    pass_all(term, placed)

    say("十、培训后任务 · Handed in: one late, one returned and handed in again")
    hand_in(term, placed)

    say("十一、收件箱 · What one of them was told on the way")
    for one in sorted(term.staff["张伟"].inbox(), key=lambda one: one["created_at"])[-8:]:
        print(f"  {one['title']}")


def open_round(term: Term) -> None:
    office, today = term.office, datetime.now(SHANGHAI).date()
    run = sum(1 for one in office.every("selection-rounds") if one["code"].startswith("XK-02-")) + 1
    spans = {name: today + timedelta(days) for name, days in (("long", -2), ("short", -120), ("later", 30))}
    for day in sorted(spans.values()):
        ensure_year(office, day)
    now = datetime.now(SHANGHAI)
    term.round = office.make(
        "selection-rounds",
        code=f"XK-02-{run:03}",
        title=f"第{run}次网上选课",
        opens_at=(now - timedelta(minutes=1)).isoformat(),
        closes_at=(now + timedelta(days=7)).isoformat(),
        frozen_days=3,
    )
    term.long = a_session(term, run, "GG", "骨干教师90学时培训", "long_90", "90.00", spans["long"], seats=2)
    term.short = a_session(term, run, "DQ", "单元作业设计研讨", "short", "6.00", spans["short"], seats=5)
    term.cancelled = a_session(term, run, "QX", "实验教学展示", "short", "4.00", spans["later"], seats=5)
    term.round = office.step(f"selection-rounds/{term.round['id']}/open", term.round)
    print(f"  {term.round['code']} {term.round['title']}：{term.round['state']}")
    (told,) = term.staff["张伟"].inbox(about=term.round["id"])
    print(f"  张伟收到：{told['title']}")


def a_session(
    term: Term, run: int, prefix: str, title: str, kind: str, credits: str, day: date, *, seats: int
) -> Any:
    """A draft in the round: an hour of a day that no other run has."""
    code = f"{prefix}-02-{run:03}"
    hours = "90.00" if kind == "long_90" else "8.00"
    course = term.office.make(
        "courses",
        code=code,
        title=title,
        provider="桐乡市教师进修学校",
        kind=kind,
        hours=hours,
        credits=credits,
    )
    begins = datetime(day.year, day.month, day.day, 8 + run % 10, tzinfo=SHANGHAI) - timedelta(days=run // 10)
    block = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(minutes=50)).isoformat()}
    session = term.office.make(
        "training-sessions",
        course_id=course["id"],
        round_id=term.round["id"],
        code=code,
        capacity=seats,
        waitlist=True,
        blocks=[block],
    )
    print(f"  {column(code, 10)} {column(title, 20)} {begins:%Y-%m-%d %H:%M}  {seats} 个名额")
    return session


def look_at_plan(term: Term) -> None:
    """Long work: asked for with one request, watched until it is done, its result fetched."""
    ends = datetime.fromisoformat(term.long["ends_at"]).astimezone(SHANGHAI)
    year = ends.year if ends.month >= 9 else ends.year - 1
    plan = term.office.long_work("long-plans", school_year=year, session_ids=[term.long["id"]])
    proposal, labels = plan["proposal"], labels_of(term.office, "PlanReasonCode")
    for one in proposal["placements"]:
        why = "；".join(f"{labels[reason['code']]} {reason['value']}" for reason in one["reasons"])
        print(f"  {column(one['name'], 10)} → {one['session_code']}  {why}")
    closing = sum(one["cannot_close"] for one in proposal["unplaced"])
    print(f"  另有 {len(proposal['unplaced'])} 人未排上（其中 {closing} 人本学年周期到期）", end="；")
    print(f"目标值 {proposal['objective']}，上界 {proposal['bound']}，差距 {proposal['gap']:.2%}")
    term.office.step(f"long-plans/{plan['id']}/discard", plan)


def what_if(term: Term) -> None:
    asker = term.staff["曾秀珍"]
    seen = asker.make("what-if", 200, session_ids=[term.long["id"]])
    for one in seen["sessions"]:
        print(f"  曾秀珍若参加 {one['code']}：{one['school_year']}学年 +{one['adds']}")
    for when, outlook in (("学年", seen["years"][0]), ("周期", seen["cycles"][0])):
        now, then = outlook["now"], outlook["then"]
        print(f"  {when}尚欠 {now['owed']} → {then['owed']}（{now['state']} → {then['state']}）")


def apply(term: Term) -> None:
    for name, session in (
        ("张伟", term.long),
        ("曾秀珍", term.long),
        ("蒋志明", term.long),
        ("何俊杰", term.long),
        ("欧阳雪", term.short),
        ("教务处", term.cancelled),
    ):
        applied = term.staff[name].make(f"training-sessions/{session['id']}/applications")
        print(f"  {column(name, 10)} {session['code']}  {applied['state']}")


def audit(term: Term) -> None:
    term.round = term.office.get(f"selection-rounds/{term.round['id']}")
    term.round = term.office.step(f"selection-rounds/{term.round['id']}/close", term.round)
    labels = labels_of(term.office, "HintCode")
    for one in term.office.get(f"selection-rounds/{term.round['id']}/audit")["applications"]:
        print(f"  {column(one['teacher_name'], 10)} {one['session_code']}  本学年尚欠 {one['owed']}")
        for hint in one["hints"]:
            facts = "，".join(str(fact) for fact in hint["facts"].values())
            rule = f"（{hint['rule']['key']} = {hint['rule']['value']}）" if hint["rule"] else ""
            print(f"    · {labels.get(hint['code'], hint['code'])} {facts}{rule}")


def decide(term: Term) -> None:
    path = f"selection-rounds/{term.round['id']}"
    items = []
    for one in term.office.get(f"{path}/audit")["applications"]:
        turned_down = term.name_of(one["teacher_id"]) == "何俊杰"
        said = {"decision": "reject", "reason": "数学组当天已有两人外出"} if turned_down else {}
        kept = {"enrolment_id": one["enrolment_id"], "version": one["version"], "decision": "approve"}
        items.append(kept | said)
    for one in term.office.at_once(f"{path}/decisions", items):
        print(f"  {column(term.name_of(one['teacher_id']), 10)} {one['state']}")


def place(term: Term) -> dict[str, Any]:
    """The enrolments of those who got a seat, by name."""
    path = f"selection-rounds/{term.round['id']}"
    term.round = term.office.step(f"{path}/submit", term.office.get(path))
    sent = [
        one
        for session in (term.long, term.short, term.cancelled)
        for one in term.office.every("enrolments", session_id=session["id"], state="submitted")
    ]
    items = [
        {
            "enrolment_id": one["id"],
            "version": one["version"],
            "outcome": "waitlisted" if term.name_of(one["teacher_id"]) == "蒋志明" else "placed",
        }
        for one in sent
    ]
    answered = term.office.at_once(f"{path}/platform-results", items)
    for one in answered:
        print(f"  {column(term.name_of(one['teacher_id']), 10)} {one['state']}")
    term.round = term.office.step(f"{path}/finish", term.office.get(path))
    return {term.name_of(one["teacher_id"]): one for one in answered if one["state"] == "placed"}


def call_off(term: Term) -> None:
    path = f"training-sessions/{term.cancelled['id']}"
    cancelled = term.office.step(f"{path}/cancel", term.office.get(path), reason="实验室检修")
    print(f"  {cancelled['code']} {cancelled['state']}")
    (told,) = term.staff["教务处"].inbox(about=cancelled["id"])
    print(f"  教务处收到：{told['title']} — {told['body']}")


def pass_all(term: Term, placed: dict[str, Any]) -> None:
    going = [placed[name] for name in ("张伟", "曾秀珍", "欧阳雪")]
    items = [{"enrolment_id": one["id"], "version": one["version"], "outcome": "passed"} for one in going]
    labels = labels_of(term.office, "DutyKind")
    for one in term.office.at_once("training-results/bulk", items):
        owed = "、".join(labels[kind] for kind in one["missing"])
        name = term.name_of(one["teacher_id"])
        print(f"  {column(name, 10)} 预计 {one['award']['credits']:>5} 学分；还需：{owed}")
    early = term.office.ask(
        "POST", f"enrolments/{placed['张伟']['id']}/confirm", headers=version_of(fresh(term, placed["张伟"]))
    )
    if early.status_code != 409 or early.json()["code"] != "duties_open":
        sys.exit(f"credits were confirmed before their duties were done: {early.text}")
    print(f"  现在就确认？{early.json()['code']}：{early.json()['detail']}")


def fresh(term: Term, enrolment: Any) -> Any:
    return term.office.get(f"enrolments/{enrolment['id']}")


def hand_in(term: Term, placed: dict[str, Any]) -> None:
    returned_and_again(term, placed["张伟"])
    late(term, placed["欧阳雪"])
    for name in ("张伟", "欧阳雪"):
        tick_off(term, placed[name])
        awards = term.office.every("credit-awards", teacher_id=term.staff[name].teacher_id)
        (award,) = [one for one in awards if one["enrolment_id"] == placed[name]["id"]]
        if award["state"] != "confirmed":
            sys.exit(f"the last duty of {name} was accepted, and the credits are {award['state']}")
        print(f"  {column(name, 10)} {award['credits']} 学分已确认")
    waiting = duties_of(term, placed["曾秀珍"])
    print(f"  曾秀珍还有 {len(waiting)} 项未交，最迟 {max(one['due_on'] for one in waiting.values())}")


def returned_and_again(term: Term, enrolment: Any) -> None:
    """A reflection the office wants more of, and slides that go to the share library."""
    teacher, duties = term.staff["张伟"], duties_of(term, enrolment)
    reflection = duties["reflection"]
    first = teacher.make(f"duties/{reflection['id']}/submissions", text="收获很大。")
    current = term.office.get(f"duties/{reflection['id']}")
    current = term.office.step(f"duties/{reflection['id']}/return", current, remark="请结合自己的一节课来写")
    print(f"  张伟 体会：{current['state']}（请结合自己的一节课来写）")
    (told,) = teacher.inbox(about=first["id"])
    print(f"  张伟收到：{told['title']} — {told['body']}")
    teacher.make(f"duties/{reflection['id']}/submissions", text="以《一次函数》为例，谈任务驱动的课堂。")
    accept(term, reflection["id"], "张伟 体会（再交）")
    files = {"file": ("一次函数.pdf", SLIDES)}
    kept = expect(201, teacher.ask("POST", "files", files=files))
    title = f"一次函数单元教学（{enrolment['id'][-6:]}）"
    teacher.make(f"duties/{duties['product']['id']}/submissions", title=title, file_id=kept["id"])
    accept(term, duties["product"]["id"], "张伟 学习成果")
    found = term.staff["曾秀珍"].every("products", q=title)
    print(f"  曾秀珍在成果库搜到：{'、'.join(one['title'] for one in found)}")


def late(term: Term, enrolment: Any) -> None:
    record = duties_of(term, enrolment)["content_record"]
    term.staff["欧阳雪"].make(f"duties/{record['id']}/submissions", text="两位教师的单元作业设计与评议。")
    handed_in = term.office.get(f"duties/{record['id']}")
    if not handed_in["late"]:
        sys.exit(f"due on {handed_in['due_on']}, and not late")
    print(f"  欧阳雪 培训内容记录：{handed_in['due_on']} 截止，迟交")
    accept(term, record["id"], "欧阳雪 培训内容记录")


def tick_off(term: Term, enrolment: Any) -> None:
    """What is done on paper and on the platform, the office has seen."""
    for duty in duties_of(term, enrolment).values():
        if duty["state"] == "open":
            term.office.step(f"duties/{duty['id']}/accept", duty)


def accept(term: Term, duty_id: str, what: str) -> None:
    accepted = term.office.step(f"duties/{duty_id}/accept", term.office.get(f"duties/{duty_id}"))
    print(f"  {what}：{accepted['state']}")


def duties_of(term: Term, enrolment: Any) -> dict[str, Any]:
    """By kind."""
    return {one["kind"]: one for one in term.office.every("duties", enrolment_id=enrolment["id"])}


if __name__ == "__main__":
    main()
