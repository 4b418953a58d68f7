"""The scripts of examples/scripts/, run as somebody would who copied one: on a live server, with a key."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from standardwebhooks import Webhook

from tests.start.processes import ROOT
from tests.start.sampled import sampled

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class School:
    """The sample school on a live server, with its office signed in."""

    address: str
    office: httpx2.Client

    @property
    def named(self) -> tuple[str, str]:
        """How a script is told which school."""
        return "--school", self.address

    def key(self, *scopes: str) -> str:
        client = self.post("service-clients", {"name": "脚本", "scopes": list(scopes)})
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        path = f"service-clients/{client['client_id']}/api-keys"
        return str(self.post(path, {"name": "脚本", "expires_at": until})["api_key"])

    def post(self, path: str, body: Any) -> Any:
        answer = self.office.post(
            f"{self.address}/{path}", json=body, headers={"Idempotency-Key": str(uuid4())}
        )
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def get(self, path: str, **asked: Any) -> Any:
        answer = self.office.get(f"{self.address}/{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def run(self, script: str, key: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "examples/scripts" / script), *arguments],
            env=os.environ | {"YANXIU_KEY": key, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
        )


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with sampled(tmp_path_factory.mktemp("data")) as address, httpx2.Client() as office:
        form = {"grant_type": "password", "username": "office@shimen", "password": "yanxiu-2021"}
        token = office.post(f"{address}/api/v1/auth/token", data=form).json()["access_token"]
        office.headers["Authorization"] = f"Bearer {token}"
        yield School(f"{address}/api/v1/schools/shimen", office)


def test_who_is_behind_comes_as_a_table(school: School) -> None:
    told = school.run(
        "who_is_behind.py", school.key("credit:read"), "--school", school.address, "--year", "2020"
    )

    behind = school.get("credit-standings", school_year=2020, state="behind", limit=200)["items"]
    lines = told.stdout.splitlines()
    assert told.returncode == 0, told.stderr
    assert lines[0] == "工号,姓名,已得,要求,还差"
    assert len(lines) == 1 + len(behind) > 1


def test_a_key_without_the_scope_is_told_so(school: School) -> None:
    told = school.run(
        "who_is_behind.py", school.key("people:read"), "--school", school.address, "--year", "2020"
    )

    assert told.returncode == 1
    assert "403" in told.stderr


def test_a_list_is_enrolled_once_however_often_it_is_sent(school: School, tmp_path: Path) -> None:
    course = school.get("courses", limit=1)["items"][0]
    starts = datetime.now(UTC) + timedelta(days=9)
    year = starts.year if starts.month >= 9 else starts.year - 1
    school.post(
        "school-years",
        {
            "start_year": year,
            "starts_on": f"{year}-09-01",
            "ends_on": f"{year + 1}-08-31",
            "terms": [{"number": 1, "starts_on": f"{year}-09-01", "ends_on": f"{year + 1}-01-22"}],
        },
    )
    session = school.post(
        "training-sessions",
        {
            "course_id": course["id"],
            "code": f"JB-{uuid4().hex[:8]}",
            "capacity": 2,
            "waitlist": True,
            "blocks": [
                {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
            ],
        },
    )
    opened = school.office.post(
        f"{school.address}/training-sessions/{session['id']}/open", headers={"If-Match": '"1"'}
    )
    assert opened.status_code == 200, opened.text
    teachers = school.get("teachers", status="active", limit=3)["items"]
    numbers = tmp_path / "名单.txt"
    numbers.write_text("\n".join(one["employee_no"] for one in teachers), "utf-8-sig")
    key = school.key("people:read", "course:read", "enrolment:write")

    first = school.run("enrol_list.py", key, *school.named, session["code"], str(numbers))
    again = school.run("enrol_list.py", key, *school.named, session["code"], str(numbers))

    assert (first.returncode, again.stdout) == (0, first.stdout), first.stdout + first.stderr
    assert [line.split(": ")[1] for line in first.stdout.splitlines()] == ["placed", "placed", "waitlisted"]

    numbers.write_text(teachers[0]["employee_no"], "utf-8")
    refused = school.run("enrol_list.py", key, *school.named, session["code"], str(numbers))
    assert refused.returncode == 1
    assert teachers[0]["employee_no"] in refused.stdout


def test_who_teaches_what_is_read_over_oneroster(school: School) -> None:
    base = school.address.partition("/api/")[0]

    told = school.run("roster_pull.py", school.key("oneroster:read"), "--base", base)

    lines = told.stdout.splitlines()
    assert told.returncode == 0, told.stderr
    assert len(lines) > 60
    assert all(len(line.split("\t")) == 2 for line in lines)
    assert any(line.endswith("\t张伟") for line in lines)


def test_a_receiver_prints_what_it_is_told_once(school: School) -> None:
    command = [sys.executable, str(ROOT / "examples/scripts/webhook_receiver.py"), "--port", "0"]
    secret = "whsec_" + b64encode(b"0123456789abcdef0123456789abcdef").decode()
    environment = os.environ | {"YANXIU_WEBHOOK_SECRET": secret}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as receiver:
        try:
            assert receiver.stdout is not None
            address = receiver.stdout.readline().strip()
            forged = httpx2.post(address, content=b"{}", headers={"webhook-id": "1"})
            now = datetime.now(UTC)
            body = json.dumps({"type": "teacher.updated", "data": {"id": "7", "version": 2}})
            signed = {
                "webhook-id": "msg_1",
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": Webhook(secret).sign("msg_1", now, body),
            }
            taken = [httpx2.post(address, content=body, headers=signed).status_code for _ in range(2)]
            told = receiver.stdout.readline()
        finally:
            receiver.kill()

    assert (forged.status_code, taken) == (401, [204, 204])
    assert told == "teacher.updated 7 2\n"
