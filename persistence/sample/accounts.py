"""The sample's accounts: who signs in, and as what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from persistence.identity.tables import account, role_grant
from persistence.sample.people import Person
from persistence.sample.rows import Rows


def add_account(
    rows: Rows,
    at: datetime,
    *,
    username: str,
    display_name: str,
    password_hash: str,
    grants: list[dict[str, Any]],
) -> UUID:
    """Somebody who signs in; a grant names a role, its school or district, and the teacher they are."""
    account_id = rows.add(
        account,
        at,
        username=username,
        display_name=display_name,
        kind="person",
        password_hash=password_hash,
        password_changed_at=at,
        created_at=at,
    )
    nowhere = {"school_id": None, "district_id": None, "teacher_id": None}
    for grant in grants:
        rows.add(role_grant, at, account_id=account_id, granted_at=at, **(nowhere | grant))
    return account_id


def add_accounts(
    rows: Rows, at: datetime, school_id: UUID, data: dict[str, Any], people: list[Person], password_hash: str
) -> dict[str, UUID]:
    """The accounts of a school's file, by username."""
    by_number = {person.employee_no: person for person in people}
    made = {}
    for entry in data["accounts"]:
        person = by_number.get(entry.get("employee_no", ""))
        made[entry["username"]] = add_account(
            rows,
            at,
            username=entry["username"],
            display_name=person.name if person else entry["display_name"],
            password_hash=password_hash,
            grants=[
                {"role": role, "school_id": school_id, "teacher_id": person.id if person else None}
                for role in entry["roles"]
            ],
        )
    return made
