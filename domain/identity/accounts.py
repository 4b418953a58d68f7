"""A school's accounts 账号, as its office keeps them: who may sign in, and as what.

An office sees an account that holds a role in its school. It decides on the account as a whole (disable,
new password) only while that holds no role elsewhere: otherwise one school could take over another through a
person they share. What such an account may do in this school stays the office's to say.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action, Role
from domain.identity.signin import is_locked
from domain.lifecycle import Lifecycle, actions
from domain.paging import Page, Window


class UsernameTaken(Conflict):
    code = "username_taken"


class RoleHeld(Conflict):
    """The account has this role here already."""

    code = "role_held"


class TeacherHasAccount(Conflict):
    code = "teacher_has_account"


class OtherTeacher(Conflict):
    """The account stands for another teacher of this school already."""

    code = "other_teacher"


class LastOffice(Conflict):
    """Nobody would be left who could undo this."""

    code = "last_office"


class RoleNotGrantable(RuleViolation):
    """The district grants its officers; service clients are made as such."""

    code = "role_not_grantable"


class UnknownTeacher(RuleViolation):
    code = "unknown_teacher"


class AccountShared(Forbidden):
    """It holds roles elsewhere too, so no single school decides on it."""

    code = "account_shared"


class AccountState(StrEnum):
    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


LIFECYCLE: Lifecycle[AccountState] = {
    AccountState.ACTIVE: {
        "disable": AccountState.DISABLED,
        "reset_password": AccountState.ACTIVE,
        "grant_role": AccountState.ACTIVE,
        "withdraw_role": AccountState.ACTIVE,
    },
    AccountState.LOCKED: {
        "unlock": AccountState.ACTIVE,
        "disable": AccountState.DISABLED,
        "reset_password": AccountState.ACTIVE,
        "grant_role": AccountState.LOCKED,
        "withdraw_role": AccountState.LOCKED,
    },
    AccountState.DISABLED: {
        "enable": AccountState.ACTIVE,
        "withdraw_role": AccountState.DISABLED,
    },
}
IN_SCHOOL = frozenset({"grant_role", "withdraw_role"})
"""What concerns this school alone, however many the account acts in."""

NOT_GRANTABLE = frozenset({Role.DISTRICT_OFFICER, Role.SERVICE_CLIENT})


@dataclass(frozen=True, slots=True)
class RoleGrant:
    id: UUID
    role: Role
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolAccount:
    """Who may sign in to this school, and as what."""

    id: UUID
    username: str
    display_name: str
    state: AccountState
    locked_until: datetime | None
    """After too many wrong passwords."""

    must_change_password: bool
    """The password is one the office handed out."""

    teacher_id: UUID | None
    """The teacher of this school it stands for."""

    roles: list[RoleGrant]
    """In this school."""

    held_elsewhere: bool
    """True when it holds roles outside this school too; then the office may change its roles here only."""

    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAccount:
    username: str
    display_name: str
    teacher_id: UUID | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class IssuedPassword:
    """An account with the password to hand to its person."""

    account: SchoolAccount
    password: str | None
    """Shown this once; it is kept nowhere, so that a repeated request answers null."""


class SchoolAccounts(Protocol):
    """The accounts with a role in one school; each comes with what this caller may do to it."""

    async def page(self, q: str | None, window: Window) -> Page[SchoolAccount]: ...

    async def get(self, account_id: UUID) -> SchoolAccount | None: ...

    async def get_for_update(self, account_id: UUID) -> SchoolAccount | None: ...

    async def teacher_for_update(self, teacher_id: UUID) -> bool: ...

    async def account_of_teacher(self, teacher_id: UUID) -> UUID | None: ...

    async def other_offices_for_update(self, account_id: UUID) -> int:
        """How many others could still act for the office; their grants are locked, so the count stays."""
        ...

    async def add(self, asked: NewAccount, password_hash: str, at: datetime) -> UUID:
        """Raises UsernameTaken."""
        ...

    async def add_role(self, account_id: UUID, role: Role, teacher_id: UUID | None, at: datetime) -> None:
        """Raises RoleHeld. The account's tokens die: they say what it was before."""
        ...

    async def remove_role(self, account_id: UUID, grant_id: UUID) -> None: ...

    async def disable(self, account_id: UUID, at: datetime) -> None:
        """Ends every sign-in of the account."""
        ...

    async def enable(self, account_id: UUID) -> None: ...

    async def unlock(self, account_id: UUID) -> None: ...

    async def set_password(self, account_id: UUID, password_hash: str, at: datetime) -> None:
        """One to be changed at the next sign-in; ends every sign-in there is, and a lock."""
        ...


def state_of(disabled_at: datetime | None, locked_until: datetime | None, now: datetime) -> AccountState:
    if disabled_at is not None:
        return AccountState.DISABLED
    return AccountState.LOCKED if is_locked(locked_until, now) else AccountState.ACTIVE


def allowed(state: AccountState, caller: Caller, *, held_elsewhere: bool) -> tuple[str, ...]:
    """What this caller may do to an account in this state."""
    if not caller.may(Action.ACCOUNT_WRITE):
        return ()
    return tuple(action for action in actions(LIFECYCLE, state) if action in IN_SCHOOL or not held_elsewhere)
