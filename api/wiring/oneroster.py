"""Adapters behind the port of OneRoster, and the door to it: the school is the token's."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import Depends, Request

from api.settings import Settings
from api.wiring.request import Asker, Connection, Permission, assert_stands, authenticated
from domain.errors import Forbidden
from domain.identity.access import reach
from domain.identity.actions import Action
from domain.identity.principal import Principal
from domain.oneroster.asking import Records, SeveralSchools
from domain.oneroster.bundle import Table
from persistence.oneroster.records import SqlRecords

BASE = "/ims/oneroster/rostering/v1p2"


class SchoolOfToken(Permission):
    """As `Permission`, for a path that names no school: the only one where the caller may do this."""

    async def __call__(self, request: Request) -> None:
        principal = await authenticated(request)
        try:
            request.state.caller = principal.caller(_school(principal, self.action), self.action)
        except Forbidden:
            await assert_stands(request.app.state.engine, principal)
            raise


def _school(principal: Principal, action: Action) -> str:
    """Raises Forbidden, SeveralSchools."""
    open_to = [
        place.code for place in principal.schools if reach(action, place.roles, principal.scopes) is not None
    ]
    if not open_to:
        raise Forbidden()
    if len(open_to) > 1:
        raise SeveralSchools(schools=", ".join(sorted(open_to)))
    return open_to[0]


async def records(connection: Connection, caller: Asker) -> Records:
    return SqlRecords(connection, caller.school_id)


async def service_url(request: Request) -> str:
    """The service's address as others reach it."""
    settings: Settings = request.app.state.settings
    return settings.public_url.rstrip("/") + BASE


async def bundle_writer() -> Callable[[Sequence[Table]], Awaitable[bytes]]:
    from gateways.oneroster import write_bundle

    return write_bundle


RecordsPort = Annotated[Records, Depends(records)]
ServiceUrl = Annotated[str, Depends(service_url)]
BundleWriter = Annotated[Callable[[Sequence[Table]], Awaitable[bytes]], Depends(bundle_writer)]
