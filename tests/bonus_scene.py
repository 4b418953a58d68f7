"""Setting bonuses: works with awards, and the four people a batch goes through."""

from dataclasses import dataclass
from typing import Any

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.scene import Caller, Scene
from tests.works_scene import WorksScene, done, set_works_scene

TABLE: dict[str, Any] = {
    "title": "2020学年教科研奖金标准",
    "effective_from": "2020-09-01",
    "split": "ratio",
    "weights": [6, 3, 1],
    "cells": [
        {"level": "county", "prize": "first", "amount_fen": 30_000},
        {"level": "city", "prize": "first", "amount_fen": 60_000},
        {"level": "province", "prize": "first", "amount_fen": 100_001},
    ],
}


@dataclass(slots=True)
class BonusScene:
    works: WorksScene
    drafter: Caller
    checker: Caller
    principal: Caller
    finance: Caller

    @property
    def scene(self) -> Scene:
        return self.works.scene

    async def table(self, **values: Any) -> dict[str, Any]:
        return done(await self.drafter.post("bonus-tables", TABLE | values), 201)

    async def awarded(self, *names: str, level: str = "county", **values: Any) -> dict[str, Any]:
        """A new work of these authors, with a confirmed first prize; the award."""
        made = await self.works.work(*names)
        return await self.works.award(made, level=level, **values)

    async def draft(self, **values: Any) -> dict[str, Any]:
        body = {"title": "2020学年教科研奖金", "school_year": 2020} | values
        return done(await self.drafter.post("bonus-batches", body), 201)

    async def step(self, who: Caller, batch: dict[str, Any], action: str, **body: Any) -> Any:
        headers = {"If-Match": f'"{batch["version"]}"', "Idempotency-Key": new_id().hex}
        path = f"bonus-batches/{batch['id']}/{action}"
        return await who.ask("POST", path, headers=headers, **({"json": body} if body else {}))

    async def checked(self, batch: dict[str, Any]) -> dict[str, Any]:
        return done(await self.step(self.checker, batch, "check"))

    async def approved(self, batch: dict[str, Any]) -> dict[str, Any]:
        return done(await self.step(self.principal, await self.checked(batch), "approve"))

    async def paid(self, batch: dict[str, Any]) -> dict[str, Any]:
        return done(await self.step(self.finance, await self.approved(batch), "pay"))

    async def lines(self, who: Caller | None = None, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = done(await (who or self.drafter).get("bonus-lines", **asked))["items"]
        return found[::-1]

    async def amounts(self, batch: dict[str, Any]) -> list[tuple[str, int]]:
        """In the order of the batch."""
        lines = await self.lines(batch_id=batch["id"])
        return [(one["teacher_name"], one["amount_fen"]) for one in lines]

    async def correct(self, batch: dict[str, Any], *lines: dict[str, Any], **values: Any) -> Any:
        body = {"title": "冲正", "reason": "获奖作废", "lines": list(lines)} | values
        return await self.step(self.drafter, batch, "corrections", **body)


def correction(line: dict[str, Any], amount_fen: int, **values: Any) -> dict[str, Any]:
    """A counter-entry to a line that was paid."""
    return {name: line[name] for name in ("award_id", "teacher_id")} | {"amount_fen": amount_fen} | values


async def set_bonus_scene(scene: Scene) -> BonusScene:
    works = await set_works_scene(scene)
    return BonusScene(
        works,
        works.office,
        await scene.office(),
        await scene.signed_in(Role.PRINCIPAL),
        await scene.signed_in(Role.FINANCE),
    )
