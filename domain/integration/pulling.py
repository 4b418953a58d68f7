"""Fetching from the district's platform 取数: what was fetched is looked over as an uploaded file would be.

Nobody asks for what the clock or a callback fetches, so such a pull that brings what the last one brought
leaves no second import behind.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.imports import Sheet
from domain.integration.connection import Connections, in_use
from domain.integration.platform import DistrictPlatform, Inbound
from domain.messages import Event, Messages
from domain.operations import Operation
from domain.people.calendar import day_of

ROUND_CODE = re.compile(r"[\w.\-]{1,64}")
SCHOOL_YEAR = re.compile(r"(19|20|21)[0-9]{2}")


class PullMisnamed(RuleViolation):
    """What the pull is about does not fit its kind; facts: `kind`, `expects` (nothing, round_code,
    school_year)."""

    code = "pull_misnamed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch: `about` is the round's code, the school year, or nothing for the catalogue."""

    kind: Inbound
    about: str | None = None

    @property
    def name(self) -> str:
        return self.kind.value if self.about is None else f"{self.kind.value}-{self.about}"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it: the import, whether it is committed, and how many rows have errors."""

    import_id: UUID
    committed: bool
    errors: int


class Arrivals(Protocol):
    """Where fetched tables go on as uploaded ones do."""

    async def latest(self, wanted: Wanted, sha256: str) -> Taken | None:
        """The last import that a pull of this made, when it was of these very bytes."""
        ...

    async def take(self, wanted: Wanted, sheet: Sheet, data: bytes, *, commit: bool) -> Taken:
        """A preview; committed at once when asked for and no row has an error.

        Raises ImportHasErrors when something changed in between; then nothing of it stays.
        """
        ...


class Begin(Protocol):
    async def __call__(self, wanted: Wanted) -> Operation:
        """A pull that somebody asks for, in the caller's transaction."""
        ...


class Pulls(Protocol):
    """Pulls asked for by the clock and by callbacks."""

    async def start(self, wanted: Wanted, *, at: datetime) -> bool:
        """False when one waits already: it will fetch what is there by then."""
        ...


def named(kind: Inbound, about: str | None) -> Wanted:
    """Raises PullMisnamed."""
    if kind is Inbound.CATALOGUE:
        expects, fits = "nothing", about is None
    elif kind is Inbound.SELECTION_RESULTS:
        expects, fits = "round_code", about is not None and ROUND_CODE.fullmatch(about) is not None
    else:
        expects, fits = "school_year", about is not None and SCHOOL_YEAR.fullmatch(about) is not None
    if not fits:
        raise PullMisnamed(kind=kind, expects=expects)
    return Wanted(kind, about)


async def ask_for(connections: Connections, begin: Begin, kind: Inbound, about: str | None) -> Operation:
    """Raises PullMisnamed, PlatformNotConnected."""
    wanted = named(kind, about)
    await in_use(connections)
    return await begin(wanted)


async def fetched(platform: DistrictPlatform, wanted: Wanted) -> tuple[Sheet, bytes]:
    """The table, and the bytes that stand for the file it did not come in.

    Raises PlatformUnavailable, PlatformRefused, TargetRefused.
    """
    sheet = await platform.fetch(wanted.kind, wanted.about)
    table = [sheet.header, [[cells.get(name, "") for name in sheet.header] for _, cells in sheet.rows]]
    return sheet, json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


async def bring_in(
    arrivals: Arrivals, wanted: Wanted, sheet: Sheet, data: bytes, *, commit: bool, asked_for: bool
) -> tuple[Taken, bool]:
    """What became of it, and whether there is anything new in it."""
    if not asked_for:
        same = await arrivals.latest(wanted, hashlib.sha256(data).hexdigest())
        if same is not None:
            return same, False
    return await arrivals.take(wanted, sheet, data, commit=commit), True


async def tell_of_failure(
    messages: Messages,
    wanted: Wanted,
    *,
    about: UUID,
    to: list[UUID],
    reason: str,
    link: str,
    now: datetime,
) -> None:
    """Tells the office that it was given up."""
    facts = _facts(wanted, now) | {"reason": reason}
    await messages.tell(Event.PLATFORM_PULL_FAILED, about=about, to=to, facts=facts, link=link, at=now)


async def tell_of_waiting(
    messages: Messages, wanted: Wanted, taken: Taken, *, to: list[UUID], link: str, now: datetime
) -> None:
    """Tells the office that something nobody asked for has come, and waits for a person to commit it."""
    facts = _facts(wanted, now) | {"count": str(taken.errors)}
    event = Event.PLATFORM_PULL_WAITS
    await messages.tell(event, about=taken.import_id, to=to, facts=facts, link=link, at=now)


def _facts(wanted: Wanted, now: datetime) -> dict[str, str]:
    return {
        "platform_kind": wanted.kind.value,
        "platform_about": wanted.about or day_of(now).isoformat(),
    }
