"""Credit certificates, kept as issued and held against the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier.certificate import (
    CertificateFilter,
    Certified,
    CertifiedCredits,
    CreditCertificate,
    Ledgered,
    certificate_no,
    differs,
    total,
)
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.calendar import SchoolYearUnknown
from domain.training.catalogue import CourseKind
from domain.training.credit import Account
from domain.training.policy import CREDIT_POLICY
from persistence.dossier.tables import certificate_series, credit_certificate
from persistence.ids import new_id
from persistence.notices.book import new_code
from persistence.notices.documents import as_document, from_document
from persistence.paging import page
from persistence.people.calendar import school_year_spans
from persistence.people.tables import teacher
from persistence.platform.tables import school
from persistence.training.rules import every_rule
from persistence.training.tables import credit_entry
from persistence.training.visibility import visible_teachers

PAPER, ENTRY, WHO, SERIES = credit_certificate.c, credit_entry.c, teacher.c, certificate_series.c
Years = Mapping[int, tuple[CertifiedCredits, ...]]


class SqlCertificates:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def ledgered(self, teacher_id: UUID, school_year: int) -> Ledgered | None:
        """The teacher is held, so that no credit is entered between what is read and what is issued."""
        seen = visible_teachers(self._caller, WHO.id, action=Action.DOSSIER_READ)
        found = await self._connection.execute(
            select(WHO.name, WHO.employee_no, school.c.name.label("school"))
            .select_from(teacher.join(school, school.c.id == WHO.school_id))
            .where(WHO.school_id == self._school_id, WHO.id == teacher_id, seen)
            .with_for_update(of=teacher)
        )
        row = found.one_or_none()
        if row is None:
            return None
        first, last = await self._cycle(school_year)
        blank = Certified(
            row.school, row.name, row.employee_no, school_year, first, last, Decimal(0), (), Decimal(0), ()
        )
        ledger = await _ledger(self._connection, self._school_id, [teacher_id])
        return Ledgered(teacher_id, filled(blank, ledger[teacher_id]))

    async def issue(self, ledgered: Ledgered, *, account_id: UUID, at: datetime) -> UUID:
        year, made = ledgered.content.school_year, new_id()
        await self._connection.execute(
            insert(credit_certificate).values(
                school_id=self._school_id,
                id=made,
                teacher_id=ledgered.teacher_id,
                school_year=year,
                number=await self._next_number(year),
                code=new_code(),
                content=as_document(ledgered.content),
                account_id=account_id,
                issued_at=at,
            )
        )
        return made

    async def get(self, certificate_id: UUID) -> CreditCertificate | None:
        found = await _certificates(self._connection, self._visible().where(PAPER.id == certificate_id))
        return found[0] if found else None

    async def page(self, filters: CertificateFilter, window: Window) -> Page[CreditCertificate]:
        statement = self._visible()
        if filters.teacher_id:
            statement = statement.where(PAPER.teacher_id.in_(filters.teacher_id))
        if filters.school_year is not None:
            statement = statement.where(PAPER.school_year == filters.school_year)
        found = await page(
            self._connection,
            statement,
            window,
            by=[PAPER.issued_at, PAPER.id],
            filters=filters,
            view=lambda row: row,
            descending=True,
        )
        held = await _held(self._connection, self._school_id, found.items)
        return Page(held, found.next_cursor, found.has_more)

    def _visible(self) -> Select[Any]:
        own = visible_teachers(self._caller, PAPER.teacher_id, action=Action.DOSSIER_READ)
        return select(credit_certificate).where(PAPER.school_id == self._school_id, own)

    async def _cycle(self, school_year: int) -> tuple[int, int]:
        """The first and the last year of the cycle, by the rules of the year's first day."""
        spans = await school_year_spans(self._connection, self._school_id)
        known = {span.start_year: span for span in spans}
        if school_year not in known:
            raise SchoolYearUnknown(day=str(school_year))
        rules = await every_rule(self._connection, self._school_id)
        policy = CREDIT_POLICY.in_force(rules, known[school_year].starts_on)
        first = policy.cycle_of(school_year)
        return first, first + policy.cycle_years.value - 1

    async def _next_number(self, school_year: int) -> int:
        # One statement: the row is locked until the commit, so no number is missing and none comes twice.
        row = upsert(certificate_series).values(
            school_id=self._school_id, id=new_id(), school_year=school_year, last_number=1
        )
        number = await self._connection.scalar(
            row.on_conflict_do_update(
                constraint="uq_certificate_series_school_year",
                set_={"last_number": SERIES.last_number + 1},
            ).returning(SERIES.last_number)
        )
        assert number is not None
        return int(number)


