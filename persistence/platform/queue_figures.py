"""How the queue stands, across all schools: jobs are fenced by none, and only counted here."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_QUEUE = text(
    """
    SELECT count(*) FILTER (WHERE due) AS waiting,
           count(*) FILTER (WHERE status = 'todo' AND NOT due) AS later,
           count(*) FILTER (WHERE status = 'doing') AS doing,
           count(*) FILTER (WHERE status = 'doing' AND args ? 'operation_id') AS operations,
           coalesce(extract(epoch FROM now() - min(since) FILTER (WHERE due)), 0) AS oldest,
           (SELECT count(*) FROM procrastinate_workers
             WHERE last_heartbeat > now() - interval '30 seconds') AS workers,
           (SELECT version_num FROM alembic_version) AS migration
      FROM (SELECT job.status, job.args,
                   job.status = 'todo' AND coalesce(job.scheduled_at <= now(), true) AS due,
                   coalesce(job.scheduled_at, (SELECT min(event.at) FROM procrastinate_events AS event
                                                WHERE event.job_id = job.id)) AS since
              FROM procrastinate_jobs AS job
             WHERE job.status IN ('todo', 'doing')) AS jobs
    """
)


@dataclass(frozen=True, slots=True)
class QueueFigures:
    waiting: int
    """Due, and not yet begun."""

    later: int
    """For later: put off, or to be tried again."""

    doing: int
    operations: int
    """Of those under way, long work that somebody waits for."""

    oldest: float
    """Seconds the job that waits longest has been due."""

    workers: int
    """That gave a sign of life within half a minute."""

    migration: str
    """Which the database stands at."""


async def queue_figures(engine: AsyncEngine) -> QueueFigures:
    async with engine.connect() as connection:
        row = (await connection.execute(_QUEUE)).one()
    return QueueFigures(
        row.waiting, row.later, row.doing, row.operations, float(row.oldest), row.workers, row.migration
    )
