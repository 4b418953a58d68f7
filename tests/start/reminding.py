"""`yanxiu worker` with one more job, which tells five hundred people one by one. Run as a program."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from procrastinate import App, JobContext
from sqlalchemy.ext.asyncio import AsyncEngine

from cli import jobs, worker
from domain.messages import Event
from persistence.platform.messages import SqlMessages
from persistence.transaction import in_school

PEOPLE = 500
FACTS = {"kind": "reflection", "course": "心理健康教育", "due_on": "2021-05-01"}
AT = datetime(2021, 4, 1, 8, tzinfo=UTC)


def person(number: int) -> UUID:
    return UUID(int=number + 1)


async def remind_all(context: JobContext, school_id: str) -> None:
    engine: AsyncEngine = context.additional_context["engine"]
    for number in range(PEOPLE):
        async with in_school(engine, UUID(school_id)) as connection:
            await SqlMessages(connection, UUID(school_id)).tell(
                Event.DUTY_DUE, about=person(number), to=[person(number)], facts=FACTS, at=AT
            )


def register(app: App) -> None:
    jobs.register(app)
    app.task(name="remind_all", pass_context=True)(remind_all)


if __name__ == "__main__":
    worker.register = register  # type: ignore[attr-defined]
    worker.worker(Path(sys.argv[1]))
