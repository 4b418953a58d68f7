"""What awards come to: the highest of a work, less what it was paid, shared to the fen."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bonus.reckoning import (
    AwardFacts,
    LineKind,
    PassedOverWhy,
    WorkFacts,
    reckon,
    shares,
)
from domain.bonus.table import SHIPPED, BonusTable, Split
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel

DAY = date(2021, 3, 12)
COUNTY, CITY, PROVINCE = WorkLevel.COUNTY, WorkLevel.CITY, WorkLevel.PROVINCE


def award(number: int, level: WorkLevel, prize: Prize = Prize.FIRST, day: date = DAY) -> AwardFacts:
    return AwardFacts(UUID(int=number), level, prize, day)


def work(*awards: AwardFacts, authors: int = 1, **more: object) -> WorkFacts:
    ids = tuple(UUID(int=100 + number) for number in range(authors))
    return replace(WorkFacts(UUID(int=9), WorkKind.CASE, ids, awards), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "weights", "each"),
    [
        pytest.param(100, [1, 1, 1], [34, 33, 33], id="the fen over goes to the first"),
        pytest.param(101, [1, 1, 1], [34, 34, 33], id="two over go one each"),
        pytest.param(1, [1, 1, 1], [1, 0, 0], id="less than there are authors"),
        pytest.param(100, [6, 3], [67, 33], id="to who loses most: 66.67 and 33.33"),
        pytest.param(10, [3, 6], [3, 7], id="though named later"),
        pytest.param(100, [6, 3, 1], [60, 30, 10], id="nothing over"),
        pytest.param(5, [1, 0, 0], [5, 0, 0], id="all to the first"),
    ],
)
def test_shares_are_rounded_down_and_the_rest_handed_out(
    amount: int, weights: list[int], each: list[int]
) -> None:
    assert shares(amount, weights) == each


def test_a_work_awarded_at_three_levels_is_paid_once_at_the_highest() -> None:
    three = work(award(1, COUNTY), award(2, PROVINCE), award(3, CITY))

    found = reckon([three], [])

    assert [(line.award_id.int, line.amount_fen, line.kind) for line in found.lines] == [
        (2, 100_000, LineKind.AWARD)
    ]
    assert [(one.award_id.int, one.why) for one in found.passed_over] == [
        (1, PassedOverWhy.LOWER),
        (3, PassedOverWhy.LOWER),
    ]
    assert [(one.award_id.int, one.pays) for one in found.settled] == [(1, False), (2, True), (3, False)]


def test_what_was_paid_before_is_taken_off() -> None:
    found = reckon([work(award(1, CITY), authors=2, paid_fen=30_000)], [])

    assert [(line.kind, line.amount_fen) for line in found.lines] == [
        (LineKind.DIFFERENCE, 20_000),
        (LineKind.DIFFERENCE, 10_000),
    ]
    share = found.lines[1].share
    assert share is not None
    assert (share.award_fen, share.paid_before_fen, share.due_fen) == (60_000, 30_000, 30_000)
    assert (share.position, share.weights) == (2, [6, 3])


@pytest.mark.parametrize(
    ("one", "why"),
    [
        pytest.param(work(award(1, COUNTY), paid_fen=30_000), PassedOverWhy.COVERED, id="paid as much"),
        pytest.param(work(award(1, CITY, Prize.MERIT)), PassedOverWhy.NO_AMOUNT, id="no cell"),
        pytest.param(work(award(1, CITY), elsewhere=True), PassedOverWhy.ELSEWHERE, id="in another batch"),
        pytest.param(
            work(award(1, CITY), kind=WorkKind.COURSEWARE), PassedOverWhy.KIND_EXCLUDED, id="excluded kind"
        ),
    ],
)
def test_an_award_that_pays_nothing_says_why(one: WorkFacts, why: PassedOverWhy) -> None:
    table = replace(SHIPPED, effective_from=date(2020, 9, 1), excluded_kinds=[WorkKind.COURSEWARE])

    found = reckon([one], [table])

    assert found.lines == ()
    assert [passed.why for passed in found.passed_over] == [why]
    assert bool(found.settled) == (why is PassedOverWhy.COVERED)


def test_the_table_of_the_day_it_was_given_counts() -> None:
    dearer = [replace(cell, amount_fen=cell.amount_fen * 2) for cell in SHIPPED.cells]
    later = replace(SHIPPED, id=UUID(int=5), effective_from=DAY + timedelta(days=1), cells=dearer)

    found = reckon([work(award(1, CITY)), work(award(2, CITY, day=DAY + timedelta(days=1)))], [later])

    assert [(line.amount_fen, line.table_id) for line in found.lines] == [
        (60_000, None),
        (120_000, later.id),
    ]


def test_of_as_much_money_the_higher_level_counts_and_then_the_earlier_day() -> None:
    same = [replace(cell, amount_fen=100) for cell in SHIPPED.cells]
    table = replace(SHIPPED, effective_from=date(2020, 9, 1), cells=same)
    late, early = award(2, CITY, day=DAY), award(3, CITY, day=DAY - timedelta(days=1))

    found = reckon([work(award(1, COUNTY, day=DAY - timedelta(days=9)), late, early)], [table])

    assert [line.award_id for line in found.lines] == [early.id]


def random_award(random: Random, number: int) -> AwardFacts:
    return award(number, random.choice(list(WorkLevel)), random.choice([Prize.FIRST, Prize.MERIT]))


def random_works(random: Random) -> list[WorkFacts]:
    """Up to six works of up to four authors, some paid for before, each with up to three awards."""
    return [
        work(
            *(
                award(
                    10 * number + nth,
                    random.choice(list(WorkLevel)),
                    random.choice([Prize.FIRST, Prize.MERIT]),
                )
                for nth in range(random.randrange(4))
            ),
            authors=random.randint(1, 4),
            paid_fen=random.choice([0, 0, 333, 15_001]),
            id=UUID(int=number),
        )
        for number in range(1, random.randint(2, 7))
    ]


def random_table(random: Random, split: Split) -> BonusTable:
    return replace(
        SHIPPED,
        effective_from=date(2020, 9, 1),
        split=split,
        weights=[random.randint(1, 9) for _ in range(random.randint(1, 3))] if split is Split.RATIO else [],
        cells=[replace(cell, amount_fen=cell.amount_fen + random.randrange(99)) for cell in SHIPPED.cells],
    )


# A seed is drawn, and not the works themselves: a thousand sets in half a second instead of four.
@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**32))
def test_lines_make_each_work_its_highest_award_to_the_fen_under_every_split(seed: int) -> None:
    random = Random(seed)
    works = random_works(random)
    for split in Split:
        table = random_table(random, split)
        found = reckon(works, [table])
        paid: Counter[UUID] = Counter()
        for line in found.lines:
            assert line.amount_fen > 0
            paid[line.work_id] += line.amount_fen
        for one in works:
            amounts = [table.amount(given.level, given.prize) or 0 for given in one.awards]
            assert one.paid_fen + paid[one.id] == max([one.paid_fen, *amounts])
        assert found.total_fen == sum(paid.values())
        again = [replace(one, paid_fen=one.paid_fen + paid[one.id]) for one in works]
        assert reckon(again, [table]).lines == ()
