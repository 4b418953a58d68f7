"""The caller of one's own routes, as a teacher of one of their schools."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query

from api.wiring.request import authenticated
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action, Scope
from domain.identity.principal import Principal


def as_teacher(action: Action) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller as a teacher who sees themselves alone; NotFound when they are none."""

    async def oneself(
        principal: Annotated[Principal, Depends(authenticated)],
        school: Annotated[
            str | None, Query(max_length=64, description="Whose school, when one teaches in several.")
        ] = None,
    ) -> Caller:
        taught = [place for place in principal.schools if place.teacher_id is not None]
        place = next((one for one in taught if school in (None, one.code, str(one.id))), None)
        if place is None:
            raise NotFound()
        return replace(principal.caller(place.code, action), reach=Scope.OWN)

    return oneself
