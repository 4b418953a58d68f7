"""The payroll list of a batch 教科研奖金发放表: its lines, each teacher's sum, and who signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.bonus.batch import BonusBatch, BonusLine


class PayrollFormat(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Payee:
    """A teacher on the list."""

    teacher_id: UUID
    employee_no: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class PayrollFacts:
    """What a list is made from."""

    school: str
    payees: Sequence[Payee]
    """By employee number."""

    lines: Sequence[BonusLine]


@dataclass(frozen=True, slots=True)
class PayrollSum:
    employee_no: str
    name: str
    group: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PayrollLine:
    """In words, as it is printed."""

    number: int
    name: str
    work: str
    award: str
    issuer: str
    awarded_on: date
    amount_fen: int
    how: str


@dataclass(frozen=True, slots=True)
class Payroll:
    school: str
    title: str
    subtitle: str
    state: str
    total_fen: int
    sums: tuple[PayrollSum, ...]
    lines: tuple[PayrollLine, ...]
    proposer: str
    checker: str
    approver: str


class PayrollBook(Protocol):
    async def of(self, batch: BonusBatch) -> PayrollFacts: ...


class PayrollPrinter(Protocol):
    async def pdf(self, payroll: Payroll) -> bytes: ...

    async def xlsx(self, payroll: Payroll) -> bytes: ...
