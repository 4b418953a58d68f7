"""What an item of a week may look like."""

from datetime import date, time

import pytest

from domain.errors import DomainError
from domain.weekplan.plan import DayOutsideWeek, ItemTimesBackwards, check_item

MONDAY, SUNDAY = date(2021, 3, 8), date(2021, 3, 14)


@pytest.mark.parametrize(
    ("day", "starts_at", "ends_at", "refused"),
    [
        pytest.param(MONDAY, None, None, None, id="the first day, all day"),
        pytest.param(SUNDAY, time(8), None, None, id="the last day, without an end"),
        pytest.param(MONDAY, time(8), time(8, 1), None, id="a minute long"),
        pytest.param(date(2021, 3, 7), None, None, DayOutsideWeek, id="the day before"),
        pytest.param(date(2021, 3, 15), None, None, DayOutsideWeek, id="the day after"),
        pytest.param(MONDAY, time(8), time(8), ItemTimesBackwards, id="no time at all"),
        pytest.param(MONDAY, None, time(8), ItemTimesBackwards, id="an end without a start"),
    ],
)
def test_an_item_lies_in_its_week_and_ends_after_it_starts(
    day: date, starts_at: time | None, ends_at: time | None, refused: type[DomainError] | None
) -> None:
    if refused is None:
        check_item(day, starts_at, ends_at, first=MONDAY, last=SUNDAY)
        return
    with pytest.raises(refused):
        check_item(day, starts_at, ends_at, first=MONDAY, last=SUNDAY)
