"""What activities of projects and themes have to say of teachers: who came, once the sign-in has closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import and_, func, literal, select

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState
from domain.dossier.entries import ActivityPart, DossierEntry, DossierKind, entry
from domain.people.calendar import day_of
from persistence.activities.owners import owner_facts
from persistence.activities.tables import activity, activity_person, attendance
from persistence.dossier.reading import Reading, joined, on_days

HELD, PERSON, CAME = activity.c, activity_person.c, attendance.c
KINDS = {
    OwnerKind.PROJECT: DossierKind.PROJECT_ACTIVITY,
    OwnerKind.THEME: DossierKind.THEME_ACTIVITY,
}


@dataclass(frozen=True, slots=True)
class ActivityDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset(KINDS.values())
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        owner = owner_facts(self.reading.school_id, None).c
        its = and_(
            CAME.school_id == PERSON.school_id,
            CAME.activity_id == PERSON.activity_id,
            CAME.teacher_id == PERSON.teacher_id,
        )
        state = func.coalesce(CAME.state, literal(AttendanceState.ABSENT)).label("state")
        found = await self.reading.rows(
            select(
                PERSON.teacher_id,
                PERSON.presents,
                HELD.id,
                HELD.title,
                HELD.starts_at,
                HELD.hours,
                HELD.owner_kind,
                state,
                owner.owner_title,
            )
            .select_from(
                activity_person.join(activity, joined(PERSON, HELD, "activity_id"))
                .join(
                    owner.owner_id.table,
                    and_(owner.owner_kind == HELD.owner_kind, owner.owner_id == HELD.owner_id),
                )
                .outerjoin(attendance, its)
            )
            .where(
                PERSON.school_id == self.reading.school_id,
                PERSON.teacher_id.in_(teacher_ids),
                HELD.state != ActivityState.CANCELLED,
                HELD.sign_in_closes_at < self.reading.now,
                on_days(HELD.starts_at, first, last),
            )
        )
        return [_entry(row) for row in found]


def _entry(row: Any) -> DossierEntry:
    return entry(
        KINDS[OwnerKind(row.owner_kind)],
        row.id,
        row.teacher_id,
        day_of(row.starts_at),
        row.title,
        f"activities/{row.id}",
        owner=row.owner_title,
        part=ActivityPart.PRESENTER if row.presents else ActivityPart.PARTICIPANT,
        hours=row.hours,
        state=row.state,
    )
