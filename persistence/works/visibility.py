"""Whose works a caller sees: all, or their own; and the authors that stand beside a work."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.works.works import WorkAuthor
from persistence.people.tables import teacher
from persistence.works.tables import work, work_author

_AUTHOR, _PERSON = work_author.c, teacher.c
_OWN = work_author.alias("own_author").c


def visible_works(caller: Caller) -> ColumnElement[bool]:
    """A condition on `work`."""
    if caller.reach >= Scope.SCHOOL:
        return true()
    return false() if caller.teacher_id is None else by_author(caller.teacher_id)


def by_author(*teacher_ids: UUID) -> ColumnElement[bool]:
    """A condition on `work`: one of these is among its authors."""
    return exists().where(
        _OWN.school_id == work.c.school_id,
        _OWN.work_id == work.c.id,
        _OWN.teacher_id.in_(teacher_ids),
    )


def _authors() -> Any:
    each = func.jsonb_build_object("teacher_id", _PERSON.id, "name", _PERSON.name)
    listed = func.jsonb_agg(aggregate_order_by(each, _AUTHOR.position), type_=JSONB)
    named = (_PERSON.school_id == _AUTHOR.school_id) & (_PERSON.id == _AUTHOR.teacher_id)
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb", JSONB)).label("authors"))
        .select_from(work_author.join(teacher, named))
        .where(_AUTHOR.school_id == work.c.school_id, _AUTHOR.work_id == work.c.id)
        .correlate(work)
        .lateral("its_authors")
    )


AUTHORS = _authors()
"""To be joined to `work` on true; its `authors` are read by `authors_of`."""


def authors_of(listed: list[dict[str, str]]) -> list[WorkAuthor]:
    return [WorkAuthor(UUID(one["teacher_id"]), one["name"]) for one in listed]
