"""What a caller sees of a thing: itself, and what this caller may do to it now."""

from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page


class Shown(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]
    changed_by: ClassVar[Action]
    """The action who changes it needs."""

    def steps(self) -> tuple[str, ...]:
        """What may be done to it as it stands, whoever asks."""
        ...


Thing = TypeVar("Thing", bound=Shown)


def shown(thing: Thing, caller: Caller) -> Thing:
    return replace(thing, allowed_actions=thing.steps() if caller.may(thing.changed_by) else ())


def shown_page(page: Page[Thing], caller: Caller) -> Page[Thing]:
    return Page([shown(thing, caller) for thing in page.items], page.next_cursor, page.has_more)
