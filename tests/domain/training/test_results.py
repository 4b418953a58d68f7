"""What a result earns, and what it is refused for."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from domain.errors import InvalidState, ItemsRefused, NotFound, RuleViolation, Stale
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.people.calendar import SchoolYearUnknown
from domain.training.awards import (
    Adjustment,
    AdjustmentOfNothing,
    NothingToConfirm,
    adjust,
    confirm,
    reopen,
    void_award,
)
from domain.training.book import Sitting, offered
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState, ReasonCode, countering, moves_of
from domain.training.policy import CreditRule, RuleKey
from domain.training.results import (
    AbsentTooLong,
    GivenTwice,
    Outcome,
    Result,
    TrainingNotOver,
    record,
    record_one,
)
from tests.domain.training.ledger_book import ENDED, NO_DUTIES, UNHEARD, BookInMemory, a_rule, a_sitting

NOW = ENDED + timedelta(hours=1)
D = Decimal


def passed(sitting: Sitting, absent: str = "0", version: int = 1) -> Result:
    return Result(sitting.enrolment_id, version, Outcome.PASSED, D(absent), None)


def a_book(*sittings: Sitting, rules: tuple[CreditRule, ...] = ()) -> BookInMemory:
    book = BookInMemory(policy=list(rules))
    for sitting in sittings:
        book.place(sitting)
    return book


def someone(role: Role) -> Caller:
    return Caller(uuid4(), uuid4(), 1, uuid4(), None, frozenset({role}), None, Scope.SCHOOL)


async def test_passing_earns_the_courses_credits_provisionally() -> None:
    sitting = a_sitting()
    book = a_book(sitting)

    result = await record_one(book, NO_DUTIES, passed(sitting), now=NOW)

    assert result.award is not None
    assert (result.award.credits, result.award.state) == (D("10.00"), AwardState.PROVISIONAL)
    assert [reason.code for reason in result.reasons] == [ReasonCode.COURSE_CREDITS, ReasonCode.CYCLE]


@pytest.mark.parametrize(
    ("absent", "deduction", "share", "credits"),
    [
        pytest.param("0", "2", "1/5", "10.00", id="never absent"),
        pytest.param("1", "2", "off", "8.00", id="a day"),
        pytest.param("0.25", "0.50", "off", "9.87", id="a half of a hundredth is lost"),
        pytest.param("5", "9", "off", "0.00", id="never below nothing"),
        pytest.param("1", "off", "1/5", "10.00", id="just the share"),
        pytest.param("1.01", "off", "1/5", "0.00", id="more than the share"),
        pytest.param("3", "off", "off", "10.00", id="both off"),
    ],
)
async def test_absence_costs_what_the_policy_says(
    absent: str, deduction: str, share: str, credits: str
) -> None:
    sitting = a_sitting(days=5)
    rules = (a_rule(RuleKey.ABSENCE_DEDUCTION, deduction), a_rule(RuleKey.ABSENCE_VOID_SHARE, share))

    result = await record_one(a_book(sitting, rules=rules), NO_DUTIES, passed(sitting, absent), now=NOW)

    assert result.award is not None
    assert result.award.credits == D(credits)


NOT_YET = NOW + timedelta(days=1)
LONG_AGO = ENDED - timedelta(days=900)
REFUSED = [
    pytest.param(a_sitting(), "0", 2, Stale, id="decided on another version"),
    pytest.param(a_sitting(), "1.5", 1, AbsentTooLong, id="absent for longer than it lasted"),
    pytest.param(
        a_sitting(session_state=SessionState.OPEN, ends_at=NOT_YET), "0", 1, TrainingNotOver, id="not over"
    ),
    pytest.param(a_sitting(ends_at=LONG_AGO), "0", 1, SchoolYearUnknown, id="no such year"),
]


@pytest.mark.parametrize(("sitting", "absent", "version", "refusal"), REFUSED)
async def test_a_result_against_a_rule_is_refused(
    sitting: Sitting, absent: str, version: int, refusal: type[Exception]
) -> None:
    book = a_book(sitting)

    with pytest.raises(refusal):
        await record_one(book, NO_DUTIES, passed(sitting, absent, version), now=NOW)

    assert book.entries == []


async def test_every_refused_item_is_named_by_its_place() -> None:
    good, late = a_sitting(), a_sitting(session_state=SessionState.OPEN, ends_at=NOW + timedelta(1))
    results = [passed(good), passed(late), passed(good), passed(a_sitting())]

    with pytest.raises(ItemsRefused) as refused:
        await record(a_book(good, late), NO_DUTIES, results, now=NOW)

    assert [(place, type(one)) for place, one in refused.value.refusals] == [
        ("/items/1", TrainingNotOver),
        ("/items/2", GivenTwice),
        ("/items/3", NotFound),
    ]


async def test_a_course_that_counts_already_earns_nothing_and_names_the_first_award() -> None:
    teacher, course = uuid4(), uuid4()
    first, second = (a_sitting(teacher_id=teacher, course_id=course) for _ in range(2))
    book = a_book(first, second)

    award = (await record_one(book, NO_DUTIES, passed(first), now=NOW)).award
    again = await record_one(book, NO_DUTIES, passed(second), now=NOW)

    assert award is not None
    assert again.award is None
    assert [(reason.code, reason.value) for reason in again.reasons] == [
        (ReasonCode.COURSE_ALREADY_COUNTED, str(award.id))
    ]


async def test_an_open_session_that_is_over_takes_results() -> None:
    sitting = a_sitting(session_state=SessionState.OPEN)

    result = await record_one(a_book(sitting), NO_DUTIES, passed(sitting), now=ENDED)

    assert result.award is not None


async def test_only_what_is_provisional_is_confirmed() -> None:
    sitting = a_sitting()
    book = a_book(sitting)

    with pytest.raises(NothingToConfirm):
        await confirm(book, NO_DUTIES, UNHEARD, sitting.enrolment_id, expected=1, now=NOW)
    await record_one(book, NO_DUTIES, passed(sitting), now=NOW)
    await confirm(book, NO_DUTIES, UNHEARD, sitting.enrolment_id, expected=2, now=NOW)
    with pytest.raises(InvalidState):
        await confirm(book, NO_DUTIES, UNHEARD, sitting.enrolment_id, expected=3, now=NOW)
    with pytest.raises(NotFound):
        await confirm(book, NO_DUTIES, UNHEARD, uuid4(), expected=1, now=NOW)


async def test_reopening_without_an_award_moves_nothing_but_the_plan() -> None:
    sitting = a_sitting()
    book = a_book(sitting)
    failed = Result(sitting.enrolment_id, 1, Outcome.FAILED, D(0), None)
    await record_one(book, NO_DUTIES, failed, now=NOW)

    await reopen(book, NO_DUTIES, sitting.enrolment_id, expected=2, reason="登记错误", now=NOW)

    assert book.entries == []
    assert book.sums[sitting.teacher_id, 2020]["planned"] == 10


async def test_an_award_is_voided_once() -> None:
    sitting = a_sitting()
    book = a_book(sitting)
    award = (await record_one(book, NO_DUTIES, passed(sitting), now=NOW)).award
    assert award is not None

    voided = await void_award(book, award.id, expected=1, reason="材料不实")

    with pytest.raises(InvalidState):
        await void_award(book, award.id, expected=2, reason="材料不实")
    with pytest.raises(NotFound):
        await void_award(book, uuid4(), expected=1, reason="材料不实")
    assert countering(voided, "又") == []


@pytest.mark.parametrize(
    ("credits", "year", "refusal"),
    [("0", 2020, AdjustmentOfNothing), ("1", 1999, SchoolYearUnknown)],
)
async def test_an_adjustment_has_an_amount_and_a_year(
    credits: str, year: int, refusal: type[RuleViolation]
) -> None:
    with pytest.raises(refusal):
        await adjust(a_book(), Adjustment(uuid4(), year, CourseKind.SHORT, D(credits), "补录"), now=NOW)


async def test_what_may_be_done_next_is_offered_to_who_may() -> None:
    sitting = a_sitting()
    book = a_book(sitting)
    result = await record_one(book, NO_DUTIES, passed(sitting), now=NOW)
    confirmed = await confirm(book, NO_DUTIES, UNHEARD, sitting.enrolment_id, expected=2, now=NOW)

    office, teacher = someone(Role.RESEARCH_OFFICE), someone(Role.TEACHER)
    seen, hidden, done = offered(result, office), offered(result, teacher), offered(confirmed, office)

    assert seen.award is not None
    assert hidden.award is not None
    assert (seen.allowed_actions, seen.award.allowed_actions) == (("confirm", "reopen"), ("void",))
    assert (hidden.allowed_actions, hidden.award.allowed_actions) == ((), ())
    assert done.allowed_actions == ("reopen",)
    assert (
        offered(
            await reopen(book, NO_DUTIES, sitting.enrolment_id, expected=3, reason="误", now=NOW), office
        ).award
        is None
    )


async def test_a_long_course_is_counted_when_confirmed_and_worth_something() -> None:
    long, empty = a_sitting(kind=CourseKind.LONG_90), a_sitting(kind=CourseKind.LONG_90, credits="0.00")
    own = a_sitting(kind=CourseKind.SCHOOL_BASED)
    book = a_book(long, empty, own)
    for sitting in (long, empty, own):
        await record_one(book, NO_DUTIES, passed(sitting), now=NOW)
        await confirm(book, NO_DUTIES, UNHEARD, sitting.enrolment_id, expected=2, now=NOW)

    moved = moves_of(book.entries)

    assert moved[long.teacher_id, 2020]["long_courses"] == 1
    assert moved[empty.teacher_id, 2020].get("long_courses", 0) == 0
    assert moved[own.teacher_id, 2020]["school_based_confirmed"] == 10
