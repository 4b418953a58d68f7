"""The changes of a school kept in a list: the port's promises without a database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from domain.timetable.changes import ChangedMeanwhile, Ground, Layer
from domain.timetable.clashes import Taken
from domain.timetable.effective import HeldLesson, LessonKey, effective


@dataclass
class ListedChanges:
    plan: Sequence[HeldLesson]
    states: dict[UUID, str] = field(default_factory=dict)
    layers: dict[UUID, Layer] = field(default_factory=dict)
    held_days: list[date] = field(default_factory=list)
    on_hold: Callable[[], None] = lambda: None
    """What somebody else does while we wait for the days."""

    def new_id(self) -> UUID:
        return uuid4()

    async def hold(self, days: Collection[date]) -> None:
        self.held_days = sorted(days)
        self.on_hold()

    async def ground(self, first: date, last: date) -> Ground:
        return Ground(self.plan, [self.layers[one].change for one in self._in("standing")])

    async def stacks(self, cause_ids: Collection[UUID], absence_id: UUID | None) -> list[Layer]:
        alive = [layer for one, layer in self.layers.items() if self.states[one] != "undone"]
        wanted = {
            _stack(layer) for layer in alive if layer.cause_id in cause_ids or layer.absence_id == absence_id
        }
        return [layer for layer in alive if _stack(layer) in wanted]

    async def name(self, what: Taken, which: UUID) -> str:
        return f"{what} {which}"

    async def lay(
        self, layers: Sequence[Layer], lessons: Mapping[LessonKey, HeldLesson], *, at: datetime
    ) -> None:
        assert all(layer.change.key in lessons for layer in layers)
        self._become("superseded", [one.previous_id for one in layers if one.previous_id], "standing")
        for layer in layers:
            self.layers[layer.change.id] = layer
            self.states[layer.change.id] = "standing"
        self._check_indexes()

    async def lift(self, gone: Collection[UUID], again: Collection[UUID], *, at: datetime) -> None:
        for one in gone:
            assert self.states[one] != "undone"
            self.states[one] = "undone"
        self._become("standing", again, "superseded")
        self._check_indexes()

    def held(self) -> list[HeldLesson]:
        return effective(self.plan, [self.layers[one].change for one in self._in("standing")])

    def _become(self, state: str, changes: Collection[UUID], before: str) -> None:
        for one in changes:
            if self.states[one] != before:
                raise ChangedMeanwhile()
            self.states[one] = state

    def _in(self, state: str) -> list[UUID]:
        return [one for one, now in self.states.items() if now == state]

    def _check_indexes(self) -> None:
        standing = [self.layers[one] for one in self._in("standing")]
        stacks = [_stack(layer) for layer in standing]
        given = [
            (layer.change.to_teacher_id, layer.change.slot)
            for layer in standing
            if layer.change.to_teacher_id is not None
        ]
        if len(set(stacks)) < len(stacks) or len(set(given)) < len(given):
            raise ChangedMeanwhile()


def _stack(layer: Layer) -> tuple[LessonKey, UUID]:
    return layer.change.key, layer.change.from_teacher_id
