"""What looks after absences' lessons, brought in line while others do the same."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from domain.timetable.absence import AbsenceState, Ground, Route
from domain.timetable.arranging import Ending, Tied, keep_in_line
from tests.domain.timetable.cover_school import NOW


class EndedMeanwhile:
    """The port of ties, where others end everything while one waits for the days."""

    def __init__(self, tied: Tied) -> None:
        self._tied = [tied]

    async def hold_days(self, absence_ids: Collection[UUID]) -> None:
        self._tied = []

    async def tied(self, absence_ids: Collection[UUID]) -> list[Tied]:
        return self._tied

    async def affairs(self) -> list[UUID]:
        raise AssertionError

    async def ground(self, first: date, last: date) -> Ground:
        raise AssertionError


async def test_what_others_ended_while_one_waited_is_left_alone() -> None:
    absence = Tied(
        id=UUID(int=1),
        teacher_id=UUID(int=2),
        teacher_name="艾老师",
        state=AbsenceState.CANCELLED,
        route=Route.COVER,
        school_days=Decimal(1),
        blocks=(),
        version=2,
        swaps=(),
    )
    nothing = cast(Ending, None)
    await keep_in_line(EndedMeanwhile(absence), nothing, [absence.id], now=NOW)
