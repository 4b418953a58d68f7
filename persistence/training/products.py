"""The share library."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.paging import Page, Window
from domain.training.catalogue import CourseKind
from domain.training.products import Author, NewProduct, Product, ProductFilter, needed
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.platform.tables import stored_file
from persistence.rows import add_all
from persistence.training.tables import course, product, product_gram

_TABLE = product.c


class SqlProducts:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller = connection, caller

    async def page(self, filters: ProductFilter, window: Window) -> Page[Product]:
        statement = self._all().where(_TABLE.withdrawn_at.is_(None))
        for word in filters.words:
            statement = statement.where(*self._says(word))
        if filters.kind:
            statement = statement.where(course.c.kind.in_(filters.kind))
        if filters.teacher_id:
            statement = statement.where(_TABLE.teacher_id.in_(filters.teacher_id))
        if filters.school_year is not None:
            statement = statement.where(_TABLE.school_year == filters.school_year)
        return await page(
            self._connection,
            statement,
            window,
            by=[_TABLE.published_at, _TABLE.id],
            filters=filters,
            view=self._view,
            descending=True,
        )

    async def get(self, product_id: UUID) -> Product | None:
        return await self._one(self._all().where(_TABLE.id == product_id, self._there()))

    async def for_update(self, product_id: UUID) -> Product | None:
        one = self._all().where(_TABLE.id == product_id, self._there())
        return await self._one(one.with_for_update(of=product))

    async def author(self, teacher_id: UUID) -> Author:
        found = await self._connection.execute(
            select(teacher.c.name, teacher.c.name_pinyin, teacher.c.name_initials).where(
                teacher.c.school_id == self._caller.school_id, teacher.c.id == teacher_id
            )
        )
        return Author(*found.one())

    async def add(self, new: NewProduct, grams: Iterable[str], *, at: datetime) -> None:
        school_id, product_id = self._caller.school_id, new_id()
        await write(
            self._connection,
            insert(product).values(
                school_id=school_id, id=product_id, published_at=at, downloads=0, **asdict(new)
            ),
        )
        rows = [{"id": new_id(), "gram": gram, "product_id": product_id} for gram in sorted(grams)]
        await add_all(self._connection, product_gram, school_id, rows)

    async def withdrawn(self, product_id: UUID, *, reason: str, at: datetime) -> None:
        await write(
            self._connection,
            update(product)
            .where(_TABLE.school_id == self._caller.school_id, _TABLE.id == product_id)
            .values(withdrawn_at=at, withdrawn_because=reason, version=_TABLE.version + 1),
        )

    async def taken(self, product_id: UUID) -> UUID | None:
        file_id: UUID | None = await self._connection.scalar(
            update(product)
            .where(
                _TABLE.school_id == self._caller.school_id,
                _TABLE.id == product_id,
                _TABLE.withdrawn_at.is_(None),
            )
            .values(downloads=_TABLE.downloads + 1)
            .returning(_TABLE.file_id)
        )
        return file_id

    def _all(self) -> Select[Any]:
        return _WITH_FILE.where(_TABLE.school_id == self._caller.school_id)

    def _there(self) -> ColumnElement[bool]:
        """Withdrawn, it is there for its author and for whoever may withdraw any."""
        how_far = reach(Action.PRODUCT_WRITE, self._caller.roles, self._caller.scopes)
        if how_far is Scope.SCHOOL:
            return true()
        return or_(_TABLE.withdrawn_at.is_(None), _TABLE.teacher_id == self._caller.teacher_id)

    def _says(self, word: str) -> tuple[ColumnElement[bool], ...]:
        """The index by pairs finds few that may say the word; of these it is read whether they do."""
        grams = needed(word)
        index = product_gram.c
        having = (
            select(index.product_id)
            .where(index.school_id == self._caller.school_id, index.gram.in_(grams))
            .group_by(index.product_id)
            .having(func.count() == len(grams))
        )
        return _TABLE.id.in_(having), func.strpos(
            func.lower(func.normalize(_SAID, literal_column("NFKC"))), word
        ) > 0

    async def _one(self, statement: Select[Any]) -> Product | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _view(self, row: Row[Any]) -> Product:
        how_far = reach(Action.PRODUCT_WRITE, self._caller.roles, self._caller.scopes)
        own = self._caller.teacher_id == row.teacher_id
        may = how_far is Scope.SCHOOL or (how_far is not None and own)
        offered = ("download", "withdraw") if may else ("download",)
        return Product(
            **dict(row._mapping) | {"course_kind": CourseKind(row.course_kind)},
            allowed_actions=offered if row.withdrawn_at is None else (),
        )


_OWN = (
    "id",
    "duty_id",
    "teacher_id",
    "course_id",
    "school_year",
    "title",
    "summary",
    "published_at",
    "downloads",
    "withdrawn_at",
    "withdrawn_because",
    "version",
)
_SAID = func.concat_ws(
    "\n",
    _TABLE.title,
    _TABLE.summary,
    teacher.c.name,
    func.replace(teacher.c.name_pinyin, " ", ""),
    teacher.c.name_initials,
)
_WITH_FILE = (
    select(
        *(_TABLE[name] for name in _OWN),
        teacher.c.name.label("teacher_name"),
        course.c.title.label("course_title"),
        course.c.kind.label("course_kind"),
        stored_file.c.filename,
        stored_file.c.media_type,
        stored_file.c.size,
    )
    .select_from(product)
    .join(teacher, and_(teacher.c.school_id == _TABLE.school_id, teacher.c.id == _TABLE.teacher_id))
    .join(course, and_(course.c.school_id == _TABLE.school_id, course.c.id == _TABLE.course_id))
    .join(stored_file, and_(stored_file.c.school_id == _TABLE.school_id, stored_file.c.id == _TABLE.file_id))
)
