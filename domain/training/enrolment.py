"""Enrolling a teacher in a training session 选课: seats, waitlist, history."""

from enum import StrEnum


class EnrolmentState(StrEnum):
    PLACED = "placed"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    PASSED = "passed"
    FAILED = "failed"
