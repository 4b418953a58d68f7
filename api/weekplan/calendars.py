"""The calendars themselves, as phones and calendar programs fetch them."""

from typing import Any

from fastapi import Response

from api.routes import CalendarRoute, room
from api.wiring.weekplan import Subscribed

router = room("weekplan", "/schools/{school}/calendar", route_class=CalendarRoute)

FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}


@router.get(
    "/{token}.ics",
    operation_id="weekplan_read_calendar",
    summary="Fetch a calendar by its link",
    response_class=Response,
    responses=FILE,
)
async def read_calendar(calendar: Subscribed) -> Response:
    """An iCalendar file (RFC 5545). A link that is revoked, unknown or malformed answers the same 404."""
    return Response(calendar.content, media_type="text/calendar", headers={"ETag": calendar.tag})
