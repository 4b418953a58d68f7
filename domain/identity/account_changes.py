"""What an office does to its school's accounts; each change is decided under the account's lock."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.identity.accounts import (
    IN_SCHOOL,
    LIFECYCLE,
    NOT_GRANTABLE,
    AccountShared,
    IssuedPassword,
    LastOffice,
    NewAccount,
    OtherTeacher,
    RoleNotGrantable,
    SchoolAccount,
    SchoolAccounts,
    TeacherHasAccount,
    UnknownTeacher,
)
from domain.identity.actions import Role
from domain.identity.signin import Passwords
from domain.lifecycle import advance, match


async def found(accounts: SchoolAccounts, account_id: UUID) -> SchoolAccount:
    account = await accounts.get(account_id)
    if account is None:
        raise NotFound()
    return account


async def create(
    accounts: SchoolAccounts, passwords: Passwords, asked: NewAccount, *, password: str, now: datetime
) -> IssuedPassword:
    """Raises RoleNotGrantable, UnknownTeacher, TeacherHasAccount, UsernameTaken."""
    _grantable(*asked.roles)
    if asked.teacher_id is not None:
        await _free_teacher(accounts, asked.teacher_id, for_account=None)
    account_id = await accounts.add(asked, await passwords.hashed(password), now)
    return IssuedPassword(await found(accounts, account_id), password)


async def disable(
    accounts: SchoolAccounts, account_id: UUID, *, expected: int, now: datetime
) -> SchoolAccount:
    """Raises as `_take`, and LastOffice."""
    account = await _take(accounts, account_id, "disable", expected)
    await _leaves_an_office(accounts, account)
    await accounts.disable(account_id, now)
    return await found(accounts, account_id)


async def enable(accounts: SchoolAccounts, account_id: UUID, *, expected: int) -> SchoolAccount:
    await _take(accounts, account_id, "enable", expected)
    await accounts.enable(account_id)
    return await found(accounts, account_id)


async def unlock(accounts: SchoolAccounts, account_id: UUID, *, expected: int) -> SchoolAccount:
    await _take(accounts, account_id, "unlock", expected)
    await accounts.unlock(account_id)
    return await found(accounts, account_id)


async def reset_password(
    accounts: SchoolAccounts,
    passwords: Passwords,
    account_id: UUID,
    *,
    password: str,
    expected: int,
    now: datetime,
) -> IssuedPassword:
    await _take(accounts, account_id, "reset_password", expected)
    await accounts.set_password(account_id, await passwords.hashed(password), now)
    return IssuedPassword(await found(accounts, account_id), password)


async def grant_role(
    accounts: SchoolAccounts,
    account_id: UUID,
    role: Role,
    teacher_id: UUID | None,
    *,
    expected: int,
    now: datetime,
) -> SchoolAccount:
    """Raises as `_take`, and RoleNotGrantable, RoleHeld, OtherTeacher, UnknownTeacher, TeacherHasAccount."""
    account = await _take(accounts, account_id, "grant_role", expected)
    _grantable(role)
    if teacher_id is not None and account.teacher_id not in (None, teacher_id):
        raise OtherTeacher()
    if teacher_id is not None and account.teacher_id is None:
        await _free_teacher(accounts, teacher_id, for_account=account_id)
    await accounts.add_role(account_id, role, teacher_id or account.teacher_id, now)
    return await found(accounts, account_id)


async def withdraw_role(
    accounts: SchoolAccounts, account_id: UUID, grant_id: UUID, *, expected: int
) -> tuple[SchoolAccount, Role]:
    """The account as it is then, and the role it had.

    Without a role left it is no longer this school's to see. Raises as `_take`, and LastOffice.
    """
    account = await _take(accounts, account_id, "withdraw_role", expected)
    grant = next((grant for grant in account.roles if grant.id == grant_id), None)
    if grant is None:
        raise NotFound()
    if grant.role is Role.RESEARCH_OFFICE:
        await _leaves_an_office(accounts, account)
    await accounts.remove_role(account_id, grant_id)
    left = [kept for kept in account.roles if kept.id != grant_id]
    if not left:
        gone = replace(account, roles=left, teacher_id=None, version=account.version + 1, allowed_actions=())
        return gone, grant.role
    return await found(accounts, account_id), grant.role


async def _take(accounts: SchoolAccounts, account_id: UUID, action: str, expected: int) -> SchoolAccount:
    """The account, locked, the action allowed. Raises NotFound, AccountShared, Stale, InvalidState."""
    account = await accounts.get_for_update(account_id)
    if account is None:
        raise NotFound()
    if account.held_elsewhere and action not in IN_SCHOOL:
        raise AccountShared()
    match(account.version, expected)
    advance(LIFECYCLE, account.state, action)
    return account


def _grantable(*roles: Role) -> None:
    if NOT_GRANTABLE.intersection(roles):
        raise RoleNotGrantable()


async def _free_teacher(accounts: SchoolAccounts, teacher_id: UUID, *, for_account: UUID | None) -> None:
    """The teacher is locked first, so that two accounts cannot be made for one at the same time."""
    if not await accounts.teacher_for_update(teacher_id):
        raise UnknownTeacher()
    if await accounts.account_of_teacher(teacher_id) not in (None, for_account):
        raise TeacherHasAccount()


async def _leaves_an_office(accounts: SchoolAccounts, account: SchoolAccount) -> None:
    holds = any(grant.role is Role.RESEARCH_OFFICE for grant in account.roles)
    if holds and await accounts.other_offices_for_update(account.id) == 0:
        raise LastOffice()
