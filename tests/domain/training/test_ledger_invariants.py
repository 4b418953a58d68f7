"""Whatever is done to enrolments and awards, the sums are the sums of the ledger."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.training.awards import Adjustment, adjust, confirm, reopen, void_award
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState, moves_of
from domain.training.enrolment import EnrolmentState
from domain.training.results import Outcome, Result, record
from tests.domain.training.ledger_book import ENDED, NO_DUTIES, UNHEARD, BookInMemory, a_sitting

NOW = ENDED + timedelta(days=1)
TEACHERS = [uuid4() for _ in range(2)]
COURSES = [uuid4() for _ in range(2)]
KINDS = [CourseKind.SHORT, CourseKind.LONG_90, CourseKind.SCHOOL_BASED]

steps = st.lists(
    st.tuples(
        st.sampled_from(["pass", "fail", "confirm", "reopen", "void", "adjust"]),
        st.integers(0, 5),
        st.decimals(min_value=-20, max_value=20, places=2),
    ),
    max_size=25,
)


Plan = list[tuple[str, int, Decimal]]


def a_book() -> BookInMemory:
    """Six enrolments of two teachers in two courses, some in courses of their own."""
    book = BookInMemory()
    for number in range(6):
        shared = COURSES[number // 2 % 2] if number < 4 else None
        kind = KINDS[number % 3]
        book.place(a_sitting(teacher_id=TEACHERS[number % 2], course_id=shared, kind=kind, credits="7.30"))
    return book


async def do(book: BookInMemory, step: str, number: int, amount: Decimal) -> None:
    sitting = list(book.sittings.values())[number]
    if step in ("pass", "fail"):
        outcome = Outcome.PASSED if step == "pass" else Outcome.FAILED
        await record(
            book,
            NO_DUTIES,
            [Result(sitting.enrolment_id, sitting.version, outcome, Decimal(0), None)],
            now=NOW,
        )
    elif step == "confirm":
        await confirm(book, NO_DUTIES, UNHEARD, sitting.enrolment_id, expected=sitting.version, now=NOW)
    elif step == "reopen":
        await reopen(
            book, NO_DUTIES, sitting.enrolment_id, expected=sitting.version, reason="登记错误", now=NOW
        )
    elif step == "adjust":
        wanted = Adjustment(sitting.teacher_id, 2020, sitting.kind, amount, "补录")
        await adjust(book, wanted, now=NOW)
    elif book.awards:
        award = list(book.awards.values())[number % len(book.awards)]
        await void_award(book, award.id, expected=award.version, reason="材料不实")


async def run(book: BookInMemory, plan: Plan, check: Callable[[], None]) -> None:
    for step, number, amount in plan:
        with suppress(DomainError):  # refused: nothing may have changed
            await do(book, step, number, amount)
        check()


@given(steps)
@settings(max_examples=150, deadline=None)
def test_the_sums_are_those_of_the_entries_and_of_what_is_placed(
    plan: Plan,
) -> None:
    book = a_book()

    def check() -> None:
        expected: dict[tuple[UUID, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for key, by in moves_of(book.entries).items():
            for name, amount in by.items():
                expected[key][name] += amount
        for sitting in book.sittings.values():
            if sitting.state is EnrolmentState.PLACED:
                expected[sitting.teacher_id, 2020]["planned"] += sitting.planned_credits
        for key in {*expected, *book.sums}:
            for name in {*expected[key], *book.sums[key]}:
                assert book.sums[key][name] == expected[key][name], name

    asyncio.run(run(book, plan, check))


@given(steps)
@settings(max_examples=150, deadline=None)
def test_an_awards_entries_are_its_credits_while_it_stands_and_nothing_when_void(
    plan: Plan,
) -> None:
    book = a_book()

    def check() -> None:
        for award in book.awards.values():
            own = [entry for entry in book.entries if entry.award_id == award.id]
            stands = award.state is not AwardState.VOID
            assert sum(entry.credits for entry in own) == (award.credits if stands else 0)
            assert sum(entry.hours for entry in own) == (award.hours if stands else 0)

    asyncio.run(run(book, plan, check))


@given(steps)
@settings(max_examples=100, deadline=None)
def test_a_course_has_one_standing_award_for_a_teacher_and_cycle(
    plan: Plan,
) -> None:
    book = a_book()

    def check() -> None:
        standing = [
            (one.teacher_id, one.course_id, one.cycle_year)
            for one in book.awards.values()
            if one.course_id is not None and one.state is not AwardState.VOID
        ]
        assert len(standing) == len(set(standing))

    asyncio.run(run(book, plan, check))
