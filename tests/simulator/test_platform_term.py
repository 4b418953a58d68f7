"""What the simulated platform makes of a term: selections, late results, credits, what it will not take."""

from typing import Any
from uuid import uuid4

import pytest

from cli.simulator.sample_world import sample_world
from tests.district_platform import DistrictPlatform, Server, a_block
from tests.simulator.test_platform_contract import applications

NUMBERS = [f"T{number:02}" for number in range(12)]
RESULTS = "/v1/selection-results?round=XK-1"
CREDITS = "/v1/credits?school_year=2021"


def hand_in(platform: DistrictPlatform, kind: str, about: str, *rows: dict[str, str]) -> str | None:
    """Why it was refused."""
    made = str(uuid4())
    body: dict[str, Any] = {"kind": kind, "about": about, "rows": list(rows)}
    answer = platform.ask("PUT", f"/v1/submissions/{made}", body)
    assert answer.status_code == 202, answer.text
    settled = [one["data"] for one in platform.callbacks() if one["data"].get("submission_id") == made]
    reason: str | None = platform.state()["submissions"][made]["refused_because"]
    outcome = "refused" if reason else "accepted"
    assert settled == [{"submission_id": made, "outcome": outcome, "reason": reason or ""}]
    return reason


def apply(platform: DistrictPlatform, *numbers: str, **said: str) -> str | None:
    body = applications("XK-1", "SJ-1", *numbers, **said)
    return hand_in(platform, "applications", "XK-1", *body["rows"])


def outcomes(platform: DistrictPlatform) -> dict[str, tuple[str, str]]:
    return {row["employee_no"]: (row["outcome"], row.get("reason", "")) for row in platform.rows(RESULTS)}


def sorted_by_outcome(platform: DistrictPlatform) -> dict[str, int]:
    found = [outcome for outcome, _ in outcomes(platform).values()]
    return {outcome: found.count(outcome) for outcome in ("录取", "候补", "未录取")}


def test_the_first_selection_gives_its_quota_and_the_second_half_of_those_who_waited(
    district_platform: DistrictPlatform,
) -> None:
    district_platform.add(catalogue=[a_block("SJ-1", capacity="8")], quotas={"SJ-1": 4})
    apply(district_platform, *NUMBERS[:10])
    assert sorted_by_outcome(district_platform) == {"录取": 4, "候补": 6, "未录取": 0}
    first = outcomes(district_platform)
    assert sorted(reason for _, reason in first.values() if reason) == [f"候补第{n}位" for n in range(1, 7)]
    district_platform.advance()
    assert outcomes(district_platform) == first
    assert district_platform.advance() == [{"type": "selection_results.ready", "data": {"round": "XK-1"}}]
    second = outcomes(district_platform)
    assert sorted_by_outcome(district_platform) == {"录取": 7, "候补": 0, "未录取": 3}
    for number, (outcome, reason) in first.items():
        if outcome == "录取":
            assert second[number] == (outcome, reason)
        else:
            promoted = int(reason[3:-1]) <= 3
            assert second[number] == (("录取", "第二轮补录") if promoted else ("未录取", "名额已满"))


def test_no_session_is_given_more_seats_than_the_catalogue_says(district_platform: DistrictPlatform) -> None:
    district_platform.add(catalogue=[a_block("SJ-1", capacity="5")], quotas={"SJ-1": 4})
    apply(district_platform, *NUMBERS)
    for _ in range(3):
        district_platform.advance()
    assert sorted_by_outcome(district_platform) == {"录取": 5, "候补": 0, "未录取": 7}


def test_some_results_come_late(platform_server: Server) -> None:
    world = sample_world().model_copy(update={"teachers": None, "refused_share": 0, "late_share": 0.1})
    with platform_server.playing(world) as platform:
        platform.add(catalogue=[a_block("SJ-1")])
        apply(platform, "T1", "T2")
        assert len(outcomes(platform)) == 1
        assert platform.advance() == [{"type": "selection_results.ready", "data": {"round": "XK-1"}}]
        assert len(outcomes(platform)) == 2


def test_a_course_that_was_done_is_not_given_again(sample_platform: DistrictPlatform) -> None:
    done = next(row for row in sample_platform.world.credits if row.course_code == "TX-2020-0201")
    row = {"round_code": "XK-1", "session_code": "DX-DYJX-2021", "employee_no": done.employee_no}
    hand_in(sample_platform, "applications", "XK-1", row)
    sample_platform.advance()
    assert outcomes(sample_platform)[done.employee_no] == ("未录取", "已修满")


def test_refusals_can_be_planned(district_platform: DistrictPlatform) -> None:
    verdict = {"employee_no": "T2", "code": "SJ-1", "reason": "不在培训对象范围"}
    district_platform.add(catalogue=[a_block("SJ-1")], refusals=[verdict])
    apply(district_platform, "T1", "T2")
    assert outcomes(district_platform) == {"T1": ("录取", ""), "T2": ("未录取", "不在培训对象范围")}


