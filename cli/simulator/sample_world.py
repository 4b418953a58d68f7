"""The world a simulator starts from unless a file says another: the platform as the sample school knows it.

Its catalogue is the sample's, of the courses that carry a number of the platform, and two of the coming
year that the school does not know yet. Its credits are those the sample has confirmed.
"""

from collections.abc import Iterator
from typing import Any

from cli.simulator.crediting import credit_for, evaluation_of
from cli.simulator.rows import CatalogueRow
from cli.simulator.world import World, sessions_of
from domain.training.catalogue import CourseKind
from domain.training.catalogue_rows import KINDS
from persistence.sample.rows import read_csv, read_toml

SCHOOL = "shimen"
LABELS = {kind.value: label for label, kind in KINDS.items()}
NEW = (
    {
        "course_code": "DX-XKSY",
        "title": "跨学科主题学习设计",
        "provider": "桐乡市教师进修学校",
        "kind": LABELS[CourseKind.SHORT],
        "hours": "12",
        "credits": "12",
        "audience": "初中各学科教师",
        "course_platform_id": "TX-2021-0206",
        "session_code": "DX-XKSY-2021",
        "place": "桐乡市教师进修学校",
        "capacity": "30",
        "waitlist": "是",
        "platform_id": "TX-2021-0206-2021",
        "blocks": ["2021-11-04 08:30-16:30", "2021-11-05 08:30-12:00"],
    },
    {
        "course_code": "WL-RGZN",
        "title": "人工智能助力课堂教学",
        "provider": "桐乡市教师进修学校",
        "kind": LABELS[CourseKind.ONLINE],
        "hours": "8",
        "credits": "8",
        "audience": "全体教师",
        "course_platform_id": "TX-2021-0103",
        "session_code": "WL-RGZN-2021",
        "capacity": "300",
        "platform_id": "TX-2021-0103-2021",
        "blocks": ["2021-12-01 08:00-20:00"],
    },
)


def sample_world() -> World:
    file, own = read_toml("training.toml"), read_toml(f"{SCHOOL}/school.toml")
    people = read_csv(f"{SCHOOL}/teachers.csv")
    catalogue = [*_sample_catalogue(file, own["capacities"]), *_new_courses()]
    trained = list(_trained(file, own["also"], people, sessions_of(catalogue)))
    evaluations = (evaluation_of(session, number, name, 0) for session, number, name in trained)
    return World(
        teachers={person["employee_no"]: person["name"] for person in people},
        catalogue=catalogue,
        credits=[credit_for(*one) for one in trained],
        evaluations=[one for one in evaluations if one is not None],
    )


def _sample_catalogue(file: dict[str, Any], capacities: dict[str, int]) -> Iterator[CatalogueRow]:
    courses = {line["code"]: line for line in read_csv("courses.csv") if line["platform_id"]}
    for code, about in file["sessions"].items():
        of = courses.get(about["course"])
        if of is not None and about["state"] != "draft":
            opens, closes = about["enrol"]
            said = {
                "course_code": of["code"],
                "title": of["title"],
                "provider": of["provider"],
                "kind": LABELS[of["kind"]],
                "hours": of["hours"],
                "credits": of["credits"],
                "audience": of["audience"],
                "course_platform_id": of["platform_id"],
                "session_code": code,
                "place": about.get("place", ""),
                "capacity": str(capacities.get(code, about["capacity"])),
                "waitlist": "是" if about.get("waitlist") else "否",
                "enrolment_opens_at": f"{opens} 08:00",
                "enrolment_closes_at": f"{closes} 17:00",
                "platform_id": f"{of['platform_id']}-{code[-4:]}",
            }
            yield from _rows(said, about["blocks"])


def _new_courses() -> Iterator[CatalogueRow]:
    for course in NEW:
        yield from _rows({name: text for name, text in course.items() if name != "blocks"}, course["blocks"])


def _rows(said: dict[str, Any], blocks: Any) -> Iterator[CatalogueRow]:
    for block in blocks:
        day, clocks = block.split()
        begins, ends = clocks.split("-")
        yield CatalogueRow(starts_at=f"{day} {begins}", ends_at=f"{day} {ends}", **said)


def _trained(
    file: dict[str, Any],
    also: dict[str, dict[str, str]],
    people: list[dict[str, str]],
    sessions: dict[str, CatalogueRow],
) -> Iterator[tuple[CatalogueRow, str, str]]:
    for person in people:
        number = person["employee_no"]
        taken = file["stories"][person["story"]] | also.get(number, {})
        for code, outcome in taken.items():
            if outcome == "confirmed" and code in sessions:
                yield sessions[code], number, person["name"]
