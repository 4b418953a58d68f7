"""What the API does with an uploaded file, wired for a command: the same use cases, the same adapters."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action, Role
from domain.imports import FileImport
from domain.people import roster
from domain.timetable import importing
from domain.training import catalogue_import
from gateways.catalogues import CatalogueSheets
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from gateways.rosters import SheetFiles
from gateways.timetables import TimetableSheets
from persistence.ids import new_id
from persistence.people.calendar import SqlCalendar
from persistence.people.rosters import SqlRosters
from persistence.platform.imports import SqlImports
from persistence.platform.messages import SqlMessages
from persistence.timetable.imports import SqlTimetableStore
from persistence.training.catalogue_imports import SqlCatalogueStore
from persistence.training.enrolments import SqlEnrolments
from persistence.training.planning import SqlPlanning


@dataclass(frozen=True, slots=True)
class Desk:
    """A transaction in a school, who works in it, and the one moment all of the work is for."""

    connection: AsyncConnection
    caller: Caller
    now: datetime


class Errand(Protocol):
    """A file to bring in, and how."""

    action: ClassVar[Action]
    office: ClassVar[Role]
    """Whose work it is, when nobody is named."""

    operation: ClassVar[str]
    """Of the API's commit, as the audit names it."""

    collection: ClassVar[str]

    async def preview(self, desk: Desk) -> FileImport: ...

    async def commit(self, desk: Desk, made: FileImport) -> FileImport: ...


@dataclass(frozen=True)
class RosterErrand:
    upload: roster.Upload
    action: ClassVar[Action] = Action.ROSTER_IMPORT
    office: ClassVar[Role] = Role.RESEARCH_OFFICE
    operation: ClassVar[str] = "people_commit_roster_import"
    collection: ClassVar[str] = "roster-imports"

    async def preview(self, desk: Desk) -> FileImport:
        return await roster.preview(
            self.upload,
            import_id=new_id(),
            caller=desk.caller,
            now=desk.now,
            files=SheetFiles(),
            rosters=SqlRosters(desk.connection, desk.caller.school_id),
            imports=SqlImports(desk.connection, desk.caller.school_id),
            speller=Pinyin(),
            new_id=new_id,
        )

    async def commit(self, desk: Desk, made: FileImport) -> FileImport:
        return await roster.commit(
            made.id,
            expected=made.version,
            now=desk.now,
            rosters=SqlRosters(desk.connection, desk.caller.school_id),
            imports=SqlImports(desk.connection, desk.caller.school_id),
            calendar=SqlCalendar(desk.connection, desk.caller.school_id),
            public=ChineseCalendar(),
            speller=Pinyin(),
            new_id=new_id,
        )


@dataclass(frozen=True)
class CatalogueErrand:
    upload: catalogue_import.Upload
    action: ClassVar[Action] = Action.COURSE_WRITE
    office: ClassVar[Role] = Role.RESEARCH_OFFICE
    operation: ClassVar[str] = "training_commit_catalogue_import"
    collection: ClassVar[str] = "catalogue-imports"

    async def preview(self, desk: Desk) -> FileImport:
        return await catalogue_import.preview(
            self.upload,
            caller=desk.caller,
            now=desk.now,
            files=CatalogueSheets(),
            store=SqlCatalogueStore(desk.connection, desk.caller.school_id),
            imports=SqlImports(desk.connection, desk.caller.school_id),
            new_id=new_id,
        )

    async def commit(self, desk: Desk, made: FileImport) -> FileImport:
        return await catalogue_import.commit(
            made.id,
            expected=made.version,
            now=desk.now,
            store=SqlCatalogueStore(desk.connection, desk.caller.school_id),
            planning=SqlPlanning(desk.connection, desk.caller.school_id, desk.now),
            places=SqlEnrolments(desk.connection, desk.caller),
            messages=SqlMessages(desk.connection, desk.caller.school_id),
            imports=SqlImports(desk.connection, desk.caller.school_id),
            new_id=new_id,
        )


@dataclass(frozen=True)
class TimetableErrand:
    upload: importing.Upload
    action: ClassVar[Action] = Action.TIMETABLE_WRITE
    office: ClassVar[Role] = Role.ACADEMIC_AFFAIRS
    operation: ClassVar[str] = "timetable_commit_timetable_import"
    collection: ClassVar[str] = "timetable-imports"

    async def preview(self, desk: Desk) -> FileImport:
        return await importing.preview(
            self.upload,
            caller=desk.caller,
            now=desk.now,
            files=TimetableSheets(),
            store=SqlTimetableStore(desk.connection, desk.caller.school_id),
            imports=SqlImports(desk.connection, desk.caller.school_id),
            new_id=new_id,
        )

    async def commit(self, desk: Desk, made: FileImport) -> FileImport:
        return await importing.commit(
            made.id,
            expected=made.version,
            now=desk.now,
            store=SqlTimetableStore(desk.connection, desk.caller.school_id),
            imports=SqlImports(desk.connection, desk.caller.school_id),
            new_id=new_id,
        )
