"""From a confirmed training to a notice in four copies, a changed date, and the week's plan on the wall.

    python3 go.py run                                     in one terminal
    .venv/bin/python examples/04_notice_week.py           in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. Each run takes a
school week of its own, some weeks ahead, so it can be run again on the same server. What is printed is kept
in examples/saved/.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from telling import (
    Person,
    a_free_week,
    at,
    base_url_of,
    column,
    expect,
    labels_of,
    save,
    say,
    version_of,
)

COLLEAGUES = {"SM901": "陶喆", "SM902": "金镕"}
"""Names with characters that older fonts and encodings lack."""


@dataclass
class Story:
    """The people of the story, its week, and the things they make on the way."""

    office: Person
    teacher: Person
    head: Person
    monday: date
    session: Any = None
    notices: list[Any] = field(default_factory=list)
    feed: Any = None

    @property
    def own(self) -> Any:
        """The notice of the teacher who has an account."""
        return next(one for one in self.notices if one["teacher_id"] == self.teacher.teacher_id)


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    office, teacher, head = (
        Person(base_url, f"{name}@shimen") for name in ("office", "hejunjie", "jiangzhiming")
    )
    print("  " + "、".join(person.name for person in (office, teacher, head)))
    story = Story(office, teacher, head, a_free_week(office))

    say("二、培训确认 · Three teachers have their places in a training of two days")
    confirm(story)
    subscribe(story)

    say("三、签发通知 · One numbered notice each, in four copies")
    issue(story)

    say("四、打印 · The session's notices as one file: four parts to be torn")
    print_notices(story)

    say("五、签收 · Two of four acknowledge: the teacher in the app, the grade head by a personal link")
    acknowledge(story)

    say("六、改期 · The training moves to Thursday: the copies are void, a new edition goes out")
    move(story)

    say("七、每周工作安排 · The week's plan is published, changed, and published again")
    publish_week(story)

    say("八、日历 · What the teacher's phone shows now")
    show_calendar(story)
    unsubscribe(story)


def confirm(story: Story) -> None:
    office, code = story.office, f"TZ-{story.monday:%Y%m%d}"
    course = office.make(
        "courses",
        code=code,
        title="“生本课堂”单元作业设计研修",
        provider="桐乡市教师进修学校",
        kind="short",
        hours="16",
        credits="8",
    )
    story.session = office.make(
        "training-sessions",
        course_id=course["id"],
        code=code,
        place="进修学校301报告厅",
        capacity=5,
        waitlist=False,
        blocks=two_days(story.monday),
    )
    story.session = office.step(f"training-sessions/{story.session['id']}/open", story.session)
    for teacher_id in (story.teacher.teacher_id, *colleagues(office)):
        enrolled = office.make(f"training-sessions/{story.session['id']}/enrolments", teacher_id=teacher_id)
        print(f"  {code} {enrolled['state']}")


def two_days(first: date) -> list[dict[str, str]]:
    days = (first, first + timedelta(days=1))
    return [{"starts_at": at(day, 8), "ends_at": at(day, 17)} for day in days]


def colleagues(office: Person) -> list[str]:
    """Entered in the first run; found again by their numbers in later ones."""
    grade = next(one for one in office.every("grade-groups") if one["code"] == "g9")
    found = []
    for number, name in COLLEAGUES.items():
        known = office.every("teachers", q=number)
        made = known or [office.make("teachers", employee_no=number, name=name, grade_group_id=grade["id"])]
        found.append(made[0]["id"])
    return found


def issue(story: Story) -> None:
    issued = story.office.make("notices/bulk", 200, session_id=story.session["id"])["items"]
    story.notices = [story.office.get(f"notices/{one['id']}") for one in issued]
    for one in story.notices:
        content = one["content"]
        print(f"  第{one['notice_no']}号 {column(one['teacher_name'], 8)} 第{one['edition']}版", end="")
        print(f"，{content['training']['school_days']} 个教学日，{len(content['lessons'])} 节课受影响")


def print_notices(story: Story) -> None:
    printed = story.office.long_work("notice-prints", session_id=story.session["id"])
    link = story.office.make(f"files/{printed['id']}/link", 200)
    answer = story.office.ask("GET", link["url"])
    file = save(f"notices-{story.monday:%Y%m%d}.pdf", expect_bytes(answer))
    found = words_of(file)
    if found is not None:
        for name in (*COLLEAGUES.values(), *(one["notice_no"].split("-")[1] for one in story.notices)):
            print(f"  pdftotext 找到 {name} {found.count(name)} 处")
            if name not in found:
                sys.exit(f"{name} is not on the paper")


def expect_bytes(answer: Any) -> bytes:
    if answer.status_code != 200:
        expect(200, answer)
    return bytes(answer.content)


def words_of(file: Path) -> str | None:
    """The words on the pages, where the program that reads them is installed."""
    if shutil.which("pdftotext") is None:
        return None
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout


def acknowledge(story: Story) -> None:
    copies = labels_of(story.office, "Copy")
    (mine,) = story.teacher.get(f"notices/{story.own['id']}")["copies"]
    done = story.teacher.step(f"notice-copies/{mine['id']}/acknowledge", mine)
    print(f"  {copies[done['copy']]}：{done['acknowledged_by']}签收")
    seen = {one["copy"]: one for one in story.office.get(f"notices/{story.own['id']}")["copies"]}
    link = story.office.make(f"notice-copies/{seen['grade_group']['id']}/links")
    page = urlsplit(link["url"]).path
    opened, signed, again = (story.head.ask(method, page).status_code for method in ("GET", "POST", "POST"))
    print(f"  个人链接：打开 {opened}，签收 {signed}，再用一次 {again}")
    awaited = [
        one["copy"]
        for one in story.office.every("notice-copies", awaited="true")
        if one["notice_id"] == story.own["id"]
    ]
    print("  未签收：" + "、".join(copies[one] for one in awaited))


def move(story: Story) -> None:
    before = story.own["code"]
    later = {"blocks": two_days(story.monday + timedelta(days=3))}
    path = f"training-sessions/{story.session['id']}"
    seen = story.office.get(path)
    expect(200, story.office.ask("PATCH", path, json=later, headers=version_of(seen)))
    story.notices = [story.office.get(f"notices/{one['id']}") for one in story.notices]
    own = story.own
    first, last = own["content"]["training"]["blocks"]
    print(
        f"  第{own['notice_no']}号 第{own['edition']}版：{first['starts_at'][:10]} 至 {last['ends_at'][:10]}"
    )
    old, new = (story.office.ask("GET", f"/v/shimen/{code}").text for code in (before, own["code"]))
    print(f"  旧二维码：{'已作废' if '作废' in old else '?'}；新二维码：{'有效' if '有效' in new else '?'}")
    for one in story.teacher.inbox()[:1]:
        print(f"  {story.teacher.name}收到：{one['title']}")


def publish_week(story: Story) -> None:
    office, day = story.office, (story.monday + timedelta(days=2)).isoformat()
    (term,) = office.every("terms", on=story.monday.isoformat())
    weeks = {one["starts_on"]: one["week_no"] for one in office.every(f"terms/{term['id']}/weeks")}
    known = office.every("week-plans", on=story.monday.isoformat())
    wanted = {"term_id": term["id"], "week_no": weeks[story.monday.isoformat()]}
    plan = known[0] if known else office.make("week-plans", **wanted)
    meeting = {"day": day, "starts_at": "13:00", "title": "教研组长会议", "place": "会议室"}
    item = office.make(f"week-plans/{plan['id']}/items", **meeting)
    publish(story, plan["id"])
    changed = office.ask(
        "PATCH", f"week-items/{item['id']}", json={"place": "报告厅"}, headers=version_of(item)
    )
    expect(200, changed)
    edition = publish(story, plan["id"])
    for change in edition["changes"]:
        before, after = change["before"] or {}, change["after"] or {}
        print(f"    {change['kind']}：{what(before)} → {what(after)}")
    for form in ("pdf", "docx"):
        answer = office.ask("GET", f"week-editions/{edition['id']}/document", params={"format": form})
        save(f"week-{story.monday:%Y%m%d}.{form}", expect_bytes(answer))


def what(entry: Any) -> str:
    return " ".join([entry["text"], entry["place"] or ""]).strip() if entry else "—"


def publish(story: Story, plan_id: str) -> Any:
    draft = story.office.get(f"week-plans/{plan_id}/draft")
    edition = story.office.step(f"week-plans/{plan_id}/publish", draft)
    print(f"  第{edition['week_no']}周 第{edition['number']}次发布，{len(edition['entries'])} 项")
    for entry in edition["entries"]:
        print(f"    {entry['day']} {entry['text']}")
    return edition


def subscribe(story: Story) -> None:
    story.feed = story.teacher.make("/api/v1/me/calendar-feeds", name="我的手机")
    show_calendar(story)


def show_calendar(story: Story) -> None:
    calendar = expect_bytes(story.teacher.ask("GET", story.feed["address"])).decode()
    for event in calendar.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        lines = dict(line.split(":", 1) for line in event.splitlines() if ":" in line)
        if story.session["code"] in lines["SUMMARY"]:
            start = next(value for name, value in lines.items() if name.startswith("DTSTART"))
            print(f"  {start} {lines['SUMMARY']} SEQUENCE {lines['SEQUENCE']} {lines['STATUS']}")


def unsubscribe(story: Story) -> None:
    feed = story.feed["feed"]
    story.teacher.step(f"/api/v1/me/calendar-feeds/{feed['id']}/revoke", feed)
    print(f"  撤销链接后：{story.teacher.ask('GET', story.feed['address']).status_code}")


if __name__ == "__main__":
    main()
