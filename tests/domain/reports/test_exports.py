"""Which lists may be taken out by whom, and what narrows them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.cells import harmless
from domain.errors import DomainError, Forbidden
from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope
from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.reports.exports import (
    LISTINGS,
    MOST_ROWS,
    Dataset,
    ExportAsked,
    ExportDaysReversed,
    ExportFormat,
    ExportTooLong,
    ExportWithoutDays,
    ExportYearMissing,
    refuse_too_long,
    to_export,
    with_days_of_year,
)
from domain.reports.listing import CellKind, text, time

SPAN = SchoolYearSpan(2020, date(2020, 9, 1), date(2021, 8, 31))


def caller(*roles: Role, scopes: frozenset[Action] | None = None) -> Caller:
    nobody = UUID(int=0)
    return Caller(nobody, nobody, 1, nobody, None, frozenset(roles), scopes, Scope.SCHOOL)


def asked(dataset: Dataset = Dataset.CREDIT_ENTRIES, **values: Any) -> ExportAsked:
    if LISTINGS[dataset].of_a_year:
        values = {"school_year": 2020} | values
    return ExportAsked(dataset, **values)


@pytest.mark.parametrize(
    ("role", "theirs"),
    [
        pytest.param(Role.RESEARCH_OFFICE, set(Dataset), id="the office all"),
        pytest.param(Role.PRINCIPAL, set(Dataset), id="the principal all"),
        pytest.param(
            Role.ACADEMIC_AFFAIRS,
            set(Dataset) - {Dataset.CREDIT_RECONCILIATION_LINES},
            id="Academic Affairs all but what the platform has otherwise",
        ),
        pytest.param(Role.FINANCE, {Dataset.COVER_ENTRIES}, id="finance what is paid"),
        pytest.param(Role.TEACHER, set(), id="a teacher none"),
        pytest.param(Role.GROUP_LEADER, set(), id="a group's leader none"),
        pytest.param(Role.GRADE_HEAD, set(), id="a grade's head none"),
        pytest.param(Role.DISTRICT_OFFICER, set(), id="the district none"),
    ],
)
def test_who_reads_the_whole_schools_takes_it_out(role: Role, theirs: set[Dataset]) -> None:
    for dataset in Dataset:
        if dataset in theirs:
            to_export(asked(dataset), caller(role))
        else:
            with pytest.raises(Forbidden):
                to_export(asked(dataset), caller(role))


def test_a_script_needs_the_lists_own_scope_too() -> None:
    script = caller(Role.SERVICE_CLIENT, scopes=frozenset({Action.EXPORT_WRITE, Action.CREDIT_READ}))

    to_export(asked(Dataset.CREDIT_ENTRIES), script)
    with pytest.raises(Forbidden):
        to_export(asked(Dataset.COVER_ENTRIES), script)


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        pytest.param(asked(Dataset.CREDIT_STANDINGS, school_year=None), ExportYearMissing, id="no year"),
        pytest.param(
            asked(Dataset.CREDIT_STANDINGS, day_from=date(2021, 3, 1)), ExportWithoutDays, id="a first day"
        ),
        pytest.param(
            asked(Dataset.CREDIT_STANDINGS, day_to=date(2021, 3, 1)), ExportWithoutDays, id="a last day"
        ),
        pytest.param(
            asked(day_from=date(2021, 3, 1), day_to=date(2021, 3, 1)), ExportDaysReversed, id="no day left"
        ),
        pytest.param(
            asked(day_from=date(2021, 3, 2), day_to=date(2021, 3, 1)), ExportDaysReversed, id="reversed"
        ),
    ],
)
def test_what_narrows_it_must_make_sense(request_: ExportAsked, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        to_export(request_, caller(Role.RESEARCH_OFFICE))


def test_one_day_is_enough() -> None:
    to_export(asked(day_from=date(2021, 3, 1), day_to=date(2021, 3, 2)), caller(Role.RESEARCH_OFFICE))
    to_export(asked(day_from=date(2021, 3, 1)), caller(Role.RESEARCH_OFFICE))


YEAR = (date(2020, 9, 1), date(2021, 9, 1))


@pytest.mark.parametrize(
    ("given", "days"),
    [
        pytest.param({}, YEAR, id="the year's"),
        pytest.param(
            {"day_from": date(2021, 3, 1), "day_to": date(2021, 4, 1)},
            (date(2021, 3, 1), date(2021, 4, 1)),
            id="within it",
        ),
        pytest.param({"day_from": date(2019, 1, 1), "day_to": date(2022, 1, 1)}, YEAR, id="wider than it"),
    ],
)
def test_a_year_is_its_days_where_rows_say_no_year(given: dict[str, date], days: tuple[date, date]) -> None:
    found = with_days_of_year(asked(Dataset.ATTENDANCES, school_year=2020, **given), [SPAN])

    assert (found.day_from, found.day_to) == days


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(asked(Dataset.CREDIT_ENTRIES, school_year=2020), id="rows say their year"),
        pytest.param(asked(Dataset.ATTENDANCES, day_from=date(2021, 3, 1)), id="no year is asked for"),
    ],
)
def test_other_requests_stay_as_they_are(request_: ExportAsked) -> None:
    assert with_days_of_year(request_, []) == request_


def test_a_year_the_calendar_does_not_know_is_refused() -> None:
    with pytest.raises(SchoolYearUnknown):
        with_days_of_year(asked(Dataset.ATTENDANCES, school_year=2019), [SPAN])


def test_a_sheet_has_an_end_and_a_csv_none() -> None:
    refuse_too_long(MOST_ROWS, ExportFormat.XLSX)
    refuse_too_long(MOST_ROWS + 1, ExportFormat.CSV)
    with pytest.raises(ExportTooLong) as refused:
        refuse_too_long(MOST_ROWS + 1, ExportFormat.XLSX)
    assert refused.value.facts == {"rows": MOST_ROWS + 1, "limit": MOST_ROWS}


@pytest.mark.parametrize("dataset", Dataset)
def test_a_listing_can_be_a_sheet(dataset: Dataset) -> None:
    listing = LISTINGS[dataset]
    titles = [column.title for column in listing.columns]

    assert len(set(titles)) == len(titles)
    assert len(listing.title) <= 31
    assert all((column.kind is CellKind.WORD) == (column.words is not None) for column in listing.columns)


def test_a_column_is_as_wide_as_its_kind_unless_it_says() -> None:
    columns = text("title", "项目"), text("title", "项目", 36), time("at", "时间")

    assert [column.width for column in columns] == [14, 36, 17]


@pytest.mark.parametrize("text_", ["=1", "+1", "-1", "@a", "\t1", "\r1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text_: str) -> None:
    assert harmless(text_) == f"'{text_}"
    assert harmless(f"a{text_}") == f"a{text_}"
