"""A week without clashes for the sample: every class's lessons spread over the slots of the week.

Lessons are edges between classes and teachers, slots are colours. Nobody has more lessons than there are
slots, and then such colours always exist (König): where a lesson finds no slot free for both, a chain of
lessons changes places between two slots until one is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

DAYS, PERIODS = 5, 7
SLOTS = [(weekday, period) for period in range(1, PERIODS + 1) for weekday in range(1, DAYS + 1)]
Slot = tuple[int, int]


@dataclass(slots=True)
class Woven:
    class_id: UUID
    teacher_id: UUID
    subject: str
    slot: Slot = (0, 0)


class Weaving:
    def __init__(self) -> None:
        self.lessons: list[Woven] = []
        self._at: dict[tuple[UUID, Slot], Woven] = {}

    def is_free(self, who: UUID, slot: Slot) -> bool:
        return (who, slot) not in self._at

    def add(self, class_id: UUID, teacher_id: UUID, subject: str) -> None:
        lesson = Woven(class_id, teacher_id, subject)
        self.lessons.append(lesson)
        both = [one for one in SLOTS if self.is_free(class_id, one) and self.is_free(teacher_id, one)]
        self._put(lesson, self._best(lesson, both) if both else self._made_free(class_id, teacher_id))

    def _best(self, lesson: Woven, slots: Iterable[Slot]) -> Slot:
        """On a day that has the subject least, and then the teacher; the earlier period first."""
        subject: dict[int, int] = defaultdict(int)
        teacher: dict[int, int] = defaultdict(int)
        for one in self.lessons[:-1]:
            subject[one.slot[0]] += (one.class_id, one.subject) == (lesson.class_id, lesson.subject)
            teacher[one.slot[0]] += one.teacher_id == lesson.teacher_id
        return min(slots, key=lambda slot: (subject[slot[0]], teacher[slot[0]], slot[1], slot[0]))

    def _made_free(self, class_id: UUID, teacher_id: UUID) -> Slot:
        """A slot the class has free, once the teacher's lessons have changed places along a chain."""
        ours = next(one for one in SLOTS if self.is_free(class_id, one))
        theirs = next(one for one in SLOTS if self.is_free(teacher_id, one))
        chain, who, slot = [], teacher_id, ours
        while (found := self._at.get((who, slot))) is not None:
            chain.append(found)
            who = found.class_id if who == found.teacher_id else found.teacher_id
            slot = theirs if slot == ours else ours
        for one in chain:
            del self._at[one.class_id, one.slot], self._at[one.teacher_id, one.slot]
        for one in chain:
            self._put(one, theirs if one.slot == ours else ours)
        return ours

    def _put(self, lesson: Woven, slot: Slot) -> None:
        lesson.slot = slot
        self._at[lesson.class_id, slot] = self._at[lesson.teacher_id, slot] = lesson
