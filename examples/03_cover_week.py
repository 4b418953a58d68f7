"""A week in which two teachers are at trainings: two days swapped, five days covered, a class looked after.

    python3 go.py run                                     in one terminal
    .venv/bin/python examples/03_cover_week.py            in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. Each run takes a
whole school week of its own, some weeks ahead, so it can be run again on the same server.
"""

import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from telling import SHANGHAI, Person, a_free_week, at, base_url_of, column, labels_of, once, say, version_of

USERNAMES = {
    "张伟": "zhangwei@shimen",
    "欧阳雪": "ouyangxue@shimen",
    "阿依古丽·买买提": "ayiguli@shimen",
    "戴国平": "daiguoping@shimen",
    "何俊杰": "hejunjie@shimen",
}
WEEKDAYS = "一二三四五六日"


@dataclass
class Week:
    """The people of the story, its five days, and the absences that come of the two trainings."""

    office: Person
    affairs: Person
    staff: dict[str, Person]
    monday: date
    short: Any = None
    long: Any = None
    absences: dict[str, Any] = field(default_factory=dict)
    covers: list[Any] = field(default_factory=list)

    def account_of(self, teacher_id: str) -> tuple[str, Person] | None:
        return next((pair for pair in self.staff.items() if pair[1].teacher_id == teacher_id), None)


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    office, affairs = Person(base_url, "office@shimen"), Person(base_url, "academic@shimen")
    staff = {name: Person(base_url, who) for name, who in USERNAMES.items()}
    print("  " + "、".join(person.name for person in (office, affairs, *staff.values())))

    say("二、两个培训 · Two trainings in one week: two days for one teacher, five for another")
    week = Week(office, affairs, staff, a_free_week(office))
    send_away(week)

    say("三、缺勤 · What they miss, and which way it goes")
    show_absences(week)

    say("四、调课 · Two days: partner teachers agree between themselves")
    swap(week)

    say("五、班主任代理 · Who looks after the class meanwhile")
    look_after_class(week)

    say("六、代课安排 · Five days: a plan with reasons, edited, and published once")
    cover(week)

    say("七、临时变化 · On Wednesday a cover teacher falls ill")
    fall_ill(week)

    say("八、本周课表 · What is really held")
    show_week(week)

    say("九、代课统计 · Who gave, who took, and what it comes to")
    show_ledger(week)


def send_away(week: Week) -> None:
    for prefix, title, name, days in (
        ("TK", "初中数学单元教学展示", "张伟", 2),
        ("DK", "骨干教师集中研修", "何俊杰", 5),
    ):
        code = f"{prefix}-{week.monday:%Y%m%d}"
        course = week.office.make(
            "courses",
            code=code,
            title=title,
            provider="桐乡市教师进修学校",
            kind="short",
            hours="8",
            credits="4",
        )
        blocks = [
            {
                "starts_at": at(week.monday + timedelta(days=n), 8),
                "ends_at": at(week.monday + timedelta(days=n), 17),
            }
            for n in range(days)
        ]
        session = week.office.make(
            "training-sessions", course_id=course["id"], code=code, capacity=5, waitlist=False, blocks=blocks
        )
        session = week.office.step(f"training-sessions/{session['id']}/open", session)
        teacher = week.staff[name]
        enrolled = week.office.make(
            f"training-sessions/{session['id']}/enrolments", teacher_id=teacher.teacher_id
        )
        (absence,) = [
            one
            for one in week.office.every("absences", teacher_id=teacher.teacher_id)
            if one["enrolment_id"] == enrolled["id"]
        ]
        week.absences[name] = absence
        print(f"  {column(name, 10)} {code} {title}：{enrolled['state']}")


def show_absences(week: Week) -> None:
    routes = labels_of(week.office, "Route")
    for name, absence in week.absences.items():
        seen = week.absences[name] = week.office.get(f"absences/{absence['id']}")
        until = seen["swap_until"]
        ends = f"，{datetime.fromisoformat(until).astimezone(SHANGHAI):%m月%d日%H:%M}前" if until else ""
        print(f"  {name}：{seen['school_days']} 个教学日，{routes[seen['route']]}{ends}")
        print("    " + "、".join(slot_of(one) + " " + one["subject"] for one in seen["lessons"]))


