"""Whether the simulated platform accepts what it was handed in: the reason when not, for the whole of it.

Nothing of a refused submission is taken. Rows are counted from 1.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from cli.simulator.rows import (
    ApplicationRow,
    CatalogueRow,
    CreditDisputeRow,
    DecisionRow,
    PlatformCreditRow,
    SchoolBasedHoursRow,
)
from cli.simulator.world import World, year_named

NOTHING = Decimal(0)


def amount(text: str) -> Decimal | None:
    """Credits as they are said: none when it is no amount, blank is none of them."""
    said = signed_amount(text)
    return said if said is not None and said >= 0 else None


def signed_amount(text: str) -> Decimal | None:
    try:
        said = Decimal(text) if text else NOTHING
    except InvalidOperation:
        return None
    return said if said.is_finite() else None


R = TypeVar("R")
Teacher = ApplicationRow | DecisionRow | SchoolBasedHoursRow | CreditDisputeRow


def unknown_teacher(world: World, rows: Sequence[Teacher]) -> str:
    for number, row in enumerate(rows, 1):
        if world.teachers is None:
            return ""
        name = world.teachers.get(row.employee_no)
        if name is None:
            return f"第{number}行：平台上没有工号{row.employee_no}"
        if row.name and row.name != name:
            return f"第{number}行：工号{row.employee_no}在平台上是{name}，不是{row.name}"
    return ""


def against_applications(
    about: str, rows: Sequence[ApplicationRow], sessions: Mapping[str, CatalogueRow]
) -> str:
    def wrong(row: ApplicationRow) -> str:
        if row.round_code != about:
            return f"轮次代码不是{about}"
        known = (row.session_platform_id or row.session_code) in sessions
        return "" if known else f"平台上没有班次{row.session_platform_id or row.session_code}"

    return _first(rows, wrong)


def against_decisions(about: str, rows: Sequence[DecisionRow], applied: frozenset[tuple[str, str]]) -> str:
    """`applied`: (session, employee number) of what the round's applications named, if any came yet."""

    def wrong(row: DecisionRow) -> str:
        if row.round_code != about:
            return f"轮次代码不是{about}"
        if row.decision not in ("通过", "不通过"):
            return "审核结果应为通过或不通过"
        if row.decision == "不通过" and not row.reason:
            return "不通过须写明理由"
        missing = bool(applied) and row.decision == "通过"
        if missing and (row.session_code, row.employee_no) not in applied:
            return f"平台没有收到{row.employee_no}对{row.session_code}的申请"
        return ""

    return _first(rows, wrong)


def against_hours(about: str, rows: Sequence[SchoolBasedHoursRow]) -> str:
    """What was confirmed wrongly comes again below zero; of a training, no less than nothing may be left."""
    sums: dict[tuple[str, str], Decimal] = {}

    def wrong(row: SchoolBasedHoursRow) -> str:
        if year_named(row.school_year) != year_named(about):
            return f"学年不是{about}"
        hours, credits = signed_amount(row.hours), signed_amount(row.credits)
        if not hours or credits is None:
            return "学时和学分应为数字，学时不为0"
        of = (row.employee_no, row.title)
        sums[of] = sums.get(of, NOTHING) + credits
        return ""

    reason = _first(rows, wrong)
    below = next((of for of, credits in sums.items() if credits < 0), None)
    return reason or (f"{below[0]}的“{below[1]}”合计为负" if below else "")


def against_disputes(
    about: str,
    rows: Sequence[CreditDisputeRow],
    world: World,
    has: Callable[[CreditDisputeRow], PlatformCreditRow | None],
) -> str:
    """`has`: the platform's own line of what a row disputes, if there is one."""

    def wrong(row: CreditDisputeRow) -> str:
        if year_named(row.school_year) != year_named(about):
            return f"学年不是{about}"
        ours, theirs = amount(row.ours), amount(row.theirs)
        if ours is None or theirs is None:
            return "学分应为数字"
        line = has(row)
        stands = Decimal(line.credits) if line else NOTHING
        if stands != theirs:
            return f"平台登记为{stands}学分，不是{theirs}"
        named = {row.course_code, line.course_code} if line else {row.course_code}
        for verdict in world.upheld:
            if verdict.employee_no == row.employee_no and verdict.code in named:
                return verdict.reason
        return ""

    return _first(rows, wrong)


def _first(rows: Sequence[R], wrong: Callable[[R], str]) -> str:
    reasons = ((number, wrong(row)) for number, row in enumerate(rows, 1))
    return next((f"第{number}行：{reason}" for number, reason in reasons if reason), "")
