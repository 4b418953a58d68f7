"""What is enumerated of mentor pairs: fields, states, kinds of entries, grades, titles."""

from enum import StrEnum


class MentorField(StrEnum):
    """What a pair is for."""

    TEACHING = "teaching"
    """学科教学."""

    HOMEROOM = "homeroom"
    """班主任."""

    RESEARCH = "research"
    """教科研."""


class PairState(StrEnum):
    PROPOSED = "proposed"
    SIGNED = "signed"
    """By both; it begins on its first day."""

    RUNNING = "running"
    ENDED = "ended"
    """As agreed, and evaluated."""

    DISSOLVED = "dissolved"
    """Before its time, for a reason."""


OPEN = (PairState.PROPOSED, PairState.SIGNED, PairState.RUNNING)


class PairSide(StrEnum):
    MENTOR = "mentor"
    APPRENTICE = "apprentice"
    OFFICE = "office"
    """Of neither: the office enters for somebody else, such as a mentor from outside."""


class LogField(StrEnum):
    """The five fields in which young teachers are trained."""

    ETHICS = "ethics"
    """师德规范."""

    THEORY = "theory"
    """理论学习."""

    TEACHING = "teaching"
    """教学工作."""

    HOMEROOM = "homeroom"
    """班主任工作."""

    RESEARCH = "research"
    """教育科研."""


class LogKind(StrEnum):
    MENTOR_OBSERVES = "mentor_observes"
    """The mentor observed a lesson of the apprentice."""

    APPRENTICE_OBSERVES = "apprentice_observes"
    """The apprentice observed a lesson of the mentor."""

    TALK = "talk"
    READING = "reading"
    REPORT_LESSON = "report_lesson"
    """About a report lesson 汇报课; the lesson itself is kept as such, and counted there."""

    OPEN_LESSON = "open_lesson"
    OTHER = "other"


OBSERVATIONS = (LogKind.MENTOR_OBSERVES, LogKind.APPRENTICE_OBSERVES)


class LogState(StrEnum):
    ENTERED = "entered"
    """It counts once the other side, or the office, has confirmed it."""

    CONFIRMED = "confirmed"
    VOIDED = "voided"
    """Kept, and says why."""


class LogMark(StrEnum):
    """What was said to an entry of the log."""

    CONFIRMED = "confirmed"
    VOIDED = "voided"


class ReportLessonState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class EvaluationState(StrEnum):
    OPEN = "open"
    GRADED = "graded"


class PairGrade(StrEnum):
    EXCELLENT = "excellent"
    PASSED = "passed"
    FAILED = "failed"


class CompetitionState(StrEnum):
    """Of an entry in a competition."""

    REPORTED = "reported"
    """By the teacher; it does not stand in the growth record yet."""

    CONFIRMED = "confirmed"
    VOIDED = "voided"
    """Kept, and says why."""


class GrowthTitleKind(StrEnum):
    """The lowest first."""

    RISING_STAR = "rising_star"
    """教坛新秀."""

    BACKBONE = "backbone"
    """骨干教师."""

    SUBJECT_LEADER = "subject_leader"
    """学科带头人."""

    MASTER = "master"
    """名师."""
