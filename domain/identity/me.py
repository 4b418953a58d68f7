"""What somebody signed in may know of themselves: who, where, as what, and what they may do there."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.identity.access import reach
from domain.identity.actions import Action, Role
from domain.identity.principal import Place


@dataclass(frozen=True, slots=True)
class MyPlace:
    """A school or a district, and what the caller is there."""

    id: UUID
    code: str
    name: str
    roles: list[Role]
    teacher_id: UUID | None
    """The teacher of this school the caller is."""

    allowed_actions: tuple[str, ...]
    """Every permission the caller has there; how far each reaches is the service's to judge."""


@dataclass(frozen=True, slots=True)
class Me:
    """The caller's own account."""

    account_id: UUID
    username: str
    display_name: str
    must_change_password: bool
    """The password was handed out by an office: ask for another before anything else."""

    schools: list[MyPlace]
    districts: list[MyPlace]


class OwnAccount(Protocol):
    async def get(self) -> Me: ...


def my_place(place: Place, scopes: frozenset[Action] | None) -> MyPlace:
    may = tuple(action.value for action in Action if reach(action, place.roles, scopes) is not None)
    roles = [role for role in Role if role in place.roles]
    return MyPlace(place.id, place.code, place.name, roles, place.teacher_id, may)
