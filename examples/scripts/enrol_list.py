"""Enrols the teachers of a list in a session at once, all or none; the list has an employee number a line.

    S=http://127.0.0.1:8000/api/v1/schools/shimen
    YANXIU_KEY=yx_… python enrol_list.py --school $S SJ-2021-01 list.txt

The key's client needs the scopes people:read, course:read and enrolment:write. Run again after a network
error it enrols nobody twice: the list itself is the key of the request.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

KEY = os.environ.get("YANXIU_KEY", "")


def ask(address: str, body: Any = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **named},
    )
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def only(found: list[Any], what: str, wanted: str, field: str) -> str:
    """The id of the one thing that is called so."""
    exact = [one for one in found if one[field] == wanted]
    if len(exact) != 1:
        sys.exit(f"{what} {wanted}: {len(exact)} of that name")
    return str(exact[0]["id"])


def session_called(school: str, code: str) -> str:
    asked = {"limit": "200"}
    while True:
        page = ask(f"{school}/training-sessions?{urlencode(asked)}")
        found = [one for one in page["items"] if one["code"] == code]
        if found or not page["has_more"]:
            return only(found, "session", code, "code")
        asked["cursor"] = page["next_cursor"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--school", required=True, help="the school's address in the API")
    parser.add_argument("session", help="the session's code")
    parser.add_argument("list", type=Path)
    asked = parser.parse_args()
    numbers = [line.strip() for line in asked.list.read_text("utf-8-sig").splitlines() if line.strip()]
    teachers = [
        only(ask(f"{asked.school}/teachers?{urlencode({'q': one})}")["items"], "teacher", one, "employee_no")
        for one in numbers
    ]
    session_id = session_called(asked.school, asked.session)
    body = {"session_id": session_id, "items": [{"teacher_id": one} for one in teachers]}
    key = hashlib.sha256(json.dumps(body).encode()).hexdigest()
    try:
        made = ask(f"{asked.school}/enrolments/bulk", body, Idempotency_Key=key)["items"]
    except HTTPError as refusal:
        problem = json.load(refusal)
        print(f"{refusal.code}: {problem['detail']}")
        for one in problem["errors"]:
            place = int(one["pointer"].split("/")[2])
            print(f"  {numbers[place]}: {one['message']}")
        sys.exit(1)
    for number, one in zip(numbers, made, strict=True):
        print(f"  {number}: {one['state']}")


if __name__ == "__main__":
    main()
