"""The statements behind a standing, compiled once."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    LargeBinary,
    Select,
    SmallInteger,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from domain.training.summary import GroupBy
from persistence.hot import LINE, Prepared, item, joined
from persistence.people.tables import grade_group, school_year, subject_group, teacher
from persistence.training.tables import credit_exemption, credit_rule, credit_standing
from persistence.training.visibility import group_members

_SCHOOL: Any = bindparam("school", type_=Uuid)
_YEAR: Any = bindparam("year", type_=SmallInteger)
_ASKER: Any = bindparam("asker", type_=Uuid)


def _ground_column() -> Any:
    """What all standings are judged by, as one text of JSON: rules, school years, exemptions."""

    def gathered(table: Table, *names: str) -> Any:
        columns = [table.c[name] for name in names]
        live = [table.c.voided_at.is_(None)] if "voided_at" in table.c else []
        rows = select(func.json_agg(func.json_build_array(*columns)))
        return rows.where(table.c.school_id == _SCHOOL, *live).scalar_subquery()

    parts = func.json_build_array(
        gathered(credit_rule, "id", "key", "value", "effective_from", "entered_at"),
        gathered(school_year, "start_year", "starts_on", "ends_on"),
        gathered(credit_exemption, "teacher_id", "kind", "from_day", "until_day"),
    )
    return cast(parts, Text).label("ground")


def _of_year(name: str) -> Any:
    its = (school_year.c.school_id == _SCHOOL, school_year.c.start_year == _YEAR)
    return select(school_year.c[name]).where(*its).scalar_subquery()


def _members_statement(first_day: Any, last_day: Any, grouped: bool, written: bool = True) -> Select[Any]:
    """Those who were there between the days, in their order: a mark of each, and when `written` a line.

    A line holds what the contract has before the verdict, in its order, and behind it what else a teacher is
    judged by and sorted by; the mark is a hash of just that, 64 bits. An empty list filters nothing.
    """
    who, sums = teacher.c, credit_standing.c
    nothing: Any = literal_column("0.00")
    after_name, after_id = bindparam("after_name", type_=Text), bindparam("after_id", type_=Uuid)
    own = (sums.school_id == who.school_id) & (sums.teacher_id == who.id) & (sums.school_year == _YEAR)
    narrowed = []
    if grouped:
        narrowed.append(or_(who.id == _ASKER, who.id.in_(group_members(_SCHOOL, _ASKER))))
    for name, column in (
        ("teachers", who.id),
        ("subject_groups", who.subject_group_id),
        ("grade_groups", who.grade_group_id),
    ):
        given: Any = bindparam(name, type_=ARRAY(Uuid))
        narrowed.append(or_(func.cardinality(given) == 0, column == given.any_()))
    fields = {
        "teacher_id": who.id,
        **{name: who[name] for name in ("name", "employee_no", "subject_group_id", "grade_group_id")},
        "school_year": _YEAR,
        **{name: func.coalesce(sums[name], nothing) for name in ("confirmed", "provisional", "planned")},
        **{name: who[name] for name in ("name_pinyin", "hired_on", "left_on")},
    }
    mark = func.hash_record_extended(func.row(*fields.values()), literal_column("0"), type_=BigInteger)
    members = (
        select(mark.label("mark"), *([item(**fields).label("line")] if written else []))
        .select_from(teacher.outerjoin(credit_standing, own))
        .where(
            who.school_id == _SCHOOL,
            or_(who.hired_on.is_(None), who.hired_on <= last_day),
            or_(who.left_on.is_(None), who.left_on >= first_day),
            *narrowed,
            or_(after_id.is_(None), tuple_(who.name_pinyin, who.id) > tuple_(after_name, after_id)),
        )
        .order_by(who.name_pinyin, who.id)
        .limit(bindparam("limit", type_=BigInteger))
        .subquery("members")
    )
    marks = func.array_send(func.array_agg(members.c.mark), type_=LargeBinary).label("marks")
    return select(marks, *([joined(func.array_agg(members.c.line), LINE).label("lines")] if written else []))


def _list_statement(grouped: bool, written: bool) -> Select[Any]:
    """What all are judged by, and the members of the year's own days."""
    members = _members_statement(_of_year("starts_on"), _of_year("ends_on"), grouped, written)
    return select(_ground_column(), members.subquery("found"))


def _sums_statement() -> Select[Any]:
    table = credit_standing.c
    sums = ("confirmed", "provisional", "planned", "school_based_confirmed", "school_based_provisional")
    ids: Any = bindparam("teachers", type_=ARRAY(Uuid))
    until: Any = bindparam("until_year", type_=SmallInteger)
    return select(
        table.teacher_id, table.school_year, *(table[name] for name in (*sums, "long_courses"))
    ).where(
        table.school_id == _SCHOOL, table.teacher_id == ids.any_(), table.school_year.between(_YEAR, until)
    )


GROUND = Prepared(select(_ground_column()))
MEMBERS = {
    grouped: Prepared(
        _members_statement(bindparam("first_day", type_=Date), bindparam("last_day", type_=Date), grouped)
    )
    for grouped in (False, True)
}
MARKS = {grouped: Prepared(_list_statement(grouped, written=False)) for grouped in (False, True)}
LIST = {grouped: Prepared(_list_statement(grouped, written=True)) for grouped in (False, True)}
"""By whether the caller sees their groups only. One statement for both would be planned anew each time: that
of the whole school is so much cheaper that PostgreSQL would not settle for a plan of both."""

SUMS = Prepared(_sums_statement())
NAMES = {
    by: Prepared(select(table.c.id, table.c.name).where(table.c.school_id == _SCHOOL))
    for by, table in ((GroupBy.SUBJECT_GROUP, subject_group), (GroupBy.GRADE_GROUP, grade_group))
}
