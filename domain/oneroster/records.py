"""What OneRoster 1.2 calls a school's people, classes and terms, and what of each may be asked.

One table for all that reads it: the answers, their schema, `fields`, `sort`, `filter`, and the CSV bundle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

VENDOR = "yanxiu"
"""Under this name stands, in `metadata`, what OneRoster has no field for."""

PATHS = {
    "org": "orgs",
    "academicSession": "academicSessions",
    "user": "users",
    "course": "courses",
    "class": "classes",
}
"""Where what a reference points to is found, by its kind."""


class Kind(Enum):
    """What a field holds, and so how it is compared and written."""

    TEXT = auto()
    FLAG = auto()
    """`true` or `false`, as text."""

    DAY = auto()
    MOMENT = auto()
    NUMBER = auto()
    TEXTS = auto()
    REFERENCE = auto()
    REFERENCES = auto()
    USER_IDS = auto()
    ROLES = auto()


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind = Kind.TEXT
    of: str = ""
    """The kind of thing a reference points to."""

    column: str = ""
    """Its heading in a CSV, where that is another than the name."""

    @property
    def heading(self) -> str:
        return self.column or self.name


_EVERY = (Field("sourcedId"), Field("status"), Field("dateLastModified", Kind.MOMENT))


@dataclass(frozen=True, slots=True)
class Collection:
    """A list of the service, such as `users`."""

    path: str
    many: str
    """The member of an answer that holds the list."""

    one: str
    own: tuple[Field, ...]
    metadata: tuple[Field, ...] = ()
    relation: str = ""
    """What it is read from, where it is a part of another list."""

    only_type: str | None = None
    """The `type` its records have, where it is such a part."""

    fields: tuple[Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", _EVERY + self.own)

    @property
    def source(self) -> str:
        return self.relation or self.path

    @property
    def selectable(self) -> tuple[str, ...]:
        return (*(one.name for one in self.fields), "metadata")

    @property
    def asked_by(self) -> dict[str, Field]:
        """What `filter` may name: the fields themselves, and the ids behind references."""
        found = {}
        for one in self.fields:
            if one.kind in (Kind.REFERENCE, Kind.REFERENCES):
                found[f"{one.name}.sourcedId"] = one
            elif one.kind not in (Kind.USER_IDS, Kind.ROLES):
                found[one.name] = one
        return found

    @property
    def sorted_by(self) -> dict[str, Field]:
        return {
            name: one for name, one in self.asked_by.items() if one.kind not in (Kind.TEXTS, Kind.REFERENCES)
        }


_ORG = (
    Field("name"),
    Field("type"),
    Field("identifier"),
    Field("parent", Kind.REFERENCE, "org", "parentSourcedId"),
)
_ORG_METADATA = (Field("kind"), Field("leader"))
_SESSION = (
    Field("title"),
    Field("startDate", Kind.DAY),
    Field("endDate", Kind.DAY),
    Field("type"),
    Field("parent", Kind.REFERENCE, "academicSession", "parentSourcedId"),
    Field("schoolYear"),
)
_SESSION_METADATA = (Field("number", Kind.NUMBER), Field("firstMonday", Kind.DAY))
_USER = (
    Field("username"),
    Field("userIds", Kind.USER_IDS),
    Field("enabledUser", Kind.FLAG),
    Field("givenName"),
    Field("familyName"),
    Field("roles", Kind.ROLES),
    Field("primaryOrg", Kind.REFERENCE, "org", "primaryOrgSourcedId"),
    Field("identifier"),
    Field("email"),
    Field("phone"),
)
_USER_METADATA = (
    Field("name"),
    Field("title"),
    Field("position"),
    Field("subjectGroup"),
    Field("gradeGroup"),
    Field("status"),
    Field("hiredOn", Kind.DAY),
    Field("leftOn", Kind.DAY),
    Field("platformId"),
    Field("sourceId"),
)

ORGS = Collection("orgs", "orgs", "org", _ORG, _ORG_METADATA)
SCHOOLS = Collection("schools", "orgs", "org", _ORG, _ORG_METADATA, "orgs", "school")
SESSIONS = Collection("academicSessions", "academicSessions", "academicSession", _SESSION, _SESSION_METADATA)
TERMS = Collection(
    "terms", "academicSessions", "academicSession", _SESSION, _SESSION_METADATA, "academicSessions", "term"
)
USERS = Collection("users", "users", "user", _USER, _USER_METADATA)
TEACHERS = Collection("teachers", "users", "user", _USER, _USER_METADATA, "users")
"""All users are teachers: nobody else is kept."""

COURSES = Collection(
    "courses",
    "courses",
    "course",
    (
        Field("title"),
        Field("org", Kind.REFERENCE, "org", "orgSourcedId"),
        Field("subjects", Kind.TEXTS),
    ),
)
CLASSES = Collection(
    "classes",
    "classes",
    "class",
    (
        Field("title"),
        Field("classCode"),
        Field("classType"),
        Field("grades", Kind.TEXTS),
        Field("subjects", Kind.TEXTS),
        Field("course", Kind.REFERENCE, "course", "courseSourcedId"),
        Field("school", Kind.REFERENCE, "org", "schoolSourcedId"),
        Field("terms", Kind.REFERENCES, "academicSession", "termSourcedIds"),
    ),
    (Field("sourceId"),),
)
ENROLLMENTS = Collection(
    "enrollments",
    "enrollments",
    "enrollment",
    (
        Field("user", Kind.REFERENCE, "user", "userSourcedId"),
        Field("class", Kind.REFERENCE, "class", "classSourcedId"),
        Field("school", Kind.REFERENCE, "org", "schoolSourcedId"),
        Field("role"),
        Field("primary", Kind.FLAG),
        Field("beginDate", Kind.DAY),
        Field("endDate", Kind.DAY),
    ),
    (Field("weeklyPeriods", Kind.NUMBER),),
)
COLLECTIONS = (ORGS, SCHOOLS, SESSIONS, TERMS, USERS, TEACHERS, COURSES, CLASSES, ENROLLMENTS)


def heading(one: Field) -> str:
    """A metadata field's heading in a CSV."""
    return f"metadata.{VENDOR}.{one.heading}"


