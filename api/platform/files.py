"""Files people hand in, and the links by which they are fetched."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, File, Path, Response, UploadFile
from starlette.responses import StreamingResponse

from api.routes import FileRoute, room
from api.wiring.people import FreshIds
from api.wiring.platform import FileBytesPort, FileLinksPort, FilesPort, LinkedFile, RegisterPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain import files as rules
from domain.files import FileLink, Sent, StoredFile
from domain.identity.actions import Action

router = room("platform", "/schools/{school}/files", route_class=FileRoute)
link_router = room("platform", "/files")

BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}
FULL: dict[int | str, dict[str, Any]] = {
    507: {
        "description": "There is no room left; nothing was kept.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
TOKEN_BYTES = 96


async def upload(
    file: Annotated[
        UploadFile,
        File(description="At most 50 MiB: PDF, pictures, MP4, Office documents without macros, UTF-8 text."),
    ],
) -> Sent:
    return Sent(file.filename or "", file.file)


SentFile = Annotated[Sent, Depends(upload)]


@router.post(
    "",
    operation_id="platform_upload_file",
    summary="Bring a file",
    status_code=201,
    dependencies=writes(Action.FILE_WRITE),
    responses=FULL,
)
async def upload_file(
    sent: SentFile,
    caller: Asker,
    register: RegisterPort,
    store: FileBytesPort,
    fresh_id: FreshIds,
    now: Now,
    reply: Replies,
) -> StoredFile:
    """To be named by its id where it is handed in. What it is, its content says; its name is only shown."""
    kept = await rules.take_in(
        sent, file_id=fresh_id(), caller=caller, now=now, register=register, store=store
    )
    return reply.created(kept)


@router.get(
    "/{file_id}",
    operation_id="platform_get_file",
    summary="Look at a file's description",
    dependencies=reads(Action.FILE_READ),
)
async def get_file(file_id: UUID, caller: Asker, files: FilesPort, reply: Replies) -> StoredFile:
    """Of a file one brought oneself; the office sees every one."""
    return reply.tagged(await rules.own_file(files, file_id, caller))


@router.post(
    "/{file_id}/link",
    operation_id="platform_link_file",
    summary="Get a link to a file",
    dependencies=writes(Action.FILE_READ),
)
async def link_file(
    file_id: UUID, caller: Asker, files: FilesPort, links: FileLinksPort, now: Now
) -> FileLink:
    """Good for five minutes, for whoever has it: fetch it at once, keep it nowhere."""
    await rules.own_file(files, file_id, caller)
    return await links.to(file_id, now=now)


@link_router.get(
    "/{token}",
    operation_id="platform_fetch_file",
    summary="Fetch a file by its link",
    response_class=Response,
    responses=BYTES,
)
async def fetch_file(
    token: Annotated[str, Path(max_length=TOKEN_BYTES, description="As a link has it.")], linked: LinkedFile
) -> Response:
    """Always as a file to be saved, never to be shown in the page it came from."""
    name = quote(linked.file.filename, safe="")
    return StreamingResponse(
        linked.chunks,
        media_type=linked.file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(linked.file.size),
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