def told(server: Server, seed: int, numbers: list[str]) -> list[Any]:
    world = sample_world().model_copy(update={"teachers": None, "refused_share": 0.2})
    with server.playing(world, seed=seed) as platform:
        platform.add(catalogue=[a_block("SJ-1", capacity="8")])
        apply(platform, *numbers)
        heard: list[Any] = []
        for _ in range(4):
            heard.append(platform.rows(RESULTS))
            platform.advance()
        return [*heard, platform.rows(CREDITS), platform.state()["differences"]]


def test_a_seed_tells_the_same_term_whatever_the_order_of_applications(platform_server: Server) -> None:
    once = told(platform_server, 7, NUMBERS)
    assert told(platform_server, 7, NUMBERS[::-1]) == once
    assert told(platform_server, 8, NUMBERS) != once


def test_who_was_placed_is_credited_and_evaluates(district_platform: DistrictPlatform) -> None:
    said = {"course_platform_id": "HZ-7", "capacity": "20"}
    second = {"starts_at": "2021-10-11 08:30", "ends_at": "2021-10-11 16:30"}
    blocks = [a_block("SJ-1", **said), a_block("SJ-1", **said, **second)]
    district_platform.add(catalogue=blocks, quotas={"SJ-1": 20})
    apply(district_platform, *NUMBERS)
    district_platform.advance()
    district_platform.advance()
    assert district_platform.rows(CREDITS) == []
    assert district_platform.advance() == [
        {"type": "credits.ready", "data": {"school_year": "2021"}},
        {"type": "evaluations.ready", "data": {"school_year": "2021"}},
    ]
    assert district_platform.advance() == []
    credited = district_platform.rows(CREDITS)
    assert [row["employee_no"] for row in credited] == NUMBERS
    assert {(row["course_code"], row["credits"], row["earned_on"]) for row in credited} == {
        ("HZ-7", "16", "2021-10-11")
    }
    evaluated = district_platform.rows("/v1/evaluations?school_year=2021")
    assert 0 < len(evaluated) < len(NUMBERS)
    assert {row["evaluated_on"] for row in evaluated} == {"2021-10-12"}


def test_differences_are_planned_and_told(platform_server: Server) -> None:
    world = sample_world()
    with platform_server.playing(world) as platform:
        planned = platform.state()["differences"]
        ours = {(row.employee_no, row.course_code): row.credits for row in world.credits}
        rows = platform.rows("/v1/credits?school_year=2020")
        theirs = {(row["employee_no"], row["course_code"]): row["credits"] for row in rows}
    found = {
        (number, course): (ours.get((number, course)), theirs.get((number, course)))
        for number, course in ours.keys() | theirs.keys()
        if ours.get((number, course)) != theirs.get((number, course))
    }
    assert found == {
        (one["employee_no"], one["course_code"]): (one["ours"], one["theirs"]) for one in planned
    }
    kinds = [one["kind"] for one in planned]
    assert {kind: kinds.count(kind) for kind in kinds} == {"only_ours": 2, "only_theirs": 2, "differs": 2}
    assert all(
        abs(float(one["ours"]) - float(one["theirs"])) == 0.5 for one in planned if one["kind"] == "differs"
    )


def dispute(number: str = "T1", **said: str) -> dict[str, str]:
    return {"school_year": "2020", "employee_no": number, "course_code": "SJ"} | said


def credited(number: str, credits: str) -> dict[str, str]:
    return {
        "school_year": "2020",
        "employee_no": number,
        "course_code": "HZ-7",
        "title": "单元整体教学设计",
        "kind": "短期培训",
        "hours": "16",
        "credits": credits,
    }


@pytest.fixture
def books(district_platform: DistrictPlatform) -> DistrictPlatform:
    """It has 15.5 of T1 and 16 of T2; of T3 it has nothing."""
    course = a_block("SJ-1", course_platform_id="HZ-7", course_code="SJ")
    district_platform.add(catalogue=[course], credits=[credited("T1", "15.5"), credited("T2", "16")])
    return district_platform


