"""What the simulated platform calls back: signed, numbered, tried again, and wrong where it is told to be."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.district_platform import CALLBACK_SECRET, DistrictPlatform, a_block


@dataclass
class School:
    """Who is called back, and looks at the signature as a school does."""

    url: str = ""
    refuse: int = 0
    """How many of the next calls are answered with 503."""

    paths: list[str] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def status(self, path: str, headers: dict[str, str], body: bytes) -> int:
        self.paths.append(path)
        self.ids.append(headers["webhook-id"])
        if self.refuse:
            self.refuse -= 1
            return 503
        try:
            self.taken.append(Webhook(CALLBACK_SECRET).verify(body, headers))
        except WebhookVerificationError as error:
            self.rejected.append(str(error))
            return 401
        return 202


@pytest.fixture
def school(district_platform: DistrictPlatform) -> Iterator[School]:
    with receiving() as school:
        district_platform.connect(school_url=school.url)
        yield school
        district_platform.reset()


@contextmanager
def receiving() -> Iterator[School]:
    school = School()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(school.status(self.path, headers, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    school.url = f"http://127.0.0.1:{server.server_port}/api/v1/schools/shimen"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield school
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def change(platform: DistrictPlatform, times: int = 1) -> None:
    for number in range(times):
        platform.add(catalogue=[a_block(f"SJ-{number}")])


def test_a_callback_is_thin_signed_and_goes_to_the_school(
    district_platform: DistrictPlatform, school: School
) -> None:
    change(district_platform)
    (sent,) = district_platform.callbacks()
    assert school.paths == ["/api/v1/schools/shimen/platform-callbacks"]
    assert school.taken == [json.loads(sent["body"])]
    assert school.taken[0].keys() == {"type", "timestamp", "sequence", "data"}
    assert (school.taken[0]["type"], school.taken[0]["data"]) == ("catalogue.changed", {})
    assert (sent["status"], sent["why"], sent["fault"]) == (202, "", None)


def test_the_whole_address_of_callbacks_does_too(district_platform: DistrictPlatform, school: School) -> None:
    district_platform.connect(school_url=f"{school.url}/platform-callbacks")
    change(district_platform)
    district_platform.callbacks()
    assert school.paths == ["/api/v1/schools/shimen/platform-callbacks"]


def test_it_is_tried_again_until_it_is_taken(district_platform: DistrictPlatform, school: School) -> None:
    school.refuse = 3
    change(district_platform)
    assert [one["status"] for one in district_platform.callbacks()] == [503, 503, 503, 202]
    assert len(set(school.ids)) == 1
    assert len(school.taken) == 1


def test_where_nobody_listens_it_goes_on_trying(district_platform: DistrictPlatform) -> None:
    with receiving() as gone:
        pass
    district_platform.connect(school_url=gone.url)
    change(district_platform)
    with receiving() as school:
        district_platform.connect(school_url=school.url)
        sent = district_platform.callbacks()
    assert sent[-1]["status"] == 202
    assert all(one["why"] == "ConnectError" for one in sent[:-1])
    assert len(school.taken) == 1


def test_the_sequence_counts_up_for_each_type_and_subject(
    district_platform: DistrictPlatform, school: School
) -> None:
    change(district_platform, 3)
    for code in ("XK-1", "XK-2"):
        row = {"round_code": code, "session_code": "SJ-1", "employee_no": "T1"}
        body = {"kind": "applications", "about": code, "rows": [row]}
        district_platform.ask("PUT", f"/v1/submissions/00000000-0000-4000-8000-00000000000{code[-1]}", body)
    district_platform.callbacks()
    numbers: dict[tuple[str, str], list[int]] = {}
    for one in school.taken:
        subject = one["data"].get("submission_id", one["data"].get("round", ""))
        numbers.setdefault((one["type"], subject), []).append(one["sequence"])
    begun = min(numbers["catalogue.changed", ""])
    assert sorted(numbers["catalogue.changed", ""]) == [begun, begun + 1, begun + 2]
    assert len(numbers) == 5
    assert all(min(found) == begun for found in numbers.values())


def test_the_sequence_does_not_begin_again(district_platform: DistrictPlatform) -> None:
    change(district_platform)
    (before,) = district_platform.callbacks()
    district_platform.reset()
    change(district_platform)
    (after,) = district_platform.callbacks()
    assert after["sequence"] == before["sequence"] + 1


def test_twice_is_the_same_message_twice(district_platform: DistrictPlatform, school: School) -> None:
    district_platform.faults(next=["callback_twice"])
    change(district_platform)
    first, second = district_platform.callbacks()
    assert (first["id"], first["body"]) == (second["id"], second["body"])
    assert len(school.taken) == 2
    assert district_platform.journal()["faults"] == {"callback_twice": 1}


def test_a_bad_signature_is_followed_by_a_good_one(
    district_platform: DistrictPlatform, school: School
) -> None:
    district_platform.faults(next=["callback_bad_signature"])
    change(district_platform)
    assert [one["status"] for one in district_platform.callbacks()] == [401, 202]
    assert school.rejected == ["No matching signature found"]
    assert district_platform.journal()["faults"] == {"callback_bad_signature": 1}


def test_a_stale_one_is_followed_by_a_fresh_one(district_platform: DistrictPlatform, school: School) -> None:
    district_platform.faults(next=["callback_stale"])
    change(district_platform)
    assert [one["status"] for one in district_platform.callbacks()] == [401, 202]
    assert school.rejected == ["Message timestamp too old"]


def test_reordered_it_comes_after_the_next(district_platform: DistrictPlatform, school: School) -> None:
    school.refuse = 1  # the second one waits, and the first one for it
    district_platform.faults(next=["callback_reordered"])
    change(district_platform, 2)
    late, early = sorted(one["sequence"] for one in school_heard(district_platform, school))
    assert [one["sequence"] for one in school.taken] == [early, late]


def test_reordered_without_a_next_it_comes_all_the_same(
    district_platform: DistrictPlatform, school: School
) -> None:
    district_platform.faults(next=["callback_reordered"])
    change(district_platform)
    (one,) = school_heard(district_platform, school)
    assert one["type"] == "catalogue.changed"


def school_heard(platform: DistrictPlatform, school: School) -> list[dict[str, Any]]:
    platform.callbacks()
    return school.taken


def test_without_a_school_they_stand_in_the_journal_ready_to_be_sent(
    district_platform: DistrictPlatform,
) -> None:
    change(district_platform)
    (sent,) = district_platform.callbacks()
    assert Webhook(CALLBACK_SECRET).verify(sent["body"], sent["headers"])["type"] == "catalogue.changed"
    assert (sent["status"], sent["why"]) == (None, "no school_url")


@pytest.mark.parametrize("secret", ["hush", "whsec_", "whsec_*"])
def test_a_secret_nobody_can_sign_with_is_refused(district_platform: DistrictPlatform, secret: str) -> None:
    with pytest.raises(AssertionError, match="whsec_ and base64"):
        district_platform.connect(callback_secret=secret)
