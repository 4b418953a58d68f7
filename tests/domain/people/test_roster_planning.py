"""What a roster would do to a school, judged without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports import Tally
from domain.people.naming import Spelling
from domain.people.roster_plan import FIELDS, KINDS, Known, Plan, RosterTerm, Settings
from domain.people.roster_planning import plan
from domain.people.roster_rows import Errors, Roster, Row
from domain.people.teacher import TeacherStatus

TERM = RosterTerm(UUID(int=7), date(2020, 9, 1))
SETTINGS = Settings(TERM, mark_leavers=False, today=date(2021, 4, 1))


class ByLetter:
    def spell(self, name: str) -> Spelling:
        return Spelling(" ".join(name), name)


def row(line: int = 2, *, implied: bool = False, class_: str | None = None, **values: Any) -> Row:
    named = {} if class_ is None else {"class": class_}
    return Row("表", line, named | values, implied)


def planned(
    roster: Roster, present: dict[str, list[Known]] | None = None, settings: Settings = SETTINGS
) -> Plan:
    return plan(roster, present or {}, settings, speller=ByLetter(), new_id=uuid4)


def afterwards(made: Plan, present: dict[str, list[Known]]) -> dict[str, list[Known]]:
    """The school once the plan is carried out."""
    found = {}
    for kind in KINDS:
        changed = {one["id"]: one for one in made.changes.updates[kind]}
        kept: Sequence[Known] = present.get(kind, ())
        rows = [changed.get(one.id, {"id": one.id, **one.values}) for one in kept] + made.changes.adds[kind]
        rows = [one for one in rows if kind != "homeroom_assignments" or one["until_day"] is None]
        found[kind] = [Known(one["id"], {name: one[name] for name in FIELDS[kind]}) for one in rows]
    return found


def a_teacher(number: str = "T1", **values: Any) -> Known:
    blank = dict.fromkeys(FIELDS["teachers"])
    named = {"employee_no": number, "name": "张", "name_pinyin": "张", "name_initials": "张"}
    return Known(uuid4(), blank | named | {"status": TeacherStatus.ACTIVE} | values)


def codes(made: Plan) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in made.errors]


ONE = row(employee_no="T1", name="张")


def test_a_teacher_is_recognised_by_number_then_by_source() -> None:
    by_number, by_source = a_teacher("T1"), a_teacher("T8", source_id="s2")
    roster = Roster(teachers=[ONE, row(3, employee_no="T2", name="张", source_id="s2")])

    made = planned(roster, {"teachers": [by_number, by_source]})

    assert made.counts["teachers"] == Tally(updated=1, unchanged=1)
    assert [(one["id"], one["employee_no"]) for one in made.changes.updates["teachers"]] == [
        (by_source.id, "T2")
    ]


@pytest.mark.parametrize(
    ("present", "wrong"),
    [
        pytest.param([a_teacher("T1"), a_teacher("T2", source_id="s1")], "two_teachers", id="two people"),
        pytest.param([a_teacher("T2", platform_id="p1")], "platform_id_taken", id="another's platform id"),
    ],
)
def test_a_teacher_who_could_be_two_is_nobody(present: list[Known], wrong: str) -> None:
    roster = Roster(teachers=[row(employee_no="T1", name="张", source_id="s1", platform_id="p1")])

    made = planned(roster, {"teachers": present})

    assert [code for _, _, code in codes(made)] == [wrong]
    assert made.changes.adds["teachers"] == made.changes.updates["teachers"] == []


def test_whoever_left_and_is_on_the_roster_again_is_back() -> None:
    gone = a_teacher(status=TeacherStatus.LEFT, left_on=date(2020, 7, 1))

    made = planned(Roster(teachers=[ONE]), {"teachers": [gone]})

    (back,) = made.changes.updates["teachers"]
    assert (back["status"], back["left_on"]) == (TeacherStatus.ACTIVE, None)


def test_leavers_are_marked_when_the_roster_is_complete() -> None:
    present = [a_teacher("T1"), a_teacher("T2"), a_teacher("T3", status=TeacherStatus.LEFT)]

    made = planned(Roster(teachers=[ONE]), {"teachers": present}, replace(SETTINGS, mark_leavers=True))

    (gone,) = made.changes.updates["teachers"]
    assert (gone["id"], gone["status"], gone["left_on"]) == (
        present[1].id,
        TeacherStatus.LEFT,
        SETTINGS.today,
    )
    assert made.counts["teachers"] == Tally(unchanged=1, left=1)


def test_nobody_leaves_by_a_roster_of_nobody() -> None:
    made = planned(Roster(), {"teachers": [a_teacher()]}, replace(SETTINGS, mark_leavers=True))

    assert [code for _, _, code in codes(made)] == ["no_teachers"]
    assert made.changes.updates["teachers"] == []


def test_rows_that_say_nothing_readable_are_told_once() -> None:
    errors = Errors()
    errors.add("表", 2, "工号", "required")

    made = plan(Roster(), {}, SETTINGS, speller=ByLetter(), new_id=uuid4, errors=errors)

    assert codes(made) == [(2, "工号", "required")]


def test_what_repeats_an_earlier_row_names_it() -> None:
    roster = Roster(
        grade_groups=[row(2, code="G7", name="七"), row(3, code="G7", name="八")],
        teachers=[
            row(2, employee_no="T1", name="张", source_id="s", platform_id="p"),
            row(3, employee_no="T1", name="李"),
            row(4, employee_no="T2", name="李", source_id="s", platform_id="p"),
        ],
    )

    made = planned(roster)

    assert sorted(codes(made)) == [
        (3, "code", "duplicate"),
        (3, "employee_no", "duplicate"),
        (4, "platform_id", "duplicate"),
        (4, "source_id", "duplicate"),
    ]
    assert {one.facts["first_line"] for one in made.errors} == {"2"}


def test_what_is_pointed_at_must_be_in_the_file_or_the_school() -> None:
    roster = Roster(
        subject_groups=[row(2, code="math", name="数学组", leader="T9")],
        teachers=[row(3, employee_no="T1", name="张", subject_group="语文组", grade_group="G7")],
        classes=[row(4, code="701", name="一班", grade_group="G7")],
        teaching_assignments=[row(5, class_="709", teacher="T9", subject="数学")],
        homeroom_assignments=[row(6, class_="709", teacher="T1")],
        columns={"表": {"teacher": "教师工号"}},
    )

    assert codes(planned(roster)) == [
        (3, "subject_group", "unknown_subject_group"),
        (3, "grade_group", "unknown_grade_group"),
        (2, "leader", "unknown_teacher"),
        (4, "grade_group", "unknown_grade_group"),
        (5, "教师工号", "unknown_teacher"),
        (5, "class", "unknown_class"),
        (6, "class", "unknown_class"),
    ]


def test_a_group_named_in_passing_is_made_when_missing_and_left_alone_otherwise() -> None:
    ours = Known(uuid4(), {"code": "G10", "name": "10", "head_id": None})
    groups = [row(2, implied=True, code="10", name="10年级"), row(3, implied=True, code="11", name="11年级")]

    made = planned(Roster(grade_groups=groups, teachers=[ONE]), {"grade_groups": [ours]})

    assert made.counts["grade_groups"] == Tally(created=1, unchanged=1)
    assert [one["code"] for one in made.changes.adds["grade_groups"]] == ["11"]


def test_a_class_is_recognised_by_code_then_by_source_and_never_both() -> None:
    blank = {"name": "一班", "grade_group_id": uuid4()}
    coded = Known(uuid4(), blank | {"code": "701", "source_id": None})
    sourced = Known(uuid4(), blank | {"code": "7-2", "source_id": "c2"})
    rows = [row(2, code="701", name="一班", source_id="c2"), row(3, code="702", name="二班", source_id="c2")]

    made = planned(Roster(teachers=[ONE], classes=rows[1:]), {"classes": [coded, sourced]})
    torn = planned(Roster(teachers=[ONE], classes=rows[:1]), {"classes": [coded, sourced]})

    assert [one["id"] for one in made.changes.updates["classes"]] == [sourced.id]
    assert codes(torn) == [(2, "code", "two_classes")]


FULL = Roster(
    grade_groups=[row(code="G7", name="七年级组", leader="T1")],
    subject_groups=[row(code="math", name="数学组")],
    teachers=[
        row(2, employee_no="T1", name="张", born_on="1985-06-01", subject_group="数学组", grade_group="G7"),
        row(3, employee_no="T2", name="李", hired_on="2020-08-15"),
    ],
    classes=[row(code="701", name="一班", grade_group="七年级组")],
    teaching_assignments=[
        row(2, class_="701", teacher="T1", subject="数学", weekly_periods=5),
        row(3, class_="701", teacher="T2", subject="音乐"),
    ],
    homeroom_assignments=[row(2, class_="701", teacher="T1")],
    ignored=3,
)


def test_a_roster_brought_in_again_changes_nothing() -> None:
    first = planned(FULL)
    again = planned(FULL, afterwards(first, {}))

    assert {kind: tally.created for kind, tally in first.counts.items()} == {
        "grade_groups": 1,
        "subject_groups": 1,
        "teachers": 2,
        "classes": 1,
        "teaching_assignments": 2,
        "homeroom_assignments": 1,
        "others": 0,
    }
    assert first.changes.adds["grade_groups"][0]["head_id"] == first.changes.adds["teachers"][0]["id"]
    assert first.counts["others"].ignored == 3
    assert [*again.changes.adds.values(), *again.changes.updates.values()] == [[]] * 16


@pytest.mark.parametrize(
    ("said", "ends", "begins"),
    [
        pytest.param("2021-05-01", date(2021, 4, 30), date(2021, 5, 1), id="the day before"),
        pytest.param("2020-09-01", date(2020, 9, 1), date(2020, 9, 1), id="not before it began"),
        pytest.param(None, date(2020, 9, 1), date(2020, 9, 1), id="the term's first day"),
    ],
)
def test_a_new_homeroom_teacher_ends_the_one_before(said: str | None, ends: date, begins: date) -> None:
    school = afterwards(planned(FULL), {})
    day: dict[str, Any] = {"from_day": said} if said else {}
    changed = replace(FULL, homeroom_assignments=[row(2, class_="701", teacher="T2", **day)])

    made = planned(changed, school)

    assert [one["until_day"] for one in made.changes.updates["homeroom_assignments"]] == [ends]
    assert [one["from_day"] for one in made.changes.adds["homeroom_assignments"]] == [begins]


def test_assignments_need_a_term_unless_they_name_their_day() -> None:
    dated = row(9, class_="702", teacher="T2", from_day="2020-09-01")
    classes = [*FULL.classes, row(3, code="702", name="二班", grade_group="G7")]
    roster = replace(FULL, classes=classes, homeroom_assignments=[*FULL.homeroom_assignments, dated])

    made = planned(roster, settings=replace(SETTINGS, term=None))

    assert codes(made) == [(2, "", "no_term"), (3, "", "no_term"), (2, "from_day", "no_term")]
    assert len(made.changes.adds["homeroom_assignments"]) == 1


def test_only_the_first_thousand_errors_are_kept() -> None:
    errors = Errors()
    for line in range(1_500):
        errors.add("表", line, "c" * 200, "required")

    assert (len(errors.found), len(errors.found[0].column)) == (1_000, 100)


names = st.text("张王李赵", min_size=1, max_size=3)
people = st.dictionaries(st.sampled_from(["T1", "T2", "T3", "T4"]), names, min_size=1)


@given(before=people, after=people, mark_leavers=st.booleans())
def test_every_teacher_is_counted_once_and_nobody_is_lost(
    before: dict[str, str], after: dict[str, str], mark_leavers: bool
) -> None:
    def roster(of: dict[str, str]) -> Roster:
        return Roster(teachers=[row(line, employee_no=n, name=of[n]) for line, n in enumerate(of, 2)])

    school = afterwards(planned(roster(before)), {})
    made = planned(roster(after), school, replace(SETTINGS, mark_leavers=mark_leavers))
    tally = made.counts["teachers"]

    assert tally.created + tally.updated + tally.unchanged == len(after)
    assert tally.left == (len(before.keys() - after.keys()) if mark_leavers else 0)
    found = {one.values["employee_no"]: one.values for one in afterwards(made, school)["teachers"]}
    assert found.keys() == before.keys() | after.keys()
    assert all(found[number]["name"] == name for number, name in after.items())
