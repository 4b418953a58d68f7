"""What would say whose an entry is: names of its authors, their numbers, and the school's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.anonymity import Mask, masking
from persistence.contests.tables import contest_entry
from persistence.people.tables import teacher
from persistence.platform.tables import school
from persistence.works.tables import work_author

_ENTRY, _AUTHOR, _WHO = contest_entry.c, work_author.c, teacher.c


async def masks_of(
    connection: AsyncConnection, school_id: UUID, entry_ids: Sequence[UUID]
) -> Mapping[UUID, Mask]:
    """What to strike out of each, in one statement."""
    of_work = and_(_AUTHOR.school_id == _ENTRY.school_id, _AUTHOR.work_id == _ENTRY.work_id)
    theirs = and_(
        _WHO.school_id == _ENTRY.school_id, or_(_WHO.id == _AUTHOR.teacher_id, _WHO.id == _ENTRY.author_id)
    )
    found = await connection.execute(
        select(_ENTRY.id, _WHO.name, _WHO.name_pinyin, _WHO.employee_no, school.c.name.label("school"))
        .select_from(
            contest_entry.outerjoin(work_author, of_work)
            .join(teacher, theirs)
            .join(school, school.c.id == _ENTRY.school_id)
        )
        .where(_ENTRY.school_id == school_id, _ENTRY.id.in_(entry_ids))
    )
    names: dict[UUID, set[str]] = defaultdict(set)
    for row in found:
        names[row.id] |= {row.name, row.name_pinyin, row.employee_no, row.school}
    return {one: masking(said) for one, said in names.items()}
