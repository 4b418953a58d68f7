"""What only a simulator has: turning it on, breaking it, looking into it. Nobody signs for these."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from cli.simulator.callbacks import is_secret, school_of
from cli.simulator.contract import Here
from cli.simulator.faults import Fault, Level
from cli.simulator.journal import Asked, Sent
from cli.simulator.platform import Happened
from cli.simulator.world import World

router = APIRouter(prefix="/_simulator", include_in_schema=False)


class FaultsAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    level: Level | None = None
    shares: dict[Fault, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    next: list[Fault] = Field(default_factory=list)
    seed: int | None = None
    slow_seconds: Annotated[float, Field(ge=0, le=600)] | None = None
    retry_after: Annotated[int, Field(ge=0, le=600)] | None = None


def _signing(text: str) -> str:
    if not is_secret(text):
        raise ValueError("whsec_ and base64")
    return text


class Connection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    org: str | None = None
    secret: str | None = None
    school_url: str | None = None
    callback_secret: Annotated[str, AfterValidator(_signing)] | None = None


class Notes(BaseModel):
    requests: list[Asked]
    callbacks: list[Sent]
    pending_callbacks: int
    faults: dict[Fault, int]


@router.get("/journal")
async def journal(here: Here, last: Annotated[int, Query(ge=1)] = 10_000) -> Notes:
    """What was asked and answered, what was sent, and how often each fault was played."""
    return Notes(
        requests=list(here.journal.requests)[-last:],
        callbacks=list(here.journal.callbacks)[-last:],
        pending_callbacks=here.callbacks.pending,
        faults=dict(here.faults.played),
    )


@router.get("/state")
async def state(here: Here) -> dict[str, Any]:
    """What it holds: submissions with what became of them, rounds, and the differences it planned."""
    platform = here.platform
    return {
        "submissions": {
            id: one.submission.model_dump() | {"receipt": one.receipt, "refused_because": one.reason or None}
            for id, one in platform.submissions.items()
        },
        "rounds": {
            code: {"stage": one.stage, "applications": len(one.applications)}
            for code, one in platform.rounds.items()
        },
        "differences": platform.differences,
    }


@router.post("/advance")
async def advance(here: Here) -> list[Happened]:
    """Every round a step on: its late results, its second selection, its credits."""
    return here.advance()


@router.post("/world")
async def add(here: Here, more: World) -> list[Happened]:
    """More sessions, quotas, refusals, credits …; a session of the same code is replaced."""
    return here.add(more)


@router.post("/faults")
async def set_faults(here: Here, asked: FaultsAsked) -> dict[str, Any]:
    """`level` sets all shares, `shares` single ones, `next` names faults to play once each."""
    faults = here.faults
    if asked.seed is not None:
        faults.restart(asked.seed)
    if asked.level is not None:
        faults.at(asked.level)
    faults.shares |= asked.shares
    faults.ask_for(asked.next)
    faults.slow_seconds = faults.slow_seconds if asked.slow_seconds is None else asked.slow_seconds
    faults.retry_after = faults.retry_after if asked.retry_after is None else asked.retry_after
    return {"shares": faults.shares, "next": list(faults.asked_for), "played": faults.played}


@router.post("/connection")
async def connect(here: Here, connection: Connection) -> dict[str, str | None]:
    """Who may ask, and where callbacks go; what is left out stays."""
    here.access.org = connection.org or here.access.org
    here.access.secret = connection.secret or here.access.secret
    if connection.school_url:
        here.callbacks.school_url = school_of(connection.school_url)
    here.callbacks.secret = connection.callback_secret or here.callbacks.secret
    return {"org": here.access.org, "school_url": here.callbacks.school_url}


@router.post("/reset")
async def reset(here: Here) -> dict[str, int]:
    """As it was started."""
    await here.begin_again()
    return {"seed": here.seed}
