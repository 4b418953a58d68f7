"""Two books side by side: each difference is of exactly one kind, and none is passed over."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reconciliation.comparing import Amount, DifferenceKind, Key, compare, kind_of

TEACHERS = [UUID(int=number) for number in (1, 2, 3)]
figures = st.sampled_from([Decimal("0.00"), Decimal("1.00"), Decimal("7.50")])
sides = st.dictionaries(
    st.tuples(st.sampled_from(TEACHERS), st.sampled_from(["HZ-1", "HZ-2", "P-1"])),
    st.builds(Amount, figures, figures),
)


def an_amount(credits: str, hours: str = "20") -> Amount:
    return Amount(Decimal(hours), Decimal(credits))


@given(sides, sides)
def test_every_key_is_equal_or_a_difference_of_one_kind(
    ours: dict[Key, Amount], theirs: dict[Key, Amount]
) -> None:
    found = compare(ours, theirs)

    keys = [one.key for one in found.differences]
    assert keys == sorted(set(keys))
    assert found.equal + len(keys) == len(ours.keys() | theirs.keys())
    assert sum(found.count(kind) for kind in DifferenceKind) == len(keys)
    for one in found.differences:
        assert (one.ours, one.theirs) == (ours.get(one.key), theirs.get(one.key))
        assert (one.ours is None) == (one.kind is DifferenceKind.ONLY_THEIRS)
        assert (one.theirs is None) == (one.kind is DifferenceKind.ONLY_OURS)
        assert one.ours != one.theirs


@given(sides, sides)
def test_changing_places_changes_the_kinds_and_nothing_else(
    ours: dict[Key, Amount], theirs: dict[Key, Amount]
) -> None:
    here, there = compare(ours, theirs), compare(theirs, ours)

    assert here.equal == there.equal
    assert here.count(DifferenceKind.ONLY_OURS) == there.count(DifferenceKind.ONLY_THEIRS)
    assert here.count(DifferenceKind.DIFFERS) == there.count(DifferenceKind.DIFFERS)


@given(sides)
def test_a_book_does_not_differ_from_itself(side: dict[Key, Amount]) -> None:
    assert compare(side, dict(side)).differences == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        pytest.param(an_amount("10"), an_amount("10.00"), None, id="however the figure is written"),
        pytest.param(an_amount("10"), an_amount("9.99"), DifferenceKind.DIFFERS, id="a hundredth"),
        pytest.param(an_amount("10", "20"), an_amount("10", "18"), DifferenceKind.DIFFERS, id="hours alone"),
        pytest.param(an_amount("10"), None, DifferenceKind.ONLY_OURS, id="only ours"),
        pytest.param(None, an_amount("10"), DifferenceKind.ONLY_THEIRS, id="only theirs"),
        pytest.param(an_amount("0"), None, None, id="ours earned nothing, they have nothing"),
        pytest.param(None, an_amount("0"), None, id="theirs is nothing, we have none"),
        pytest.param(an_amount("0"), an_amount("5"), DifferenceKind.DIFFERS, id="0 here, some there"),
        pytest.param(None, None, None, id="neither"),
    ],
)
def test_which_kind_it_is(ours: Amount | None, theirs: Amount | None, kind: DifferenceKind | None) -> None:
    assert kind_of(ours, theirs) is kind
