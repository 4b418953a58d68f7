"""What a group's result comes to, and what every line of it says it came from."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.assessment.policy import Band, Dimension
from domain.assessment.result import (
    ZERO,
    AdjustmentLine,
    Basis,
    Mark,
    aggregate,
    band_of,
    line,
    points_of,
    ranked,
    sums,
)
from domain.assessment.scheme import FactKind, Indicator
from domain.themes.facts import Counted, GroupFacts, Missed, facts_of
from tests.domain.assessment.results import (
    AT,
    bonus,
    counted_by,
    deduction,
    ident,
    indicator,
    inputs,
    marks,
    policy,
    result,
)

SCORES = st.decimals(0, 100, places=2)


def scored(*scores: str, trim_from: int = 5) -> tuple[str, Basis, list[bool]]:
    score, basis, ordered = aggregate(marks(*scores), trim_from)
    return str(score), basis, [one.counts for one in ordered]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param(["80"], "80.00", id="one judge"),
        pytest.param(["80", "81"], "80.50", id="two"),
        pytest.param(["0", "0", "0.02"], "0.01", id="thirds are rounded"),
        pytest.param(["80.01", "80.02"], "80.02", id="a half goes up"),
        pytest.param(["0", "80", "80", "80"], "60.00", id="four: nothing is left out"),
        pytest.param(["0", "80", "80", "80", "100"], "80.00", id="five: one at either end"),
        pytest.param(["80", "80", "80", "80", "80"], "80.00", id="five alike"),
        pytest.param(["0", "0", "90", "90", "90", "90"], "67.50", id="of two lowest one"),
    ],
)
def test_the_score_is_the_mean_and_from_five_judges_on_trimmed(scores: list[str], expected: str) -> None:
    assert scored(*scores)[0] == expected


def test_what_is_left_out_stays_to_be_seen() -> None:
    assert scored("0", "80", "80", "80", "100") == (
        "80.00",
        Basis.TRIMMED_MEAN,
        [False, True, True, True, False],
    )
    assert scored("60", "80", "100", trim_from=3) == ("80.00", Basis.TRIMMED_MEAN, [False, True, False])
    assert scored("0", "80", "80", "80")[1:] == (Basis.MEAN, [True] * 4)


@given(st.lists(SCORES, min_size=4, max_size=12), SCORES, SCORES)
def test_from_five_judges_on_one_outlier_changes_nothing(
    others: list[Decimal], outlier: Decimal, another: Decimal
) -> None:
    """However far out one judge is, above all others or below them."""
    assume(outlier >= max(others) <= another or outlier <= min(others) >= another)

    def of(last: Decimal) -> Decimal:
        given = [Mark(ident(number), "", score) for number, score in enumerate([*others, last])]
        return aggregate(given, 5)[0]

    assert of(outlier) == of(another)


@given(st.data(), st.lists(SCORES, min_size=1, max_size=9))
def test_the_order_of_judges_is_irrelevant(data: st.DataObject, scores: list[Decimal]) -> None:
    given = [Mark(ident(number), f"评委{number}", score) for number, score in enumerate(scores)]

    shuffled = data.draw(st.permutations(given))

    assert aggregate(shuffled, 5) == aggregate(given, 5)


@st.composite
def schemes(draw: st.DrawFn) -> tuple[list[Indicator], str]:
    """Whole weights and shares that make 100, in any parts."""

    def parts(count: int) -> list[int]:
        cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1)))
        return [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]

    indicators = [
        indicator(100 * place + number, dimension=dimension, share=share)
        for place, dimension in enumerate(Dimension, start=1)
        for number, share in enumerate(parts(draw(st.integers(1, 5))))
    ]
    return indicators, "/".join(map(str, parts(5)))


@st.composite
def adjusted(draw: st.DrawFn) -> AdjustmentLine:
    points = str(draw(st.decimals("0.01", 100, places=2)))
    where = draw(st.sampled_from([None, *Dimension]))
    return bonus(points) if where is None else deduction(points, where)


@given(st.data(), schemes(), st.lists(adjusted(), max_size=6), st.decimals(0, 100, places=2))
def test_a_total_is_within_nothing_and_a_hundred_and_the_cap(
    data: st.DataObject, scheme: tuple[list[Indicator], str], given: list[AdjustmentLine], cap: Decimal
) -> None:
    indicators, weights = scheme
    rules = policy(weights=weights, bonus_cap=str(cap))
    each: dict[UUID, list[Mark]] = {}
    for one in indicators:
        scores = data.draw(st.lists(SCORES, min_size=1, max_size=6))
        each[one.id] = [Mark(ident(number), "", score) for number, score in enumerate(scores)]

    lines = [line(one, inputs(each), rules) for one in indicators]
    come = sums(lines, given, rules)

    assert 0 <= come.total <= 100 + cap
    assert come.total == sum(one.total for one in come.dimensions) + come.bonus_counted
    assert come.bonus_counted <= min(cap, come.bonus)


@given(schemes())
def test_full_scores_make_exactly_a_hundred(scheme: tuple[list[Indicator], str]) -> None:
    indicators, weights = scheme
    full = inputs({one.id: marks("100") for one in indicators})

    lines = [line(one, full, policy(weights=weights)) for one in indicators]

    assert sums(lines, [], policy(weights=weights)).total == 100


def test_a_line_says_its_weight_and_the_rows_it_goes_by() -> None:
    made = line(indicator(share=60), inputs({ident(1): marks("90", "85")}), policy(weights="30/20/20/20/10"))

    assert (made.weight, made.weight_rule_id, made.rule_id) == (10, ident(1), ident(4))
    assert (made.basis, made.score, made.points) == (Basis.MEAN, Decimal("87.50"), Decimal("5.25"))
    assert [one.name for one in made.marks] == ["评委1", "评委0"]


def test_points_are_rounded_half_up() -> None:
    assert points_of(Decimal("81.25"), 10, 20) == Decimal("1.63")


def test_without_evidence_a_line_is_nothing() -> None:
    made = line(indicator(), inputs(), policy())

    assert (made.basis, made.score, made.points, made.marks) == (Basis.NO_EVIDENCE, ZERO, ZERO, [])


def group_facts(*, expected: int = 40, excused: int = 4, absent: int = 3) -> GroupFacts:
    missed = [Missed(ident(70 + one), "集体备课", AT, ident(50 + one), f"朱{one}") for one in range(absent)]
    attended = expected - excused - absent
    counted = Counted(1, 4, expected, attended, 0, 9 if expected else 0, 6 if expected else 0)
    full = facts_of(ident(1), (ident(2), "数学组"), counted, missed)
    rate = None if expected == 0 else Decimal("91.67")
    return GroupFacts(
        **{name: getattr(full, name) for name in full.__slots__}
        | {"excused": excused, "attendance_rate": rate}
    )


@pytest.mark.parametrize(
    ("kind", "score", "counted", "out_of", "rule"),
    [
        pytest.param(FactKind.ATTENDANCE, "91.67", 33, 36, None, id="attendance"),
        pytest.param(FactKind.NINE_ONES, "66.67", 6, 9, None, id="nine ones"),
        pytest.param(FactKind.UNEXCUSED, "70", 3, 40, 5, id="absences without excuse"),
    ],
)
def test_a_fact_fills_a_line_in_and_says_what_it_counts(
    kind: FactKind, score: str, counted: int, out_of: int, rule: int | None
) -> None:
    made = line(counted_by(kind), inputs(facts=group_facts()), policy())

    assert (made.basis, made.score) == (Basis.FACT, Decimal(score))
    assert made.fact is not None
    assert (made.fact.kind, made.fact.counted, made.fact.out_of) == (kind, counted, out_of)
    assert made.rule_id == (None if rule is None else ident(rule))


@pytest.mark.parametrize("kind", [FactKind.ATTENDANCE, FactKind.UNEXCUSED])
def test_who_was_absent_without_excuse_stands_in_the_line_it_costs(kind: FactKind) -> None:
    made = line(counted_by(kind), inputs(facts=group_facts()), policy())

    assert made.fact is not None
    assert [one.teacher_name for one in made.fact.missed] == ["朱0", "朱1", "朱2"]


def test_absences_take_no_more_than_all() -> None:
    facts = group_facts(absent=11)

    assert line(counted_by(FactKind.UNEXCUSED), inputs(facts=facts), policy()).score == 0


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("facts", [None, group_facts(expected=0, excused=0, absent=0)])
def test_where_nothing_was_counted_nothing_is_earned(kind: FactKind, facts: GroupFacts | None) -> None:
    made = line(counted_by(kind), inputs(facts=facts), policy())

    assert (made.basis, made.score) == (Basis.NOTHING_COUNTED, ZERO)


def test_a_deduction_stays_in_its_dimension_and_what_was_lifted_counts_no_more() -> None:
    full = {ident(number): marks("50") for number in (1, 2)}
    both = [indicator(1), indicator(2, dimension=Dimension.OUTCOME)]
    lines = [line(one, inputs(full), policy()) for one in both]
    given = [
        deduction("12"),
        deduction("3", Dimension.OUTCOME, lifted_by=ident(3)),
        bonus("4"),
        bonus("3"),
        bonus("9", lifted_by=ident(3)),
    ]

    come = sums(lines, given, policy())

    totals = {one.dimension: one.total for one in come.dimensions}
    assert (totals[Dimension.ROUTINE], totals[Dimension.OUTCOME]) == (ZERO, Decimal(10))
    assert (come.bonus, come.bonus_counted, come.total) == (Decimal(7), Decimal(5), Decimal(15))


@pytest.mark.parametrize(
    ("total", "band"),
    [
        pytest.param("105", Band.EXCELLENT, id="with bonus"),
        pytest.param("90", Band.EXCELLENT, id="the least of excellent"),
        pytest.param("89.99", Band.GOOD, id="just below"),
        pytest.param("75", Band.GOOD, id="the least of good"),
        pytest.param("60", Band.PASS, id="the least of pass"),
        pytest.param("59.99", Band.FAIL, id="below all"),
    ],
)
def test_a_band_begins_with_its_least(total: str, band: Band) -> None:
    assert band_of(Decimal(total), policy()) is band


def test_groups_of_one_total_share_a_rank_and_the_next_counts_them() -> None:
    found = ranked([result("丁", "60"), result("乙", "90"), result("丙", "80"), result("甲", "90")])

    assert [(one.group_name, one.rank, one.groups) for one in found] == [
        ("乙", 1, 4),
        ("甲", 1, 4),
        ("丙", 3, 4),
        ("丁", 4, 4),
    ]
