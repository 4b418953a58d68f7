"""What may be done to an account or a service client, by whom, in which state."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from domain.identity import accounts, clients
from domain.identity.access import Caller
from domain.identity.accounts import AccountState
from domain.identity.actions import Action, Role, Scope
from domain.identity.client_signin import InvalidScope, wanted
from domain.identity.clients import ClientState
from domain.identity.me import my_place
from domain.identity.principal import Place, Principal, scope_of
from tests.domain.identity.fakes import NOW

SOON, PAST = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


def caller(role: Role) -> Caller:
    return Caller(uuid4(), uuid4(), 1, uuid4(), None, frozenset({role}), None, Scope.SCHOOL)


OFFICE = caller(Role.RESEARCH_OFFICE)


@pytest.mark.parametrize(
    ("disabled_at", "locked_until", "state"),
    [
        pytest.param(None, None, AccountState.ACTIVE, id="plain"),
        pytest.param(None, SOON, AccountState.LOCKED, id="locked"),
        pytest.param(None, PAST, AccountState.ACTIVE, id="locked once"),
        pytest.param(PAST, SOON, AccountState.DISABLED, id="disabled and locked"),
    ],
)
def test_an_accounts_state(
    disabled_at: datetime | None, locked_until: datetime | None, state: AccountState
) -> None:
    assert accounts.state_of(disabled_at, locked_until, NOW) is state


@pytest.mark.parametrize("state", list(AccountState))
def test_an_account_held_elsewhere_is_the_offices_only_as_to_its_roles(state: AccountState) -> None:
    whole = accounts.allowed(state, OFFICE, held_elsewhere=False)
    shared = accounts.allowed(state, OFFICE, held_elsewhere=True)

    assert set(shared) == set(whole) & {"grant_role", "withdraw_role"}
    assert accounts.allowed(state, caller(Role.PRINCIPAL), held_elsewhere=False) == ()


@pytest.mark.parametrize(
    ("revoked_at", "expires_at", "state", "may"),
    [
        pytest.param(None, None, ClientState.ACTIVE, ("rotate_secret", "revoke"), id="without an end"),
        pytest.param(None, SOON, ClientState.ACTIVE, ("rotate_secret", "revoke"), id="not yet expired"),
        pytest.param(None, NOW, ClientState.EXPIRED, ("revoke",), id="the moment it expires"),
        pytest.param(PAST, SOON, ClientState.REVOKED, (), id="revoked"),
    ],
)
def test_a_clients_state(
    revoked_at: datetime | None, expires_at: datetime | None, state: ClientState, may: tuple[str, ...]
) -> None:
    assert clients.state_of(revoked_at, expires_at, NOW) is state
    assert clients.allowed(state, OFFICE) == may
    assert clients.allowed(state, caller(Role.TEACHER)) == ()


HELD = frozenset({Action.PEOPLE_READ, Action.ROSTER_IMPORT})


def test_a_client_gets_what_it_asks_for_of_what_it_holds() -> None:
    assert wanted([], HELD) == HELD
    assert wanted(["people:read"], HELD) == {Action.PEOPLE_READ}
    for more in (["people:write"], ["people:read", "no:such"]):
        with pytest.raises(InvalidScope):
            wanted(more, HELD)


def test_what_one_may_is_what_roles_and_scopes_both_allow() -> None:
    place = Place(uuid4(), "shimen", frozenset({Role.SERVICE_CLIENT}), name="石门中学")
    script = Principal(uuid4(), uuid4(), 1, (place,), scopes=HELD | {Action.ACCOUNT_WRITE})

    assert scope_of(script) == "people:read roster:import"
    assert my_place(place, script.scopes).allowed_actions == ("people:read", "roster:import")
    assert "course:write" in my_place(place, None).allowed_actions
    assert scope_of(Principal(uuid4(), uuid4(), 1, ())) == ""
