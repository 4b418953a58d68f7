"""What the simulated platform credits: what was earned, with differences planned for whoever reconciles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from cli.simulator.luck import chance
from cli.simulator.rows import CatalogueRow, EvaluationRow, PlatformCreditRow, SchoolBasedHoursRow
from cli.simulator.world import last_day, number_of, school_year_of

HALF = Decimal("0.5")
COMMENTS = ("案例贴近课堂。", "希望多安排研讨时间。", "收获很大。", "")
EVALUATING = 0.8
"""Of those who were trained, how many evaluate."""

Key = tuple[int, str, str]
"""School year, employee number, course: a line of credits is one of these."""


class DifferenceKind(StrEnum):
    ONLY_THEIRS = "only_theirs"
    ONLY_OURS = "only_ours"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One that was worked in; `ours` is what the school rightly has, `theirs` what the platform has."""

    kind: DifferenceKind
    school_year: int
    employee_no: str
    course_code: str
    ours: Decimal | None
    theirs: Decimal | None


def credit_for(session: CatalogueRow, employee_no: str, name: str) -> PlatformCreditRow:
    day = last_day(session)
    return PlatformCreditRow(
        school_year=str(school_year_of(day)),
        employee_no=employee_no,
        name=name,
        course_code=number_of(session),
        title=session.title,
        kind=session.kind,
        hours=session.hours,
        credits=session.credits,
        earned_on=day.isoformat(),
    )


def credits_for_hours(rows: Iterable[SchoolBasedHoursRow]) -> list[PlatformCreditRow]:
    """One a teacher and training, under a number of the platform's; what comes to nothing is left out."""
    by_training: dict[tuple[str, str], list[SchoolBasedHoursRow]] = {}
    for row in rows:
        by_training.setdefault((row.employee_no, row.title), []).append(row)
    return [
        PlatformCreditRow(
            school_year=last.school_year[:4],
            employee_no=last.employee_no,
            name=last.name,
            course_code=f"XB-{last.school_year[:4]}-{sha256(last.title.encode()).hexdigest()[:6].upper()}",
            title=last.title,
            kind="校本研修",
            hours=str(max(Decimal(0), sum(Decimal(row.hours) for row in of))),
            credits=str(credits),
            earned_on=last.confirmed_on,
        )
        for of in by_training.values()
        for last in of[-1:]
        if (credits := sum(Decimal(row.credits or 0) for row in of))
    ]


def evaluation_of(session: CatalogueRow, employee_no: str, name: str, seed: int) -> EvaluationRow | None:
    """Not everybody evaluates."""
    luck = chance(seed, "evaluates", session.session_code, employee_no)
    if luck >= EVALUATING:
        return None
    day = last_day(session)
    return EvaluationRow(
        school_year=str(school_year_of(day)),
        session_code=session.session_code,
        employee_no=employee_no,
        name=name,
        evaluated_on=(day + timedelta(days=1)).isoformat(),
        score=str(80 + int(luck / EVALUATING * 21)),
        comment=COMMENTS[int(luck * 1000) % len(COMMENTS)],
    )


def key_of(row: PlatformCreditRow) -> Key:
    return int(row.school_year[:4]), row.employee_no, row.course_code


def with_differences(
    rows: Sequence[PlatformCreditRow], catalogue: Iterable[CatalogueRow], seed: int, *, of_each: int
) -> tuple[list[PlatformCreditRow], list[Difference]]:
    """The rows as the platform enters them, and what it got wrong.

    Never more of one sort than a third of the rows; what is only theirs is a course of the catalogue that
    the teacher has no row of.
    """
    count = min(of_each, len(rows) // 3)
    order = sorted(rows, key=lambda row: chance(seed, "difference", *key_of(row)))
    off, lost, kept = order[:count], order[count : 2 * count], order[2 * count :]
    entered, differences = list(kept), []
    for row in off:
        right = Decimal(row.credits)
        said = right - HALF if right > HALF else right + HALF
        entered.append(row.model_copy(update={"credits": str(said)}))
        differences.append(_difference(DifferenceKind.DIFFERS, row, right, said))
    differences += [_difference(DifferenceKind.ONLY_OURS, row, Decimal(row.credits), None) for row in lost]
    for row in _strange(rows, kept, catalogue, count):
        entered.append(row)
        differences.append(_difference(DifferenceKind.ONLY_THEIRS, row, None, Decimal(row.credits)))
    return sorted(entered, key=key_of), differences


def _difference(
    kind: DifferenceKind, row: PlatformCreditRow, ours: Decimal | None, theirs: Decimal | None
) -> Difference:
    return Difference(kind, *key_of(row), ours, theirs)


def _strange(
    rows: Sequence[PlatformCreditRow],
    kept: Sequence[PlatformCreditRow],
    catalogue: Iterable[CatalogueRow],
    count: int,
) -> list[PlatformCreditRow]:
    """Rows of teachers for courses of the catalogue that they have not taken, one a teacher."""
    taken = {(row.employee_no, row.course_code) for row in rows}
    found: dict[str, PlatformCreditRow] = {}
    for one in kept:
        for course in catalogue:
            if len(found) == count:
                return list(found.values())
            if one.employee_no not in found and (one.employee_no, number_of(course)) not in taken:
                row = credit_for(course, one.employee_no, one.name)
                found[one.employee_no] = row.model_copy(update={"school_year": one.school_year})
    return list(found.values())
