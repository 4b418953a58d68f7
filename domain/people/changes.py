"""Creating, reading and changing what is plainly kept: groups, classes, qualifications, assignments."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.lifecycle import match


class CodeTaken(Conflict):
    """Another of the school's groups, or classes, has this code."""

    code = "code_taken"


class UnknownReference(RuleViolation):
    """A field names something the school does not have; facts: `field`."""

    code = "unknown_reference"


class DaysOutOfOrder(RuleViolation):
    """An end before its beginning; facts: `first`, `last` (the fields)."""

    code = "days_out_of_order"


class Kept(Protocol):
    @property
    def version(self) -> int: ...


Thing = TypeVar("Thing", bound=Kept)
Found = TypeVar("Found", bound=Kept, covariant=True)


class Lockable(Protocol[Found]):
    async def for_update(self, thing_id: UUID) -> Found | None: ...


class Readable(Protocol[Found]):
    async def get(self, thing_id: UUID) -> Found | None: ...


class Things(Readable[Found], Lockable[Found], Protocol[Found]):
    """Where things of one kind are kept. Writing raises their kind's refusals and UnknownReference."""

    async def add(self, values: Mapping[str, Any]) -> Found: ...

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> Found: ...


class Removable(Things[Found], Protocol[Found]):
    async def remove(self, thing_id: UUID) -> None: ...


async def read(things: Readable[Thing], thing_id: UUID) -> Thing:
    found = await things.get(thing_id)
    if found is None:
        raise NotFound()
    return found


async def locked(things: Lockable[Thing], thing_id: UUID, expected: int) -> Thing:
    """The thing, held until the transaction ends. Raises NotFound, Stale."""
    found = await things.for_update(thing_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


async def change(things: Things[Thing], thing_id: UUID, values: Mapping[str, Any], *, expected: int) -> Thing:
    """The thing as it stands after the change; one that changes nothing counts no version. Raises Stale."""
    found = await locked(things, thing_id, expected)
    if all(getattr(found, name) == value for name, value in values.items()):
        return found
    return await things.change(thing_id, values)


async def remove(things: Removable[Thing], thing_id: UUID, *, expected: int) -> None:
    await locked(things, thing_id, expected)
    await things.remove(thing_id)


def in_order(thing: object, values: Mapping[str, Any], first: str, last: str) -> None:
    """Refuses days that would stand the wrong way round once the values are in; a day left open is fine."""
    start = values.get(first, getattr(thing, first, None))
    end = values.get(last, getattr(thing, last, None))
    if start is not None and end is not None and end < start:
        raise DaysOutOfOrder(first=first, last=last)
