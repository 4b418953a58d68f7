"""Each fault really happens at the wire, is counted, and is over when it was played."""

import time
from uuid import uuid4

import httpx2
import pytest

from cli.simulator.faults import MOST_IN_A_ROW, OF_CALLBACKS, OF_REQUESTS, Fault, Faults, Level
from tests.district_platform import DistrictPlatform, a_block
from tests.simulator.test_platform_contract import applications

CATALOGUE = "/v1/catalogue"


@pytest.fixture
def platform(district_platform: DistrictPlatform) -> DistrictPlatform:
    district_platform.add(catalogue=[a_block("SJ-1")])
    return district_platform


def played(platform: DistrictPlatform, fault: Fault) -> bool:
    """Once, and the next request is answered as if nothing had been."""
    assert platform.ask("GET", CATALOGUE).json()["rows"]
    return bool(platform.journal()["faults"] == {fault: 1})


def test_an_error_of_the_server(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.SERVER_ERROR])
    assert platform.ask("GET", CATALOGUE).status_code == 500
    assert played(platform, Fault.SERVER_ERROR)


def test_out_of_service_for_a_while(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.UNAVAILABLE], retry_after=7)
    answer = platform.ask("GET", CATALOGUE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert played(platform, Fault.UNAVAILABLE)


def test_a_slow_answer(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.SLOW], slow_seconds=0.2)
    begun = time.monotonic()
    assert platform.ask("GET", CATALOGUE).status_code == 200
    assert time.monotonic() - begun >= 0.2
    assert played(platform, Fault.SLOW)


def test_a_connection_cut_in_the_middle_of_a_body(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.CUT_OFF])
    with pytest.raises(httpx2.RemoteProtocolError):
        platform.ask("GET", CATALOGUE)
    assert played(platform, Fault.CUT_OFF)


def test_json_that_is_none(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.BROKEN_JSON])
    answer = platform.ask("GET", CATALOGUE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert played(platform, Fault.BROKEN_JSON)


@pytest.mark.parametrize("fault", [Fault.RECEIPT_LOST, Fault.CUT_OFF, Fault.BROKEN_JSON])
def test_a_submission_whose_answer_is_lost_was_taken_and_is_the_same_the_next_time(
    platform: DistrictPlatform, fault: Fault
) -> None:
    made, body = str(uuid4()), applications("XK-1", "SJ-1", "T1")
    platform.faults(next=[fault])
    try:
        lost = platform.ask("PUT", f"/v1/submissions/{made}", body)
        assert (lost.status_code == 500) is (fault is Fault.RECEIPT_LOST)
    except httpx2.RemoteProtocolError:
        assert fault is Fault.CUT_OFF
    receipt = platform.state()["submissions"][made]["receipt"]
    again = platform.ask("PUT", f"/v1/submissions/{made}", body)
    assert (again.status_code, again.json()) == (200, {"receipt": receipt})
    assert platform.journal()["requests"][0]["answered"] == {"receipt": receipt}
    assert len(platform.rows("/v1/selection-results?round=XK-1")) == 1
    assert played(platform, fault)


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.UNAVAILABLE])
def test_a_submission_that_met_an_error_was_not_taken(platform: DistrictPlatform, fault: Fault) -> None:
    platform.faults(next=[fault])
    platform.ask("PUT", f"/v1/submissions/{uuid4()}", applications("XK-1", "SJ-1", "T1"))
    assert platform.state()["submissions"] == {}


def test_a_lost_receipt_waits_for_a_submission(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.RECEIPT_LOST])
    assert platform.ask("GET", CATALOGUE).status_code == 200
    assert platform.ask("PUT", f"/v1/submissions/{uuid4()}", applications("XK-1", "SJ-1")).status_code == 500


def test_no_fault_befalls_who_has_not_signed(platform: DistrictPlatform) -> None:
    platform.faults(next=[Fault.SERVER_ERROR])
    platform.secret = "another"
    assert platform.ask("GET", CATALOGUE).status_code == 401
    assert platform.journal()["faults"] == {}


def drawn(seed: int, *, route: str = "submissions", count: int = 200) -> list[Fault | None]:
    faults = Faults(seed)
    faults.at(Level.MANY)
    return [faults.of_request(route, submission=True) for _ in range(count)]


def test_a_seed_draws_the_same_faults_for_each_route() -> None:
    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)
    assert drawn(3) != drawn(3, route="/v1/catalogue")


def test_other_routes_change_nothing_for_this_one() -> None:
    faults = Faults(3)
    faults.at(Level.MANY)
    found = []
    for _ in range(200):
        faults.of_request("/v1/credits")
        found.append(faults.of_request("submissions", submission=True))
    assert found == drawn(3)


def test_many_faults_are_all_there_and_never_three_in_a_row() -> None:
    found = drawn(5, count=2000)
    assert set(found) == {None, Fault.RECEIPT_LOST, *OF_REQUESTS}
    worst = "".join("." if one is None else "x" for one in found)
    assert "x" * MOST_IN_A_ROW in worst
    assert "x" * (MOST_IN_A_ROW + 1) not in worst


def test_a_list_of_many_pages_is_had_by_whoever_begins_again() -> None:
    pages = [None, *(f"/v1/credits?cursor={number}" for number in range(20))]
    faults = Faults(5)
    faults.at(Level.MANY)
    tries = 1
    while not all(faults.of_request("/v1/credits", page=page) is None for page in pages):
        tries += 1
    assert 1 < tries <= 3 * len(pages)


def test_without_faults_there_are_none() -> None:
    faults = Faults(3)
    assert [faults.of_request("submissions", submission=True) for _ in range(100)] == [None] * 100
    assert [faults.of_callback("credits.ready") for _ in range(100)] == [None] * 100


def test_shares_can_be_set_one_by_one(platform: DistrictPlatform) -> None:
    platform.faults(level="none", shares={"unavailable": 1.0}, seed=9)
    statuses = [platform.ask("GET", CATALOGUE).status_code for _ in range(6)]
    assert statuses == [503, 503, 200, 503, 503, 200]
    platform.faults(level="none")
    assert platform.ask("GET", CATALOGUE).status_code == 200


def test_requests_and_callbacks_have_faults_of_their_own() -> None:
    assert OF_REQUESTS.isdisjoint(OF_CALLBACKS)
    assert frozenset(Fault) == OF_REQUESTS | OF_CALLBACKS | {Fault.RECEIPT_LOST}
