"""Every route asked by everybody of every school there could be, and what the reviewed table says of each.

What is expected is read from `access_table.txt`, the table people look at, and not from the application that
is asked: a build that lost a permission must not be measured by itself.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from httpx2 import Response
from sqlalchemy import insert, update

from domain.identity.access import ACCESS
from domain.identity.actions import Action, Role
from domain.identity.principal import Place, Principal
from persistence.identity.tables import account, account_session
from persistence.ids import new_id
from persistence.platform.tables import school
from tests.contract.bodies import body_for, form_for
from tests.contract.population import path_for
from tests.contract.routes import contract_app
from tests.scene import Scene

TABLE = Path(__file__).parent / "access_table.txt"
PEOPLE = (*(str(role) for role in Role), "api_key", "nobody", "expired", "stopped")
"""Who asks: each role, a key of a service client, and three whom no route may believe."""

EVERYTHING = tuple(role for role in Role if role not in (Role.DISTRICT_OFFICER, Role.SERVICE_CLIENT))
UNBELIEVED = ("nobody", "expired", "stopped")
JUDGED_INSIDE = {
    "POST /api/v1/schools/{school}/exports": "of each list, whoever reads the whole school's",
    "POST /api/v1/schools/{school}/swaps/{swap_id}/accept": "the other teacher agrees, and nobody for them",
    "POST /api/v1/schools/{school}/swaps/{swap_id}/decline": "as it is accepted",
}
"""Routes behind whose door one who acts for the school may still be told that it is not for them, and why.
A refusal with a code of its own (`own_duty`) says so itself."""

UNLIKE = {"request_id": None, "instance": None}
"""What must differ between two answers that say the same: which request it was, and what it asked for."""


class Route(NamedTuple):
    """A line of the table: a route, its action (or `public`, `personal`), and how far each role reaches."""

    method: str
    path: str
    action: str
    roles: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def table() -> list[Route]:
    lines = [line.split() for line in TABLE.read_text().splitlines()]
    return [
        Route(method, path, action, dict(word.split("=") for word in roles))
        for method, path, action, *roles in lines
    ]


SCHOOL_ROUTES = [one for one in table() if "/schools/{school}" in one.path and one.roles]
DISTRICT_ROUTES = [one for one in table() if "{district}" in one.path]
PERSONAL_ROUTES = [one for one in table() if one.action == "personal"]


@dataclass(frozen=True, slots=True)
class Someone:
    """Who asks, as whom; `None` for a token where somebody has none."""

    name: str
    token: str | None
    scene: Scene
    scopes: frozenset[str] | None = None
    """Of a key: the actions that it is good for."""

    def expected(self, one: Route) -> str:
        """`in` where the door opens, or the status that keeps it shut."""
        if self.name in UNBELIEVED:
            return "401"
        if self.name == Role.DISTRICT_OFFICER:
            return "in" if "{district}" in one.path else "404"
        if "{district}" in one.path:
            return "404"
        if self.scopes is not None:
            return "in" if Role.SERVICE_CLIENT in one.roles and one.action in self.scopes else "403"
        return "in" if self.name in one.roles else "403"

    async def ask(self, one: Route, path: str) -> Response:
        headers = {"If-Match": '"1"', "Idempotency-Key": new_id().hex}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        return await self.scene.client.request(
            one.method, path, headers=headers, **sent(one.method, one.path)
        )


@cache
def sent(method: str, path: str) -> dict[str, Any]:
    """A body or form that the route's schema allows, so that it is the door that answers."""
    schema = contract_app().openapi()
    operation = schema["paths"][path][method.lower()]
    body, form = body_for(schema, operation), form_for(schema, operation)
    asked = [one for one in operation.get("parameters", []) if one["in"] == "query" and one.get("required")]
    options: dict[str, Any] = (
        {"params": {one["name"]: needed(one["schema"]) for one in asked}} if asked else {}
    )
    if body is not None:
        return options | {"json": body}
    return options | ({} if form is None else {"files": {name: ("x.csv", b"x") for name in form}})


