"""Telling the school by callbacks: signed by the Standard Webhooks, tried again until they are taken.

Each goes its own way, so one that is tried again may arrive after the next; its `sequence` tells the order.
Sequences begin at the clock, so that a simulator that was started again does not count backwards.
"""

import asyncio
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import httpx2
from standardwebhooks import Webhook

from cli.simulator.faults import Fault, Faults
from cli.simulator.journal import Journal, Sent, now
from cli.simulator.platform import Happened

WRONG_SECRET = b64encode(b"nobody agreed on this").decode()
STALE = timedelta(minutes=10)
NOWHERE = "no school_url"


def is_secret(text: str) -> bool:
    """Whether callbacks can be signed with it: whsec_ and base64."""
    try:
        return text.startswith("whsec_") and bool(b64decode(text.removeprefix("whsec_"), validate=True))
    except ValueError:
        return False


def school_of(address: str) -> str:
    """The school's address in its API, also when it is said where exactly callbacks go."""
    return address.rstrip("/").removesuffix("/platform-callbacks")


@cache
def trusted() -> ssl.SSLContext:
    """Made once: it takes longer than a callback."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    first: float = 0.5
    """Before the second try; each further wait is twice as long."""

    most: float = 60.0
    held: float = 5.0
    """How long a callback that is to be overtaken waits for another one."""

    answer: float = 10.0


@dataclass(frozen=True, slots=True)
class Callback:
    id: str
    happened: Happened
    sequence: int
    body: str


class Callbacks:
    def __init__(self, journal: Journal, faults: Faults, patience: Patience) -> None:
        self.school_url: str | None = None
        """The school's address in its API; callbacks that have nowhere to go stand in the journal only."""

        self.secret: str = ""
        self._journal, self._faults, self._patience = journal, faults, patience
        self._last: dict[tuple[str, str], int] = {}
        self._begun = int(now().timestamp())
        self._held: list[Callback] = []
        self._underway: set[asyncio.Task[None]] = set()

    @property
    def pending(self) -> int:
        """Callbacks that were not taken yet."""
        return len(self._underway)

    def tell(self, happened: Sequence[Happened]) -> None:
        for one in happened:
            callback = self._callback(one)
            fault = self._faults.of_callback(one.type)
            held, self._held = self._held, []
            if fault is Fault.CALLBACK_REORDERED:
                self._held = [callback]
                self._start(self._release_later(callback))
                first = None
            else:
                first = self._start(self._deliver(callback, fault))
            for overtaken in held:
                self._start(self._after(first, overtaken))

    async def stop(self) -> None:
        """What is under way is given up."""
        self._held = []
        tasks = [*self._underway]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)
        return task

    def _callback(self, happened: Happened) -> Callback:
        subject = happened.data.get("submission_id") or "".join(happened.data.values())
        key = (happened.type, subject)
        self._last[key] = sequence = self._last.get(key, self._begun) + 1
        body = {
            "type": happened.type,
            "timestamp": now().isoformat(),
            "sequence": sequence,
            "data": happened.data,
        }
        return Callback(f"msg_{uuid4().hex}", happened, sequence, json.dumps(body, ensure_ascii=False))

    async def _after(self, first: asyncio.Task[None] | None, overtaken: Callback) -> None:
        """Once the first was taken; one that never is holds the other back for a while only."""
        if first is not None:
            await asyncio.wait([first], timeout=self._patience.held)
        await self._deliver(overtaken, Fault.CALLBACK_REORDERED)

    async def _release_later(self, callback: Callback) -> None:
        await asyncio.sleep(self._patience.held)
        if callback in self._held:
            self._held.remove(callback)
            self._start(self._deliver(callback, Fault.CALLBACK_REORDERED))

    async def _deliver(self, callback: Callback, fault: Fault | None) -> None:
        timeout, verify = self._patience.answer, trusted()
        async with httpx2.AsyncClient(timeout=timeout, verify=verify, trust_env=False) as client:
            if fault in (Fault.CALLBACK_BAD_SIGNATURE, Fault.CALLBACK_STALE):
                await self._send(client, callback, fault)
            wait = self._patience.first
            shown = fault if fault is Fault.CALLBACK_REORDERED else None
            while not await self._send(client, callback, shown):
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._patience.most)
            if fault is Fault.CALLBACK_TWICE:
                await self._send(client, callback, fault)

    async def _send(self, client: httpx2.AsyncClient, callback: Callback, fault: Fault | None) -> bool:
        """Whether it was taken; what goes nowhere counts as taken."""
        headers = self._headers(callback, fault)
        status, why = None, NOWHERE
        if self.school_url is not None:
            address = f"{self.school_url}/platform-callbacks"
            try:
                answer = await client.post(address, content=callback.body.encode(), headers=headers)
                status, why = answer.status_code, ""
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                why = type(error).__name__
        about = callback.happened
        self._journal.callbacks.append(
            Sent(
                callback.id,
                about.type,
                callback.sequence,
                about.data,
                headers,
                callback.body,
                status,
                why,
                fault,
            )
        )
        return why == NOWHERE or (status is not None and 200 <= status < 300)

    def _headers(self, callback: Callback, fault: Fault | None) -> dict[str, str]:
        at = now() - (STALE if fault is Fault.CALLBACK_STALE else timedelta())
        secret = WRONG_SECRET if fault is Fault.CALLBACK_BAD_SIGNATURE else self.secret
        return {
            "Content-Type": "application/json",
            "webhook-id": callback.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(callback.id, at, callback.body),
        }
