"""Papers by the code on them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.notices.notice import NoticeContent, NoticeState, notice_no
from domain.notices.verifying import Paper, Validity, Verified
from domain.training.record_sheet import QuotedSheet
from persistence.notices.documents import from_document
from persistence.notices.tables import notice, notice_edition

_NOTICE, _EDITION = notice.c, notice_edition.c
_EDITIONS = (
    select(
        _NOTICE.id,
        _NOTICE.school_year,
        _NOTICE.number,
        _NOTICE.enrolment_id,
        _NOTICE.state,
        _NOTICE.edition.label("latest"),
        _EDITION.number.label("edition"),
        _EDITION.code,
        _EDITION.record_code,
        _EDITION.content,
        _EDITION.voided_at,
    )
    .select_from(notice)
    .join(
        notice_edition,
        and_(_EDITION.school_id == _NOTICE.school_id, _EDITION.notice_id == _NOTICE.id),
    )
)


class SqlPapers:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def by_code(self, code: str) -> Verified | None:
        statement = _EDITIONS.where(
            _NOTICE.school_id == self._school_id, (_EDITION.code == code) | (_EDITION.record_code == code)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        content = from_document(NoticeContent, row.content)
        return Verified(
            paper=Paper.NOTICE if row.code == code else Paper.RECORD_SHEET,
            school=content.school,
            notice_no=notice_no(row.school_year, row.number),
            edition=row.edition,
            teacher_name=content.attendee.name,
            title=content.training.title,
            starts_at=content.training.blocks[0].starts_at,
            ends_at=content.training.blocks[-1].ends_at,
            validity=_validity(row.state, row.edition, row.latest),
            latest=row.latest,
        )


def _validity(state: str, edition: int, latest: int) -> Validity:
    if state == NoticeState.CANCELLED:
        return Validity.CANCELLED
    return Validity.VALID if edition == latest else Validity.REPLACED


async def quoted_sheets(
    connection: AsyncConnection, school_id: UUID, codes: Collection[str]
) -> dict[str, QuotedSheet]:
    """Record sheets by their codes; their notices are held still, so that none is voided meanwhile."""
    if not codes:
        return {}
    statement = _EDITIONS.where(_NOTICE.school_id == school_id, _EDITION.record_code.in_(codes))
    rows = await connection.execute(statement.order_by(_NOTICE.id).with_for_update(read=True, of=notice))
    return {
        row.record_code: QuotedSheet(
            row.enrolment_id, notice_no(row.school_year, row.number), row.voided_at is not None
        )
        for row in rows
    }
