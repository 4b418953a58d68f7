"""The connection to the district's platform 平台连接: where it is, who we are there, and the two secrets.

With the request secret we sign what we ask of it. With the callback secret it signs what it calls us for;
that one we make. Both are kept sealed; the callback secret is shown when it is made, and never again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.lifecycle import match
from domain.outgoing import Outgoing, TargetRefused

OLD_SECRET_GOOD_FOR = timedelta(hours=24)
STEPS = ("update", "rotate_callback_secret", "test")


class PlatformAlreadyConnected(Conflict):
    """A school has one connection."""

    code = "platform_already_connected"


class PlatformNotConnected(Conflict):
    """There is no connection, or it is switched off."""

    code = "platform_not_connected"


class PlatformSecretLost(RuleViolation):
    """It was sealed with another secret of the deployment, and must be entered anew."""

    code = "platform_secret_lost"


@dataclass(frozen=True, slots=True)
class PlatformConnection:
    """How this school and the district's platform reach each other."""

    id: UUID
    base_url: str
    """The platform's API, without `/v1`."""

    org: str
    """Who the school is there."""

    enabled: bool
    """Off, nothing is sent, and no callback is believed."""

    fetch_nightly: bool
    commit_automatically: bool
    """Whether what was fetched is brought in at once when no row of it has an error."""

    callback_url: str
    """Where the platform calls; to be entered there with the callback secret."""

    previous_secret_until: datetime | None
    """Until then callbacks signed with the secret before this one are believed too."""

    version: int
    callback_secret: str | None = None
    """Shown when it is made, never again."""

    allowed_actions: tuple[str, ...] = STEPS


class Connections(Protocol):
    """The school's only one; `secret` and `callback_secret` among the values are sealed on their way in."""

    async def get(self) -> PlatformConnection | None: ...

    async def for_update(self) -> PlatformConnection | None: ...

    async def add(self, values: Mapping[str, Any]) -> PlatformConnection:
        """Raises PlatformAlreadyConnected."""
        ...

    async def change(self, values: Mapping[str, Any]) -> PlatformConnection: ...

    async def rotate(self, callback_secret: str, *, previous_until: datetime) -> PlatformConnection:
        """The secret that was becomes the previous one."""
        ...


async def find(connections: Connections) -> PlatformConnection:
    found = await connections.get()
    if found is None:
        raise NotFound()
    return found


async def in_use(connections: Connections) -> PlatformConnection:
    """Raises PlatformNotConnected."""
    found = await connections.get()
    if found is None or not found.enabled:
        raise PlatformNotConnected()
    return found


async def decided(connections: Connections, *, expected: int) -> PlatformConnection:
    """The connection a change was decided on, held until the transaction ends. Raises NotFound, Stale."""
    found = await connections.for_update()
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


async def set_up(
    connections: Connections,
    outgoing: Outgoing,
    values: Mapping[str, Any],
    *,
    callback_secret: str,
    account_id: UUID,
) -> PlatformConnection:
    """With its callback secret, this once.

    Raises TargetRefused, NotReached, PlatformAlreadyConnected.
    """
    given = await _checked(outgoing, values)
    made = await connections.add({**given, "callback_secret": callback_secret, "account_id": account_id})
    return replace(made, callback_secret=callback_secret)


async def change(
    connections: Connections,
    outgoing: Outgoing,
    values: Mapping[str, Any],
    *,
    expected: int,
    account_id: UUID,
) -> PlatformConnection:
    """Raises NotFound, Stale, TargetRefused, NotReached."""
    found = await decided(connections, expected=expected)
    if not values:
        return found
    return await connections.change({**await _checked(outgoing, values), "account_id": account_id})


async def rotate(
    connections: Connections, *, callback_secret: str, expected: int, now: datetime
) -> PlatformConnection:
    """A new callback secret, this once; the old one stays good for a day. Raises NotFound, Stale."""
    await decided(connections, expected=expected)
    until = now + OLD_SECRET_GOOD_FOR
    changed = await connections.rotate(callback_secret, previous_until=until)
    return replace(changed, callback_secret=callback_secret)


async def _checked(outgoing: Outgoing, values: Mapping[str, Any]) -> Mapping[str, Any]:
    if "base_url" not in values:
        return values
    await outgoing.check(values["base_url"])
    parts = urlsplit(values["base_url"])
    if parts.query or parts.fragment:
        raise TargetRefused(host=parts.hostname or "", why="unreadable_address")
    return {**values, "base_url": values["base_url"].rstrip("/")}
