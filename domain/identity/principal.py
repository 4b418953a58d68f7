"""Who a token speaks for: an account, and its roles place by place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.errors import Forbidden, NotFound
from domain.identity.access import Caller, Officer, reach
from domain.identity.actions import Action, Role


@dataclass(frozen=True, slots=True)
class Place:
    """What an account is in one school or district."""

    id: UUID
    code: str
    roles: frozenset[Role]
    teacher_id: UUID | None = None
    name: str = field(default="", compare=False)
    """Known where the place was read from the database; a token does not carry it."""


@dataclass(frozen=True, slots=True)
class Principal:
    account_id: UUID
    session_id: UUID
    access_version: int
    schools: tuple[Place, ...]
    districts: tuple[Place, ...] = ()
    scopes: frozenset[Action] | None = None
    by_name: Mapping[str, Place] = field(init=False)
    """Every school by its code and by its id, as a path may name it."""

    def __post_init__(self) -> None:
        named = {place.code: place for place in self.schools}
        object.__setattr__(self, "by_name", named | {str(place.id): place for place in self.schools})

    def caller(self, school: str, action: Action) -> Caller:
        """The principal in one school, about to act.

        NotFound when the school is none of theirs, which is what a missing one answers too;
        Forbidden when it is theirs and the action is not.
        """
        place = self.by_name.get(school)
        if place is None:
            raise NotFound()
        scope = reach(action, place.roles, self.scopes)
        if scope is None:
            raise Forbidden()
        return Caller(
            account_id=self.account_id,
            session_id=self.session_id,
            access_version=self.access_version,
            school_id=place.id,
            teacher_id=place.teacher_id,
            roles=place.roles,
            scopes=self.scopes,
            reach=scope,
        )

    def officer(self, district: str, action: Action) -> Officer:
        """The principal in one district, named by its code or id; NotFound and Forbidden as for a school."""
        place = next((one for one in self.districts if district in (one.code, str(one.id))), None)
        if place is None:
            raise NotFound()
        if reach(action, place.roles, self.scopes) is None:
            raise Forbidden()
        return Officer(self.account_id, self.session_id, self.access_version, place.id)


def scope_of(principal: Principal) -> str:
    """Every action any of the principal's roles allows, as OAuth writes scopes."""
    places = (*principal.schools, *principal.districts)
    may = (
        action.value
        for action in Action
        if any(reach(action, place.roles, principal.scopes) is not None for place in places)
    )
    return " ".join(sorted(may))
