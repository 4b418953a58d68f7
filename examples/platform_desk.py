"""The district's platform as the eighth story sees it: the simulator's own questions, and waiting for it."""

import sys
import time
from collections.abc import Callable
from typing import Any

import httpx2
from telling import Person, expect, must

PATIENCE = 120
"""Seconds: with faults on, a job may be tried several times, with a pause before each."""

OUTCOMES = {"录取": "placed", "候补": "waitlisted", "未录取": "refused"}


class Simulator:
    """What only a simulator answers; nobody signs for it."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._http = httpx2.Client(base_url=f"{self.address}/_simulator/", timeout=30)

    def ask(self, method: str, name: str, **body: Any) -> Any:
        try:
            return expect(200, self._http.request(method, name, json=body or None))
        except httpx2.ConnectError:
            sys.exit(f"nobody answers at {self.address}: start `yanxiu platform-simulator` first")

    def journal(self) -> Any:
        return self.ask("GET", "journal")

    def state(self) -> Any:
        return self.ask("GET", "state")

    def advance(self) -> list[str]:
        """A step on; the types of the callbacks that follow."""
        return [one["type"] for one in self.ask("POST", "advance")]

    def results(self, code: str) -> dict[tuple[str, str], str]:
        """What it said last of a round: the state that follows, by session and employee number."""
        target = f"/v1/selection-results?round={code}"
        told = [
            one["answered"]["rows"]
            for one in self.journal()["requests"]
            if one["target"].startswith(target) and "rows" in (one["answered"] or {})
        ]
        rows = told[-1] if told else []
        return {(row["session_code"], row["employee_no"]): OUTCOMES[row["outcome"]] for row in rows}


def wait_for(what: str, holds: Callable[[], Any]) -> Any:
    """What it comes to, once it comes to anything; ends the story when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not (found := holds()):
        if time.monotonic() > deadline:
            sys.exit(f"waited {PATIENCE} seconds in vain for {what}")
        time.sleep(0.3)
    return found


def hand_in(office: Person, platform: Simulator, kind: str, about: str) -> Any:
    """Prepared, handed in by a job, and settled by the platform's callback; held against its own record."""
    made = office.make("platform-submissions", kind=kind, about=about, via="http")

    def settled() -> Any:
        found = office.get(f"platform-submissions/{made['id']}")
        if found["state"] == "failed":  # given up after its last try: asked for once more
            office.step(f"platform-submissions/{made['id']}/retry", found)
        return found if found["state"] in ("accepted", "refused") and found["receipt"] else None

    found = wait_for(f"an answer to {kind}", settled)
    there = platform.state()["submissions"][made["id"]]
    must(there["receipt"] == found["receipt"], f"{kind}: {there['receipt']} is not {found['receipt']}")
    must(len(there["rows"]) == found["rows"], f"{kind}: the platform has another number of rows")
    must(there["refused_because"] == found["settled_because"] or not there["refused_because"], f"{kind}: why")
    print(f"  {kind} {about}：{found['rows']} 行，回执 {found['receipt']}，{found['state']}")
    if found["settled_because"]:
        print(f"    平台说：{found['settled_because']}")
    return found
