"""A roster as our own export writes it: how it is read, and what it does to a school that has some of it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from domain.imports import Sheet, Tally
from domain.people import roster_rows
from domain.people.roster_bundle import read_bundle
from domain.people.roster_calendar import sown
from domain.people.roster_plan import Known, Plan, Settings
from domain.people.roster_planning import plan
from domain.people.roster_rows import BadCell, Check, Errors, Roster
from domain.people.school_years import PublicDay, TermsMisplaced
from domain.people.teacher import TeacherStatus
from tests.domain.people.test_roster_planning import ByLetter, a_teacher, row
from tests.domain.people.test_roster_reading import sheet

ORGS = "sourcedId,name,type,identifier,parentSourcedId,metadata.yanxiu.kind,metadata.yanxiu.leader"
USERS = "sourcedId,identifier,metadata.yanxiu.name,metadata.yanxiu.status,metadata.yanxiu.subjectGroup"
SESSIONS = "sourcedId,type,startDate,endDate,schoolYear,metadata.yanxiu.number,metadata.yanxiu.firstMonday"
CLASSES = "sourcedId,title,grades,courseSourcedId,classCode,classType,termSourcedIds"
ENROLLMENTS = "classSourcedId,userSourcedId,beginDate,endDate,metadata.yanxiu.weeklyPeriods"


def files(**more: Sheet) -> dict[str, Sheet]:
    return {
        "orgs": sheet(
            "orgs.csv", ORGS, "s,石门中学,school,shimen,,,", "m,数学组,department,math,s,subjectGroup,T1"
        ),
        "users": sheet("users.csv", USERS, "u1,T1,张伟,active,math", "u2,T2,李娜,left,", "u3,X,路人,active,"),
        "roles": sheet(
            "roles.csv", "userSourcedId,role,orgSourcedId", "u1,teacher,s", "u2,teacher,s", "u3,parent,s"
        ),
        **more,
    }


WHOLE = files(
    academicsessions=sheet(
        "academicSessions.csv",
        SESSIONS,
        "y,schoolYear,2020-09-01,2021-08-31,2021,,",
        "t,term,2020-09-01,2021-01-31,2021,1,2020-08-31",
    ),
    courses=sheet("courses.csv", "sourcedId,title", "k,数学"),
    classes=sheet(
        "classes.csv", CLASSES, "h,七（1）班,G7,x,701,homeroom,t", "l,七（1）班数学,G7,k,701,scheduled,t"
    ),
    enrollments=sheet(
        "enrollments.csv",
        ENROLLMENTS,
        "l,u1,2020-09-01,2021-01-31,5",
        "h,u2,2020-09-01,2020-12-31,",
        "h,u1,2021-01-01,,",
    ),
)


def read(given: dict[str, Sheet]) -> tuple[Roster, list[tuple[str, int, str, str]]]:
    errors = Errors()
    roster = read_bundle(given, None, errors)
    return roster, [(one.file, one.line, one.column, one.code) for one in errors.found]


def said(rows: list[Any]) -> list[dict[str, Any]]:
    return [one.values for one in rows]


def test_what_is_taught_names_its_class_and_its_term() -> None:
    roster, wrong = read(WHOLE)

    assert wrong == []
    assert said(roster.school_years) == [
        {"start_year": 2020, "starts_on": "2020-09-01", "ends_on": "2021-08-31"}
    ]
    assert [(one["start_year"], one["number"]) for one in said(roster.terms)] == [(2020, 1)]
    assert said(roster.subject_groups) == [{"code": "math", "name": "数学组", "leader": "T1"}]
    assert said(roster.classes) == [{"code": "701", "name": "七（1）班", "grade_group": "G7"}]
    assert said(roster.teaching_assignments) == [
        {"class": "701", "term": "2020-1", "teacher": "T1", "subject": "数学", "weekly_periods": 5}
    ]
    assert said(roster.homeroom_assignments) == [
        {"class": "701", "teacher": "T2", "from_day": "2020-09-01", "until_day": "2020-12-31"},
        {"class": "701", "teacher": "T1", "from_day": "2021-01-01"},
    ]
    assert roster.ignored == 1


def test_people_alone_are_a_roster() -> None:
    roster, wrong = read(files())

    assert wrong == []
    assert [one["employee_no"] for one in said(roster.teachers)] == ["T1", "T2"]
    assert roster.classes == roster.teaching_assignments == roster.school_years == []


def test_every_cell_is_checked_where_it_stands() -> None:
    broken = WHOLE | {
        "users": sheet("users.csv", USERS, "u1,T1,张伟,gone,math", "u2,T2,,left,"),
        "enrollments": sheet(
            "enrollments.csv", ENROLLMENTS, "l,u1,,,many", "h,u1,,,", "nowhere,nobody,2020-09-01,,1"
        ),
    }
    broken["academicsessions"] = sheet(
        "academicSessions.csv", SESSIONS, "y,schoolYear,2020-09-01,2021-08-31,20/21,,"
    )

    _, wrong = read(broken)

    assert wrong == [
        ("users.csv", 2, "status", "bad_status"),
        ("users.csv", 3, "name", "required"),
        ("academicSessions.csv", 2, "start_year", "bad_school_year"),
        ("enrollments.csv", 2, "weekly_periods", "bad_weekly_periods"),
        ("enrollments.csv", 3, "from_day", "required"),
        ("enrollments.csv", 4, "subject", "required"),
    ]


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (roster_rows.ending_year, "2021", 2020),
        (roster_rows.term_number, "2", 2),
        (roster_rows.status, "on_leave", "on_leave"),
    ],
)
def test_a_cell_of_ours_is_read(check: Check, text: str, value: Any) -> None:
    assert check(text) == value


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (roster_rows.ending_year, "1900"),
        (roster_rows.ending_year, "20210"),
        (roster_rows.ending_year, "２０２１"),
        (roster_rows.term_number, "3"),
        (roster_rows.status, "Active"),
    ],
)
def test_a_cell_of_ours_is_refused(check: Check, text: str) -> None:
    with pytest.raises(BadCell):
        check(text)


def planned(roster: Roster, present: dict[str, list[Known]], *, mark_leavers: bool = False) -> Plan:
    settings = Settings(None, mark_leavers, date(2021, 4, 1))
    return plan(roster, present, settings, speller=ByLetter(), new_id=uuid4)


def test_who_is_new_comes_as_they_are_said_to_be() -> None:
    gone = row(employee_no="T1", name="张", status="left", left_on="2020-12-31", hired_on="2001-08-15")

    (new,) = planned(Roster(teachers=[gone]), {}).changes.adds["teachers"]

    assert (new["status"], new["left_on"], new["hired_on"]) == ("left", date(2020, 12, 31), date(2001, 8, 15))


@pytest.mark.parametrize(
    ("here", "said", "mark_leavers", "tally"),
    [
        pytest.param("active", "left", False, Tally(unchanged=1), id="left only there"),
        pytest.param("active", "left", True, Tally(left=1), id="and the roster is complete"),
        pytest.param("left", "left", True, Tally(unchanged=1), id="left in both"),
        pytest.param("on_leave", "active", False, Tally(unchanged=1), id="on leave only here"),
        pytest.param("left", "active", False, Tally(updated=1), id="back"),
    ],
)
def test_who_is_known_stays_what_the_school_says(
    here: str, said: str, mark_leavers: bool, tally: Tally
) -> None:
    known = a_teacher("T1", status=TeacherStatus(here))
    roster = Roster(teachers=[row(employee_no="T1", name="张", status=said)])

    made = planned(roster, {"teachers": [known]}, mark_leavers=mark_leavers)

    assert made.counts["teachers"] == tally


def test_a_homeroom_that_has_ended_is_entered_once() -> None:
    teacher, class_id = a_teacher("T1"), uuid4()
    values = {"class_id": class_id, "teacher_id": teacher.id, "from_day": date(2020, 9, 1)}
    held = Known(uuid4(), values | {"until_day": date(2020, 12, 31)})
    present = {
        "teachers": [teacher],
        "classes": [Known(class_id, {"code": "701", "source_id": None})],
        "homeroom_assignments": [held],
    }
    past: dict[str, Any] = {"class_": "701", "from_day": "2020-09-01", "until_day": "2020-12-31"}
    heads = [
        row(2, teacher="T1", **past),
        row(3, teacher="T1", **past | {"from_day": "2019-09-01", "until_day": "2020-01-31"}),
        row(4, teacher="T9", **past),
    ]

    made = planned(Roster(homeroom_assignments=heads, teachers=[row(employee_no="T1", name="张")]), present)

    assert made.counts["homeroom_assignments"] == Tally(created=1, unchanged=1)
    (new,) = made.changes.adds["homeroom_assignments"]
    assert (new["from_day"], new["until_day"]) == (date(2019, 9, 1), date(2020, 1, 31))
    assert [(one.line, one.code) for one in made.errors] == [(4, "unknown_teacher")]


YEAR = row(start_year=2020, starts_on="2020-09-01", ends_on="2021-08-31")
TERM = row(start_year=2020, number=1, starts_on="2020-09-01", ends_on="2021-01-31", first_monday="2020-08-31")


class Unannounced:
    def day(self, day: date) -> PublicDay | None:
        return None


def test_a_new_year_comes_with_its_terms_and_unsure_days() -> None:
    made = planned(Roster(school_years=[YEAR], terms=[TERM]), {}).changes.adds

    days = sown(made["school_years"], made["terms"], Unannounced())

    ((year_id, planned_days),) = days.items()
    assert made["school_years"] == [
        {
            "id": year_id,
            "start_year": 2020,
            "starts_on": date(2020, 9, 1),
            "ends_on": date(2021, 8, 31),
            "confirmed": False,
        }
    ]
    assert made["terms"][0]["school_year_id"] == year_id
    assert len(planned_days) == 365


def test_a_known_year_is_left_alone_and_its_terms_are_found() -> None:
    year = Known(uuid4(), {"start_year": 2020, "starts_on": date(2020, 9, 1), "ends_on": date(2021, 8, 31)})
    term = Known(uuid4(), {"school_year_id": year.id, "number": 1})
    present = {"school_years": [year], "terms": [term]}

    made = planned(Roster(school_years=[YEAR], terms=[TERM]), present)

    assert made.counts["school_years"] == made.counts["terms"] == Tally(unchanged=1)
    assert made.changes.adds["terms"] == []


def test_terms_out_of_their_year_are_refused_as_when_entered_by_hand() -> None:
    late = row(
        start_year=2020, number=1, starts_on="2021-09-01", ends_on="2022-01-31", first_monday="2021-08-30"
    )
    with pytest.raises(TermsMisplaced):
        planned(Roster(school_years=[YEAR], terms=[late]), {})
