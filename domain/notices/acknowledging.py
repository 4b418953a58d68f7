"""Acknowledging a copy 签收: by its reader in the app, by a personal link, or entered from paper.

A link is bound to one copy and to one of its readers, is good once, and ends. Of its token only the hash is
kept. Who acknowledges locks the notice: no new edition voids the copy meanwhile, and nobody else is first.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.notices.notice import (
    Acknowledged,
    CopyAcknowledged,
    CopyVoid,
    NoticeContent,
    NoticeCopy,
    NoticeState,
    NotTheRecipient,
    PaperForOffice,
    is_recipient,
)

LIFETIME = timedelta(days=14)


class CopyWithoutReader(Conflict):
    """There is nobody a link could be for, such as the head of a grade that has none; facts: `recipient`."""

    code = "notice_copy_without_reader"


class NotAReader(RuleViolation):
    """A link is for one of those the copy is for; facts: `recipient`."""

    code = "notice_link_not_a_reader"


class LinkState(StrEnum):
    """What a personal link does now."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    NOT_YOURS = "not_yours"
    """Who it was made for is not the copy's reader any more, such as a grade's head of before."""

    VOID = "void"
    """The copy it is for is void."""

    ACKNOWLEDGED = "acknowledged"
    """The copy was acknowledged by another way meanwhile."""


@dataclass(frozen=True, slots=True)
class NoticeLink:
    """A personal link to acknowledge one copy by."""

    id: UUID
    copy_id: UUID
    reader_id: UUID
    """Whom it is for: a teacher, or an account that is none."""

    reader_name: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    url: str | None = None
    """Shown to the one who made it, once."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A copy of a notice that is locked."""

    copy: NoticeCopy
    head_id: UUID | None
    """Who heads the teacher's grade."""

    asker_name: str
    """What the caller is called."""


@dataclass(frozen=True, slots=True)
class LinkedCopy:
    """What a link leads to."""

    link: NoticeLink
    copy: NoticeCopy
    content: NoticeContent
    notice_state: NoticeState
    edition: int
    """The latest of the notice."""

    readers: Mapping[UUID, str]
    """Whom the copy is for now, by name."""


class Copies(Protocol):
    """Every reading is limited to the copies the caller sees."""

    async def for_update(self, copy_id: UUID) -> HeldCopy | None: ...

    async def acknowledged(
        self, copy_id: UUID, by: str, how: Acknowledged, *, account_id: UUID | None, at: datetime
    ) -> None: ...

    async def readers(self, copy: NoticeCopy) -> Mapping[UUID, str]:
        """Whom a copy is for now, by name."""
        ...

    async def add_link(self, new: NoticeLink, token_hash: str, *, account_id: UUID) -> None: ...


class OpenLinks(Protocol):
    """Links as their bearers see them: nobody is signed in."""

    async def get(self, token_hash: str) -> LinkedCopy | None: ...

    async def for_update(self, token_hash: str) -> LinkedCopy | None: ...

    async def used(self, linked: LinkedCopy, *, at: datetime) -> None:
        """The copy is acknowledged by the link's reader, and the link is spent."""
        ...


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def acknowledge(
    copies: Copies,
    copy_id: UUID,
    *,
    expected: int,
    signed_by: str | None,
    caller: Caller,
    now: datetime,
) -> None:
    """By its reader; `signed_by` enters what somebody signed on paper.

    Raises NotFound, Stale, CopyVoid, CopyAcknowledged, NotTheRecipient, PaperForOffice.
    """
    held = await _held(copies, copy_id)
    match(held.copy.version, expected)
    _refuse_settled(held.copy)
    if signed_by is not None:
        if not caller.may(Action.NOTICE_WRITE):
            raise PaperForOffice()
        by, how = signed_by, Acknowledged.ON_PAPER
    else:
        if not is_recipient(caller, held.copy.copy, held.copy.teacher_id, held.head_id):
            raise NotTheRecipient()
        by, how = held.asker_name, Acknowledged.IN_APP
    await copies.acknowledged(copy_id, by, how, account_id=caller.account_id, at=now)


async def make_link(
    copies: Copies,
    copy_id: UUID,
    *,
    reader_id: UUID | None,
    link_id: UUID,
    token: str,
    caller: Caller,
    now: datetime,
) -> NoticeLink:
    """A link for one of the copy's readers; for the only one, or the first, where none is named.

    Raises NotFound, CopyVoid, CopyAcknowledged, CopyWithoutReader, NotAReader.
    """
    held = await _held(copies, copy_id)
    _refuse_settled(held.copy)
    readers = await copies.readers(held.copy)
    if not readers:
        raise CopyWithoutReader(recipient=held.copy.recipient)
    chosen = next(iter(readers)) if reader_id is None else reader_id
    if chosen not in readers:
        raise NotAReader(recipient=held.copy.recipient)
    new = NoticeLink(link_id, copy_id, chosen, readers[chosen], now, now + LIFETIME, None)
    await copies.add_link(new, hashed(token), account_id=caller.account_id)
    return new


def link_state(linked: LinkedCopy, now: datetime) -> LinkState:
    link, copy = linked.link, linked.copy
    if link.used_at is not None:
        return LinkState.USED
    if copy.void:
        return LinkState.VOID
    if link.reader_id not in linked.readers:
        return LinkState.NOT_YOURS
    if copy.acknowledged_at is not None:
        return LinkState.ACKNOWLEDGED
    return LinkState.GOOD if now < link.expires_at else LinkState.EXPIRED


async def use_link(links: OpenLinks, token: str, *, now: datetime) -> tuple[LinkedCopy, LinkState]:
    """Acknowledges, when the state is GOOD; any other has no effect. Raises NotFound."""
    linked = await links.for_update(hashed(token))
    if linked is None:
        raise NotFound()
    state = link_state(linked, now)
    if state is LinkState.GOOD:
        await links.used(linked, at=now)
    return linked, state


async def open_link(links: OpenLinks, token: str, *, now: datetime) -> tuple[LinkedCopy, LinkState]:
    """Raises NotFound."""
    linked = await links.get(hashed(token))
    if linked is None:
        raise NotFound()
    return linked, link_state(linked, now)


async def _held(copies: Copies, copy_id: UUID) -> HeldCopy:
    held = await copies.for_update(copy_id)
    if held is None:
        raise NotFound()
    return held


def _refuse_settled(copy: NoticeCopy) -> None:
    if copy.void:
        raise CopyVoid(notice_no=copy.notice_no)
    if copy.acknowledged_at is not None:
        raise CopyAcknowledged(by=copy.acknowledged_by)
