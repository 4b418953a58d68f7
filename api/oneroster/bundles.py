"""The school's roster as a OneRoster bundle."""

import hashlib
from typing import Any

from fastapi import Response

from api.routes import room
from api.wiring.oneroster import BundleWriter, RecordsPort
from api.wiring.request import Asker, reads
from domain.identity.actions import Action
from domain.oneroster.bundle import bundle

router = room("oneroster", "/schools/{school}/oneroster-bundle")

ZIP = "application/zip"
BUNDLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    "",
    operation_id="oneroster_download_bundle",
    summary="Download the roster as a OneRoster 1.2 bundle",
    dependencies=reads(Action.ONEROSTER_READ),
    response_class=Response,
    responses=BUNDLE,
)
async def download_bundle(records: RecordsPort, write: BundleWriter, caller: Asker) -> Response:
    """A ZIP of CSVs, whole (bulk): orgs, sessions, teachers with their roles, courses, classes, enrollments.

    Brought into an empty school it makes the same roster. Its ETag is that of what is in it.
    """
    content = await write(await bundle(records))
    headers = {
        "Content-Disposition": f'attachment; filename="oneroster-{caller.school_id}.zip"',
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
    }
    return Response(content, media_type=ZIP, headers=headers)
