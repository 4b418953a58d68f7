"""The school's accounts: the office says who may sign in, and as what."""

from uuid import UUID

from api.identity.shapes import AccountCreate, RoleCreate
from api.queries import Search, Windowed
from api.routes import room
from api.wiring.identity import InitialPassword, PasswordsPort, SchoolAccountsPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.identity import account_changes
from domain.identity.accounts import IssuedPassword, NewAccount, SchoolAccount
from domain.identity.actions import Action
from domain.identity.passwords import normal
from domain.paging import Page

router = room("identity", "/schools/{school}/accounts")


@router.get(
    "",
    operation_id="identity_list_accounts",
    summary="List the school's accounts",
    dependencies=reads(Action.ACCOUNT_READ),
)
async def list_accounts(
    accounts: SchoolAccountsPort, window: Windowed, q: Search = None
) -> Page[SchoolAccount]:
    """Whoever holds a role in this school, by user name; `q` is the beginning of a user name or a name."""
    return await accounts.page(q, window)


@router.post(
    "",
    operation_id="identity_create_account",
    summary="Make an account",
    status_code=201,
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def create_account(
    asked: AccountCreate,
    accounts: SchoolAccountsPort,
    passwords: PasswordsPort,
    password: InitialPassword,
    now: Now,
    reply: Replies,
) -> IssuedPassword:
    """The answer shows the first password, this once; its person is asked to change it."""
    new = NewAccount(normal(asked.username), asked.display_name, asked.teacher_id, tuple(set(asked.roles)))
    issued = await account_changes.create(accounts, passwords, new, password=password, now=now)
    reply.shown_once("password")
    reply.note(username=new.username, roles=sorted(new.roles))
    reply.created(issued.account)
    return issued


@router.get(
    "/{account_id}",
    operation_id="identity_get_account",
    summary="See an account",
    dependencies=reads(Action.ACCOUNT_READ),
)
async def get_account(account_id: UUID, accounts: SchoolAccountsPort, reply: Replies) -> SchoolAccount:
    """An account with a role in this school; its roles elsewhere are not shown."""
    return reply.tagged(await account_changes.found(accounts, account_id))


@router.post(
    "/{account_id}/disable",
    operation_id="identity_disable_account",
    summary="Stop an account",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def disable_account(
    account_id: UUID, accounts: SchoolAccountsPort, expected: Expected, now: Now, reply: Replies
) -> SchoolAccount:
    """Every sign-in of it ends at once. The last account of the office cannot be stopped."""
    return reply.tagged(await account_changes.disable(accounts, account_id, expected=expected, now=now))


@router.post(
    "/{account_id}/enable",
    operation_id="identity_enable_account",
    summary="Let a stopped account sign in again",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def enable_account(
    account_id: UUID, accounts: SchoolAccountsPort, expected: Expected, reply: Replies
) -> SchoolAccount:
    """With the password and the roles it had."""
    return reply.tagged(await account_changes.enable(accounts, account_id, expected=expected))


@router.post(
    "/{account_id}/unlock",
    operation_id="identity_unlock_account",
    summary="Lift a lock-out",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def unlock_account(
    account_id: UUID, accounts: SchoolAccountsPort, expected: Expected, reply: Replies
) -> SchoolAccount:
    """For somebody who mistyped too often and cannot wait; the password stays."""
    return reply.tagged(await account_changes.unlock(accounts, account_id, expected=expected))


@router.post(
    "/{account_id}/reset-password",
    operation_id="identity_reset_password",
    summary="Hand out another password",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def reset_password(
    account_id: UUID,
    accounts: SchoolAccountsPort,
    passwords: PasswordsPort,
    password: InitialPassword,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> IssuedPassword:
    """The answer shows it this once; every sign-in of the account ends, and a lock-out too."""
    issued = await account_changes.reset_password(
        accounts, passwords, account_id, password=password, expected=expected, now=now
    )
    reply.shown_once("password")
    reply.tagged(issued.account)
    return issued


@router.post(
    "/{account_id}/roles",
    operation_id="identity_grant_role",
    summary="Give an account a role in this school",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def grant_role(
    account_id: UUID,
    asked: RoleCreate,
    accounts: SchoolAccountsPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> SchoolAccount:
    """The account with its new role. Its access tokens end at once: a refresh brings one that has it."""
    account = await account_changes.grant_role(
        accounts, account_id, asked.role, asked.teacher_id, expected=expected, now=now
    )
    reply.note(role=asked.role)
    return reply.tagged(account)


@router.delete(
    "/{account_id}/roles/{grant_id}",
    operation_id="identity_withdraw_role",
    summary="Take a role away",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def withdraw_role(
    account_id: UUID, grant_id: UUID, accounts: SchoolAccountsPort, expected: Expected, reply: Replies
) -> SchoolAccount:
    """Its access tokens end at once. Without a role left, the account is no longer this school's to see."""
    account, role = await account_changes.withdraw_role(accounts, account_id, grant_id, expected=expected)
    reply.note(role=role)
    return reply.tagged(account)
