"""Adapters behind the platform's ports."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from api.wiring.links import SignedFileLinks
from api.wiring.request import (
    Asker,
    Connection,
    Engine,
    Now,
    OwnConnection,
    Someone,
    ThroughDoor,
)
from domain.audit import AuditTrail
from domain.channels import Channels, masked
from domain.errors import NotFound
from domain.files import FileBytes, FileLinks, Files, LinkEnded, Register, StoredFile
from domain.imports import Imports
from domain.messages import Inbox, Messages
from domain.operations import Operation, Operations
from gateways.sealing import NotOurs, Sealing
from persistence.platform.audit import SqlAuditTrail
from persistence.platform.channels import SqlChannels
from persistence.platform.files import SqlFiles
from persistence.platform.health import check
from persistence.platform.imports import SqlImports
from persistence.platform.inbox import SqlInbox
from persistence.platform.messages import SqlMessages
from persistence.platform.operations import SqlOperations
from persistence.transaction import entered, in_school


async def readiness(engine: Engine) -> dict[str, str]:
    return await check(engine)


async def operations(connection: Connection, caller: Asker) -> Operations:
    return SqlOperations(connection, caller.school_id)


async def imports(connection: Connection, caller: Asker) -> Imports:
    return SqlImports(connection, caller.school_id)


async def files(connection: Connection, caller: Asker) -> Files:
    return SqlFiles(connection, caller.school_id)


async def messages(connection: Connection, caller: Asker) -> Messages:
    return SqlMessages(connection, caller.school_id)


async def sealing(request: Request) -> Sealing:
    found: Sealing = request.app.state.sealing
    return found


SealingPort = Annotated[Sealing, Depends(sealing)]


async def file_links(connection: Connection, caller: Asker, sealing: SealingPort) -> FileLinks:
    return SignedFileLinks(SqlFiles(connection, caller.school_id), caller.school_id, sealing)


async def file_bytes(request: Request) -> FileBytes:
    found: FileBytes = request.app.state.files
    return found


async def register(connection: Connection, caller: Asker) -> Register:
    return SqlFiles(connection, caller.school_id)


FileBytesPort = Annotated[FileBytes, Depends(file_bytes)]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file, and its bytes on their way."""

    file: StoredFile
    chunks: AsyncIterator[bytes]


async def linked(token: str, engine: Engine, sealing: SealingPort, store: FileBytesPort, now: Now) -> Fetched:
    """Read in a transaction of its own: nobody signed in, and the bytes flow after it. Raises LinkEnded."""
    try:
        school_id, file_id = sealing.linked(token, now=now)
    except NotOurs as error:
        raise LinkEnded() from error
    async with in_school(engine, school_id) as connection:
        found = await SqlFiles(connection, school_id).kept(file_id)
    if found is None:
        raise LinkEnded()
    return Fetched(found.file, await store.read(found.key))


LinkedFile = Annotated[Fetched, Depends(linked)]
RegisterPort = Annotated[Register, Depends(register)]
FileLinksPort = Annotated[FileLinks, Depends(file_links)]


async def channels(connection: Connection, caller: Asker, sealing: SealingPort) -> Channels:
    def mask(sealed: str) -> str:
        try:
            return masked(sealing.opened(sealed))
        except NotOurs:  # the secret it was sealed with is lost: it must be set anew
            return "***"

    return SqlChannels(connection, caller.school_id, seal=sealing.sealed, mask=mask)


async def inbox(
    connection: OwnConnection,
    someone: Someone,
    school: Annotated[
        str | None, Query(max_length=64, description="Only of this school: its code or id.")
    ] = None,
) -> Inbox:
    """Raises NotFound for a school that is none of one's own."""
    if school is not None and school not in someone.by_name:
        raise NotFound()
    places = someone.schools if school is None else (someone.by_name[school],)
    return SqlInbox(connection, someone.account_id, places)


ChannelsPort = Annotated[Channels, Depends(channels)]
InboxPort = Annotated[Inbox, Depends(inbox)]
FilesPort = Annotated[Files, Depends(files)]
MessagesPort = Annotated[Messages, Depends(messages)]
OperationsPort = Annotated[Operations, Depends(operations)]
ImportsPort = Annotated[Imports, Depends(imports)]


@dataclass(frozen=True, slots=True)
class Watched:
    """An operation as it stood when the stream began, and how to look again: a stream outlives its request's
    transaction, so each look has its own."""

    first: Operation
    again: Callable[[], Awaitable[Operation]]


async def watch(operation_id: UUID, engine: Engine, door: ThroughDoor) -> Watched:
    """Raises NotFound before the stream begins, while it can still be answered as such."""

    async def look() -> Operation:
        async with entered(engine, door) as connection:
            found = await SqlOperations(connection, door.school_id).get(operation_id)
        if found is None:
            raise NotFound()
        return found

    return Watched(await look(), look)


async def audit_trail(connection: Connection, caller: Asker) -> AuditTrail:
    return SqlAuditTrail(connection, caller.school_id)


Watch = Annotated[Watched, Depends(watch)]
AuditPort = Annotated[AuditTrail, Depends(audit_trail)]
