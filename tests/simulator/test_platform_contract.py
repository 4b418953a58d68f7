"""The contract of the district's platform as the simulator keeps it, over a real connection."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest

from cli.simulator import rows
from cli.simulator.sample_world import sample_world
from gateways.district_platform.signing import ORG, SIGNATURE, TIMESTAMP, signed
from tests.district_platform import SECRET, DistrictPlatform, a_block, a_platform

ROUTES = [
    ("GET", "/v1/catalogue"),
    ("GET", "/v1/selection-results?round=XK-1"),
    ("GET", "/v1/credits?school_year=2020"),
    ("GET", "/v1/evaluations?school_year=2020-2021"),
    ("PUT", "/v1/submissions/0190f7a2-5c1e-7d3b-9a4f-6b2c8d1e0f35"),
]


def applications(code: str, session: str, *numbers: str, **said: str) -> dict[str, Any]:
    made = [{"round_code": code, "session_code": session, "employee_no": number} | said for number in numbers]
    return {"kind": "applications", "about": code, "rows": made}


def submission() -> str:
    return f"/v1/submissions/{uuid4()}"


@pytest.mark.parametrize(
    ("target", "row"),
    [
        pytest.param("/v1/catalogue", rows.CatalogueRow, id="catalogue"),
        pytest.param("/v1/credits?school_year=2020", rows.PlatformCreditRow, id="credits"),
        pytest.param("/v1/evaluations?school_year=2020", rows.EvaluationRow, id="evaluations"),
    ],
)
def test_rows_are_objects_of_text(
    sample_platform: DistrictPlatform, target: str, row: type[rows.Row]
) -> None:
    found = sample_platform.rows(target)
    assert found
    for one in found:
        assert all(isinstance(text, str) and text for text in one.values())
        row.model_validate(one)


def test_nothing_is_known_of_a_round_that_nobody_applied_in(district_platform: DistrictPlatform) -> None:
    answer = district_platform.ask("GET", "/v1/selection-results?round=XK-1")
    assert answer.json() == {"rows": [], "next_cursor": None}


@pytest.mark.parametrize(("method", "target"), ROUTES)
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({SIGNATURE: "v1=" + "0" * 64}, "not_signed", id="another signature"),
        pytest.param({SIGNATURE: ""}, "not_signed", id="none"),
        pytest.param({ORG: "chongfu"}, "unknown_org", id="another school"),
    ],
)
def test_a_request_that_is_not_rightly_signed_is_refused(
    district_platform: DistrictPlatform, method: str, target: str, changed: dict[str, str], code: str
) -> None:
    answer = district_platform.ask(method, target, headers=changed)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_signature_is_good_for_five_minutes(district_platform: DistrictPlatform, seconds: int) -> None:
    target = "/v1/catalogue"
    stale = signed(SECRET, "shimen", "GET", target, b"", at=int(time.time()) + seconds)
    assert district_platform.ask("GET", target, headers=stale).json()["code"] == "not_signed"


def test_the_time_that_was_signed_is_the_time_that_is_said(district_platform: DistrictPlatform) -> None:
    later = {TIMESTAMP: str(int(time.time()) + 60)}
    assert district_platform.ask("GET", "/v1/catalogue", headers=later).json()["code"] == "not_signed"


def test_a_nonce_is_good_once(district_platform: DistrictPlatform) -> None:
    target = "/v1/catalogue"
    said = signed(SECRET, "shimen", "GET", target, b"", at=int(time.time()))
    assert district_platform.ask("GET", target, headers=said).status_code == 200
    again = district_platform.ask("GET", target, headers=said)
    assert (again.status_code, again.json()["code"]) == (401, "nonce_used")


def test_pages_put_together_are_the_whole() -> None:
    world = sample_world()
    with a_platform(world, page_size=7) as paged:
        first = paged.ask("GET", "/v1/catalogue").json()
        assert len(first["rows"]) == 7
        assert first["next_cursor"]
        found = [rows.CatalogueRow.model_validate(row) for row in paged.rows("/v1/catalogue")]
        assert found == world.catalogue
        assert len(paged.journal()["requests"]) == 1 + -(-len(found) // 7)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/v1/catalogue?cursor=x", "bad_cursor"),
        ("/v1/selection-results", "invalid_request"),
        ("/v1/credits", "invalid_request"),
        ("/v1/credits?school_year=twenty", "invalid_request"),
    ],
)
def test_a_question_against_the_contract_is_refused(
    district_platform: DistrictPlatform, target: str, code: str
) -> None:
    answer = district_platform.ask("GET", target)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="none"),
        pytest.param({"kind": "wishes", "about": "XK-1", "rows": []}, id="another kind"),
        pytest.param({"kind": "applications", "about": "", "rows": []}, id="about nothing"),
        pytest.param({"kind": "credit_disputes", "about": "XK-1", "rows": []}, id="no year"),
        pytest.param(applications("XK-1", "SJ-1", "T1", colour="red"), id="an unknown field"),
        pytest.param({"kind": "applications", "about": "XK-1", "rows": [{"employee_no": 7}]}, id="not text"),
    ],
)
def test_a_submission_against_the_contract_is_refused(district_platform: DistrictPlatform, body: Any) -> None:
    answer = district_platform.ask("PUT", submission(), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert district_platform.state()["submissions"] == {}


def test_what_is_not_there_is_said_to_be_so(district_platform: DistrictPlatform) -> None:
    assert district_platform.ask("GET", "/v1/weather").json()["code"] == "not_found"
    assert district_platform.ask("POST", "/v1/catalogue").json()["code"] == "method_not_allowed"


def test_the_same_submission_again_is_the_same_receipt_and_has_no_second_effect(
    district_platform: DistrictPlatform,
) -> None:
    district_platform.add(catalogue=[a_block("SJ-1")])
    target, body = submission(), applications("XK-1", "SJ-1", "T1", "T2")
    first = district_platform.ask("PUT", target, body)
    again = district_platform.ask("PUT", target, dict(reversed(body.items())))
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert len(district_platform.rows("/v1/selection-results?round=XK-1")) == 2
    told = [sent["type"] for sent in district_platform.callbacks()]
    assert sorted(told) == ["catalogue.changed", "selection_results.ready", "submission.settled"]


def test_another_body_under_the_same_id_is_a_conflict(district_platform: DistrictPlatform) -> None:
    district_platform.add(catalogue=[a_block("SJ-1")])
    target = submission()
    district_platform.ask("PUT", target, applications("XK-1", "SJ-1", "T1"))
    answer = district_platform.ask("PUT", target, applications("XK-1", "SJ-1", "T2"))
    assert (answer.status_code, answer.json()["code"]) == (409, "submission_differs")
    (row,) = district_platform.rows("/v1/selection-results?round=XK-1")
    assert row["employee_no"] == "T1"


def test_the_journal_tells_what_was_asked_and_answered(district_platform: DistrictPlatform) -> None:
    body = applications("XK-1", "SJ-1", "T1")
    answer = district_platform.ask("PUT", submission(), body)
    district_platform.ask("GET", "/v1/catalogue", headers={SIGNATURE: ""})
    handed_in, refused = district_platform.journal()["requests"]
    assert (handed_in["method"], handed_in["sent"], handed_in["status"]) == ("PUT", body, 202)
    assert handed_in["answered"] == answer.json()
    assert (refused["target"], refused["status"], refused["fault"]) == ("/v1/catalogue", 401, None)


def test_it_can_begin_again(sample_platform: DistrictPlatform) -> None:
    before = sample_platform.rows("/v1/credits?school_year=2020")
    sample_platform.add(catalogue=[a_block("SJ-1")])
    sample_platform.faults(next=["slow"], level="many")
    sample_platform.reset()
    assert sample_platform.journal() == {
        "requests": [],
        "callbacks": [],
        "pending_callbacks": 0,
        "faults": {},
    }
    assert sample_platform.rows("/v1/credits?school_year=2020") == before
    assert "SJ-1" not in json.dumps(sample_platform.rows("/v1/catalogue"))


def test_who_may_ask_can_be_changed(district_platform: DistrictPlatform) -> None:
    district_platform.connect(org="chongfu", secret="another")
    assert district_platform.ask("GET", "/v1/catalogue").status_code == 401
    district_platform.org, district_platform.secret = "chongfu", "another"
    assert district_platform.ask("GET", "/v1/catalogue").status_code == 200
