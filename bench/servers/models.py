"""The rows as Pydantic models, for the servers that answer with them."""

from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

Row = TypeVar("Row")


class LedgerEntry(BaseModel):
    id: UUID
    award_id: UUID
    school_year: int
    category: str
    title: str
    account: str
    kind: str
    credits: Decimal
    hours: Decimal
    reason: str | None
    earned_at: datetime
    entered_at: datetime


class Reason(BaseModel):
    code: str
    rule_id: UUID | None
    value: str


class Standing(BaseModel):
    teacher_id: UUID
    name: str
    employee_no: str
    subject_group_id: UUID | None
    grade_group_id: UUID | None
    school_year: int
    confirmed: Decimal
    provisional: Decimal
    planned: Decimal
    counted: Decimal
    target: Decimal
    owed: Decimal
    state: str
    reasons: list[Reason]


class Page(BaseModel, Generic[Row]):
    items: list[Row]
    next_cursor: str | None = None
    has_more: bool = False


class EnrolBody(BaseModel):
    teacher_id: UUID


class Enrolment(BaseModel):
    id: UUID
    session_id: UUID
    teacher_id: UUID
    state: str
    enrolled_at: datetime
    planned_credits: Decimal
    planned_year: int
    absent_days: Decimal | None
    remark: str | None
    record_sheet_code: str | None
    version: int
