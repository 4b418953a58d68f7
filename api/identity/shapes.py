"""What this room is sent."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from api.shapes import Body, Instant, Line, UserName, safe
from domain.identity.actions import Action, Role

Secret = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(safe)]
"""A password or a token: taken as it is, blanks at its ends included."""


def _or_empty(schema: dict[str, Any]) -> None:
    schema["anyOf"].insert(1, {"type": "string", "const": ""})


Empty = Field(json_schema_extra=_or_empty)
"""A field of a form that is sent empty counts as left out (RFC 6749 §3.2): it never gets as far as here."""


class TokenRequest(Body):
    """RFC 6749; which fields are needed depends on `grant_type`."""

    grant_type: Literal["password", "refresh_token", "client_credentials"]
    username: Annotated[Line | None, Empty] = None
    password: Annotated[Secret | None, Empty] = None
    refresh_token: Annotated[Secret | None, Empty] = None
    client_id: Annotated[Line | None, Empty] = None
    """May come by HTTP Basic instead, with `client_secret`."""

    client_secret: Annotated[Secret | None, Empty] = None
    scope: Annotated[str, Field(max_length=2000)] | None = None
    """Scopes a service client wants, of those it holds; separated by blanks. A person's are their roles'."""


class RevokeRequest(Body):
    """RFC 7009; without a token the bearer's own sign-in ends."""

    token: Annotated[Secret | None, Empty] = None
    """The refresh token of the sign-in that shall end."""

    token_type_hint: Literal["refresh_token", ""] | None = None


NEEDED = {
    "password": ["username", "password"],
    "refresh_token": ["refresh_token"],
    "client_credentials": [],
}
TOKEN_REQUEST: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "oneOf": [
                        {
                            "properties": {"grant_type": {"const": grant}}
                            | {name: {"type": "string", "minLength": 1} for name in needed},
                            "required": ["grant_type", *needed],
                        }
                        for grant, needed in NEEDED.items()
                    ]
                }
            }
        }
    }
}
"""What the contract adds to the derived schema: the fields each grant needs."""


class PasswordChange(Body):
    old_password: Secret
    new_password: Secret


class AccountCreate(Body):
    username: UserName
    """What the person signs in with; kept in lower case."""

    display_name: Line
    teacher_id: UUID | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class RoleCreate(Body):
    role: Role
    teacher_id: UUID | None = None
    """Which teacher of the school the account stands for; needed once, if at all."""


class ClientCreate(Body):
    name: Line
    scopes: Annotated[list[Action], Field(min_length=1, max_length=len(Action))]
    expires_at: Instant | None = None
