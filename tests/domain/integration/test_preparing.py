"""Preparing a submission: rows from the rooms, one at a time, and what a further edition changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.integration.connection import PlatformNotConnected
from domain.integration.outbound_columns import as_rows
from domain.integration.platform import Outbound
from domain.integration.preparing import (
    Decided,
    HandedIn,
    NothingToHandIn,
    OutboundDesk,
    RoundNotClosed,
    RoundNotSubmitted,
    SchoolBased,
    SubmissionNeedsYear,
    prepare,
    sheet_of,
)
from domain.integration.submission import (
    PlatformSubmission,
    SubmissionChanges,
    SubmissionOpen,
    SubmissionOutcome,
    SubmissionVia,
)
from domain.integration.submissions import ByHand, mark_sent, settle_by_hand, withdraw
from domain.people.changes import UnknownReference
from domain.reconciliation.line import Dispute
from domain.training.deciding import Ruling
from domain.training.selection import RoundState
from tests.domain.integration.kept_submissions import NOW, SOMEBODY, KeptSubmissions, Line, Told

AT = datetime(2021, 3, 2, 0, 15, 9, tzinfo=UTC)
FILE, HTTP = SubmissionVia.FILE, SubmissionVia.HTTP


@dataclass
class Rooms:
    rounds: dict[str, RoundState] = field(default_factory=lambda: {"2021-1": RoundState.SUBMITTED})
    awards: list[SchoolBased] = field(
        default_factory=lambda: [
            SchoolBased("0123", "张伟", "作业设计", Decimal(8), Decimal("7.5"), date(2021, 6, 18)),
            SchoolBased("0124", "沈建芳", "=1+1", Decimal(0), Decimal("-7.50"), None),
        ]
    )

    async def round_state(self, code: str) -> RoundState | None:
        return self.rounds.get(code)

    async def handed_in(self, round_code: str) -> Sequence[HandedIn]:
        return [HandedIn("SJ-01", "HZ-1", "0123", "张伟", "SJ", "试卷分析课", AT)]

    async def decided(self, round_code: str) -> Sequence[Decided]:
        return [
            Decided("SJ-01", None, "0123", "张伟", Ruling.APPROVE, None, AT),
            Decided("SJ-01", "HZ-1", "0124", "沈建芳", Ruling.REJECT, "本组已有两人", AT),
        ]

    async def school_based(self, school_year: int) -> Sequence[SchoolBased]:
        return self.awards if school_year == 2020 else []


class Disputed:
    async def of(self, school_year: int) -> Sequence[Dispute]:
        return [
            Dispute("0123", "张伟", "SJ", "试卷分析课", Decimal(8), None, "附签到表"),
            Dispute("0124", "沈建芳", "XL", "心理健康教育", None, Decimal("6.5"), None),
        ]


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def kept() -> KeptSubmissions:
    return KeptSubmissions()


@pytest.fixture
def desk(kept: KeptSubmissions, rooms: Rooms) -> OutboundDesk:
    return OutboundDesk(kept, rooms, Disputed(), Line())


async def prepared(
    desk: OutboundDesk,
    kind: Outbound = Outbound.SCHOOL_BASED_HOURS,
    about: str = "2020",
    via: SubmissionVia = FILE,
) -> PlatformSubmission:
    return await prepare(desk, kind, about, via, account_id=SOMEBODY, now=NOW)


async def settled(kept: KeptSubmissions, one: PlatformSubmission, outcome: SubmissionOutcome) -> None:
    sent = await mark_sent(kept, one.id, None, ByHand(one.version, SOMEBODY, NOW))
    await settle_by_hand(kept, Told(), one.id, outcome, "见附件", ByHand(sent.version, SOMEBODY, NOW))


async def rows(desk: OutboundDesk, kind: Outbound, about: str) -> list[list[str]]:
    return [list(row.values()) for row in as_rows(kind, await sheet_of(desk, kind, about))]


async def test_applications_are_those_handed_in_with_their_time_by_the_schools_clock(
    desk: OutboundDesk,
) -> None:
    assert await rows(desk, Outbound.APPLICATIONS, "2021-1") == [
        ["2021-1", "SJ-01", "HZ-1", "SJ", "试卷分析课", "0123", "张伟", "2021-03-02 08:15:09"]
    ]


async def test_decisions_are_said_in_words_with_their_reason(desk: OutboundDesk) -> None:
    assert await rows(desk, Outbound.DECISIONS, "2021-1") == [
        ["2021-1", "SJ-01", "", "0123", "张伟", "通过", "", "2021-03-02 08:15:09"],
        ["2021-1", "SJ-01", "HZ-1", "0124", "沈建芳", "不通过", "本组已有两人", "2021-03-02 08:15:09"],
    ]


async def test_hours_and_credits_have_two_decimals(desk: OutboundDesk) -> None:
    assert await rows(desk, Outbound.SCHOOL_BASED_HOURS, "2020") == [
        ["2020", "0123", "张伟", "作业设计", "8.00", "7.50", "2021-06-18"],
        ["2020", "0124", "沈建芳", "=1+1", "0.00", "-7.50", ""],
    ]


async def test_what_one_side_has_no_record_of_is_left_empty(desk: OutboundDesk) -> None:
    assert await rows(desk, Outbound.CREDIT_DISPUTES, "2020") == [
        ["2020", "0123", "张伟", "SJ", "试卷分析课", "8.00", "", "附签到表"],
        ["2020", "0124", "沈建芳", "XL", "心理健康教育", "", "6.50", ""],
    ]


@pytest.mark.parametrize("state", list(RoundState))
async def test_a_round_is_handed_in_once_it_is_that_far(
    desk: OutboundDesk, rooms: Rooms, state: RoundState
) -> None:
    rooms.rounds["2021-1"] = state

    async def goes(kind: Outbound) -> bool:
        try:
            return bool(await sheet_of(desk, kind, "2021-1"))
        except (RoundNotSubmitted, RoundNotClosed) as refusal:
            return refusal.facts != {"code": "2021-1", "state": state}

    assert await goes(Outbound.APPLICATIONS) is (state in (RoundState.SUBMITTED, RoundState.FINISHED))
    assert await goes(Outbound.DECISIONS) is (state not in (RoundState.DRAFT, RoundState.OPEN))


@pytest.mark.parametrize("kind", [Outbound.APPLICATIONS, Outbound.DECISIONS])
async def test_a_round_there_is_none_of_is_unknown(desk: OutboundDesk, kind: Outbound) -> None:
    with pytest.raises(UnknownReference):
        await sheet_of(desk, kind, "2020")


@pytest.mark.parametrize("kind", [Outbound.SCHOOL_BASED_HOURS, Outbound.CREDIT_DISPUTES])
@pytest.mark.parametrize("about", ["2021-1", "20200", "1020", "二〇二〇"])
async def test_a_school_year_is_named_by_its_first_calendar_year(
    desk: OutboundDesk, kind: Outbound, about: str
) -> None:
    with pytest.raises(SubmissionNeedsYear):
        await sheet_of(desk, kind, about)


async def test_nothing_is_prepared_of_nothing(desk: OutboundDesk, kept: KeptSubmissions) -> None:
    with pytest.raises(NothingToHandIn):
        await prepared(desk, about="2019")
    assert kept.found == {}


async def test_over_http_it_waits_for_its_turn_and_a_file_for_nobody(
    desk: OutboundDesk, kept: KeptSubmissions
) -> None:
    await prepared(desk)
    sent = await prepared(desk, Outbound.CREDIT_DISPUTES, via=HTTP)

    assert kept.queued == [sent.id]


async def test_without_a_connection_there_are_files_only(kept: KeptSubmissions, rooms: Rooms) -> None:
    desk = OutboundDesk(kept, rooms, Disputed(), Line(open=False))

    with pytest.raises(PlatformNotConnected):
        await prepared(desk, via=HTTP)
    assert (await prepared(desk)).rows == 2


async def test_one_of_the_same_is_settled_or_withdrawn_before_the_next(
    desk: OutboundDesk, kept: KeptSubmissions
) -> None:
    first = await prepared(desk)

    with pytest.raises(SubmissionOpen):
        await prepared(desk)
    other = await prepared(desk, about="2020", kind=Outbound.CREDIT_DISPUTES)
    await withdraw(kept, first.id, ByHand(1, SOMEBODY, NOW))
    second = await prepared(desk)

    assert (other.edition_no, second.edition_no) == (1, 1)


async def test_a_further_edition_says_what_changed_since_the_last_one_accepted(
    desk: OutboundDesk, kept: KeptSubmissions, rooms: Rooms
) -> None:
    first = await prepared(desk)
    await settled(kept, first, SubmissionOutcome.ACCEPTED)
    rooms.awards[0] = SchoolBased("0123", "张伟", "作业设计", Decimal(6), Decimal(6), date(2021, 6, 18))
    second = await prepared(desk)
    await settled(kept, second, SubmissionOutcome.REFUSED)
    rooms.awards[1:] = [SchoolBased("0125", "欧阳晓", "作业设计", Decimal(8), Decimal(8), None)]
    third = await prepared(desk)

    assert (first.changes, first.edition_no) == (None, 1)
    assert (second.changes, second.edition_no) == (SubmissionChanges(1, 0, 0, 1), 2)
    assert (third.changes, third.edition_no) == (SubmissionChanges(1, 1, 1, 1), 3)
    assert len({one.sha256 for one in (first, second, third)}) == 3
    assert [len(kept.sheets[one.id].rows) for one in (first, second, third)] == [2, 2, 2]


async def test_while_none_was_accepted_there_is_nothing_to_compare_with(
    desk: OutboundDesk, kept: KeptSubmissions
) -> None:
    await settled(kept, await prepared(desk), SubmissionOutcome.REFUSED)

    assert (await prepared(desk)).changes is None
