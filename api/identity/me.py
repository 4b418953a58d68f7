"""The caller's own account, sign-ins and password."""

from uuid import UUID

from api.identity.shapes import PasswordChange
from api.queries import Windowed
from api.routes import room
from api.wiring.identity import (
    Begin,
    OwnAccountPort,
    PasswordsPort,
    Policy,
    SessionsPort,
    SignedIn,
    VisitNow,
)
from api.wiring.request import Someone
from domain.identity import passwords
from domain.identity.me import Me
from domain.identity.passwords import Change
from domain.identity.sessions import Session, revoke_own
from domain.paging import Page

router = room("identity", "/me")


@router.get("", operation_id="identity_get_me", summary="Who am I, and what may I do where")
async def get_me(own: OwnAccountPort) -> Me:
    """The account, and place by place its roles and permissions as they are now."""
    return await own.get()


@router.get("/sessions", operation_id="identity_list_sessions", summary="Where am I signed in")
async def list_sessions(
    sessions: SessionsPort, me: Someone, visit: VisitNow, window: Windowed
) -> Page[Session]:
    """The sign-ins that still stand, the latest first."""
    return await sessions.of_account(me.account_id, me.session_id, window, now=visit.at)


@router.post(
    "/sessions/{session_id}/revoke",
    operation_id="identity_revoke_session",
    summary="End one of my sign-ins",
    status_code=204,
    response_model=None,
)
async def revoke_session(session_id: UUID, sessions: SessionsPort, me: Someone, visit: VisitNow) -> None:
    """Its tokens are refused from now on. Done twice, it is done once."""
    await revoke_own(sessions, account_id=me.account_id, session_id=session_id, visit=visit)


@router.post(
    "/password",
    operation_id="identity_change_password",
    summary="Change my password",
    status_code=204,
    response_model=None,
)
async def change_password(
    asked: PasswordChange,
    me: SignedIn,
    begin: Begin,
    hashes: PasswordsPort,
    policy: Policy,
    visit: VisitNow,
) -> None:
    """The old one is asked for, and guessing at it locks the account; every other sign-in ends."""
    change = Change(me.account_id, me.session_id, asked.old_password, asked.new_password)
    await passwords.change_password(begin, hashes, change, policy=policy, visit=visit)
