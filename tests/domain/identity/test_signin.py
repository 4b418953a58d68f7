"""When a password lets somebody in, and what a refusal leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Unauthenticated
from domain.identity.history import Event
from domain.identity.signin import (
    AccountDisabled,
    Attempts,
    BadCredentials,
    SignedIn,
    SignInPolicy,
    after_failure,
    is_locked,
    sign_in,
)
from tests.domain.identity.fakes import NOW, VISIT, FakeSignIns, PlainPasswords, an_account

POLICY = SignInPolicy()
MINUTE = timedelta(minutes=1)


async def tried(book: FakeSignIns, password: str, username: str = "chenjing") -> SignedIn | Unauthenticated:
    try:
        return await sign_in(
            book.begin, PlainPasswords(), username=username, password=password, policy=POLICY, visit=VISIT
        )
    except Unauthenticated as refusal:
        return refusal


@pytest.mark.parametrize(
    ("failed", "left"),
    [
        pytest.param(0, Attempts(1), id="the first"),
        pytest.param(8, Attempts(9), id="the last one allowed"),
        pytest.param(9, Attempts(0, NOW + timedelta(minutes=15)), id="the one that locks"),
        pytest.param(40, Attempts(0, NOW + timedelta(minutes=15)), id="after the policy was tightened"),
    ],
)
def test_wrong_passwords_are_counted_until_they_lock(failed: int, left: Attempts) -> None:
    assert after_failure(failed, POLICY, NOW) == left


@given(st.integers(1, 50), st.integers(0, 200))
def test_no_more_guesses_pass_between_locks_than_the_policy_allows(failures: int, guesses: int) -> None:
    policy = SignInPolicy(failures=failures)
    attempts, locks = Attempts(), 0
    for _ in range(guesses):
        attempts = after_failure(attempts.failed, policy, NOW)
        locks += attempts.locked_until is not None
        assert attempts.failed < failures

    assert locks == guesses // failures


@pytest.mark.parametrize(
    ("until", "locked"),
    [
        pytest.param(None, False, id="never locked"),
        pytest.param(NOW + MINUTE, True, id="for a minute more"),
        pytest.param(NOW, False, id="the moment it ends"),
        pytest.param(NOW - MINUTE, False, id="long over"),
    ],
)
def test_a_lock_ends_by_itself(until: object, locked: bool) -> None:
    assert is_locked(until, NOW) is locked  # type: ignore[arg-type]


async def test_the_right_password_opens_a_session_and_clears_the_count() -> None:
    book = FakeSignIns(an_account(failed_attempts=9))

    outcome = await tried(book, "right")

    assert isinstance(outcome, SignedIn)
    assert outcome.refresh_token == f"continues {outcome.principal.session_id}"
    assert book.opened == [NOW + timedelta(days=14)]
    assert book.account is not None
    assert book.account.failed_attempts == 0
    assert book.events == [(Event.SIGNED_IN, None)]


async def test_a_wrong_password_is_counted_although_it_is_refused() -> None:
    book = FakeSignIns(an_account(failed_attempts=8))

    assert isinstance(await tried(book, "wrong"), BadCredentials)
    assert isinstance(await tried(book, "wrong"), BadCredentials)

    assert book.account is not None
    assert book.account.locked_until == NOW + timedelta(minutes=15)
    assert book.events == [(Event.SIGN_IN_FAILED, "password"), (Event.LOCKED_OUT, "password")]


async def test_behind_the_lock_the_right_password_is_refused_and_nothing_counted() -> None:
    book = FakeSignIns(an_account(locked_until=NOW + MINUTE, failed_attempts=3))

    assert isinstance(await tried(book, "right"), BadCredentials)

    assert book.account is not None
    assert (book.account.failed_attempts, book.account.locked_until) == (3, NOW + MINUTE)
    assert book.events == [(Event.SIGN_IN_FAILED, "locked")]


async def test_an_unknown_name_costs_a_verification_too() -> None:
    book, passwords = FakeSignIns(), PlainPasswords()

    with pytest.raises(BadCredentials):
        await sign_in(book.begin, passwords, username="nobody", password="x", policy=POLICY, visit=VISIT)

    assert passwords.asked == [None]
    assert book.events == [(Event.SIGN_IN_FAILED, "unknown")]


async def test_a_script_has_no_password_that_fits() -> None:
    assert isinstance(await tried(FakeSignIns(an_account(password_hash=None)), "right"), BadCredentials)


async def test_a_disabled_account_is_named_only_to_who_knows_the_password() -> None:
    book = FakeSignIns(an_account(disabled=True))

    assert isinstance(await tried(book, "wrong"), BadCredentials)
    assert isinstance(await tried(book, "right"), AccountDisabled)
    assert book.opened == []


async def test_a_password_changed_while_it_was_verified_no_longer_counts() -> None:
    seen = an_account()
    book = FakeSignIns(seen, meanwhile=replace(seen, password_hash="another"))

    assert isinstance(await tried(book, "right"), BadCredentials)
    assert book.opened == []


async def test_a_lock_set_while_the_password_was_verified_holds() -> None:
    seen = an_account()
    book = FakeSignIns(seen, meanwhile=replace(seen, locked_until=NOW + MINUTE))

    assert isinstance(await tried(book, "right"), BadCredentials)


@pytest.mark.parametrize(
    ("age", "left"),
    [
        pytest.param(timedelta(0), timedelta(days=14), id="fresh"),
        pytest.param(timedelta(days=80), timedelta(days=10), id="near its longest"),
        pytest.param(timedelta(days=90), timedelta(0), id="at its longest"),
    ],
)
def test_use_prolongs_a_sign_in_but_not_for_ever(age: timedelta, left: timedelta) -> None:
    assert POLICY.expiry(NOW - age, NOW) == NOW + left
