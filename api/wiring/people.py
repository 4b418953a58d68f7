"""Adapters behind the ports of people and calendar."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.wiring.request import Asker, Connection, DistrictConnection, OwnConnection
from domain.people.assignments import HomeroomAssignments, Partnerships, TeachingAssignments
from domain.people.calendar_keeping import Calendar, CalendarReads, SchoolDays
from domain.people.erasing import Erasures
from domain.people.groups import Classes, GradeGroups, SubjectGroups
from domain.people.naming import Speller
from domain.people.policy import PeopleRules
from domain.people.qualifications import Qualifications
from domain.people.roster import RosterFiles, Rosters
from domain.people.school_years import PublicCalendar
from domain.people.schools import Schools
from domain.people.teacher import Teachers
from gateways.pinyin import Pinyin
from persistence.ids import new_id
from persistence.people.assignments import SqlHomeroomAssignments, SqlPartnerships, SqlTeachingAssignments
from persistence.people.calendar import SqlCalendar, SqlCalendarReads, SqlSchoolDays
from persistence.people.erasing import SqlErasures
from persistence.people.groups import SqlClasses, SqlGradeGroups, SqlSubjectGroups
from persistence.people.qualifications import SqlQualifications
from persistence.people.rosters import SqlRosters
from persistence.people.rules import people_rules
from persistence.people.schools import SqlSchools
from persistence.people.teachers import SqlTeachers


async def schools(connection: Connection) -> Schools:
    return SqlSchools(connection)


async def own_schools(connection: OwnConnection) -> Schools:
    return SqlSchools(connection)


async def district_schools(connection: DistrictConnection) -> Schools:
    return SqlSchools(connection)


async def teachers(connection: Connection, caller: Asker) -> Teachers:
    return SqlTeachers(connection, caller.school_id)


async def rules(connection: Connection, caller: Asker) -> PeopleRules:
    return people_rules(connection, caller.school_id)


async def erasures(connection: Connection, caller: Asker) -> Erasures:
    return SqlErasures(connection, caller.school_id)


PeopleRulesPort = Annotated[PeopleRules, Depends(rules)]
ErasuresPort = Annotated[Erasures, Depends(erasures)]


async def grade_groups(connection: Connection, caller: Asker) -> GradeGroups:
    return SqlGradeGroups(connection, caller.school_id)


async def subject_groups(connection: Connection, caller: Asker) -> SubjectGroups:
    return SqlSubjectGroups(connection, caller.school_id)


async def classes(connection: Connection, caller: Asker) -> Classes:
    return SqlClasses(connection, caller.school_id)


async def qualifications(connection: Connection, caller: Asker) -> Qualifications:
    return SqlQualifications(connection, caller.school_id)


async def teaching_assignments(connection: Connection, caller: Asker) -> TeachingAssignments:
    return SqlTeachingAssignments(connection, caller.school_id)


async def homeroom_assignments(connection: Connection, caller: Asker) -> HomeroomAssignments:
    return SqlHomeroomAssignments(connection, caller.school_id)


async def partnerships(connection: Connection, caller: Asker) -> Partnerships:
    return SqlPartnerships(connection, caller.school_id)


async def calendar(connection: Connection, caller: Asker) -> Calendar:
    return SqlCalendar(connection, caller.school_id)


async def calendar_reads(connection: Connection, caller: Asker) -> CalendarReads:
    return SqlCalendarReads(connection, caller.school_id)


async def school_days(connection: Connection, caller: Asker) -> SchoolDays:
    return SqlSchoolDays(connection, caller.school_id)


async def rosters(connection: Connection, caller: Asker) -> Rosters:
    return SqlRosters(connection, caller.school_id)


async def roster_files() -> RosterFiles:
    from gateways.rosters import SheetFiles

    return SheetFiles()


async def speller() -> Speller:
    return Pinyin()


async def public_calendar() -> PublicCalendar:
    from gateways.holidays import ChineseCalendar

    return ChineseCalendar()


async def fresh_ids() -> Callable[[], UUID]:
    return new_id


SchoolsPort = Annotated[Schools, Depends(schools)]
OwnSchoolsPort = Annotated[Schools, Depends(own_schools)]
DistrictSchoolsPort = Annotated[Schools, Depends(district_schools)]
TeachersPort = Annotated[Teachers, Depends(teachers)]
GradeGroupsPort = Annotated[GradeGroups, Depends(grade_groups)]
SubjectGroupsPort = Annotated[SubjectGroups, Depends(subject_groups)]
ClassesPort = Annotated[Classes, Depends(classes)]
QualificationsPort = Annotated[Qualifications, Depends(qualifications)]
TeachingAssignmentsPort = Annotated[TeachingAssignments, Depends(teaching_assignments)]
HomeroomAssignmentsPort = Annotated[HomeroomAssignments, Depends(homeroom_assignments)]
PartnershipsPort = Annotated[Partnerships, Depends(partnerships)]
CalendarPort = Annotated[Calendar, Depends(calendar)]
CalendarReadsPort = Annotated[CalendarReads, Depends(calendar_reads)]
SchoolDaysPort = Annotated[SchoolDays, Depends(school_days)]
RostersPort = Annotated[Rosters, Depends(rosters)]
RosterFilesPort = Annotated[RosterFiles, Depends(roster_files)]
SpellerPort = Annotated[Speller, Depends(speller)]
PublicCalendarPort = Annotated[PublicCalendar, Depends(public_calendar)]
FreshIds = Annotated[Callable[[], UUID], Depends(fresh_ids)]