def needed(part: dict[str, Any]) -> Any:
    """For a query parameter that must be there."""
    if "$ref" in part:
        part = contract_app().openapi()["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    known = {"integer": 2020, "date": "2021-04-01", "uuid": str(UUID(int=7))}
    return part.get("enum", [known.get(part.get("format", part.get("type", "")), "x")])[0]


async def someone(name: str, scene: Scene, teacher_id: UUID | None = None) -> Someone:
    if name == "nobody":
        return Someone(name, None, scene)
    if name == "api_key":
        return await _with_key(scene)
    if name == Role.DISTRICT_OFFICER:
        return await _officer(scene)
    if name in tuple(Role):
        scopes = frozenset(Action) if name == Role.SERVICE_CLIENT else None
        return Someone(
            name, (await scene.signed_in(Role(name), teacher_id=teacher_id, scopes=scopes)).token, scene
        )
    caller = await scene.signed_in(*EVERYTHING, teacher_id=teacher_id)
    if name == "expired":
        return Someone(name, scene.issuer.issue(caller.principal, lifetime=timedelta(seconds=-10)), scene)
    async with scene.owner.begin() as connection:
        stopped = update(account).where(account.c.id == caller.principal.account_id)
        await connection.execute(stopped.values(disabled_at=datetime.now(UTC)))
    return Someone(name, caller.token, scene)


async def _with_key(scene: Scene) -> Someone:
    """With half of what a client may be given."""
    office = await scene.office()
    given = sorted(action for action, roles in ACCESS.items() if Role.SERVICE_CLIENT in roles)
    scopes = [action for action in given[::2] if action is not Action.COURSE_WRITE]
    client = await office.post("service-clients", {"name": "数据同步", "scopes": scopes})
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    keys = f"service-clients/{client.json()['client_id']}/api-keys"
    made = await office.post(keys, {"name": "夜间脚本", "expires_at": until})
    return Someone("api_key", made.json()["api_key"], scene, frozenset(scopes))


async def _officer(scene: Scene) -> Someone:
    now, account_id, session_id = datetime.now(UTC), new_id(), new_id()
    row = {
        "username": f"u{account_id.hex[-12:]}",
        "display_name": "某人",
        "kind": "person",
        "created_at": now,
    }
    times = {"created_at": now, "last_used_at": now, "expires_at": now + timedelta(days=1)}
    async with scene.owner.begin() as connection:
        await connection.execute(insert(account).values(id=account_id, **row))
        session = {"id": session_id, "account_id": account_id, "user_agent": "tests"}
        await connection.execute(insert(account_session).values(**session, **times))
    district = Place(scene.district_id, f"d{scene.code}", frozenset({Role.DISTRICT_OFFICER}))
    principal = Principal(account_id, session_id, 1, (), (district,))
    return Someone(Role.DISTRICT_OFFICER, scene.issuer.issue(principal), scene)


async def neighbour(scene: Scene) -> Scene:
    """Another school of the same district."""
    school_id = new_id()
    code = f"s{school_id.hex[-10:]}"
    row = {
        "district_id": scene.district_id,
        "code": code,
        "name": "凤鸣中学",
        "created_at": datetime.now(UTC),
    }
    async with scene.owner.begin() as connection:
        await connection.execute(insert(school).values(id=school_id, **row))
    return Scene(scene.owner, scene.client, scene.issuer, school_id, code, scene.district_id)


@dataclass(slots=True)
class Findings:
    """What the table and the routes do not agree on; empty is good."""

    asked: int = 0
    found: list[str] = field(default_factory=list)

    def add(self, who: Someone, one: Route, where: str, answer: Response, expected: str) -> None:
        self.found.append(
            f"{who.name} {one} {where}: {answer.status_code}, and not {expected}: {answer.text:.120}"
        )

    def __str__(self) -> str:
        return "\n".join(self.found)


def said(answer: Response) -> tuple[int, dict[str, str], Any]:
    """All of an answer but what must differ."""
    unlike = ("x-request-id", "content-length")
    headers = {name: value for name, value in answer.headers.items() if name not in unlike}
    problem = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, headers, answer.json() | UNLIKE if problem else answer.content


async def walk(
    who: Someone, ids: dict[str, UUID], others: Iterable[str], routes: Iterable[Route] = SCHOOL_ROUTES
) -> Findings:
    """Every route in one's own school, then in the others: a school of the same district, by code or id, and
    last the one that never was, which all others must be as absent as."""
    findings, absent = Findings(), tuple(others)
    for one in routes:
        async for where, answer, expected in _asked(who, one, ids, absent):
            findings.asked += 1
            if not _is(answer, expected):
                findings.add(who, one, where, answer, expected)
    return findings


async def _asked(
    who: Someone, one: Route, ids: dict[str, UUID], absent: tuple[str, ...]
) -> AsyncIterator[tuple[str, Response, str]]:
    def path(code: str) -> str:
        return path_for(one.path.replace("{school}", code), ids)

    shut = "401" if who.name in UNBELIEVED else "404"
    missing = await who.ask(one, path(absent[-1]))
    yield "of no school", missing, shut
    for code in absent[:-1]:
        answer = await who.ask(one, path(code))
        yield (
            "of another school",
            answer,
            shut if said(answer) == said(missing) else "what a missing one says",
        )
    own = await who.ask(one, path(who.scene.code))
    expected = who.expected(one)
    reach = one.roles.get(who.name, "school")
    if expected == "in" and reach == "school" and str(one) not in JUDGED_INSIDE:
        expected = "in for all"
    yield "of one's own school", own, expected


def _is(answer: Response, expected: str) -> bool:
    """Whether the door did as it should. Behind it there may be other reasons to refuse: for one whose reach
    ends somewhere a plain 403, for anybody one with its code."""
    if not expected.startswith("in"):
        return str(answer.status_code) == expected
    if answer.status_code == 403:
        return expected == "in" or answer.json()["code"] != "forbidden"
    return answer.status_code < 500 and answer.status_code != 401
