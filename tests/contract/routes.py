"""The application's routes as facts, for the tests that walk them."""

import re
from dataclasses import dataclass
from functools import cache

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.app import create_app
from api.openapi import permission_of
from api.settings import Settings
from domain.identity.access import ACCESS
from domain.identity.actions import Action, Role

PUBLIC = {
    "platform_check_liveness": "the machine that runs us asks before anybody signed in",
    "platform_check_readiness": "the machine that runs us asks before anybody signed in",
    "identity_issue_token": "this is how one signs in",
    "platform_fetch_file": "the link is signed, names one file and ends after minutes",
    "identity_read_jwks": "others check our tokens with it",
    "integration_receive_platform_callback": "the platform signs what it calls us for, and has no sign-in",
    "weekplan_read_calendar": "a phone cannot sign in: the link is a secret of 256 bits, and revocable",
}
"""Routes that ask for no sign-in, and why."""

PERSONAL = {
    "platform_list_enums": "labels any signed-in person may read",
    "identity_revoke_token": "one's own sign-in",
    "identity_get_me": "one's own account",
    "identity_list_sessions": "one's own sign-ins",
    "identity_revoke_session": "one's own sign-ins",
    "identity_change_password": "one's own password",
    "people_list_schools": "one's own schools",
    "platform_list_messages": "one's own messages",
    "platform_read_message": "one's own messages",
    "platform_read_all_messages": "one's own messages",
    "training_get_own_standing": "one's own credits",
    "timetable_get_own_week": "one's own lessons",
    "weekplan_list_own_feeds": "one's own calendars",
    "weekplan_create_own_feed": "one's own calendars",
    "weekplan_revoke_own_feed": "one's own calendars",
}
"""Routes of one's own things: signed in is enough, and nothing else can be reached by them."""


NO_CHANGE = {
    "platform_link_file": "a file never changes, and a link to it is nothing of its own",
    "training_download_product": "it is counted, and stays the product it was",
}
"""Steps that leave the thing as it is, and so ask for no version of it."""


@dataclass(frozen=True, slots=True)
class Walked:
    method: str
    path: str
    operation_id: str
    action: Action | None
    route: APIRoute

    @property
    def is_ours(self) -> bool:
        """Whether it keeps our own contract, rather than a standard's that the route names."""
        return getattr(self.route, "speaks", "yanxiu") == "yanxiu"

    @property
    def access_line(self) -> str:
        """`METHOD path permission role=scope …`: the line of the role × route table."""
        if self.action is None:
            return f"{self.method} {self.path} {'public' if self.operation_id in PUBLIC else 'personal'}"
        given = ACCESS[self.action]
        scopes = " ".join(f"{role}={given[role].name.lower()}" for role in Role if role in given)
        return f"{self.method} {self.path} {self.action} {scopes}"


@cache
def contract_app() -> FastAPI:
    """One for all who walk: its schema alone takes a second to write."""
    return create_app(Settings(log_level="ERROR"))


def walked(app: FastAPI) -> list[Walked]:
    found = []
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            permission = permission_of(route)
            for method in sorted(route.methods or ()):
                action = permission.action if permission else None
                found.append(Walked(method, route.path_format, route.operation_id or "", action, route))
    return sorted(found, key=lambda one: (one.path, one.method))


TRANSITION = re.compile(r"(?<!\{school)\}/[a-z-]+$")


def is_transition(one: Walked) -> bool:
    """POST to a word behind a thing's id, where that word is an action and not a collection."""
    if one.operation_id in NO_CHANGE:
        return False
    return one.method == "POST" and bool(TRANSITION.search(one.path)) and not one.path.endswith("s")
