"""Courses and their sessions 培训目录."""

from enum import StrEnum


class CourseKind(StrEnum):
    SHORT = "short"
    LONG_90 = "long_90"
    ONLINE = "online"
    SCHOOL_BASED = "school_based"


class SessionState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
