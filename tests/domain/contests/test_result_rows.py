"""Which entry a row of an organiser's list is about."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from domain.contests.entry import ContestEntry, EntryAuthor, EntryState
from domain.contests.result_rows import planned
from domain.imports import Sheet
from domain.people.roster_rows import Errors
from domain.works.award import Prize
from domain.works.work import WorkKind


def an_entry(alias: str, title: str, *names: str, state: EntryState = EntryState.SENT) -> ContestEntry:
    authors = [EntryAuthor(uuid4(), name) for name in names]
    won = state is EntryState.AWARDED
    return ContestEntry(
        id=uuid4(),
        contest_id=uuid4(),
        work_id=uuid4(),
        kind=WorkKind.PAPER,
        title=title,
        author_id=authors[0].teacher_id,
        authors=authors,
        category=None,
        characters=9,
        text="论文",
        file_id=None,
        state=state,
        alias=alias,
        rank=None,
        score=None,
        prize=Prize.FIRST if won else None,
        awarded_on=date(2021, 6, 1) if won else None,
        award_id=uuid4() if won else None,
        entered_at=datetime(2021, 4, 1, tzinfo=UTC),
        version=1,
    )


ENTRIES = [
    an_entry("001", "追问", "王芳", "李娜"),
    an_entry("002", "追问", "陈静"),
    an_entry("003", "留白", "王芳"),
    an_entry("004", "留白", "王芳"),
    an_entry("005", "已获奖", "张伟", state=EntryState.AWARDED),
    an_entry("006", "未获奖", "张伟", state=EntryState.UNPLACED),
]
HEADER = ["编号", "题目", "作者", "奖项"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param({"编号": "1", "奖项": "一等奖"}, "001", id="a number without zeros"),
        pytest.param({"编号": "001", "题目": "追问", "奖项": "优胜奖"}, "001", id="a number and its title"),
        pytest.param({"题目": "追问", "作者": "陈静", "奖项": "未获奖"}, "002", id="title and first author"),
        pytest.param({"题目": "追问", "作者": "李娜", "奖项": "一等奖"}, "entry_unknown", id="a co-author"),
        pytest.param({"题目": "留白", "作者": "王芳", "奖项": "一等奖"}, "entry_ambiguous", id="two fit"),
        pytest.param({"题目": "追问", "奖项": "一等奖"}, "entry_unnamed", id="a title alone"),
        pytest.param({"题目": "长" * 201, "作者": "王芳", "奖项": "一等奖"}, "too_long", id="too long"),
        pytest.param({"编号": "002", "题目": "留白", "奖项": "一等奖"}, "title_differs", id="another title"),
        pytest.param({"编号": "5", "奖项": "first"}, None, id="the result that stands"),
        pytest.param({"编号": "6", "奖项": "未获奖"}, None, id="no prize as before"),
        pytest.param({"编号": "6", "奖项": "三等奖"}, "result_differs", id="another result"),
        pytest.param({"编号": "1", "奖项": ""}, "required", id="no prize said"),
    ],
)
def test_a_row(cells: dict[str, str], found: str | None) -> None:
    errors = Errors()
    plan = planned(Sheet("评比结果", HEADER, [(2, cells)]), ENTRIES, errors)

    results = [entry.alias for entry, _ in plan.results]
    said = results or [error.code for error in errors.found]
    assert (found in said) if found else said == []
    assert plan.counts["results"].unchanged == (0 if found else 1)
