"""The share library 学习成果: accepted products, open to all of the staff, and found by what they say.

Chinese has no spaces to cut words at, so what a product says is kept as its single characters and its pairs
of characters; so is the author's name, in characters, pinyin and initials.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound
from domain.identity.access import Caller, own_only
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.training.catalogue import CourseKind
from domain.training.duty import Duty, Submission


class ProductWithdrawn(Conflict):
    """It was withdrawn before; facts: `title`."""

    code = "product_withdrawn"


@dataclass(frozen=True, slots=True)
class Product:
    """Something made after a training, shared with the school's staff."""

    id: UUID
    duty_id: UUID
    teacher_id: UUID
    teacher_name: str
    course_id: UUID
    course_title: str
    course_kind: CourseKind
    school_year: int
    """The one the training ended in."""

    title: str
    summary: str | None
    filename: str
    media_type: str
    size: int
    """Of the file, in bytes."""

    published_at: datetime
    downloads: int
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    version: int = 1
    """Counts no downloads."""

    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewProduct:
    duty_id: UUID
    teacher_id: UUID
    course_id: UUID
    school_year: int
    file_id: UUID
    title: str
    summary: str | None


@dataclass(frozen=True, slots=True)
class Author:
    """A teacher's name as it may be typed."""

    name: str
    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class ProductFilter:
    words: tuple[str, ...] = ()
    """As `words_of` gives them; all must be found."""

    kind: tuple[CourseKind, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    school_year: int | None = None


class Products(Protocol):
    """What is shared; a withdrawn product is there for its owner and the office alone, and on no list."""

    async def page(self, filters: ProductFilter, window: Window) -> Page[Product]: ...

    async def get(self, product_id: UUID) -> Product | None: ...

    async def for_update(self, product_id: UUID) -> Product | None: ...

    async def author(self, teacher_id: UUID) -> Author: ...

    async def add(self, new: NewProduct, grams: Iterable[str], *, at: datetime) -> None: ...

    async def withdrawn(self, product_id: UUID, *, reason: str, at: datetime) -> None: ...

    async def taken(self, product_id: UUID) -> UUID | None:
        """Counts a download and gives the file's id; None when there is no such product on the shelf."""
        ...


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for, or kept to be found: full-width and half-width, large and small letters are one."""
    return tuple(unicodedata.normalize("NFKC", text).casefold().split())


def grams_of(*texts: str) -> set[str]:
    """Every character, and every pair of characters that stand together."""
    return {gram for text in texts for word in words_of(text) for gram in _grams(word)}


def _grams(word: str) -> Iterator[str]:
    yield from word
    yield from map("".join, pairwise(word))


def needed(word: str) -> set[str]:
    """The grams a text has if it has the word; having them is not yet having it."""
    return {word} if len(word) == 1 else set(map("".join, pairwise(word)))


async def publish(
    products: Products, duty: Duty, accepted: Submission, *, school_year: int, now: datetime
) -> None:
    """Puts an accepted product on the shelf."""
    assert accepted.title is not None
    assert accepted.file_id is not None
    author = await products.author(duty.teacher_id)
    new = NewProduct(
        duty.id, duty.teacher_id, duty.course_id, school_year, accepted.file_id, accepted.title, accepted.text
    )
    spelt = (author.name, author.pinyin.replace(" ", ""), author.initials)
    await products.add(new, grams_of(accepted.title, accepted.text or "", *spelt), at=now)


async def withdraw(
    products: Products, product_id: UUID, *, expected: int, reason: str, caller: Caller, now: datetime
) -> Product:
    """Takes a product off the shelf; its author may, and the office."""
    product = await products.for_update(product_id)
    if product is None:
        raise NotFound()
    own_only(caller, product.teacher_id)
    match(product.version, expected)
    if product.withdrawn_at is not None:
        raise ProductWithdrawn(title=product.title)
    await products.withdrawn(product_id, reason=reason, at=now)
    return replace(
        product,
        withdrawn_at=now,
        withdrawn_because=reason,
        version=product.version + 1,
        allowed_actions=(),
    )