def test_an_accepted_dispute_sets_the_credits_right(books: DistrictPlatform) -> None:
    rows = (
        dispute("T1", ours="16.00", theirs="15.50"),
        dispute("T2", theirs="16", course_code="HZ-7"),
        dispute("T3", ours="16", title="单元整体教学设计"),
    )
    assert hand_in(books, "credit_disputes", "2020-2021", *rows) is None
    stands = books.rows("/v1/credits?school_year=2020")
    assert {(row["employee_no"], row["course_code"], row["credits"]) for row in stands} == {
        ("T1", "HZ-7", "16.00"),
        ("T3", "HZ-7", "16"),
    }
    assert books.callbacks()[-1]["type"] in ("credits.ready", "submission.settled")
    assert {"school_year": "2020"} in [one["data"] for one in books.callbacks()]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(dispute(ours="16", theirs="14"), "第2行：平台登记为15.5学分，不是14", id="other"),
        pytest.param(dispute(ours="much", theirs="15.5"), "第2行：学分应为数字", id="no figure"),
        pytest.param(dispute(ours="16", school_year="2019"), "第2行：学年不是2020", id="another year"),
        pytest.param(dispute("T2", theirs="16"), "第2行：两天均未签到", id="upheld"),
    ],
)
def test_a_refused_dispute_says_why_and_changes_nothing(
    books: DistrictPlatform, row: dict[str, str], reason: str
) -> None:
    books.add(upheld=[{"employee_no": "T2", "code": "HZ-7", "reason": "两天均未签到"}])
    before = books.rows("/v1/credits?school_year=2020")
    good = dispute("T3", ours="16")
    assert hand_in(books, "credit_disputes", "2020", good, row) == reason
    assert books.rows("/v1/credits?school_year=2020") == before


def hours(credits: str, **said: str) -> dict[str, str]:
    row = {"school_year": "2020", "employee_no": "T1", "title": "校本研修：试卷分析课", "hours": credits}
    return row | {"credits": credits} | said


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param([hours("6.00"), hours("-2.00")], None, id="with a correction"),
        pytest.param([hours("6"), hours("-7")], "T1的“校本研修：试卷分析课”合计为负", id="below nothing"),
        pytest.param([hours("six")], "第1行：学时和学分应为数字，学时不为0", id="no figure"),
        pytest.param([hours("0")], "第1行：学时和学分应为数字，学时不为0", id="none"),
        pytest.param([hours("6", school_year="2021")], "第1行：学年不是2020", id="another year"),
    ],
)
def test_school_based_hours_are_taken_or_refused(
    district_platform: DistrictPlatform, rows: list[dict[str, str]], reason: str | None
) -> None:
    assert hand_in(district_platform, "school_based_hours", "2020", *rows) == reason
    assert district_platform.rows("/v1/credits?school_year=2020") == []


def test_a_platform_that_credits_hours_gives_them_a_number_of_its_own(
    district_platform: DistrictPlatform,
) -> None:
    district_platform.add(credits_hours=True)
    assert hand_in(district_platform, "school_based_hours", "2020", hours("6"), hours("-2")) is None
    (row,) = district_platform.rows("/v1/credits?school_year=2020")
    assert (row["title"], row["kind"], row["credits"]) == ("校本研修：试卷分析课", "校本研修", "4")
    assert row["course_code"].startswith("XB-2020-")


def decided(number: str, decision: str, **said: str) -> dict[str, str]:
    return {"round_code": "XK-1", "session_code": "SJ-1", "employee_no": number, "decision": decision} | said


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(decided("T1", "通过"), None, id="approved"),
        pytest.param(decided("T9", "不通过", reason="同组已有多人外出"), None, id="rejected"),
        pytest.param(decided("T9", "不通过"), "第1行：不通过须写明理由", id="rejected without a reason"),
        pytest.param(decided("T9", "通过"), "第1行：平台没有收到T9对SJ-1的申请", id="nobody applied"),
        pytest.param(decided("T1", "也许"), "第1行：审核结果应为通过或不通过", id="neither"),
        pytest.param(decided("T1", "通过", round_code="XK-2"), "第1行：轮次代码不是XK-1", id="another round"),
    ],
)
def test_decisions_must_fit_what_was_applied_for(
    district_platform: DistrictPlatform, row: dict[str, str], reason: str | None
) -> None:
    district_platform.add(catalogue=[a_block("SJ-1")])
    apply(district_platform, "T1")
    assert hand_in(district_platform, "decisions", "XK-1", row) == reason


@pytest.mark.parametrize(
    ("number", "said", "reason"),
    [
        pytest.param("T9", {}, "第1行：平台上没有工号T9", id="an unknown number"),
        pytest.param("T1", {"name": "张卫"}, "第1行：工号T1在平台上是张伟，不是张卫", id="another name"),
        pytest.param("T1", {"session_code": "SJ-9"}, "第1行：平台上没有班次SJ-9", id="an unknown session"),
        pytest.param("T1", {"session_platform_id": "HZ-9"}, "第1行：平台上没有班次HZ-9", id="unknown there"),
        pytest.param("T1", {"round_code": "XK-2"}, "第1行：轮次代码不是XK-1", id="another round"),
        pytest.param("T1", {"name": "张伟"}, None, id="all known"),
    ],
)
def test_applications_must_name_what_the_platform_knows(
    district_platform: DistrictPlatform, number: str, said: dict[str, str], reason: str | None
) -> None:
    district_platform.add(catalogue=[a_block("SJ-1")], teachers={"T1": "张伟"})
    assert apply(district_platform, number, **said) == reason
    assert len(district_platform.rows(RESULTS)) == (reason is None)
