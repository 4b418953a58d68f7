"""A roster as a bundle of CSVs: OneRoster 1.2 (1EdTech), and School Data Sync v2.1, which is close to it.

The people of one org are this school's. `identifier`, or else `sourcedId`, is the employee number. Enrolled
in a `homeroom` class a teacher becomes its homeroom teacher, in any other one who teaches it. Passwords,
students, guardians and demographics are never read into anything.
"""

from collections.abc import Iterable, Mapping

from domain.errors import RuleViolation
from domain.imports import Sheet, UnreadableFile
from domain.people import roster_rows
from domain.people.roster_return import is_ours, read_return
from domain.people.roster_rows import Errors, Roster, Row, checked_row

TEACHING = {"teacher", "professor", "lecturer", "faculty", "instructor", "principal", "counselor"}
UNGRADED = ("ungraded", "未分年级")
BUNDLE_FILES = ("orgs", "users", "roles", "classes", "courses", "enrollments")
CALENDAR_FILE = "academicsessions"
"""Read of a bundle that we wrote ourselves; elsewhere sessions are cut in other ways than our terms."""


class RosterOrgNeeded(RuleViolation):
    """Several orgs of the file have teachers: name the one that is this school; facts: `orgs`."""

    code = "roster_org_needed"


class RosterOrgUnknown(RuleViolation):
    """The org named has no teachers in the file; facts: `orgs` (those that have)."""

    code = "roster_org_unknown"


def read_bundle(files: Mapping[str, Sheet], org: str | None, errors: Errors) -> Roster:
    """`files` by their lower-case name without `.csv`.

    Raises RosterOrgNeeded, RosterOrgUnknown, UnreadableFile.
    """
    for needed in ("orgs", "users"):
        if needed not in files:
            raise UnreadableFile(why="file_missing")
    chosen = _chosen(files, org)
    staff = {user for user, org_id in _teachers_by_org(files) if org_id in chosen}
    if is_ours(files):
        return read_return(files, staff, errors)
    users = list(_live(files["users"]))
    teachers = {
        cells["sourcedId"]: row
        for line, cells in users
        if cells.get("sourcedId") in staff and (row := _teacher(files["users"], line, cells, errors))
    }
    classes, homerooms = _classes(files, chosen, errors)
    lessons, heads = _enrolled(files, teachers, classes, homerooms)
    return Roster(
        grade_groups=implied_grades(classes.values()),
        teachers=list(teachers.values()),
        classes=list(classes.values()),
        teaching_assignments=lessons,
        homeroom_assignments=heads,
        ignored=len(users) - len(teachers),
    )


def choose_org(held: Mapping[str, str], org: str | None) -> str:
    """The org whose people are meant, among those that hold teachers (id → name)."""
    listing = "、".join(f"{org_id} {name}".strip() for org_id, name in sorted(held.items()))
    if org is not None:
        if org not in held:
            raise RosterOrgUnknown(orgs=listing)
        return org
    if len(held) > 1:
        raise RosterOrgNeeded(orgs=listing)
    if not held:
        raise UnreadableFile(why="no_teachers")
    return next(iter(held))


def implied_grades(classes: Iterable[Row]) -> list[Row]:
    """A grade group for every grade the classes name; one the school has is left as it is."""
    found: dict[str, Row] = {}
    for row in classes:
        grade = row.values["grade_group"]
        name = UNGRADED[1] if grade == UNGRADED[0] else f"{grade}年级"
        found.setdefault(grade, Row(row.file, row.line, {"code": grade, "name": name}, implied=True))
    return list(found.values())


def full_name(family: str, given: str) -> str:
    """张 + 伟 → 张伟; Craig + Jack → Jack Craig."""
    return family + given if roster_rows.HAN.search(family + given) else f"{given} {family}".strip()


def first_fit(cells: Mapping[str, str], *names: str) -> str:
    """The first of these columns that is there and filled in."""
    return next((cells[name] for name in names if cells.get(name)), "")


def _live(sheet: Sheet) -> Iterable[tuple[int, dict[str, str]]]:
    return ((line, cells) for line, cells in sheet.rows if cells.get("status", "").lower() != "tobedeleted")


def _teachers_by_org(files: Mapping[str, Sheet]) -> Iterable[tuple[str, str]]:
    """(user, org) of everybody who teaches; OneRoster 1.1 says so in users, later ones in roles."""
    if "roles" in files:
        for _, cells in _live(files["roles"]):
            if cells.get("role", "").lower() in TEACHING:
                yield cells.get("userSourcedId", ""), cells.get("orgSourcedId", "")
    else:
        for _, cells in _live(files["users"]):
            if cells.get("role", "").lower() in TEACHING:
                for org in first_fit(cells, "orgSourcedIds", "primaryOrgSourcedId").split(","):
                    yield cells.get("sourcedId", ""), org.strip()


