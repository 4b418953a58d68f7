"""Leaders are told what is missing when the day is near, and when it is past."""

from datetime import date
from uuid import UUID

import pytest

from domain.messages import Event, missing_facts
from domain.themes.reminding import Lacking, notice

ONE = Lacking(UUID(int=1), UUID(int=2), "生本课堂", date(2021, 6, 18), ("一份研修方案", "一份研修总结"))


@pytest.mark.parametrize(
    ("day", "event"),
    [
        pytest.param(date(2021, 6, 16), Event.THEME_PARTS_DUE, id="two days before"),
        pytest.param(date(2021, 6, 18), Event.THEME_PARTS_DUE, id="on the day"),
        pytest.param(date(2021, 6, 19), Event.THEME_PARTS_OVERDUE, id="the day after"),
    ],
)
def test_what_a_leader_is_told(day: date, event: Event) -> None:
    told = notice(ONE, day)

    assert (told.event, told.recipient_id, missing_facts(told)) == (event, UUID(int=2), [])
    assert (told.facts["count"], told.facts["which"]) == ("2", "一份研修方案、一份研修总结")
