"""Which works a contest takes."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from domain.contests.contest import AwardedExclusion, Contest, ContestState
from domain.contests.entering import (
    EntryKindNotAccepted,
    PaperNotAccepted,
    WorkAlreadyAwarded,
    check_work,
    excluding_levels,
    length_of,
)
from domain.contests.entry import EnterableWork
from domain.works.work import WorkKind, WorkLevel


def a_contest(**values: Any) -> Contest:
    empty = dict.fromkeys(field.name for field in fields(Contest))
    given = {
        "id": uuid4(),
        "level": WorkLevel.CITY,
        "kinds": [WorkKind.PAPER],
        "entries_due_on": date(2021, 4, 20),
        "excludes_awarded": AwardedExclusion.SAME_OR_HIGHER,
        "state": ContestState.OPEN,
    }
    return Contest(**{**empty, **given, **values})


def a_work(**values: Any) -> EnterableWork:
    given = {"kind": WorkKind.PAPER, "title": "追问", "author_ids": (uuid4(),)}
    return EnterableWork(**{"id": uuid4(), "accepted": True, "awarded_at": frozenset(), **given, **values})


@pytest.mark.parametrize(
    ("work", "refusal"),
    [
        pytest.param(a_work(kind=WorkKind.TOPIC), EntryKindNotAccepted, id="a topic"),
        pytest.param(a_work(accepted=False), PaperNotAccepted, id="a paper not accepted yet"),
        pytest.param(a_work(awarded_at=frozenset({WorkLevel.CITY})), WorkAlreadyAwarded, id="awarded"),
    ],
)
def test_a_work_that_is_not_taken(work: EnterableWork, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_work(a_contest(), work)


def test_a_work_that_is_taken() -> None:
    check_work(a_contest(), a_work(awarded_at=frozenset({WorkLevel.COUNTY})))


@pytest.mark.parametrize(
    ("excludes", "lowest"),
    [
        pytest.param(AwardedExclusion.NONE, None, id="none"),
        pytest.param(AwardedExclusion.SAME_OR_HIGHER, WorkLevel.CITY, id="the contest's level and above"),
        pytest.param(AwardedExclusion.ANY, WorkLevel.SCHOOL, id="all"),
    ],
)
def test_levels_that_bar_a_work(excludes: AwardedExclusion, lowest: WorkLevel | None) -> None:
    levels = list(WorkLevel)
    barred = [] if lowest is None else levels[levels.index(lowest) :]

    assert excluding_levels(a_contest(excludes_awarded=excludes)) == frozenset(barred)


def test_blanks_do_not_count() -> None:
    assert length_of(" 课堂\u3000追问\n\t七年级 ") == 7