class SqlOpenCertificates:
    """For who holds a code, and no sign-in."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def by_code(self, code: str) -> CreditCertificate | None:
        own = select(credit_certificate).where(PAPER.school_id == self._school_id, PAPER.code == code)
        found = await _certificates(self._connection, own)
        return found[0] if found else None


def filled(certified: Certified, ledger: Years) -> Certified:
    """The same with the figures of a ledger."""
    year = ledger.get(certified.school_year, ())
    cycle = _together(
        [lines for year, lines in ledger.items() if certified.cycle_year <= year <= certified.until_year]
    )
    return Certified(
        school=certified.school,
        name=certified.name,
        employee_no=certified.employee_no,
        school_year=certified.school_year,
        cycle_year=certified.cycle_year,
        until_year=certified.until_year,
        year_credits=total(year),
        year_lines=year,
        cycle_credits=total(cycle),
        cycle_lines=cycle,
    )


def _together(years: Collection[tuple[CertifiedCredits, ...]]) -> tuple[CertifiedCredits, ...]:
    sums: dict[CourseKind, tuple[Decimal, Decimal]] = {}
    for one in (line for lines in years for line in lines):
        credits, hours = sums.get(one.category, (Decimal(0), Decimal(0)))
        sums[one.category] = credits + one.credits, hours + one.hours
    return tuple(CertifiedCredits(kind, *sums[kind]) for kind in CourseKind if kind in sums)


async def _ledger(
    connection: AsyncConnection, school_id: UUID, teacher_ids: Collection[UUID]
) -> Mapping[UUID, Years]:
    """What is confirmed, by teacher, school year and kind; what came and was taken back is not there."""
    credits, hours = func.sum(ENTRY.credits).label("credits"), func.sum(ENTRY.hours).label("hours")
    found = await connection.execute(
        select(ENTRY.teacher_id, ENTRY.school_year, ENTRY.category, credits, hours)
        .where(
            ENTRY.school_id == school_id,
            ENTRY.teacher_id.in_(teacher_ids),
            ENTRY.account == Account.CONFIRMED,
        )
        .group_by(ENTRY.teacher_id, ENTRY.school_year, ENTRY.category)
        .having(or_(credits != 0, hours != 0))
    )
    ledger: dict[UUID, dict[int, list[CertifiedCredits]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        line = CertifiedCredits(CourseKind(row.category), row.credits, row.hours)
        ledger[row.teacher_id][row.school_year].append(line)
    kinds = list(CourseKind)
    return defaultdict(
        dict,
        {
            teacher_id: {
                year: tuple(sorted(lines, key=lambda line: kinds.index(line.category)))
                for year, lines in years.items()
            }
            for teacher_id, years in ledger.items()
        },
    )


async def _certificates(connection: AsyncConnection, statement: Select[Any]) -> list[CreditCertificate]:
    rows = (await connection.execute(statement)).all()
    return await _held(connection, rows[0].school_id, rows) if rows else []


async def _held(
    connection: AsyncConnection, school_id: UUID, rows: Collection[Row[Any]]
) -> list[CreditCertificate]:
    """Certificates, each held against its teacher's ledger: one statement for all."""
    ledger = await _ledger(connection, school_id, {row.teacher_id for row in rows})
    return [_certificate(row, ledger[row.teacher_id]) for row in rows]


def _certificate(row: Row[Any], ledger: Years) -> CreditCertificate:
    content = from_document(Certified, row.content)
    return CreditCertificate(
        id=row.id,
        teacher_id=row.teacher_id,
        certificate_no=certificate_no(row.school_year, row.number),
        code=row.code,
        content=content,
        issued_at=row.issued_at,
        changed=differs(content, filled(content, ledger)),
    )
