"""The policy of absence, swap and cover: how each figure is written, and which row it names."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from domain.policy import RuleValueInvalid
from domain.timetable.policy import DEFAULTS, TIMETABLE_POLICY, TimetableRule, TimetableRuleKey, in_force

DAY = date(2021, 3, 8)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        pytest.param(TimetableRuleKey.COVER_FROM_DAYS, "3", Decimal(3), id="days"),
        pytest.param(TimetableRuleKey.COVER_FROM_DAYS, "2.5", Decimal("2.5"), id="half days"),
        pytest.param(TimetableRuleKey.SWAP_DEADLINE_DAYS, "0", 0, id="none"),
        pytest.param(TimetableRuleKey.COVER_ANSWER, "on", True, id="a switch"),
        pytest.param(TimetableRuleKey.RATE_TEACHING, "2000", 2000, id="fen"),
        pytest.param(TimetableRuleKey.RATE_TEACHING, "off", None, id="no pay"),
        pytest.param(TimetableRuleKey.POINTS_DUTY, "0.5", Decimal("0.5"), id="points"),
    ],
)
def test_a_figure_reads_as_its_key_says(key: TimetableRuleKey, written: str, value: object) -> None:
    assert TIMETABLE_POLICY.parse(key, written) == value


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (TimetableRuleKey.COVER_FROM_DAYS, "2.3"),
        (TimetableRuleKey.COVER_FROM_DAYS, "0"),
        (TimetableRuleKey.SWAP_DEADLINE_DAYS, "21"),
        (TimetableRuleKey.COVER_DAILY_CAP, "off"),
        (TimetableRuleKey.COVER_ANSWER, "yes"),
        (TimetableRuleKey.RATE_TEACHING, "20.00"),
    ],
)
def test_another_form_is_refused_with_the_one_expected(key: TimetableRuleKey, written: str) -> None:
    with pytest.raises(RuleValueInvalid) as refused:
        TIMETABLE_POLICY.parse(key, written)

    assert refused.value.facts["key"] == key.value


def test_every_key_has_a_default_of_its_form() -> None:
    assert set(DEFAULTS) == set(TimetableRuleKey)
    assert in_force([], DAY).cover_from_days.value == 3


def test_a_figure_names_its_row_from_its_day_on() -> None:
    at = datetime(2021, 1, 1, tzinfo=UTC)
    row = TimetableRule(uuid4(), TimetableRuleKey.COVER_FROM_DAYS, "2", DAY, entered_at=at)

    figure = in_force([row], DAY).cover_from_days

    assert in_force([row], date(2021, 3, 7)).cover_from_days.id is None
    assert (str(figure.value), figure.id) == ("2", row.id)
