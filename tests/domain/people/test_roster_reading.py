"""How rosters of each kind are understood, and what is wrong with them."""

from typing import Any

import pytest

from domain.errors import DomainError
from domain.imports import Sheet, UnreadableFile
from domain.people import roster_rows
from domain.people.roster_bundle import RosterOrgNeeded, RosterOrgUnknown, full_name, read_bundle
from domain.people.roster_rows import BadCell, Check, Errors
from domain.people.roster_sds import read_sds
from domain.people.roster_template import read_sheets, read_teachers


def sheet(name: str, header: str, *rows: str) -> Sheet:
    columns = header.split(",")
    cells = [(line, dict(zip(columns, row.split(","), strict=True))) for line, row in enumerate(rows, 2)]
    return Sheet(name, columns, cells)


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (roster_rows.day, "2020-09-01", "2020-09-01"),
        (roster_rows.day, "2020/9/1", "2020-09-01"),
        (roster_rows.day, "2020.9.1", "2020-09-01"),
        (roster_rows.day, "2020年9月1日", "2020-09-01"),
        (roster_rows.day, "20200901", "2020-09-01"),
        (roster_rows.name, "张　伟", "张伟"),
        (roster_rows.name, "Jack Craig", "Jack Craig"),
        (roster_rows.name, "𠮷 田", "𠮷田"),
        (roster_rows.line_of_text, "=1+1", "=1+1"),
        (roster_rows.code, "七-1.a_b", "七-1.a_b"),
        (roster_rows.phone, "+86 573-8861 1234", "+86 573-8861 1234"),
        (roster_rows.email, "zhang.wei@example.edu.cn", "zhang.wei@example.edu.cn"),
        (roster_rows.weekly_periods, "60", 60),
    ],
)
def test_a_cell_is_read(check: Check, text: str, value: Any) -> None:
    assert check(text) == value


