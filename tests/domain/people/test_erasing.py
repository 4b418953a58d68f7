"""Who may be erased, and what they are called afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.people.erasing import (
    ErasureOutdated,
    Leaver,
    NotDueForErasure,
    confirm,
    fingerprint,
    preview,
    pseudonym,
    years_before,
)
from domain.people.policy import PeopleRule, PeopleRuleKey

TODAY = date(2026, 11, 26)
ZHANG, LI = UUID(int=1), UUID(int=2)


def leaver(teacher_id: UUID, left_on: date, version: int = 3) -> Leaver:
    return Leaver(teacher_id, "T1", "张伟", left_on, version, {}, {}, {})


@dataclass
class Gone:
    people: Sequence[Leaver]

    async def gone_before(self, day: date, only: Collection[UUID]) -> Sequence[Leaver]:
        return [one for one in self.people if one.left_on < day and (not only or one.teacher_id in only)]


@dataclass
class Policy:
    value: str | None = None

    async def every(self) -> list[PeopleRule]:
        key, entered = PeopleRuleKey.ERASED_AFTER_YEARS, datetime(2020, 1, 1, tzinfo=UTC)
        if self.value is None:
            return []
        return [PeopleRule(UUID(int=9), key, self.value, date(2020, 1, 1), entered_at=entered)]


def rules(value: str | None = None) -> Any:
    return Policy(value)


GONE = Gone([leaver(ZHANG, date(2016, 11, 25)), leaver(LI, date(2016, 11, 26))])


@pytest.mark.parametrize(
    ("today", "years", "day"),
    [
        (date(2026, 11, 26), 10, date(2016, 11, 26)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
    ],
)
def test_years_are_counted_from_the_last_day(today: date, years: int, day: date) -> None:
    assert years_before(today, years) == day


def test_an_erased_person_has_a_name_and_a_number_of_their_own() -> None:
    first, twelfth = pseudonym(1), pseudonym(12)

    assert (twelfth.name, twelfth.employee_no) == ("已注销教师 0012", "erased-0012")
    assert twelfth.name_pinyin.startswith("yi zhu xiao")
    assert first != twelfth


@pytest.mark.parametrize(
    ("value", "due"), [(None, [ZHANG]), ("9", [ZHANG, LI]), ("11", []), ("off", [])], ids=str
)
async def test_the_policy_says_who_is_due(value: str | None, due: list[UUID]) -> None:
    found = await preview(GONE, rules(value), (), today=TODAY)

    assert [one.teacher_id for one in found.people] == due
    assert found.years == (None if value == "off" else int(value or "10"))


def test_a_fingerprint_is_of_the_people_as_they_stand() -> None:
    zhang, li = GONE.people

    assert fingerprint([zhang, li], 10) == fingerprint([li, zhang], 10)
    changed = [leaver(ZHANG, zhang.left_on, version=4), li]
    assert len({fingerprint(one, 10) for one in ([zhang], [li], [zhang, li], changed)}) == 4
    assert fingerprint([zhang], 10) != fingerprint([zhang], 9)


async def test_what_was_looked_at_is_confirmed() -> None:
    seen = await preview(GONE, rules(), [ZHANG], today=TODAY)

    await confirm(GONE, rules(), [ZHANG], seen.fingerprint, today=TODAY)
    with pytest.raises(ErasureOutdated):
        await confirm(GONE, rules(), [ZHANG], "another", today=TODAY)
    with pytest.raises(NotDueForErasure) as refused:
        await confirm(GONE, rules(), [ZHANG, LI], seen.fingerprint, today=TODAY)
    assert refused.value.facts == {"people": 1}
