"""From a roster to every teacher's credit standing: the office's spring term in one sitting.

    python3 go.py run                                       in one terminal
    .venv/bin/python examples/01_credit_standing.py         in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. Each run makes a
course of its own, so it can be run again on the same server.
"""

import argparse
import sys
import threading
import time
import unicodedata
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2

PASSWORD = "yanxiu-2021"
HERE = Path(__file__).parent
SCHOOL = "/api/v1/schools/shimen"
YEAR = 2020
STATES = {"met": "已达标", "on_track": "进度正常", "at_risk": "有风险", "behind": "落后", "exempt": "免修"}


class Person:
    """Somebody signed in; asks as themselves."""

    def __init__(self, base_url: str, username: str) -> None:
        self._http = httpx2.Client(base_url=base_url, timeout=30, headers={"Accept-Language": "zh-CN"})
        form = {"grant_type": "password", "username": username, "password": PASSWORD}
        token = expect(200, self._http.post("/api/v1/auth/token", data=form))
        self._http.headers["Authorization"] = f"Bearer {token['access_token']}"
        self.me = self.get("/api/v1/me")

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        return self._http.request(method, path if path.startswith("/") else f"{SCHOOL}/{path}", **options)

    def get(self, path: str, **params: Any) -> Any:
        return expect(200, self.ask("GET", path, params=params))

    def every(self, path: str, **params: Any) -> list[Any]:
        """All pages of a list: `next_cursor` leads from one to the next."""
        items: list[Any] = []
        while True:
            page = self.get(path, **params)
            items += page["items"]
            if not page["has_more"]:
                return items
            params["cursor"] = page["next_cursor"]

    def make(self, path: str, json: Any, **headers: str) -> Any:
        """A new thing. The key makes the request safe to repeat: sent twice, it is done once."""
        headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        return expect(201, self.ask("POST", path, json=json, headers=headers))

    def step(self, path: str, thing: Any, json: Any = None) -> Any:
        """A thing moved along; If-Match says which version of it was decided on."""
        headers = {"If-Match": f'"{thing["version"]}"', "Idempotency-Key": str(uuid.uuid4())}
        body = {} if json is None else {"json": json}
        return expect(200, self.ask("POST", path, headers=headers, **body))


def expect(status: int, answer: httpx2.Response) -> Any:
    """The answer's body; ends the story when the server said something else."""
    if answer.status_code != status:
        sys.exit(f"{answer.request.method} {answer.request.url} → {answer.status_code}\n{answer.text}")
    return answer.json()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    base_url = parser.parse_args().base_url
    run = time.strftime("%m%d%H%M%S")

    say("一、登录 · Signing in")
    office = Person(base_url, "office@shimen")
    rivals = [Person(base_url, name) for name in ("zhangwei@shimen", "zengxiuzhen@shimen")]
    for person in (office, *rivals):
        print(f"  {person.me['display_name']}")

    say("二、导入花名册 · The roster: first a preview, then the file")
    import_roster(office)

    say("三、导入培训目录 · The catalogue: one course, one session, three seats")
    session = import_catalogue(office, run)

    say("四、选课 · Enrolment: the office places two who owe most, two race for the last seat")
    session = office.step(f"training-sessions/{session['id']}/open", session)
    place_those_behind(office, session)
    race(rivals, session)

    say("五、考核与学分 · Results in, credits confirmed")
    credit(office, session)

    say(f"六、{YEAR}学年学分 · Who still owes what, and why")
    report(office)


