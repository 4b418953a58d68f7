"""One running simulation: the platform, its faults, callbacks and journal, and how it begins again."""

from dataclasses import dataclass, field

from cli.simulator.callbacks import Callbacks, Patience
from cli.simulator.edge import Access
from cli.simulator.faults import Faults, Level
from cli.simulator.journal import Journal
from cli.simulator.platform import Happened, Platform
from cli.simulator.submissions import Submission
from cli.simulator.world import World

MOST_ROWS = 1000
"""Of a page."""


@dataclass
class Simulation:
    world: World
    seed: int
    access: Access
    level: Level = Level.NONE
    page_size: int = MOST_ROWS
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self.journal = Journal()
        self.faults = Faults(self.seed)
        self.faults.at(self.level)
        self.platform = Platform(self.world, self.seed)
        self.callbacks = Callbacks(self.journal, self.faults, self.patience)

    def receive(self, submission_id: str, submission: Submission) -> tuple[str, bool]:
        receipt, is_new, happened = self.platform.receive(submission_id, submission)
        self.callbacks.tell(happened)
        return receipt, is_new

    def advance(self) -> list[Happened]:
        return self._told(self.platform.advance())

    def add(self, more: World) -> list[Happened]:
        return self._told(self.platform.add(more, more.model_fields_set))

    async def begin_again(self) -> None:
        """As it was started; who may ask, and where callbacks go, stays. Sequences go on."""
        await self.callbacks.stop()
        self.journal.clear()
        self.faults.restart(self.seed)
        self.faults.at(self.level)
        self.platform = Platform(self.world, self.seed)

    def _told(self, happened: list[Happened]) -> list[Happened]:
        self.callbacks.tell(happened)
        return happened