def slot_of(lesson: Any) -> str:
    return f"周{WEEKDAYS[date.fromisoformat(lesson['day']).weekday()]}第{lesson['period_no']}节"


def swap(week: Week) -> None:
    """Each lesson by the best offer of a partner with an account; the first one asked says no."""
    teacher, path = week.staff["张伟"], f"absences/{week.absences['张伟']['id']}"
    reasons = labels_of(week.office, "SwapReason")
    declined = False
    for missed in teacher.get(path)["lessons"]:
        lesson = {"lesson_id": missed["lesson_id"], "lesson_day": missed["lesson_day"]}
        found = teacher.get(f"{path}/swap-offers", **lesson)["lessons"]
        for offer in found[0]["offers"] if found else ():
            known = week.account_of(offer["partner_id"])
            if known is None:
                continue
            name, partner = known
            proposed = teacher.make(
                "swaps",
                absence_id=week.absences["张伟"]["id"],
                **lesson,
                partner_lesson_id=offer["lesson_id"],
                partner_lesson_day=offer["lesson_day"],
                note="麻烦您换一节课",
            )
            why = "、".join(reasons[one["reason"]] for one in offer["reasons"])
            theirs = f"{name} {slot_of(offer)} {offer['subject']}"
            print(f"  {slot_of(missed)} {missed['subject']} ⇄ {theirs}（{why}）", end="")
            seen = partner.get(f"swaps/{proposed['id']}")
            if not declined:
                declined = True
                seen = partner.step(f"swaps/{seen['id']}/decline", seen, answer="那天上午我有公开课")
                print(f"：{seen['state']}，{seen['answer']}")
                continue
            print("：" + partner.step(f"swaps/{seen['id']}/accept", seen)["state"])
            break
        else:
            print(f"  {slot_of(missed)} {missed['subject']}：没有合适的，留给教务处")
    left = [one for one in teacher.get(path)["lessons"] if one["arrangement"] == "open"]
    print(f"  张伟还有 {len(left)} 节未安排")
    for missed in left:
        cover_directly(week, week.absences["张伟"]["id"], missed)


def cover_directly(week: Week, absence_id: str, missed: Any) -> None:
    """Whoever is free then, by the fewest lessons that day; where a rule forbids it the next is asked."""
    free = week.affairs.every("free-teachers", day=missed["day"], period_no=missed["period_no"])
    lesson = {name: missed[name] for name in ("lesson_id", "lesson_day", "day")}
    for colleague in sorted(free, key=lambda one: one["lessons_that_day"]):
        wanted = {"absence_id": absence_id, "teacher_id": colleague["id"], **lesson}
        answer = week.affairs.ask("POST", "covers", json=wanted, headers=once())
        if answer.status_code == 201:
            print(f"  {slot_of(missed)} {missed['subject']} 改由{colleague['name']}代课")
            return
    sys.exit(f"nobody covers {slot_of(missed)}: {answer.text}")


def look_after_class(week: Week) -> None:
    for name, absence in week.absences.items():
        days = week.affairs.get(f"absences/{absence['id']}/homeroom-days")["items"]
        if not days:
            continue
        best = days[0]["suggestions"][0]
        items = week.affairs.make(
            "homeroom-proxies/bulk",
            200,
            absence_id=absence["id"],
            class_id=days[0]["class_id"],
            teacher_id=best["teacher_id"],
            days=[one["day"] for one in days],
        )["items"]
        print(f"  {days[0]['class_name']}班主任{name}不在 {len(items)} 天，由{best['teacher_name']}代理")


