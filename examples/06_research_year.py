"""A year of teaching research: a topic to its conclusion, a paper through blind review to two contests, what
they pay and what is taken back, an extension course, a mentor pair.

    python3 go.py run                                        in one terminal
    .venv/bin/python examples/06_research_year.py            in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. It plays today.
Each run sets up things of its own, and its paper is of the next teacher who owes one, so it can be run again
on the same server. What is made is kept in examples/saved/.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import bonus_desk
import contest_desk
import extension_course
import mentor_pair
import paper_review
import topic_year
from telling import (
    SHANGHAI,
    Person,
    a_free_week,
    base_url_of,
    column,
    ensure_year,
    expect_bytes,
    labels_of,
    must,
    save,
    say,
    term_of,
    words_of,
)

USERNAMES = (
    "zhangwei",
    "zengxiuzhen",
    "hejunjie",
    "ayiguli",
    "ouyangxue",
    "jiangzhiming",
    "daiguoping",
)


@dataclass
class Story:
    """The people of the story, its days, and what they have made so far."""

    office: Person
    principal: Person
    finance: Person
    academic: Person
    staff: dict[str, Person]
    today: date
    monday: date
    """Of the week that is planned at the end."""

    term: Any
    run: int = 1
    topic: Any = None
    author: Any = None
    paper: Any = None
    paper_year: int = 0
    paper_title: str = ""
    reviewers: list[Person] = field(default_factory=list)
    works: dict[str, Any] = field(default_factory=dict)
    contests: dict[str, Any] = field(default_factory=dict)
    pair: Any = None
    lesson: Any = None

    @property
    def year(self) -> int:
        """The school year of today."""
        return self.today.year if self.today.month >= 9 else self.today.year - 1

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    def after(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def title(self, name: str) -> str:
        return name if self.run == 1 else f"{name}（{self.run}）"


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    office, principal, finance, academic = (
        Person(base_url, f"{name}@shimen") for name in ("office", "principal", "finance", "academic")
    )
    people = [Person(base_url, f"{name}@shimen") for name in USERNAMES]
    print("  " + "、".join(one.name for one in (office, principal, finance, academic, *people)))
    today = datetime.now(SHANGHAI).date()
    ensure_year(office, today)
    staff = {one.name: one for one in people}
    monday, term = a_free_week(office), term_of(office, today)
    story = Story(office, principal, finance, academic, staff, today, monday, term)
    known = {one["title"] for one in office.every("topics")}
    while story.title(topic_year.TITLE) in known:
        story.run += 1
    print(f"  {today}，{story.year}学年；安排 {monday} 一周；第 {story.run} 次讲述")

    topic_year.propose(story)
    topic_year.carry_on(story)

    paper_review.write(story)
    paper_review.review(story)
    paper_review.rework(story)
    paper_review.show_duties(story)

    contest_desk.tell(story)
    bonus_desk.tell(story)
    extension_course.tell(story)
    mentor_pair.begin(story)

    say("十八、一周与一人 · The coming week's plan; one teacher's inbox and calendar")
    show_week(story)
    show_inbox(story.author)

    say("十九、收尾 · The report lesson is brought forward and judged, the pair ends, the topic is concluded")
    mentor_pair.end(story)
    topic_year.conclude(story)


def show_week(story: Story) -> None:
    """Published, so that it can be read on paper; what this story has in it is named."""
    office, day = story.office, story.monday.isoformat()
    (term,) = office.every("terms", on=day)
    weeks = {one["starts_on"]: one["week_no"] for one in office.every(f"terms/{term['id']}/weeks")}
    known = office.every("week-plans", on=day)
    wanted = {"term_id": term["id"], "week_no": weeks[day]}
    plan = known[0] if known else office.make("week-plans", **wanted)
    draft = office.get(f"week-plans/{plan['id']}/draft")
    edition = office.step(f"week-plans/{plan['id']}/publish", draft)
    kinds = labels_of(office, "WeekEntryKind")
    print(f"  第{edition['week_no']}周 第{edition['number']}次发布，{len(edition['entries'])} 项")
    told = set()
    for entry in edition["entries"]:
        if entry["kind"] in ("topic_due", "contest_due", "contest_entries_due", "report_lesson"):
            told.add(entry["kind"])
            print(f"    {entry['day']} {column(kinds[entry['kind']], 14)} {entry['text']}")
    must(told >= {"topic_due", "contest_due", "report_lesson"}, f"the week tells of {told}")
    answer = office.ask("GET", f"week-editions/{edition['id']}/document", params={"format": "pdf"})
    file = save(f"research-week-{story.monday:%Y%m%d}.pdf", expect_bytes(answer))
    words = words_of(file)
    if words is not None:
        must("汇报课" in words, "the report lesson is not on the paper")
        print("  pdftotext 在周安排里找到汇报课")


def show_inbox(person: Person) -> None:
    messages = person.inbox()
    print(f"  {person.name}的收件箱，最近 {min(len(messages), 12)} 条：")
    for one in messages[:12]:
        print(f"    {column(one['title'], 18)} {one['body'][:36]}")
    events = {one["event"] for one in messages}
    must({"paper_accepted", "contest_prize_won"} <= events, f"the inbox tells of {events}")


if __name__ == "__main__":
    main()
