"""A school's roster as the tables of OneRoster 1.2: statements whose columns are the headings of the bundle.

What has no row of ours, a course or what is taught to a class in a term, has an id made of what it is, the
same each time it is read.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    DateTime,
    Integer,
    Select,
    String,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from domain.people.teacher import TeacherStatus
from persistence.people.tables import (
    grade_group,
    homeroom_assignment,
    school_class,
    school_year,
    subject_group,
    teacher,
    teaching_assignment,
    term,
)
from persistence.platform.tables import district, school

Column = ColumnElement[Any]
Relation = Callable[[UUID], Any]

UNSAID = "—"
"""Where a name has one part, and the standard asks for two."""

_TWO = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒司空夏侯轩辕端木百里呼延南宫"
    "东郭申屠公羊澹台宗政濮阳淳于单于太叔闻人钟离鲜于闾丘赫连独孤拓跋纳兰西门"
)
TWO_CHARACTERS = [_TWO[at : at + 2] for at in range(0, len(_TWO), 2)]
"""Family names of two characters; every other Chinese one is taken to have one."""

_HOMEROOM = "homeroom"


def orgs(school_id: UUID) -> Any:
    """The school, its district, and its grade groups and subject groups as departments."""
    ours = school.c.id == school_id
    own = select(
        _id(school.c.id),
        *_stamps(school.c.created_at),
        *_said(name=school.c.name, type=literal("school"), identifier=school.c.code),
        _id(school.c.district_id, "parentSourcedId"),
        *_more(kind=_nothing(), leader=_nothing()),
    ).where(ours)
    above = (
        select(
            _id(district.c.id),
            *_stamps(school.c.created_at),
            *_said(name=district.c.name, type=literal("district"), identifier=district.c.code),
            _nothing().label("parentSourcedId"),
            *_more(kind=_nothing(), leader=_nothing()),
        )
        .join(school, school.c.district_id == district.c.id)
        .where(ours)
    )
    grades = _departments(school_id, grade_group, grade_group.c.head_id, "gradeGroup")
    subjects = _departments(school_id, subject_group, subject_group.c.leader_id, "subjectGroup")
    return union_all(own, above, grades, subjects)


def _departments(school_id: UUID, table: Any, leader_id: Column, kind: str) -> Select[Any]:
    leads = and_(teacher.c.school_id == school_id, teacher.c.id == leader_id)
    return (
        select(
            _id(table.c.id),
            *_stamps(func.greatest(table.c.changed_at, teacher.c.changed_at)),
            *_said(name=table.c.name, type=literal("department"), identifier=table.c.code),
            _id(table.c.school_id, "parentSourcedId"),
            *_more(kind=literal(kind), leader=teacher.c.employee_no),
        )
        .join(teacher, leads, isouter=True)
        .where(table.c.school_id == school_id)
    )


def sessions(school_id: UUID) -> Any:
    """School years, and their terms below them."""
    years = select(
        _id(school_year.c.id),
        *_stamps(school_year.c.changed_at),
        *_said(title=cast(school_year.c.start_year, String) + "学年", type=literal("schoolYear")),
        school_year.c.starts_on.label("startDate"),
        school_year.c.ends_on.label("endDate"),
        _nothing().label("parentSourcedId"),
        _said_year(),
        *_more(number=cast(null(), Integer), firstMonday=cast(null(), Date)),
    ).where(school_year.c.school_id == school_id)
    ordinal = case((term.c.number == 1, "一"), else_="二")
    parts = (
        select(
            _id(term.c.id),
            *_stamps(func.greatest(term.c.changed_at, school_year.c.changed_at)),
            *_said(
                title=cast(school_year.c.start_year, String) + "学年第" + ordinal + "学期",
                type=literal("term"),
            ),
            term.c.starts_on.label("startDate"),
            term.c.ends_on.label("endDate"),
            _id(school_year.c.id, "parentSourcedId"),
            _said_year(),
            *_more(number=term.c.number, firstMonday=term.c.first_monday),
        )
        .join(school_year, _same(school_year, term.c.school_year_id, school_id))
        .where(term.c.school_id == school_id)
    )
    return union_all(years, parts)


def users(school_id: UUID) -> Any:
    columns, name = teacher.c, teacher.c.name
    family = _family_name(name)
    given = case(
        (family == name, UNSAID),
        (_is_chinese(name), func.substr(name, func.char_length(family) + 1)),
        else_=func.left(name, func.char_length(name) - func.char_length(family) - 1),
    )
    gone = columns.status == TeacherStatus.LEFT
    userids = func.concat_ws(
        ",", literal("{platform:") + columns.platform_id + "}", literal("{source:") + columns.source_id + "}"
    )
    moments = (columns.changed_at, subject_group.c.changed_at, grade_group.c.changed_at)
    return (
        select(
            _id(columns.id),
            *_stamps(func.greatest(*moments), case((gone, "tobedeleted"), else_="active")),
            *_said(username=columns.employee_no, identifier=columns.employee_no),
            *_said(userIds=userids, givenName=given, familyName=family),
            (~gone).label("enabledUser"),
            *_said(email=columns.email, phone=columns.phone),
            _id(columns.school_id, "primaryOrgSourcedId"),
            *_more(name=name, title=columns.title, position=columns.position),
            *_more(subjectGroup=subject_group.c.code, gradeGroup=grade_group.c.code),
            *_more(status=columns.status, bornOn=columns.born_on, hiredOn=columns.hired_on),
            *_more(leftOn=columns.left_on, platformId=columns.platform_id, sourceId=columns.source_id),
        )
        .join(subject_group, _same(subject_group, columns.subject_group_id, school_id), isouter=True)
        .join(grade_group, _same(grade_group, columns.grade_group_id, school_id), isouter=True)
        .where(columns.school_id == school_id)
    )


def courses(school_id: UUID) -> Any:
    """A course for each subject that is taught, and one for the classes as such."""
    subject = teaching_assignment.c.subject
    taught = (
        select(
            _course(school_id, subject).label("sourcedId"),
            *_stamps(func.max(teaching_assignment.c.changed_at)),
            *_said(title=subject),
            literal(str(school_id), Text).label("orgSourcedId"),
            _texts(subject).label("subjects"),
        )
        .where(teaching_assignment.c.school_id == school_id)
        .group_by(subject)
    )
    led = (
        select(
            _course(school_id, None).label("sourcedId"),
            *_stamps(func.max(school_class.c.changed_at)),
            *_said(title=literal("班级")),
            literal(str(school_id), Text).label("orgSourcedId"),
            cast(null(), ARRAY(Text)).label("subjects"),
        )
        .where(school_class.c.school_id == school_id)
        .having(func.count() > 0)
    )
    return union_all(taught, led)


def classes(school_id: UUID) -> Any:
    """Every class 班级 as a homeroom, and as a scheduled class what is taught to it in a term."""
    return union_all(_homerooms(school_id), _scheduled(school_id))


def _homerooms(school_id: UUID) -> Select[Any]:
    """A homeroom is held in the terms in which something is taught to it; in the last one before any is."""
    assigned, columns = teaching_assignment.c, school_class.c
    taught = (
        select(func.array_agg(cast(assigned.term_id, Text).distinct()))
        .where(assigned.school_id == school_id, assigned.class_id == columns.id)
        .scalar_subquery()
    )
    last = (
        select(_texts(cast(term.c.id, Text)))
        .where(term.c.school_id == school_id)
        .order_by(term.c.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            _id(columns.id),
            *_stamps(func.greatest(columns.changed_at, grade_group.c.changed_at)),
            *_said(title=columns.name, classCode=columns.code, classType=literal(_HOMEROOM)),
            _texts(grade_group.c.code).label("grades"),
            cast(null(), ARRAY(Text)).label("subjects"),
            _course(school_id, None).label("courseSourcedId"),
            _id(columns.school_id, "schoolSourcedId"),
            func.coalesce(taught, last).label("termSourcedIds"),
            *_more(sourceId=columns.source_id),
        )
        .join(grade_group, _same(grade_group, columns.grade_group_id, school_id))
        .where(columns.school_id == school_id)
    )


def _scheduled(school_id: UUID) -> Select[Any]:
    assigned, columns = teaching_assignment.c, school_class.c
    moments = (func.max(assigned.changed_at), columns.changed_at, grade_group.c.changed_at)
    keys = (assigned.term_id, assigned.subject, columns.id, columns.name, columns.code, columns.school_id)
    return (
        select(
            _lesson().label("sourcedId"),
            *_stamps(func.greatest(*moments)),
            *_said(
                title=columns.name + assigned.subject,
                classCode=columns.code,
                classType=literal("scheduled"),
            ),
            _texts(grade_group.c.code).label("grades"),
            _texts(assigned.subject).label("subjects"),
            _course(school_id, assigned.subject).label("courseSourcedId"),
            _id(columns.school_id, "schoolSourcedId"),
            _texts(cast(assigned.term_id, Text)).label("termSourcedIds"),
            *_more(sourceId=_nothing()),
        )
        .join(school_class, _same(school_class, assigned.class_id, school_id))
        .join(grade_group, _same(grade_group, columns.grade_group_id, school_id))
        .where(assigned.school_id == school_id)
        .group_by(*keys, assigned.class_id, columns.changed_at, grade_group.c.changed_at, grade_group.c.code)
    )


def enrollments(school_id: UUID) -> Any:
    """Who teaches what to which class in a term, and whose homeroom it is. Pupils there are none."""
    assigned, led = teaching_assignment.c, homeroom_assignment.c
    shared = (assigned.term_id, assigned.class_id, assigned.subject)
    most = func.row_number().over(partition_by=shared, order_by=(assigned.weekly_periods.desc(), assigned.id))
    lessons = (
        select(
            _id(assigned.id),
            *_stamps(func.greatest(assigned.changed_at, term.c.changed_at)),
            _lesson().label("classSourcedId"),
            _id(assigned.school_id, "schoolSourcedId"),
            _id(assigned.teacher_id, "userSourcedId"),
            *_said(role=literal("teacher")),
            (most == 1).label("primary"),
            term.c.starts_on.label("beginDate"),
            term.c.ends_on.label("endDate"),
            *_more(weeklyPeriods=assigned.weekly_periods),
        )
        .join(term, _same(term, assigned.term_id, school_id))
        .where(assigned.school_id == school_id)
    )
    homerooms = select(
        _id(led.id),
        *_stamps(led.changed_at),
        _id(led.class_id, "classSourcedId"),
        _id(led.school_id, "schoolSourcedId"),
        _id(led.teacher_id, "userSourcedId"),
        *_said(role=literal("teacher")),
        led.until_day.is_(None).label("primary"),
        led.from_day.label("beginDate"),
        led.until_day.label("endDate"),
        *_more(weeklyPeriods=cast(null(), Integer)),
    ).where(led.school_id == school_id)
    return union_all(lessons, homerooms)


RELATIONS: Mapping[str, Relation] = {
    "orgs": orgs,
    "academicSessions": sessions,
    "users": users,
    "courses": courses,
    "classes": classes,
    "enrollments": enrollments,
}


def relation(name: str, school_id: UUID) -> Subquery:
    found: Subquery = RELATIONS[name](school_id).subquery(name)
    return found


def _id(column: Column, name: str = "sourcedId") -> Column:
    return cast(column, Text).label(name)


def _nothing() -> Column:
    return cast(null(), Text)


def _stamps(changed_at: Column, status: Column | None = None) -> tuple[Column, Column]:
    """The moment as it is told, to the millisecond: what is told can be asked for."""
    said = literal("active") if status is None else status
    told = func.date_trunc("milliseconds", changed_at)
    return cast(said, Text).label("status"), cast(told, DateTime(timezone=True)).label("dateLastModified")


def _said(**named: Column) -> list[Column]:
    return [cast(column, Text).label(name) for name, column in named.items()]


def _more(**named: Column) -> list[Column]:
    return [column.label(f"metadata.yanxiu.{name}") for name, column in named.items()]


def _texts(column: Column) -> Column:
    """The one text as a list."""
    return cast(func.array_append(cast(literal("{}"), ARRAY(Text)), cast(column, Text)), ARRAY(Text))


def _same(table: Any, pointer: Column, school_id: UUID) -> ColumnElement[bool]:
    return and_(table.c.school_id == school_id, table.c.id == pointer)


def _said_year() -> Column:
    """A school year by the year it ends in, as the standard has it: 2020学年 is `2021`."""
    return cast(school_year.c.start_year + 1, Text).label("schoolYear")


def _made_id(*parts: Column) -> Column:
    return cast(cast(func.md5(func.concat_ws("/", *parts)), Uuid), Text)


def _course(school_id: UUID, subject: Column | None) -> Column:
    what = [literal(_HOMEROOM)] if subject is None else [literal("subject"), subject]
    return _made_id(literal(str(school_id)), *what)


def _lesson() -> Column:
    """The id of what is taught: a subject, to a class, in a term."""
    assigned = teaching_assignment.c
    return _made_id(cast(assigned.term_id, Text), cast(assigned.class_id, Text), assigned.subject)


def _is_chinese(name: Column) -> ColumnElement[bool]:
    return name.regexp_match("^[㐀-鿿]")


def _family_name(name: Column) -> Column:
    two = and_(func.left(name, 2).in_(TWO_CHARACTERS), func.char_length(name) > 2)
    return case(
        (and_(_is_chinese(name), two), func.left(name, 2)),
        (_is_chinese(name), func.left(name, 1)),
        else_=func.regexp_replace(name, "^.* ", ""),
    )
