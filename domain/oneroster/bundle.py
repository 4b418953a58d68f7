"""The CSV bundle of OneRoster 1.2: its files, their columns in the standard's order, and every cell as text.

In bulk, as the standard calls a whole roster, `status` and `dateLastModified` stay empty. Columns of our own
come last, named `metadata.yanxiu.…`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.oneroster.asking import Records
from domain.oneroster.records import (
    CLASSES,
    COURSES,
    ENROLLMENTS,
    ORGS,
    SESSIONS,
    USERS,
    VENDOR,
    Collection,
    heading,
)

HEADERS: Mapping[str, str] = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
    ),
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
        "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,"
        "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
    ),
    "roles": (
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
        "userProfileSourcedId"
    ),
    "courses": (
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
        "subjectCodes"
    ),
    "classes": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
        "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"
    ),
    "enrollments": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
        "beginDate,endDate"
    ),
}
"""The files of the bundle but its manifest, each with the headings of the CSV binding."""

ABSENT = (
    "categories",
    "classResources",
    "courseResources",
    "demographics",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
)
"""Files of the standard about what is not kept here, or not given."""

_BULK = ("status", "dateLastModified")
_BORN_ON = f"metadata.{VENDOR}.bornOn"


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the bundle, its name without `.csv`."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]


async def bundle(records: Records) -> list[Table]:
    """The manifest first; in a fixed number of statements."""
    users = await records.all(USERS)
    tables = [
        _table(ORGS, await records.all(ORGS)),
        _table(SESSIONS, await records.all(SESSIONS)),
        _table(USERS, users, _BORN_ON),
        _filled("roles", [_role(user) for user in users]),
        _table(COURSES, await records.all(COURSES)),
        _table(CLASSES, await records.all(CLASSES)),
        _table(ENROLLMENTS, await records.all(ENROLLMENTS)),
    ]
    return [_manifest(), *tables]


def _manifest() -> Table:
    files = dict.fromkeys(HEADERS, "bulk") | dict.fromkeys(ABSENT, "absent")
    said = {
        "manifest.version": "1.0",
        "oneroster.version": "1.2",
        **{f"file.{name}": files[name] for name in sorted(files, key=str.lower)},
        "source.systemName": "Yanxiu",
        "source.systemCode": VENDOR,
    }
    return Table("manifest", ("propertyName", "value"), list(said.items()))


def _table(collection: Collection, rows: Sequence[Mapping[str, Any]], *more: str) -> Table:
    own = [heading(one) for one in collection.metadata]
    return _filled(collection.path, rows, *own, *more)


def _filled(name: str, rows: Sequence[Mapping[str, Any]], *more: str) -> Table:
    header = (*HEADERS[name].split(","), *more)
    return Table(
        name,
        header,
        [["" if one in _BULK else _cell(row.get(one)) for one in header] for row in rows],
    )


def _role(user: Mapping[str, Any]) -> dict[str, Any]:
    """Everybody teaches at this one school, from the day they were hired to the day they left."""
    return {
        "sourcedId": f"{user['sourcedId']}.teacher",
        "userSourcedId": user["sourcedId"],
        "roleType": "primary",
        "role": "teacher",
        "beginDate": user[f"metadata.{VENDOR}.hiredOn"],
        "endDate": user[f"metadata.{VENDOR}.leftOn"],
        "orgSourcedId": user["primaryOrgSourcedId"],
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
