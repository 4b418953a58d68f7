"""Reminding pairs of what they still lack 催办, from some days before the term's end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid5

from domain.mentoring.policy import MentoringPolicy, MentoringRules, in_force
from domain.mentoring.targets import Tallies, Tally, TermSpan, targets_of
from domain.messages import Event, Messages, Notice


async def remind_behind(
    tallies: Tallies, rules: MentoringRules, messages: Messages, *, day: date, now: datetime
) -> int:
    """In the caller's transaction; how many notices there were. Who was told of a term is not told again."""
    rows = await rules.every()
    before = timedelta(days=in_force(rows, day).behind_from_days.value)
    notices: list[Notice] = []
    for term in await tallies.terms_on(day):
        if day >= term.ends_on - before:
            policy = in_force(rows, term.starts_on)
            for tally in await tallies.of_term(term):
                notices += behind(tally, term, policy)
    await messages.tell_all(notices, at=now)
    return len(notices)


def behind(tally: Tally, term: TermSpan, policy: MentoringPolicy) -> Iterable[Notice]:
    """To both of a running pair, about the pair in that term."""
    lacking = sum(not one.met for one in targets_of(tally, term.id, policy).targets)
    if not lacking or not tally.running:
        return
    facts = {
        "mentor": tally.mentor_name,
        "apprentice": tally.apprentice_name,
        "mentor_field": tally.field.value,
        "count": str(lacking),
        "due_on": term.ends_on.isoformat(),
    }
    about, link = uuid5(tally.pair_id, str(term.id)), f"mentor-pairs/{tally.pair_id}"
    for person in (tally.mentor_id, tally.apprentice_id):
        if person is not None:
            yield Notice(Event.MENTOR_TARGETS_BEHIND, about, person, facts, link)
