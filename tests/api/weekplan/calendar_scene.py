"""Making calendars, and fetching them as a phone does."""

from typing import Any

from httpx2 import Response
from icalendar import Calendar

from tests.scene import Caller, Scene


async def issued(caller: Caller, path: str = "/api/v1/me/calendar-feeds") -> dict[str, Any]:
    made = await caller.post(path, {"name": "我的日历"})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def fetched(scene: Scene, feed: dict[str, Any], **headers: str) -> Response:
    return await scene.client.get(feed["address"], headers=headers)


async def events(scene: Scene, feed: dict[str, Any]) -> dict[str, Any]:
    """By their summaries."""
    answer = await fetched(scene, feed)
    assert answer.status_code == 200, answer.text
    found: Any = Calendar.from_ical(answer.content)
    return {str(one["SUMMARY"]): one for one in found.walk("VEVENT")}
