"""A teacher 教师 as the school knows them."""

from enum import StrEnum


class TeacherStatus(StrEnum):
    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    """长假: long leave, counted pro rata."""

    LEFT = "left"
    """Left the school; the history stays."""
