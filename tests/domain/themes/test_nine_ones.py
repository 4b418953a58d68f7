"""The nine ones are nine, and a term's are those in force when it began."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.themes.nine_ones import EXAMPLE, NineOnes, NineOnesIncomplete, check_slots, in_force

SPRING, AUTUMN = date(2021, 2, 20), date(2021, 9, 1)


def version(number: int, from_day: date) -> NineOnes:
    return replace(
        EXAMPLE, id=UUID(int=number), number=number, title=f"第{number}版", from_day=from_day, example=False
    )


@pytest.mark.parametrize(
    ("published", "term", "number"),
    [
        pytest.param([], SPRING, 0, id="none: the example shipped"),
        pytest.param([version(1, AUTUMN)], SPRING, 0, id="one of a later term"),
        pytest.param([version(1, SPRING)], SPRING, 1, id="one of this term"),
        pytest.param([version(1, SPRING)], AUTUMN, 1, id="one of an earlier term"),
        pytest.param([version(1, SPRING), version(2, SPRING)], SPRING, 2, id="of two, the later published"),
        pytest.param([version(1, AUTUMN), version(2, SPRING)], AUTUMN, 1, id="of two, the later term's"),
    ],
)
def test_a_theme_begins_with_what_is_in_force(published: list[NineOnes], term: date, number: int) -> None:
    assert in_force(published, term).number == number


def test_the_list_shipped_says_that_it_is_an_example() -> None:
    check_slots(EXAMPLE.slots)
    assert EXAMPLE.example
    assert "示例" in EXAMPLE.title


@pytest.mark.parametrize(
    ("slots", "facts"),
    [
        pytest.param(EXAMPLE.slots[:8], {"count": 8, "repeated": []}, id="eight"),
        pytest.param((*EXAMPLE.slots, EXAMPLE.slots[0]), {"count": 10, "repeated": ["plan"]}, id="ten"),
        pytest.param(
            (*EXAMPLE.slots[:8], EXAMPLE.slots[0]), {"count": 9, "repeated": ["plan"]}, id="one twice"
        ),
    ],
)
def test_nine_with_a_key_of_their_own(slots: tuple[object, ...], facts: dict[str, object]) -> None:
    with pytest.raises(NineOnesIncomplete) as refused:
        check_slots(slots)  # type: ignore[arg-type]
    assert refused.value.facts == facts