def _chosen(files: Mapping[str, Sheet], org: str | None) -> set[str]:
    """The org and its departments."""
    orgs = {cells.get("sourcedId", ""): cells for _, cells in _live(files["orgs"])}

    def home(org_id: str) -> str:
        seen: set[str] = set()
        while orgs.get(org_id, {}).get("type", "").lower() == "department" and org_id not in seen:
            seen.add(org_id)
            org_id = orgs[org_id].get("parentSourcedId") or org_id
        return org_id

    holders = {home(org_id) for _, org_id in _teachers_by_org(files)}
    held = {org_id: orgs.get(org_id, {}).get("name", "") for org_id in holders}
    # A department is good enough a name for the school it belongs to.
    main = choose_org(held, home(org) if org is not None else None)
    return {org_id for org_id in {*orgs, *holders} if home(org_id) == main}


def _teacher(sheet: Sheet, line: int, cells: Mapping[str, str], errors: Errors) -> Row | None:
    number = first_fit(cells, "identifier", "sourcedId")
    username = cells.get("username", "")
    said = {
        "employee_no": (number, roster_rows.code),
        "source_id": (cells["sourcedId"], roster_rows.line_of_text),
        "name": (full_name(cells.get("familyName", ""), cells.get("givenName", "")), roster_rows.name),
        "email": (cells.get("email") or (username if "@" in username else ""), roster_rows.email),
        "phone": (first_fit(cells, "phone", "sms"), roster_rows.phone),
    }
    return checked_row(sheet, line, said, ("employee_no", "name"), errors)


def _classes(files: Mapping[str, Sheet], chosen: set[str], errors: Errors) -> tuple[dict[str, Row], set[str]]:
    """The school's classes by their id, each with its `subject`, and which of them are homerooms."""
    found: dict[str, Row] = {}
    homerooms: set[str] = set()
    if "classes" not in files:
        return found, homerooms
    courses = {c.get("sourcedId", ""): c for _, c in _live(files["courses"])} if "courses" in files else {}
    sheet = files["classes"]
    rows = [
        (line, cells)
        for line, cells in _live(sheet)
        if first_fit(cells, "schoolSourcedId", "orgSourcedId") in chosen
    ]
    codes = [cells.get("classCode") for _, cells in rows]
    for line, cells in rows:
        course = courses.get(cells.get("courseSourcedId", ""), {})
        own = cells.get("classCode", "")
        grade = first_fit(cells, "grades") or first_fit(course, "grades", "grade")
        subject = first_fit(cells, "subjects") or first_fit(course, "subjects", "title")
        said = {
            "code": (own if own and codes.count(own) == 1 else cells.get("sourcedId", ""), roster_rows.code),
            "source_id": (cells.get("sourcedId", ""), roster_rows.line_of_text),
            "name": (cells.get("title", ""), roster_rows.line_of_text),
            "grade_group": (grade.split(",")[0].strip() or UNGRADED[0], roster_rows.code),
            "subject": (subject.split(",")[0].strip() or cells.get("title", ""), roster_rows.line_of_text),
        }
        row = checked_row(sheet, line, said, tuple(said), errors)
        if row is not None:
            found[row.values["source_id"]] = row
            if cells.get("classType", "").lower() == "homeroom":
                homerooms.add(row.values["source_id"])
    return found, homerooms


def _enrolled(
    files: Mapping[str, Sheet], teachers: Mapping[str, Row], classes: Mapping[str, Row], homerooms: set[str]
) -> tuple[list[Row], list[Row]]:
    lessons: list[Row] = []
    heads: dict[str, tuple[bool, Row]] = {}
    for line, cells in _live(files["enrollments"]) if "enrollments" in files else ():
        class_id = cells.get("classSourcedId", "")
        teacher, taught = teachers.get(cells.get("userSourcedId", "")), classes.get(class_id)
        if teacher is None or taught is None or cells.get("role", "").lower() not in TEACHING:
            continue
        values = {"class": taught.values["code"], "teacher": teacher.values["employee_no"]}
        if class_id not in homerooms:
            subject = {"subject": taught.values["subject"]}
            lessons.append(Row(files["enrollments"].name, line, values | subject))
        else:
            primary = cells.get("primary", "").lower() == "true"
            if class_id not in heads or (primary and not heads[class_id][0]):
                heads[class_id] = (primary, Row(files["enrollments"].name, line, values))
    return lessons, [row for _, row in heads.values()]
