"""What the cards of a home screen are called, in the language asked for."""

from collections.abc import Iterable
from dataclasses import replace

from api.reports.labels import LABELS
from api.texts import wants_english
from domain.reports.overview import Overview, OverviewCount, marked
from domain.reports.overview_cards import OverviewCard


def worded(bare: Overview, language: str) -> Overview:
    """With its labels, and the mark of what it says then."""
    english = wants_english(language)

    def named(counts: Iterable[OverviewCount]) -> tuple[OverviewCount, ...]:
        return tuple(replace(one, label=LABELS[OverviewCard][one.card][english]) for one in counts)

    said = replace(
        bare,
        waits_for_me=named(bare.waits_for_me),
        due=replace(bare.due, counts=named(bare.due.counts)),
        at_risk=replace(bare.at_risk, counts=named(bare.at_risk.counts)),
        today_at_school=replace(bare.today_at_school, counts=named(bare.today_at_school.counts)),
    )
    return marked(said)
