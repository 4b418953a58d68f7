"""What arrives from the platform in pieces, in any order and more than once: the end is always the same."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound
from domain.imports import FileImport, ImportHasErrors, ImportKind
from domain.integration.arrivals import KnownTeacher, OwedEvaluation
from domain.integration.inbound import (
    Arrived,
    ImportAboutWrong,
    commit_arrived,
    preview_arrived,
    read_arrived,
)
from domain.integration.inbound_columns import COLUMNS, TEMPLATES, outcome, school_year, score
from domain.integration.platform import Inbound
from domain.people.changes import UnknownReference
from domain.people.roster_rows import BadCell, Errors
from domain.training.duty import DutyState
from domain.training.platform_results import PlatformOutcome
from persistence.ids import new_id
from tests.domain.integration.memory import NOW, OFFICE, Memory, a_desk, a_sheet

RESULTS, CREDITS, EVALUATIONS = Inbound.SELECTION_RESULTS, Inbound.PLATFORM_CREDITS, Inbound.EVALUATIONS
Answer = tuple[int, int, PlatformOutcome]
"""Session, teacher, what is said."""

MOST_PEOPLE, MOST_SESSIONS = 6, 2


async def looked_over(memory: Memory, kind: Inbound, rows: Any, about: str | None) -> FileImport:
    arrived = Arrived(kind, about, a_sheet(kind, rows), "platform", "平台", b"{}")
    return await preview_arrived(arrived, a_desk(memory), account_id=OFFICE.account_id, now=NOW)


async def committed(memory: Memory, made: FileImport) -> FileImport:
    return await commit_arrived(made.id, a_desk(memory), expected=1, account_id=OFFICE.account_id, now=NOW)


def row_of(answer: Answer) -> dict[str, str]:
    session, teacher, said = answer
    return {
        "round_code": "R1",
        "session_code": f"S{session}",
        "employee_no": f"T{teacher}",
        "outcome": said.value,
    }


@st.composite
def answers_in_files(draw: st.DrawFn) -> tuple[list[Answer], list[list[Answer]]]:
    """What the platform says to everybody, and files of it in any order: each row in at least one of them."""
    pairs = [(session, who) for session in range(MOST_SESSIONS) for who in range(MOST_PEOPLE)]
    said = draw(st.lists(st.sampled_from(PlatformOutcome), min_size=len(pairs), max_size=len(pairs)))
    answers = [(*pair, one) for pair, one in zip(pairs, said, strict=True)]
    files: list[list[Answer]] = [[] for _ in range(draw(st.integers(1, 5)))]
    for answer in draw(st.permutations(answers)):
        for place in draw(st.sets(st.integers(0, len(files) - 1), min_size=1)):
            files[place].append(answer)
    return answers, files


@given(answers_in_files())
async def test_any_division_into_files_in_any_order_gives_the_same_state(
    drawn: tuple[list[Answer], list[list[Answer]]],
) -> None:
    answers, files = drawn
    placed = Counter(session for session, _, said in answers if said is PlatformOutcome.PLACED)
    memory = Memory([max(1, placed[session]) for session in range(MOST_SESSIONS)], MOST_PEOPLE)

    done = [
        await committed(memory, await looked_over(memory, RESULTS, [row_of(one) for one in file], "R1"))
        for file in files
    ]

    people = {one.id: number for number, one in memory.people.items()}
    found = {
        (memory.seats[one.session_id].code, people[one.teacher_id]): one.state.value
        for one in memory.enrolments.values()
    }
    assert found == {(f"S{session}", f"T{who}"): said.value for session, who, said in answers}
    assert [one.taken for one in memory.seats.values()] == [placed[n] for n in range(MOST_SESSIONS)]
    assert len(memory.told) == len(answers)
    assert sum(one.counts["results"].created for one in done) == len(answers)
    assert sum(one.counts["results"].unchanged for one in done) == sum(map(len, files)) - len(answers)


@given(answers_in_files(), st.lists(st.integers(1, 4), min_size=MOST_SESSIONS, max_size=MOST_SESSIONS))
async def test_a_file_is_recorded_whole_or_not_and_no_seat_is_given_twice(
    drawn: tuple[list[Answer], list[list[Answer]]], capacity: list[int]
) -> None:
    _, files = drawn
    memory = Memory(capacity, MOST_PEOPLE)

    for file in files:
        before = dict(memory.enrolments)
        made = await looked_over(memory, RESULTS, [row_of(one) for one in file], "R1")
        assert memory.enrolments == before
        if made.row_errors:
            assert {one.code for one in made.row_errors} == {"session_full"}
            with pytest.raises(ImportHasErrors):
                await committed(memory, made)
            assert memory.enrolments == before
        else:
            await committed(memory, made)
        for seats in memory.seats.values():
            held = [one for one in memory.enrolments.values() if one.session_id == seats.session_id]
            assert seats.taken == sum(one.state.value == "placed" for one in held) <= seats.capacity


async def test_a_preview_that_no_longer_fits_does_nothing() -> None:
    memory = Memory([1], 2)
    one, other = [
        await looked_over(memory, RESULTS, [row_of((0, n, PlatformOutcome.PLACED))], "R1") for n in (0, 1)
    ]

    await committed(memory, one)
    with pytest.raises(ImportHasErrors):
        await committed(memory, other)

    assert len(memory.told) == 1


@pytest.mark.parametrize("kind", [RESULTS, CREDITS, EVALUATIONS])
def test_the_examples_of_the_template_are_good_cells(kind: Inbound) -> None:
    errors = Errors()
    for column in COLUMNS[kind]:
        if column.example:
            assert errors.cell(a_sheet(kind, []), 2, column.name, column.example, column.check) is not None
    assert errors.found == []
    assert [column.name for column in TEMPLATES[kind][0].columns] == [one.name for one in COLUMNS[kind]]


@pytest.mark.parametrize("text", ["2020", "2020学年", "2020-2021", "2020-2021学年", "2020—2021"])
def test_a_school_year_is_named_as_people_do(text: str) -> None:
    assert school_year(text) == 2020


@pytest.mark.parametrize("text", ["20", "2020-2022", "2020-2021-", "２０２０", "学年", ""])
def test_what_names_no_school_year_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        school_year(text)


@pytest.mark.parametrize(
    ("check", "text"), [(score, "-1"), (score, "1000"), (score, "9.999"), (outcome, "Placed")]
)
def test_what_is_no_score_and_no_outcome_is_refused(check: Any, text: str) -> None:
    with pytest.raises(BadCell):
        check(text)


@pytest.mark.parametrize(
    ("kind", "about", "refusal"),
    [
        pytest.param(RESULTS, None, ImportAboutWrong, id="results of no round"),
        pytest.param(RESULTS, "R9", UnknownReference, id="results of a round there is not"),
        pytest.param(CREDITS, None, ImportAboutWrong, id="credits of no year"),
        pytest.param(CREDITS, "R1", ImportAboutWrong, id="credits of a round"),
        pytest.param(EVALUATIONS, "2021", UnknownReference, id="evaluations of a year there is not"),
        pytest.param(Inbound.CATALOGUE, "2020", ImportAboutWrong, id="a catalogue of a year"),
    ],
)
async def test_each_kind_is_about_what_it_can_be_about(
    kind: Inbound, about: str | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await looked_over(Memory(), kind, [], about)


async def test_an_import_of_another_kind_is_none_of_these() -> None:
    memory = Memory([1], 1)
    made = await looked_over(memory, RESULTS, [], "R1")
    memory.imports[made.id] = (replace(made, kind=ImportKind.ROSTER), None)
    imports: Any = memory

    for import_id in (made.id, new_id()):
        with pytest.raises(NotFound):
            await commit_arrived(import_id, a_desk(memory), expected=1, account_id=OFFICE.account_id, now=NOW)
        with pytest.raises(NotFound):
            await read_arrived(imports, import_id)


CREDIT = {
    "school_year": "2020",
    "employee_no": "T0",
    "course_code": "HZ-1",
    "title": "课",
    "kind": "short",
    "hours": "8",
    "credits": "8",
}


async def test_a_list_of_credits_takes_the_place_of_the_one_before() -> None:
    memory = Memory([], 2)
    first = [CREDIT, CREDIT | {"employee_no": "T1"}]
    await committed(memory, await looked_over(memory, CREDITS, first, "2020"))
    second = [CREDIT | {"credits": "7.5"}, CREDIT | {"course_code": "新", "earned_on": "2021-04-01"}]

    done = await committed(memory, await looked_over(memory, CREDITS, [*second, first[1]], "2020学年"))

    tally = done.counts["credits"]
    assert (tally.created, tally.updated, tally.unchanged) == (1, 1, 1)
    assert [one.course_ref for one in memory.kept] == ["HZ-1", "新", "HZ-1"]


@pytest.mark.parametrize(
    ("name", "code"), [("张伟", None), ("张 伟", None), ("张　伟", None), ("张韦", "name_differs")]
)
async def test_a_name_is_held_against_the_number(name: str, code: str | None) -> None:
    memory = Memory()
    memory.people = {"T0": KnownTeacher(new_id(), "张 伟")}

    made = await looked_over(memory, CREDITS, [CREDIT | {"name": name}], "2020")

    assert [one.code for one in made.row_errors] == ([] if code is None else [code])


async def test_a_name_of_several_words_is_held_against_it_as_it_is() -> None:
    memory = Memory()
    memory.people = {"T0": KnownTeacher(new_id(), "John Smith")}

    made = await looked_over(memory, CREDITS, [CREDIT | {"name": "John Smith"}], "2020")

    assert made.row_errors == []


@pytest.mark.parametrize("state", DutyState)
async def test_an_evaluation_settles_what_is_outstanding(state: DutyState) -> None:
    memory = Memory([1], 1)
    (session_id,), (who,) = memory.seats, memory.people.values()
    memory.owed = [OwedEvaluation(new_id(), new_id(), session_id, who.id, 2020, state)]
    row = {"school_year": "2020", "session_code": "S0", "employee_no": "T0", "evaluated_on": "2021-04-01"}

    made = await looked_over(memory, EVALUATIONS, [row], "2020")

    tally = made.counts["evaluations"]
    outstanding = state in (DutyState.OPEN, DutyState.HANDED_IN, DutyState.RETURNED)
    assert (tally.created, tally.unchanged) == ((1, 0) if outstanding else (0, 1))
