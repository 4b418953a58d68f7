"""What was fetched goes on as an uploaded file would; what nobody asked for only when it is new."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from domain.imports import Sheet
from domain.integration.platform import Inbound, Outbound
from domain.integration.pulling import PullMisnamed, Taken, Wanted, bring_in, fetched, named

SHEET = Sheet("evaluations", ["employee_no", "score"], [(2, {"employee_no": "1"}), (4, {"score": "5"})])
WANTED = Wanted(Inbound.EVALUATIONS, "2020")
SAME, NEW = Taken(UUID(int=1), True, 0), Taken(UUID(int=2), False, 3)


class Platform:
    async def fetch(self, kind: Inbound, about: str | None) -> Sheet:
        assert (kind, about) == (WANTED.kind, WANTED.about)
        return SHEET

    async def hand_in(self, submission_id: UUID, kind: Outbound, about: str, sheet: Sheet) -> str:
        raise NotImplementedError


@dataclass
class Kept:
    same: Taken | None = None
    looked_for: list[str] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)

    async def latest(self, wanted: Wanted, sha256: str) -> Taken | None:
        self.looked_for.append(sha256)
        return self.same

    async def take(self, wanted: Wanted, sheet: Sheet, data: bytes, *, commit: bool) -> Taken:
        self.taken.append(commit)
        return NEW


async def test_the_bytes_stand_for_the_table_whatever_its_lines() -> None:
    sheet, data = await fetched(Platform(), WANTED)

    assert sheet is SHEET
    assert data == b'[["employee_no","score"],[["1",""],["","5"]]]'


@pytest.mark.parametrize(
    ("same", "asked_for", "became"),
    [
        pytest.param(SAME, False, (SAME, False), id="nothing new, and nobody asked"),
        pytest.param(None, False, (NEW, True), id="something new"),
        pytest.param(SAME, True, (NEW, True), id="somebody asked"),
    ],
)
async def test_what_nobody_asked_for_is_looked_over_when_it_is_new(
    same: Taken | None, asked_for: bool, became: tuple[Taken, bool]
) -> None:
    kept = Kept(same)

    assert await bring_in(kept, WANTED, SHEET, b"[]", commit=True, asked_for=asked_for) == became
    assert kept.taken == ([True] if became[1] else [])
    assert len(kept.looked_for) == (0 if asked_for else 1)


@pytest.mark.parametrize(
    ("kind", "about", "name"),
    [
        (Inbound.CATALOGUE, None, "catalogue"),
        (Inbound.SELECTION_RESULTS, "R1.春", "selection_results-R1.春"),
        (Inbound.PLATFORM_CREDITS, "2020", "platform_credits-2020"),
        (Inbound.EVALUATIONS, "2199", "evaluations-2199"),
    ],
)
def test_a_pull_is_named_by_what_it_is_about(kind: Inbound, about: str | None, name: str) -> None:
    assert named(kind, about).name == name


@pytest.mark.parametrize(
    ("kind", "about", "expects"),
    [
        (Inbound.CATALOGUE, "2020", "nothing"),
        (Inbound.SELECTION_RESULTS, None, "round_code"),
        (Inbound.SELECTION_RESULTS, "a b", "round_code"),
        (Inbound.PLATFORM_CREDITS, None, "school_year"),
        (Inbound.PLATFORM_CREDITS, "2200", "school_year"),
        (Inbound.EVALUATIONS, "R1", "school_year"),
    ],
)
def test_a_pull_that_does_not_fit_its_kind_is_refused(kind: Inbound, about: str | None, expects: str) -> None:
    with pytest.raises(PullMisnamed) as refused:
        named(kind, about)
    assert refused.value.facts == {"kind": kind, "expects": expects}
