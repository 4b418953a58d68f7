"""What a training asks of a teacher afterwards 培训后任务 (MISSION §1)."""

from enum import StrEnum


class DutyKind(StrEnum):
    CONTENT_RECORD = "content_record"
    """培训内容记录, after a short training."""

    REFLECTION = "reflection"
    """体会, after a 90-hour training."""

    PRODUCT = "product"
    """学习成果 (such as a PPT), after a 90-hour training; shared with the staff once accepted."""

    RECORD_SHEET = "record_sheet"
    """教师专业发展培训记录表."""

    EVALUATION = "evaluation"
    """The evaluation on the district's platform."""


class DutyState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    VOID = "void"
    """The result it followed from was taken back."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"
