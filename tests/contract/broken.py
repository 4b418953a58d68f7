"""Deliberately broken builds: the mistakes that the walks over the routes are there to find, one at a time.

Each breaks the application that is running, through the very objects its routes are made of, and is undone
with the test.
"""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.routing import APIRoute
from jose import jwt
from pydantic import BaseModel, ConfigDict, TypeAdapter
from starlette.requests import Request

from api.openapi import permission_of
from api.wiring.request import Permission, authenticated
from domain.errors import Forbidden, NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope
from domain.identity.principal import Principal
from tests.contract.routes import contract_app

Break = Callable[[pytest.MonkeyPatch], None]
BROKEN = "training_create_course"
"""The route that is broken; only those who may write courses are let in to it."""


def route_of(operation_id: str) -> APIRoute:
    found = (one for one in contract_app().routes if isinstance(one, APIRoute))
    return next(one for one in found if one.operation_id == operation_id)


def _permission(operation_id: str = BROKEN) -> Permission:
    found = permission_of(route_of(operation_id))
    assert found is not None
    return found


class OfAnybodyThere(Permission):
    """Asks who it is and whether the school is theirs, and no further."""

    async def __call__(self, request: Request) -> None:
        who = await authenticated(request)
        place = who.by_name.get(request.path_params["school"])
        if place is None:
            raise NotFound()
        request.state.caller = Caller(
            who.account_id,
            who.session_id,
            who.access_version,
            place.id,
            place.teacher_id,
            place.roles,
            who.scopes,
            Scope.SCHOOL,
        )


class Telling(Permission):
    """Says of a school that is there that it is not for the asker."""

    async def __call__(self, request: Request) -> None:
        try:
            await super().__call__(request)
        except NotFound:
            if request.path_params["school"] != "nowhere":
                raise Forbidden() from None
            raise


def no_permission(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_permission(), "__class__", OfAnybodyThere)


def another_action(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_permission(), "action", Action.COURSE_READ)


def an_action_too_few(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_permission(), "action", Action.CHANNEL_WRITE)


def a_school_that_is_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_permission(), "__class__", Telling)


def a_school_not_asked_for(patch: pytest.MonkeyPatch) -> None:
    """Whatever school the path names, one is let in to one's own: what a mistaken look-up would do."""
    sound = Principal.caller

    def caller(self: Principal, school: str, action: Action) -> Caller:
        return sound(self, self.schools[0].code if self.schools else school, action)

    patch.setattr(Principal, "caller", caller)


def no_expiry(patch: pytest.MonkeyPatch) -> None:
    decode = jwt.decode

    def undated(*given: Any, options: dict[str, Any], **named: Any) -> Any:
        return decode(*given, options={**options, "leeway": 3600}, **named)

    patch.setattr(jwt, "decode", undated)


MATRIX_BREAKS: list[Any] = [
    pytest.param(no_permission, Role.TEACHER, id="a permission that was dropped"),
    pytest.param(another_action, Role.FINANCE, id="a wider action in a permission's place"),
    pytest.param(an_action_too_few, Role.SERVICE_CLIENT, id="a narrower action in its place"),
    pytest.param(no_permission, "api_key", id="a key whose scopes are not looked at"),
    pytest.param(a_school_that_is_told, Role.PRINCIPAL, id="another school told from a missing one"),
    pytest.param(a_school_not_asked_for, Role.RESEARCH_OFFICE, id="a path's school not looked at"),
]


def taking_more(patch: pytest.MonkeyPatch, operation_id: str, extra: Any) -> None:
    """The route's body no longer refuses what it does not know."""
    field = route_of(operation_id).body_field
    assert field is not None
    model: type[BaseModel] = field.field_info.annotation  # type: ignore[assignment]
    lax = type(model.__name__, (model,), {"model_config": ConfigDict(extra=extra), "__module__": __name__})
    patch.setattr(field, "_type_adapter", TypeAdapter(lax))
