"""Cover arranged and ended, without a database: who may, what the ledger says, what is told."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Conflict, Forbidden, InvalidState, NotFound, RuleViolation, Stale
from domain.messages import Event
from domain.timetable.changes import NewChange, publish
from domain.timetable.cover_policy import NoTermThatDay
from domain.timetable.cover_publishing import assign_cover
from domain.timetable.cover_release import (
    accept_cover,
    decline_cover,
    follow_covers,
    release_cover,
)
from domain.timetable.covering import CoverEntryKind, CoverState
from domain.timetable.covers import Cover, Homeroom
from domain.timetable.effective import Cause
from domain.timetable.policy import TimetableRuleKey
from tests.domain.timetable.cover_school import (
    CLASSES,
    MONDAY,
    NOW,
    CoverSchool,
    Told,
    a_lesson,
    a_rule,
    a_school,
    affairs,
    an_absence,
    teacher,
)

ASKING = a_rule(TimetableRuleKey.COVER_ANSWER, "on")


def one_missed(**given: object) -> CoverSchool:
    """Teacher 1 misses the first period on Monday."""
    return a_school(
        a_lesson(0, 1, 1), a_lesson(0, 1, 2, school_class=2), absences=[an_absence(1, (0, 1))], **given
    )


async def assigned(school: CoverSchool, told: Told, number: int = 3, place: int = 0) -> Cover:
    missed = (await school.ground(MONDAY, MONDAY + timedelta(days=4))).missed[place]
    return await assign_cover(
        school,
        school.changes,
        told,
        absence_id=missed.absence_id,
        key=missed.key,
        day=missed.slot.day,
        teacher_id=UUID(int=number),
        now=NOW,
    )


async def test_who_covers_who_is_away_and_the_homeroom_teacher_are_told() -> None:
    here, before = MONDAY - timedelta(days=30), MONDAY - timedelta(days=1)
    first = next(iter(CLASSES))
    rooms = [
        Homeroom(first, UUID(int=5), here, None),
        Homeroom(first, UUID(int=6), here, before),
        Homeroom(first, UUID(int=1), here, None),
    ]
    school, told = one_missed(rooms=rooms), Told()

    await assigned(school, told)

    assert [(one.event, one.recipient_id.int) for one in told.notices] == [
        (Event.COVER_GIVEN, 3),
        (Event.COVER_ARRANGED, 1),
        (Event.COVER_IN_CLASS, 5),
    ]
    assert told.notices[0].facts == {"lessons": "1", "which": "2021-03-08 #1 701 数学 (教师1 → 教师3)"}


async def test_a_day_outside_every_term_has_no_cover() -> None:
    school = one_missed(terms=[])
    with pytest.raises(NoTermThatDay):
        await assigned(school, Told())


async def test_a_cover_accepted_stands_and_may_not_be_declined_any_more() -> None:
    school = one_missed(rules=[ASKING])
    cover = await assigned(school, Told())

    stands = await accept_cover(school, school.changes, cover.id, expected=1, caller=teacher(3), now=NOW)

    assert stands.state is CoverState.STANDING
    with pytest.raises(InvalidState):
        await decline_cover(
            school,
            school.changes,
            Told(),
            cover.id,
            because="忙",
            expected=2,
            caller=teacher(3),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("number", "version", "refusal"),
    [
        pytest.param(4, 1, Forbidden, id="somebody else's"),
        pytest.param(3, 2, Stale, id="decided on another version"),
    ],
)
async def test_a_cover_is_answered_by_who_covers_as_it_stands(
    number: int, version: int, refusal: type[Exception]
) -> None:
    school = one_missed(rules=[ASKING])
    cover = await assigned(school, Told())
    with pytest.raises(refusal):
        await accept_cover(
            school, school.changes, cover.id, expected=version, caller=teacher(number), now=NOW
        )


async def test_a_cover_there_is_not_is_answered_by_nobody() -> None:
    school = one_missed()
    with pytest.raises(NotFound):
        await accept_cover(school, school.changes, uuid4(), expected=1, caller=teacher(3), now=NOW)


async def test_what_others_built_on_stays_and_academic_affairs_is_told() -> None:
    school, told = one_missed(), Told()
    cover = await assigned(school, told)
    held = next(one for one in school.changes.held() if UUID(int=3) in one.teacher_ids)
    moved = replace(held.slot, period_no=6)
    by_hand = NewChange(
        held.key, Cause.SWAP, uuid4(), uuid4(), held.slot, UUID(int=3), moved, None, UUID(int=3)
    )
    await publish(school.changes, [by_hand], now=NOW)
    absence_id, school.absences = cover.absence_id, []

    await follow_covers(school, school.changes, told, [absence_id], now=NOW)

    assert school.kept[cover.id].state is CoverState.STANDING
    assert told.of(Event.COVER_ENTANGLED) == [(UUID(int=500), "1")]
    assert told.of(Event.COVER_RELEASED) == []


async def test_what_can_be_released_is_though_something_else_cannot() -> None:
    school = a_school(a_lesson(0, 1, 1), a_lesson(0, 2, 1), absences=[an_absence(1, (0, 1), (0, 2))])
    told = Told()
    await assigned(school, told)
    second = await assigned(school, told, number=4)
    held = next(one for one in school.changes.held() if UUID(int=4) in one.teacher_ids)
    moved = replace(held.slot, period_no=6)
    by_hand = NewChange(
        held.key, Cause.SWAP, uuid4(), uuid4(), held.slot, UUID(int=4), moved, None, UUID(int=4)
    )
    alone = await _left_alone(school)
    await publish(school.changes, [by_hand], now=NOW)
    absence_id, school.absences = second.absence_id, []

    await follow_covers(school, school.changes, told, [absence_id], now=NOW)

    assert [one.id for one in school.live()] == [second.id]
    assert told.of(Event.COVER_RELEASED) == [(UUID(int=3), "1")]
    assert school.changes.states[alone] == "undone"


async def _left_alone(school: CoverSchool) -> UUID:
    """A change of the same absence that left another lesson without its teacher."""
    lesson = a_lesson(0, 3, 1)
    school.changes.plan = (*school.changes.plan, lesson)
    wanted = NewChange(
        lesson.key,
        Cause.NO_COVER,
        uuid4(),
        school.absences[0].id,
        lesson.slot,
        UUID(int=1),
        lesson.slot,
        None,
        None,
    )
    (layer,) = await publish(school.changes, [wanted], now=NOW)
    return layer.change.id


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
async def test_the_ledger_is_that_of_the_covers_that_stand(seed: int) -> None:
    """Whatever is arranged, declined, released and overtaken: hours are with who taught, and undoing all
    restores the timetable."""
    chance = Random(seed)
    school = a_school(
        *(
            a_lesson(day, period_no, number, school_class=number if number < 5 else number - 4)
            for day in range(2)
            for period_no, numbers in ((1, (1, 2)), (2, (3, 4)), (3, (5, 6)), (4, (1, 3)))
            for number in numbers
        ),
        rules=[ASKING],
    )
    before, told = school.changes.held(), Told()
    for _ in range(40):
        await _something(chance, school, told)
        live = Counter((one.teacher_id, CoverEntryKind.GIVEN) for one in school.live())
        live += Counter((one.absent_id, CoverEntryKind.TAKEN) for one in school.live())
        assert school.sums() == live
        taught = {
            (one.key.lesson_id, one.slot.day): one.teacher_ids
            for one in school.changes.held()
            if one.change_ids
        }
        for one in school.live():
            assert taught[one.lesson_id, one.day] == (one.teacher_id,)
    school.absences, everything = [], [one.absence_id for one in school.kept.values()]
    await follow_covers(school, school.changes, told, everything, now=NOW)
    assert school.changes.held() == before
    assert school.sums() == {}
    assert sum((one.amount_fen for one in school.lines), 0) == 0
    assert sum((one.points for one in school.lines), Decimal(0)) == 0


async def _something(chance: Random, school: CoverSchool, told: Told) -> None:
    what = chance.choice(["absent", "absent", "assign", "assign", "assign", "decline", "release", "cancel"])
    live, open_ = school.live(), (await school.ground(MONDAY, MONDAY + timedelta(days=1))).missed
    try:
        if what == "absent":
            at = [(chance.randrange(2), period_no) for period_no in range(1, 5)]
            new = an_absence(chance.randint(1, 6), *at)
            school.absences.append(new)
            await follow_covers(school, school.changes, told, [new.id], now=NOW)
        elif what == "cancel" and school.absences:
            gone = school.absences.pop(chance.randrange(len(school.absences)))
            await follow_covers(school, school.changes, told, [gone.id], now=NOW)
        elif what == "assign" and open_:
            await assigned(school, told, chance.randint(1, 6), chance.randrange(len(open_)))
        elif what == "decline" and live:
            await _ended(school, told, chance.choice(live), decline_cover)
        elif what == "release" and live:
            await _ended(school, told, chance.choice(live), release_cover)
    except (Conflict, RuleViolation):
        return


async def _ended(school: CoverSchool, told: Told, one: Cover, end: object) -> None:
    assert callable(end)
    await end(
        school,
        school.changes,
        told,
        one.id,
        because="改",
        expected=one.version,
        caller=affairs(),
        now=NOW,
    )
