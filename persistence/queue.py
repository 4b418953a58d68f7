"""Queueing work in the transaction that asks for it: the job is there when the change is, and only then."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.engine import is_distributed
from persistence.watching import DOING

# procrastinate's own function, called through our connection. Its signature is pinned by a test.
_DEFER = text(
    "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW("
    ":queue, :task, 0, CAST(:lock AS text), CAST(:queueing_lock AS text), CAST(:arguments AS jsonb),"
    " CAST(:at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1]))"
)

# On a cluster the change lies on a worker and the job on the coordinator, and only a transaction that touches
# a table Citus knows there is committed in two phases. No row has this id, so nobody waits for anybody.
_IN_TWO_PHASES = text("UPDATE tx_marker SET n = n WHERE id = -1")

TRACEPARENT = "traceparent"
"""The argument by which a job knows the request that asked for it, where traces are exported; the worker
takes it out again before the job sees its arguments."""


async def enqueue(
    connection: AsyncConnection,
    task: str,
    arguments: dict[str, Any],
    *,
    queue: str = "default",
    lock: str | None = None,
    queueing_lock: str | None = None,
    at: datetime | None = None,
) -> int:
    """The new job's id; it is not begun before `at`.

    `arguments` must be JSON and name the school: a job enters it first.
    """
    doing = DOING.get()
    if doing is not None and doing.traceparent is not None:
        arguments = arguments | {TRACEPARENT: doing.traceparent}
    if is_distributed(connection):
        await connection.execute(_IN_TWO_PHASES)
    job = await connection.scalar(
        _DEFER,
        {
            "queue": queue,
            "task": task,
            "lock": lock,
            "queueing_lock": queueing_lock,
            "arguments": json.dumps(arguments),
            "at": at,
        },
    )
    return int(job)
