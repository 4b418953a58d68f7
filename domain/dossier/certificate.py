"""The credit certificate 学分证明: what the ledger said when it was issued, and whether it still says so.

A certificate is a snapshot that is never changed. Whoever holds the paper finds out by its code that it is
genuine, what was certified, and whether the ledger has moved since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller, own_only
from domain.notices.verifying import read
from domain.paging import Page, Window
from domain.training.catalogue import CourseKind

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CertifiedCredits:
    """The confirmed credits of one kind of training."""

    category: CourseKind
    credits: Decimal
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Certified:
    """What is certified: a school year, and the cycle it stands in."""

    school: str
    name: str
    employee_no: str
    school_year: int
    cycle_year: int
    """The first school year of the cycle."""

    until_year: int
    """The last."""

    year_credits: Decimal
    year_lines: tuple[CertifiedCredits, ...]
    """Of each kind there is, confirmed; what is provisional is not certified."""

    cycle_credits: Decimal
    cycle_lines: tuple[CertifiedCredits, ...]


@dataclass(frozen=True, slots=True)
class CreditCertificate:
    """A certificate, as it was issued."""

    id: UUID
    teacher_id: UUID
    certificate_no: str
    code: str
    """On the paper, and in its QR code: what it is verified by."""

    content: Certified
    issued_at: datetime
    changed: bool
    """Whether the ledger says something else by now."""

    version: int = 1
    """Always 1: a certificate is never changed, another is issued."""


@dataclass(frozen=True, slots=True)
class Ledgered:
    """A teacher and what their ledger says, about to be certified."""

    teacher_id: UUID
    content: Certified


@dataclass(frozen=True, slots=True)
class CertificateFilter:
    teacher_id: tuple[UUID, ...] = ()
    school_year: int | None = None


class Certificates(Protocol):
    """Certificates of the teachers a caller may see."""

    async def ledgered(self, teacher_id: UUID, school_year: int) -> Ledgered | None:
        """None when there is no such teacher. Raises SchoolYearUnknown."""
        ...

    async def issue(self, ledgered: Ledgered, *, account_id: UUID, at: datetime) -> UUID:
        """Numbered without gaps in its school year, under a code of its own."""
        ...

    async def get(self, certificate_id: UUID) -> CreditCertificate | None: ...

    async def page(self, filters: CertificateFilter, window: Window) -> Page[CreditCertificate]: ...


class OpenCertificates(Protocol):
    """A school's certificates as somebody sees them who holds a code."""

    async def by_code(self, code: str) -> CreditCertificate | None: ...


class CertificatePrinter(Protocol):
    async def certificate(self, certificate: CreditCertificate, verify_url: str) -> bytes:
        """A PDF. Raises UnprintableCharacters."""
        ...


def certificate_no(school_year: int, number: int) -> str:
    return f"XF{school_year}-{number:04d}"


def verify_url(base: str, school: str, code: str) -> str:
    """The address a certificate's QR code leads to."""
    return f"{base}/c/{school}/{code}"


def total(lines: Sequence[CertifiedCredits]) -> Decimal:
    return sum((one.credits for one in lines), NOTHING)


def differs(certified: Certified, now: Certified) -> bool:
    """Whether the ledger's figures are others than those certified; names and schools may change."""
    return (certified.year_lines, certified.cycle_lines) != (now.year_lines, now.cycle_lines)


async def issue_certificate(
    certificates: Certificates, caller: Caller, teacher_id: UUID, school_year: int, *, now: datetime
) -> CreditCertificate:
    """Raises NotFound, Forbidden, SchoolYearUnknown."""
    ledgered = await certificates.ledgered(teacher_id, school_year)
    if ledgered is None:
        raise NotFound()
    own_only(caller, teacher_id)
    issued = await certificates.issue(ledgered, account_id=caller.account_id, at=now)
    return await read_certificate(certificates, issued)


async def read_certificate(certificates: Certificates, certificate_id: UUID) -> CreditCertificate:
    """Raises NotFound."""
    found = await certificates.get(certificate_id)
    if found is None:
        raise NotFound()
    return found


async def verify(certificates: OpenCertificates, typed: str) -> CreditCertificate:
    """Whatever is wrong with a code, the answer is the same NotFound."""
    code = read(typed)
    found = None if code is None else await certificates.by_code(code)
    if found is None:
        raise NotFound()
    return found