def moment(at: datetime) -> str:
    """`2021-03-08T00:00:00.000Z`: UTC and milliseconds, as the standard asks."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record(
    collection: Collection, row: Mapping[str, Any], base: str, chosen: Iterable[str] | None = None
) -> dict[str, Any]:
    """One record as it is answered; what is not there is left out. `base` is the service's address."""
    wanted = set(collection.selectable if chosen is None else chosen)
    found = {one.name: _written(one, row, base) for one in collection.fields if one.name in wanted}
    if "metadata" in wanted:
        more = {one.name: _plain(row[heading(one)]) for one in collection.metadata}
        found["metadata"] = {VENDOR: known} if (known := _known(more)) else None
    return _known(found)


def _known(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    """Days as text; text and numbers as they are."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _written(one: Field, row: Mapping[str, Any], base: str) -> Any:
    if one.kind is Kind.ROLES:
        return [_role(row, base)]
    if one.kind is Kind.USER_IDS:
        return _user_ids(row) or None
    value = row[one.heading]
    if value is None:
        return None
    if one.kind is Kind.FLAG:
        return "true" if value else "false"
    if one.kind is Kind.MOMENT:
        return moment(value)
    if one.kind is Kind.REFERENCE:
        return reference(one.of, value, base)
    if one.kind is Kind.REFERENCES:
        return [reference(one.of, each, base) for each in value]
    return _plain(value)


def reference(kind: str, sourced_id: str, base: str) -> dict[str, str]:
    return {"href": f"{base}/{PATHS[kind]}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


def _role(row: Mapping[str, Any], base: str) -> dict[str, Any]:
    """Everybody here teaches at the one school, from the day they were hired to the day they left."""
    days = {
        "beginDate": _plain(row[f"metadata.{VENDOR}.hiredOn"]),
        "endDate": _plain(row[f"metadata.{VENDOR}.leftOn"]),
    }
    org = reference("org", row["primaryOrgSourcedId"], base)
    return {"roleType": "primary", "role": "teacher", "org": org} | _known(days)


def _user_ids(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The id on the district's training platform, and the one in the roster the teacher came from."""
    said = {
        "platform": row[f"metadata.{VENDOR}.platformId"],
        "source": row[f"metadata.{VENDOR}.sourceId"],
    }
    return [{"type": kind, "identifier": identifier} for kind, identifier in said.items() if identifier]
