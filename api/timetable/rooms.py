"""Rooms that lessons are held in."""

from uuid import UUID

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Line, omitted
from api.wiring.request import Asker, Expected, Replies, reads, writes
from api.wiring.timetable import RoomsPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import change, read
from domain.people.shown import shown, shown_page
from domain.timetable.rooms import Room

router = room("timetable", "/schools/{school}/rooms")


class RoomBody(Body):
    code: Code
    """What people write, such as 实验室1; a timetable file names it so."""

    name: Line


class RoomPatch(Body):
    code: Code = omitted()
    name: Line = omitted()


@router.get(
    "",
    operation_id="timetable_list_rooms",
    summary="List the rooms",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def list_rooms(caller: Asker, rooms: RoomsPort, window: Windowed) -> Page[Room]:
    """教室, by their code."""
    return shown_page(await rooms.listed(window), caller)


@router.post(
    "",
    operation_id="timetable_create_room",
    summary="Add a room",
    status_code=201,
    dependencies=writes(Action.TIMETABLE_WRITE),
)
async def create_room(body: RoomBody, caller: Asker, rooms: RoomsPort, reply: Replies) -> Room:
    """An import adds the rooms it names by itself."""
    return reply.created(shown(await rooms.add(body.model_dump()), caller))


@router.get(
    "/{room_id}",
    operation_id="timetable_get_room",
    summary="Look at a room",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def get_room(room_id: UUID, caller: Asker, rooms: RoomsPort, reply: Replies) -> Room:
    """One 教室."""
    return reply.tagged(shown(await read(rooms, room_id), caller))


@router.patch(
    "/{room_id}",
    operation_id="timetable_update_room",
    summary="Change a room",
    dependencies=writes(Action.TIMETABLE_WRITE),
)
async def update_room(
    room_id: UUID, body: RoomPatch, caller: Asker, rooms: RoomsPort, expected: Expected, reply: Replies
) -> Room:
    """Its code or its name; the lessons in it stay in it."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(shown(await change(rooms, room_id, changes, expected=expected), caller))
