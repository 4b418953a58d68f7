"""Writing a term's summary: set up, put together from all rooms, frozen, reopened."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.lifecycle import advance, match
from domain.people.changes import UnknownReference
from domain.reports.kept_figures import KeptFigures, TermKept
from domain.reports.summary import (
    HEADINGS,
    LIFECYCLE,
    SummaryContent,
    SummaryPart,
    SummarySection,
    SummarySlot,
    SummarySource,
    SummaryState,
    SummaryTerm,
    TermSummaries,
    TermSummary,
)

ORDINALS = ("", "第一学期", "第二学期")


@dataclass(frozen=True, slots=True)
class SummaryDesk:
    """Where a term is summed up: its summaries, and every room that has something to say of it."""

    summaries: TermSummaries
    sources: tuple[SummarySource, ...]
    kept: KeptFigures


async def set_up(summaries: TermSummaries, term_id: UUID, *, at: datetime) -> TermSummary:
    """Raises UnknownReference, SummaryTaken."""
    if not await summaries.knows_term(term_id):
        raise UnknownReference(field="term_id")
    return await summaries.add(term_id, at=at)


async def write(
    summaries: TermSummaries,
    summary_id: UUID,
    texts: Mapping[SummarySlot, str | None],
    *,
    expected: int,
    at: datetime,
) -> TermSummary:
    """Of what is given, None takes back. What stands already is not written again.

    Raises NotFound, Stale, InvalidState.
    """
    summary = await _locked(summaries, summary_id, "update", expected)
    wanted = {slot: text or "" for slot, text in texts.items()}
    new = {slot: text for slot, text in wanted.items() if text != summary.texts.get(slot, "")}
    return await summaries.write(summary_id, new, at=at) if new else summary


async def content(desk: SummaryDesk, summary_id: UUID, *, now: datetime) -> SummaryContent:
    """Of a draft what it says now, of a frozen one what it said. Raises NotFound."""
    summary = await found(desk.summaries, summary_id)
    if summary.state is SummaryState.FROZEN:
        return await edition(desk.summaries, summary_id, summary.edition_no)
    return await _drafted(desk, summary, None, now=now)


async def edition(summaries: TermSummaries, summary_id: UUID, number: int) -> SummaryContent:
    """Raises NotFound."""
    kept = await summaries.edition(summary_id, number)
    if kept is None:
        raise NotFound()
    return kept


async def freeze(desk: SummaryDesk, summary_id: UUID, *, expected: int, now: datetime) -> TermSummary:
    """Counts all once more and keeps it, for the district too. Raises NotFound, Stale, InvalidState."""
    summary = await _locked(desk.summaries, summary_id, "freeze", expected)
    said = await _drafted(desk, summary, summary.edition_no + 1, now=now)
    term = TermKept(said.school_year, said.number)
    await desk.kept.keep(term, said.figures(), final=True, as_of=now)
    return await desk.summaries.freeze(summary_id, said, at=now)


async def reopen(
    summaries: TermSummaries, summary_id: UUID, reason: str, *, expected: int, at: datetime
) -> TermSummary:
    """The edition stays what it is; the next freezing makes another. Raises NotFound, Stale, InvalidState."""
    summary = await _locked(summaries, summary_id, "reopen", expected)
    return await summaries.reopen(summary, reason, at=at)


async def found(summaries: TermSummaries, summary_id: UUID) -> TermSummary:
    """Raises NotFound."""
    summary = await summaries.get(summary_id)
    if summary is None:
        raise NotFound()
    return summary


async def told(sources: Sequence[SummarySource], term: SummaryTerm) -> dict[SummarySlot, list[SummaryPart]]:
    """By section, in the order of the sources."""
    parts: dict[SummarySlot, list[SummaryPart]] = defaultdict(list)
    for source in sources:
        parts[source.slot] += await source.parts(term)
    return parts


def put_together(
    term: SummaryTerm,
    parts: Mapping[SummarySlot, Sequence[SummaryPart]],
    texts: Mapping[SummarySlot, str],
    edition_no: int | None,
) -> SummaryContent:
    """In the order of the slots."""
    return SummaryContent(
        title=f"{term.school}教科室工作总结",
        subtitle=f"{term.school_year}学年{ORDINALS[term.number]}",
        school=term.school,
        term_id=term.id,
        school_year=term.school_year,
        number=term.number,
        as_of=term.now,
        edition_no=edition_no,
        sections=tuple(
            SummarySection(slot, HEADINGS.get(slot), texts.get(slot), tuple(parts.get(slot, ())))
            for slot in SummarySlot
        ),
    )


async def _locked(summaries: TermSummaries, summary_id: UUID, step: str, expected: int) -> TermSummary:
    summary = await summaries.for_update(summary_id)
    if summary is None:
        raise NotFound()
    match(summary.version, expected)
    advance(LIFECYCLE, summary.state, step)
    return summary


async def _drafted(
    desk: SummaryDesk, summary: TermSummary, edition_no: int | None, *, now: datetime
) -> SummaryContent:
    term = await desk.summaries.term(summary.term_id, now=now)
    return put_together(term, await told(desk.sources, term), summary.texts, edition_no)