def cover(week: Week) -> None:
    affairs, absence = week.affairs, week.absences["何俊杰"]
    friday = week.monday + timedelta(days=4)
    plan = affairs.long_work(
        "cover-plans",
        title=f"{week.monday:%m月%d日}当周代课",
        from_day=week.monday.isoformat(),
        until_day=friday.isoformat(),
        absence_ids=[absence["id"]],
    )
    labels = labels_of(affairs, "CoverReasonCode")
    for row in plan["rows"]:
        why = "、".join(labels.get(one["code"], one["code"]) for one in row["reasons"]) or "—"
        print(
            f"  {slot_of(row)} {column(row['subject'], 8)} {column(row['to_name'] or row['state'], 10)} {why}"
        )
    solved = plan["solution"]
    print(f"  代价 {solved['cost']}，下界 {solved['bound']}，差距 {solved['gap']:.2%}")

    row = plan["rows"][0]
    choices = affairs.get(f"cover-plan-rows/{row['id']}/candidates")
    other = next(one for one in choices["candidates"] if one["teacher_id"] != row["to_teacher_id"])
    edited = affairs.ask(
        "PATCH",
        f"cover-plan-rows/{row['id']}",
        json={"teacher_id": other["teacher_id"]},
        headers=version_of(row),
    )
    print(f"  改动：{slot_of(row)}改由{other['name']}，{edited.status_code}")
    busy = choices["excluded"][0]
    refused = affairs.ask(
        "PATCH",
        f"cover-plan-rows/{row['id']}",
        json={"teacher_id": busy["teacher_id"]},
        headers=version_of(edited.json()),
    ).json()
    print(f"  若改由{busy['name']}：{refused['code']}，{refused['detail']}")
    plan = affairs.get(f"cover-plans/{plan['id']}")
    published = affairs.step(f"cover-plans/{plan['id']}/publish", plan)
    again = affairs.ask("POST", f"cover-plans/{plan['id']}/publish", headers=version_of(plan) | once())
    print(f"  发布：{published['state']}；再发布一次：{again.status_code} {again.json()['code']}")
    week.covers = affairs.every("covers", absence_id=absence["id"], state="standing")


def fall_ill(week: Week) -> None:
    wednesday = week.monday + timedelta(days=2)
    ill = next(
        (one for one in week.covers if one["day"] == wednesday.isoformat()),
        week.covers[-1],
    )
    day = date.fromisoformat(ill["day"])
    leave = week.affairs.make(
        "absences",
        teacher_id=ill["teacher_id"],
        kind="leave",
        reason="病假",
        blocks=[{"starts_at": at(day, 7), "ends_at": at(day, 18)}],
    )
    print(f"  {ill['name']}{day:%m月%d日}病假，{leave['school_days']} 天；其代课 {slot_of(ill)} 随之解除")
    absence = week.affairs.get(f"absences/{week.absences['何俊杰']['id']}")
    for missed in absence["lessons"]:
        if missed["arrangement"] == "open":
            cover_directly(week, absence["id"], missed)


def show_week(week: Week) -> None:
    saturday = week.monday + timedelta(days=5)
    stretch = {"from": week.monday.isoformat(), "to": saturday.isoformat()}
    causes = labels_of(week.office, "Cause")
    for lesson in week.office.every("lessons", changed="true", **stretch):
        classes = "、".join(one["code"] for one in lesson["classes"])
        teachers = "、".join(one["name"] for one in lesson["teachers"])
        was = lesson["planned"]
        why = "、".join(causes[one["cause"]] for one in lesson["changes"])
        told = f"{why}（原{slot_of(was)} {'、'.join(one['name'] for one in was['teachers'])}）"
        what = f"{column(classes, 4)} {column(lesson['subject'], 6)} {column(teachers, 12)}"
        print(f"  {slot_of(lesson)} {what} {told}")


def show_ledger(week: Week) -> None:
    (term,) = week.office.every("terms", on=week.monday.isoformat())
    for one in week.affairs.every("cover-standings", term_id=term["id"]):
        if one["given"] != "0.00" or one["taken"] != "0.00":
            print(
                f"  {column(one['name'], 12)} 代课 {one['given']}，被代 {one['taken']}，计点 {one['points']}"
            )
    until = (week.monday + timedelta(days=6)).isoformat()
    for one in week.office.every("class-impacts", from_day=week.monday.isoformat(), until_day=until):
        figures = f"同科代 {one['covered']}，他科代 {one['covered_otherwise']}，缺 {one['lost']}"
        print(f"  {one['code']} {one['subject']}：{figures}")


if __name__ == "__main__":
    main()
