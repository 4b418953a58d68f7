"""Callers for pure tests."""

from uuid import UUID

from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope


def a_caller(
    *roles: Role,
    teacher_id: UUID | None = None,
    reach: Scope = Scope.SCHOOL,
    scopes: frozenset[Action] | None = None,
) -> Caller:
    return Caller(UUID(int=1), UUID(int=2), 1, UUID(int=3), teacher_id, frozenset(roles), scopes, reach)
