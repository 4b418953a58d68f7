"""The names that are struck out: of a paper's authors before reviewers read it, and the other way round."""

from uuid import UUID

from sqlalchemy import Text, Uuid, and_, cast, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.anonymity import Mask, masking
from persistence.papers.tables import paper, paper_review, paper_version
from persistence.people.tables import teacher
from persistence.platform.tables import district, school
from persistence.works.tables import work_author

_NAMES = (teacher.c.name, teacher.c.name_pinyin, teacher.c.employee_no)


async def authors_mask(connection: AsyncConnection, school_id: UUID, paper_id: UUID) -> Mask:
    """Of everybody who is, or at any version was, an author; and of the school."""
    version, author = paper_version.c, work_author.c
    once = func.jsonb_array_elements_text(version.author_ids, type_=Text)
    ever = union(
        select(cast(once, Uuid).label("id")).where(
            version.school_id == school_id, version.paper_id == paper_id
        ),
        select(author.teacher_id)
        .join(paper, and_(paper.c.school_id == author.school_id, paper.c.work_id == author.work_id))
        .where(author.school_id == school_id, paper.c.id == paper_id),
    ).subquery("ever")
    people = await connection.execute(
        select(*_NAMES).where(teacher.c.school_id == school_id, teacher.c.id.in_(select(ever.c.id)))
    )
    place = (
        await connection.execute(
            select(school.c.name, school.c.code, district.c.name.label("district"))
            .join(district, district.c.id == school.c.district_id)
            .where(school.c.id == school_id)
        )
    ).one()
    told = [name for row in people for name in row]
    return masking([*told, place.name, place.name.removeprefix(place.district), place.code])


async def reviewers_mask(connection: AsyncConnection, school_id: UUID, paper_id: UUID) -> Mask:
    """Of everybody who was ever asked to review the paper."""
    review = paper_review.c
    asked = select(review.reviewer_id).where(review.school_id == school_id, review.paper_id == paper_id)
    people = await connection.execute(
        select(*_NAMES).where(teacher.c.school_id == school_id, teacher.c.id.in_(asked))
    )
    return masking([name for row in people for name in row])
