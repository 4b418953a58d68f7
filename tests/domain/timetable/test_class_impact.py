"""What classes lost, without a database."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.errors import NotFound
from domain.paging import Page, Window
from domain.timetable.class_impact import Affected, ClassImpact, impacts, stretch
from tests.domain.timetable.cover_school import CLASSES, MONDAY, a_lesson, a_school, an_absence

FIRST = next(iter(CLASSES))


def affected(to: int | None, *, beside: bool = False) -> Affected:
    return Affected("数学", frozenset([FIRST]), None if to is None else UUID(int=to), beside)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(affected(3), (1, 0, 0, 0), id="by a teacher of the subject"),
        pytest.param(affected(2), (0, 1, 0, 1), id="by a teacher of another"),
        pytest.param(affected(99), (0, 1, 0, 1), id="by somebody no longer at work"),
        pytest.param(affected(None), (0, 0, 1, 1), id="by nobody"),
        pytest.param(affected(None, beside=True), None, id="by its other teacher"),
    ],
)
async def test_a_lesson_is_lost_when_no_teacher_of_its_subject_gave_it(
    one: Affected, expected: tuple[int, ...] | None
) -> None:
    ground = await a_school().ground(MONDAY, MONDAY)
    found = impacts([one], ground, CLASSES, MONDAY)
    figures = [(one.covered, one.covered_otherwise, one.not_covered, one.lost) for one in found]
    assert figures == ([] if expected is None else [expected])


async def test_what_nobody_arranged_is_lost_once_its_day_is_past() -> None:
    school = a_school(a_lesson(0, 1, 1), a_lesson(1, 1, 1), absences=[an_absence(1, (0, 1), (1, 1))])
    ground = await school.ground(MONDAY, MONDAY + timedelta(days=1))

    found = impacts([], ground, CLASSES, MONDAY + timedelta(days=1))

    assert found == [ClassImpact(FIRST, "701", "数学", 0, 0, 1, 1)]


class NoTerms:
    async def term(self, term_id: UUID | None) -> None:
        return None

    async def page(self, days: object, window: Window) -> Page[ClassImpact]:
        raise NotImplementedError


async def test_a_term_there_is_not_has_no_days() -> None:
    with pytest.raises(NotFound):
        await stretch(NoTerms(), UUID(int=1), None, None)
    assert await stretch(NoTerms(), None, None, None) is None
