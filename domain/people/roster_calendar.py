"""The school years 学年 a roster brings: new ones are entered, those the school has are left as they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from domain.people.calendar import SchoolYearSpan
from domain.people.roster_plan import Known
from domain.people.roster_return import term_name
from domain.people.roster_rows import Row
from domain.people.school_years import (
    DayPlan,
    PublicCalendar,
    TermPlan,
    check_overlap,
    check_year,
    sow,
)


@dataclass(slots=True)
class YearsPlan:
    years: list[dict[str, Any]] = field(default_factory=list)
    """New ones, as rows; `confirmed` is known once their days are sown."""

    terms: list[dict[str, Any]] = field(default_factory=list)
    known_years: int = 0
    known_terms: int = 0
    term_ids: dict[str, UUID] = field(default_factory=dict)
    """Every term there is or will be, by `term_name`."""


def plan_years(
    years: Sequence[Row],
    terms: Sequence[Row],
    known_years: Sequence[Known],
    known_terms: Sequence[Known],
    new_id: Callable[[], UUID],
) -> YearsPlan:
    """Raises what `open_year` does: the days of a calendar are right together, or not at all."""
    held = {one.values["start_year"]: one for one in known_years}
    by_id = {one.id: one.values["start_year"] for one in known_years}
    made = YearsPlan()
    for one in known_terms:
        made.term_ids[f"{by_id[one.values['school_year_id']]}-{one.values['number']}"] = one.id
    spans = [_span(one.values) for one in known_years]
    for row in years:
        start_year = row.values["start_year"]
        own = [term for term in terms if term.values["start_year"] == start_year]
        if start_year in held:
            made.known_years += 1
            made.known_terms += sum(term_name(term) in made.term_ids for term in own)
            continue
        values = _days(row.values, "starts_on", "ends_on")
        plans = [_term_plan(term) for term in own]
        check_year(values["starts_on"], values["ends_on"], plans)
        check_overlap(values["starts_on"], values["ends_on"], spans)
        spans.append(_span(values))
        year_id = new_id()
        made.years.append({"id": year_id, **values, "confirmed": False})
        for term, plan in zip(own, plans, strict=True):
            made.term_ids[term_name(term)] = term_id = new_id()
            made.terms.append({"id": term_id, "school_year_id": year_id, **_as_row(plan)})
    return made


def sown(
    years: Sequence[dict[str, Any]], terms: Sequence[Mapping[str, Any]], public: PublicCalendar
) -> dict[UUID, list[DayPlan]]:
    """The days of each new year by its id; tells each row whether all of them are sure."""
    found = {}
    for year in years:
        own = [
            TermPlan(one["number"], one["starts_on"], one["ends_on"], one["first_monday"])
            for one in terms
            if one["school_year_id"] == year["id"]
        ]
        found[year["id"]], year["confirmed"] = sow(year["starts_on"], year["ends_on"], own, public)
    return found


def _days(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**values, **{name: date.fromisoformat(values[name]) for name in names}}


def _term_plan(row: Row) -> TermPlan:
    values = _days(row.values, "starts_on", "ends_on", "first_monday")
    return TermPlan(values["number"], values["starts_on"], values["ends_on"], values["first_monday"])


def _as_row(plan: TermPlan) -> dict[str, Any]:
    return {
        "number": plan.number,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "first_monday": plan.first_monday,
    }


def _span(values: Mapping[str, Any]) -> SchoolYearSpan:
    return SchoolYearSpan(values["start_year"], values["starts_on"], values["ends_on"])