@pytest.mark.parametrize(
    ("check", "text", "code"),
    [
        (roster_rows.day, "2021-02-29", "bad_day"),
        (roster_rows.day, "9/1/2020", "bad_day"),
        (roster_rows.day, "1899-12-31", "bad_day"),
        (roster_rows.day, "44075", "bad_day"),
        (roster_rows.name, "长" * 61, "too_long"),
        (roster_rows.line_of_text, "长" * 201, "too_long"),
        (roster_rows.code, "T 1", "bad_code"),
        (roster_rows.code, "=1", "bad_code"),
        (roster_rows.phone, "call me", "bad_phone"),
        (roster_rows.email, "a@b", "bad_email"),
        (roster_rows.phone, "138****1234", "masked_contact"),
        (roster_rows.email, "z***@b.cn", "masked_contact"),
        (roster_rows.weekly_periods, "61", "bad_weekly_periods"),
        (roster_rows.weekly_periods, "-1", "bad_weekly_periods"),
        (roster_rows.weekly_periods, "２", "bad_weekly_periods"),
    ],
)
def test_a_cell_that_is_not_one_says_why(check: Check, text: str, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        check(text)

    assert bad.value.code == code


def test_a_csv_may_be_headed_in_either_language() -> None:
    errors = Errors()

    chinese = read_teachers(sheet("a.csv", "工号,姓名", "T1,张伟"), errors)
    english = read_teachers(sheet("b.csv", "employee_no,name", "T1,张伟"), errors)

    assert [row.values for row in chinese.teachers] == [row.values for row in english.teachers]
    assert errors.found == []


def test_a_workbook_needs_its_teachers() -> None:
    with pytest.raises(UnreadableFile):
        read_sheets([sheet("班级", "班号")], Errors())


def test_names_are_put_together_as_their_language_does() -> None:
    assert [full_name("张", "伟"), full_name("Craig", "Jack"), full_name("García", "José")] == [
        "张伟",
        "Jack Craig",
        "José García",
    ]


ORGS = sheet(
    "orgs.csv",
    "sourcedId,name,type,parentSourcedId",
    "o1,石门中学,school,",
    "d1,数学系,department,o1",
    "o2,,school,",
)
USERS = sheet(
    "users.csv",
    "sourcedId,givenName,familyName,username,phone",
    "u1,伟,张,zw@example.cn,",
    "u2,单,曾,zd,no",
    "u3,,,x,",
    "u4,娜,李,x,",
)
ROLES = sheet(
    "roles.csv",
    "userSourcedId,orgSourcedId,role",
    "u1,d1,teacher",
    "u2,o1,Teacher",
    "u3,o1,teacher",
    "u4,o2,teacher",
)


def test_a_departments_people_are_its_schools() -> None:
    for org in ("o1", "d1"):
        errors = Errors()
        found = read_bundle({"orgs": ORGS, "users": USERS, "roles": ROLES}, org, errors)

        assert [row.values["name"] for row in found.teachers] == ["张伟", "曾单"]
        assert found.teachers[0].values["email"] == "zw@example.cn"
        assert [(one.line, one.code) for one in errors.found] == [(3, "bad_phone"), (4, "required")]
        assert found.ignored == 2


def test_departments_that_contain_each_other_are_no_endless_matter() -> None:
    orgs = sheet(
        "orgs.csv",
        "sourcedId,name,type,parentSourcedId",
        "a,A,department,b",
        "b,B,department,a",
        "c,C,department,",
    )
    roles = sheet("roles.csv", "userSourcedId,orgSourcedId,role", "u1,c,teacher")

    assert len(read_bundle({"orgs": orgs, "users": USERS, "roles": roles}, None, Errors()).teachers) == 1


def test_a_file_without_roles_says_them_among_its_users() -> None:
    users = sheet(
        "users.csv",
        "sourcedId,givenName,familyName,role,primaryOrgSourcedId,status",
        "u1,伟,张,teacher,o1,active",
        "u2,单,曾,student,o1,active",
        "u3,娜,李,teacher,o1,ToBeDeleted",
    )

    found = read_bundle({"orgs": ORGS, "users": users}, None, Errors())

    assert [row.values["employee_no"] for row in found.teachers] == ["u1"]


@pytest.mark.parametrize(
    ("files", "org", "refusal"),
    [
        pytest.param({"orgs": ORGS}, None, UnreadableFile, id="no users"),
        pytest.param({"orgs": ORGS, "users": USERS, "roles": ROLES}, None, RosterOrgNeeded, id="two schools"),
        pytest.param(
            {"orgs": ORGS, "users": USERS, "roles": ROLES}, "o9", RosterOrgUnknown, id="no such school"
        ),
        pytest.param({"orgs": ORGS, "users": USERS}, None, UnreadableFile, id="no teachers"),
    ],
)
def test_a_bundle_that_does_not_say_whose_it_is_is_refused(
    files: dict[str, Sheet], org: str | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        read_bundle(files, org, Errors())


def test_classes_of_others_bad_classes_and_strangers_enrolments_are_left_out() -> None:
    errors = Errors()
    files = {
        "orgs": ORGS,
        "users": USERS,
        "roles": ROLES,
        "classes": sheet(
            "classes.csv",
            "sourcedId,title,classCode,classType,orgSourcedId,grades",
            "c1,一班,7,homeroom,o1,7",
            "c2,二班,7,homeroom,o1,",
            "c3,,x,scheduled,o1,7",
            "c4,别校,y,scheduled,o2,7",
        ),
        "enrollments": sheet(
            "enrollments.csv",
            "classSourcedId,userSourcedId,role,primary",
            "c1,u1,teacher,",
            "c1,u2,teacher,true",
            "c1,u1,teacher,true",
            "c1,u1,student,",
            "c3,u1,teacher,",
            "c1,u9,teacher,",
        ),
    }

    found = read_bundle(files, "o1", errors)

    assert [(row.values["code"], row.values["grade_group"]) for row in found.classes] == [
        ("c1", "7"),
        ("c2", "ungraded"),
    ]
    assert [row.values for row in found.homeroom_assignments] == [{"class": "c1", "teacher": "u2"}]
    assert found.teaching_assignments == []
    assert [row.values["name"] for row in found.grade_groups] == ["7年级", "未分年级"]
    assert ("classes.csv", 4, "name") in [(one.file, one.line, one.column) for one in errors.found]


def test_an_sds_roster_leaves_out_who_is_not_active_and_what_is_not_whole() -> None:
    errors = Errors()
    files = {
        "school": sheet("School.csv", "SIS ID,Name", "1,Contoso"),
        "teacher": sheet(
            "Teacher.csv",
            "SIS ID,School SIS ID,First Name,Last Name,Status",
            "11,1,Craig,Beane,Active",
            "12,1,Gone,Away,Inactive",
            "13,1,,,Active",
        ),
        "section": sheet(
            "Section.csv", "SIS ID,School SIS ID,Section Name", "21,1,Math", "22,1,", "23,2,Gym"
        ),
        "teacherroster": sheet("TeacherRoster.csv", "Section SIS ID,SIS ID", "21,11", "21,12", "22,11"),
    }

    found = read_sds(files, None, errors)

    assert [row.values["employee_no"] for row in found.teachers] == ["11"]
    assert [row.values["code"] for row in found.classes] == ["21"]
    assert len(found.teaching_assignments) == 1
    assert (found.ignored, [one.line for one in errors.found]) == (2, [4, 3, 3])
    with pytest.raises(UnreadableFile):
        read_sds({}, None, Errors())
