"""What a comparison means for the lines found before."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.reconciliation.comparing import Amount, DifferenceKind, Key, compare, kind_of
from domain.reconciliation.line import ReconciliationLine, ReconciliationState
from domain.reconciliation.running import sort_out
from domain.reconciliation.sides import CourseKeys, Credited, KnownCourse
from domain.training.catalogue import CourseKind

ZHANG = UUID(int=1)
CODED = KnownCourse(uuid4(), "HZ-1", "P-1", "课例研讨", CourseKind.SHORT)
KEYS = CourseKeys([CODED])
STATES = (ReconciliationState.OPEN, ReconciliationState.KEPT)

amounts = st.builds(Amount, st.just(Decimal(20)), st.sampled_from([Decimal(1), Decimal(2)]))
sides = st.dictionaries(st.tuples(st.just(ZHANG), st.sampled_from(["A", "B", "C", "D"])), amounts)


def a_line(
    key: Key,
    ours: Amount | None,
    theirs: Amount | None,
    state: ReconciliationState = ReconciliationState.OPEN,
) -> ReconciliationLine:
    return ReconciliationLine(
        id=uuid4(),
        run_id=uuid4(),
        school_year=2020,
        teacher_id=key[0],
        employee_no="3001",
        teacher_name="张伟",
        course_key=key[1],
        course_id=None,
        title="课例研讨",
        category=CourseKind.SHORT,
        kind=kind_of(ours, theirs) or DifferenceKind.DIFFERS,
        ours=ours,
        theirs=theirs,
        earned_on=None,
        state=state,
        note=None,
        account_id=None,
        decided_at=None,
        found_at=datetime(2021, 7, 1, tzinfo=UTC),
    )


@given(sides, sides, sides, sides, st.sampled_from(STATES))
def test_each_difference_is_new_or_known_and_each_line_is_carried_or_closed(
    before: dict[Key, Amount],
    listed_before: dict[Key, Amount],
    ours: dict[Key, Amount],
    theirs: dict[Key, Amount],
    state: ReconciliationState,
) -> None:
    standing = [
        a_line(one.key, one.ours, one.theirs, state) for one in compare(before, listed_before).differences
    ]
    comparison = compare(ours, theirs)

    found = sort_out(comparison, standing, KEYS)

    assert len(found.new) + found.still_open + found.settled == len(comparison.differences)
    closed = {line.id for line, _ in found.closed}
    assert len(closed) == len(found.closed)
    assert found.still_open + found.settled + len(closed) == len(standing)
    different = {one.key for one in comparison.differences}
    assert {(line.teacher_id, line.course_key) for line in found.superseded} <= different
    assert not {(line.teacher_id, line.course_key) for line in found.resolved} & different


@given(sides, sides)
def test_the_same_once_more_is_nothing_new(ours: dict[Key, Amount], theirs: dict[Key, Amount]) -> None:
    comparison = compare(ours, theirs)
    standing = [a_line(one.key, one.ours, one.theirs) for one in comparison.differences]

    found = sort_out(comparison, standing, KEYS)

    assert (found.new, found.closed, found.still_open) == ((), [], len(standing))


def test_two_lines_of_what_turned_out_one_course_leave_one() -> None:
    """One was found by the platform's number, one by our code, before the number was known to be its."""
    amount = Amount(Decimal(20), Decimal(2))
    comparison = compare({}, {(ZHANG, "HZ-1"): amount})
    by_number, by_code = (a_line((ZHANG, ref), None, amount) for ref in ("P-1", "HZ-1"))

    found = sort_out(comparison, [by_number, by_code], KEYS)

    assert (found.still_open, found.superseded, found.new) == (1, (by_number,), ())


def test_our_code_goes_before_the_platforms_number_of_another_course() -> None:
    other = KnownCourse(uuid4(), "P-2", "HZ-1", "另一门", CourseKind.ONLINE)

    keys = CourseKeys([CODED, other])

    assert keys.key(None, "HZ-1") == "HZ-1"
    assert keys.key(None, "P-1") == "HZ-1"
    assert keys.key(other.id, "") == "P-2"
    assert keys.key(None, "P-3") == "P-3"


def test_rows_of_one_course_are_summed_whatever_it_is_called() -> None:
    rows = [
        Credited(ZHANG, 2020, course_id, ref, "题目", CourseKind.ONLINE, Decimal(hours), Decimal(credits))
        for course_id, ref, hours, credits in ((CODED.id, "", 20, 10), (None, "P-1", 4, 2), (None, "X", 1, 1))
    ]

    side = KEYS.side(rows)

    held = side[ZHANG, "HZ-1"]
    assert (held.amount, held.category, len(held.rows)) == (
        Amount(Decimal(24), Decimal(12)),
        CourseKind.SHORT,
        2,
    )
    assert (side[ZHANG, "X"].title, side[ZHANG, "X"].course_id) == ("题目", None)
