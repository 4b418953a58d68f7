"""A deployment as a school has it, with the sample in it: one for all tests that kill something of it."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cli.migrate import upgrade
from cli.sample import load_sample
from persistence.embedded import running
from persistence.provision import DatabaseUrls, provision
from tests.faults.load import Desk, Journal, Shift, token_of
from tests.faults.service import Service, served
from tests.faults.stories import AFFAIRS, EVERYBODY, OFFICE, STAFF, Ground, an_open_session
from tests.gateways.hooks import Receiver, receiver

SEATS = 20
YEAR = datetime.now(UTC).year + 1
"""Swaps are agreed on beforehand: a school year that is to come."""

TERMS = [
    {"number": 1, "starts_on": f"{YEAR}-09-01", "ends_on": f"{YEAR + 1}-01-22"},
    {"number": 2, "starts_on": f"{YEAR + 1}-02-20", "ends_on": f"{YEAR + 1}-07-03"},
]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, DatabaseUrls]]:
    """Its PostgreSQL brings every commit to the disk, and is kept running between the services."""
    data_dir = tmp_path_factory.mktemp("deployment")
    with running(data_dir) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        load_sample(urls)
        yield data_dir, urls


@pytest.fixture(scope="module")
def service(deployment: tuple[Path, DatabaseUrls]) -> Iterator[Service]:
    with served(*deployment) as service:
        yield service


@pytest.fixture(scope="module")
def tokens(service: Service) -> dict[str, str]:
    """Of everybody; they outlive the service that gave them."""
    return {username: token_of(service.address, username) for username in EVERYBODY}


@pytest.fixture(scope="module")
def ground(service: Service, tokens: dict[str, str]) -> Ground:
    return prepared(service, tokens)


def prepared(service: Service, tokens: dict[str, str]) -> Ground:
    """A school year to come, and a session whose seats all want."""
    quiet = Shift(service.address, tokens, Journal(), threading.Event(), patient=False)
    whole = {"starts_on": f"{YEAR}-09-01", "ends_on": f"{YEAR + 1}-08-31"}
    ask(service, tokens[OFFICE], "POST", "school-years", json={"start_year": YEAR, "terms": TERMS, **whole})
    listed = ask(
        service,
        tokens[AFFAIRS],
        "GET",
        "school-days",
        params={"day_from": f"{YEAR}-09-01", "day_to": f"{YEAR + 1}-07-01", "limit": 200},
    )
    days = [one["day"] for one in listed["items"] if one["is_school_day"]]
    with closing(Desk(quiet, OFFICE)) as desk:
        session = an_open_session(desk, SEATS)
    return Ground(session["id"], {teacher_of(service, tokens[one]): one for one in STAFF}, days)


def ask(service: Service, token: str, method: str, path: str, **options: Any) -> Any:
    url = path if path.startswith("/") else f"/api/v1/schools/shimen/{path}"
    bearer = {"Authorization": f"Bearer {token}"}
    answer = httpx2.request(method, f"{service.address}{url}", headers=bearer, timeout=30, **options)
    assert answer.is_success, answer.text
    return answer.json()


def teacher_of(service: Service, token: str) -> str:
    return str(ask(service, token, "GET", "/api/v1/me")["schools"][0]["teacher_id"])


@pytest.fixture(scope="module")
def hook(service: Service, tokens: dict[str, str]) -> Iterator[Receiver]:
    """A program that is told of everything."""
    with receiver() as here:
        body = {"name": "教务系统", "url": here.url}
        ask(service, tokens[OFFICE], "POST", "webhook-subscriptions", json=body)
        yield here
